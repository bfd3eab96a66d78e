/** What was tagged in the texts of the SQLite catalogue: blocks by text, counts by document. */
import type { DatabaseSync } from 'node:sqlite';
import type { TextResult } from '../../schemas/findings.ts';
import type { BlobReference } from '../blob-reference.ts';
import type { Retag, RetaggedDocument } from '../catalogue/retags.ts';
import { type Prepared, prepareAll } from './prepared.ts';
import { bytesOf } from './row-values.ts';

const statements = {
  insertBlock:
    'INSERT OR REPLACE INTO mention_block (text, list_version, seq, run, block) VALUES (?, ?, ?, ?, ?)',
  entityOf: 'SELECT entity FROM entity WHERE name = ? AND kind = ?',
  insertEntity: 'INSERT INTO entity (name, kind) VALUES (?, ?)',
  clearEntities: 'DELETE FROM document_entity WHERE document = ?',
  addEntity:
    'INSERT INTO document_entity (document, entity, count) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET count = count + ?3',
  clearPersonalData: 'DELETE FROM document_personal_data WHERE document = ?',
  addPersonalData:
    'INSERT INTO document_personal_data (document, kind, count) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET count = count + ?3',
  standing: `SELECT t.text, t.kind, t.document FROM text t JOIN document d ON d.document = t.document
    WHERE d.sha256 = ? AND t.superseded IS NULL ORDER BY t.text`,
  supersede: 'UPDATE text SET superseded = ? WHERE text = ?',
  standAgain: `INSERT INTO text (id, document, kind, units, anchors, extractor, run)
    SELECT id, document, kind, units, anchors, extractor, ? FROM text WHERE text = ?`,
  shown: `UPDATE document SET revision = max(revision, ?1) + (revision <> indexed), indexed = ?1 WHERE document = ?2`,
} as const;

/** What the tags of one text come to. */
export interface TagsOfText extends Pick<TextResult, 'entities' | 'personalData'> {
  readonly blocks: readonly BlobReference[];
}

/** The document and the text that tags are of, by their rows. */
export interface TaggedRow {
  readonly run: number;
  readonly document: number;
  readonly text: number | bigint;
  readonly listVersion: string | undefined;
}

export class TagStore {
  readonly #run: Prepared<typeof statements>;
  readonly #entities = new Map<string, number>();

  constructor(database: DatabaseSync) {
    this.#run = prepareAll(database, statements);
  }

  /** Rows of entities went: their numbers mean nothing any more. */
  forgetNumbers(): void {
    this.#entities.clear();
  }

  /** The counts of a document; blocks go with their text. */
  clear(document: number): void {
    this.#run.clearEntities.run(document);
    this.#run.clearPersonalData.run(document);
  }

  store(
    { run, document, text, listVersion }: TaggedRow,
    { blocks, entities, personalData }: TagsOfText,
  ): void {
    for (const [seq, block] of blocks.entries())
      this.#run.insertBlock.run(text, listVersion ?? '', seq, run, block.bytes());
    for (const { entity, kind, count } of entities)
      this.#run.addEntity.run(document, this.#entity(entity, kind), count);
    for (const { kind, count } of personalData) this.#run.addPersonalData.run(document, kind, count);
  }

  #entity(name: string, kind: string): number {
    const key = `${kind}\0${name}`;
    let entity =
      this.#entities.get(key) ??
      (this.#run.entityOf.get(name, kind) as { entity: number } | undefined)?.entity;
    entity ??= Number(this.#run.insertEntity.run(name, kind).lastInsertRowid);
    this.#entities.set(key, entity);
    return entity;
  }

  /**
   * See `Retags.retag`; within a transaction. Its texts stand again, as texts of this run; those that stood keep their tags,
   * as what was parsed before does.
   */
  retag(run: number, { listVersion, documents }: Retag): void {
    for (const document of documents) this.#retag(run, listVersion, document);
  }

  #retag(
    run: number,
    listVersion: string | undefined,
    { document: sha256, revision, texts }: RetaggedDocument,
  ): void {
    const standing = this.#run.standing.all(bytesOf(sha256)) as {
      text: number;
      kind: string;
      document: number;
    }[];
    const found = new Map(texts.map((text) => [text.kind as string, text]));
    const [first] = standing;
    if (first === undefined || standing.some(({ kind }) => !found.has(kind)))
      throw Object.assign(new Error(`document ${sha256} has other texts than those that were tagged`), {
        code: 'not-found',
      });
    const { document } = first;
    this.clear(document);
    for (const { text: before, kind } of standing) {
      this.#run.supersede.run(run, before);
      const { lastInsertRowid: text } = this.#run.standAgain.run(run, before);
      const tags = found.get(kind);
      if (tags) this.store({ run, document, text, listVersion }, tags);
    }
    this.#run.shown.run(revision, document);
  }
}
