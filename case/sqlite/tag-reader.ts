/** Reads what was tagged: mentions with their places, entities and personal data with their counts. */
import type { DatabaseSync } from 'node:sqlite';
import type { Anchor } from '../../schemas/anchor.ts';
import type { Mention, PersonalDatum } from '../../schemas/mention.ts';
import { unpackTagBlock } from '../tag-block.ts';
import { openDatabase } from './open-database.ts';
import { hexOf, textOf, unpackJson } from './row-values.ts';

export interface EntityCount {
  readonly entity: string;
  readonly kind: string;
  readonly documents: number;
  readonly mentions: number;
}

export interface PersonalDataCount {
  readonly kind: string;
  readonly documents: number;
  readonly values: number;
}

/** The tags of one text, with what is needed to cite them. */
export interface TaggedText {
  readonly document: string;
  /** The row of the document's first carrier. */
  readonly firstItem: number;
  readonly textId: string;
  readonly kind: string;
  readonly run: number;
  readonly listVersion: string;
  readonly extractor: string;
  readonly anchors: readonly Anchor[];
  readonly mentions: readonly Mention[];
  readonly personalData: readonly PersonalDatum[];
}

export class TagReader {
  readonly #database: DatabaseSync;

  constructor(path: string) {
    this.#database = openDatabase(path, { readOnly: true });
  }

  close(): void {
    this.#database.close();
  }

  /** Most documents first. */
  entities(): readonly EntityCount[] {
    return this.#database
      .prepare(
        `SELECT e.name AS entity, e.kind, count(*) AS documents, sum(c.count) AS mentions FROM document_entity c
         JOIN entity e ON e.entity = c.entity GROUP BY e.entity ORDER BY documents DESC, mentions DESC, e.name`,
      )
      .all() as unknown as EntityCount[];
  }

  personalData(): readonly PersonalDataCount[] {
    return this.#database
      .prepare(
        'SELECT kind, count(*) AS documents, sum(count) AS "values" FROM document_personal_data GROUP BY kind ORDER BY documents DESC, kind',
      )
      .all() as unknown as PersonalDataCount[];
  }

  /** Texts with tags: of one document, of the documents that name an entity, or of all; in ledger order. */
  *texts(of: { readonly sha256?: string; readonly entity?: string }): Generator<TaggedText> {
    const rows = this.#database
      .prepare(
        `SELECT d.sha256, d.first, t.text, t.id, t.kind, t.run, t.extractor, t.anchors, b.list_version, b.block
         FROM mention_block b JOIN text t ON t.text = b.text AND t.superseded IS NULL JOIN document d ON d.document = t.document
         WHERE (?1 IS NULL OR d.sha256 = ?1)
           AND (?2 IS NULL OR EXISTS (SELECT 1 FROM document_entity c JOIN entity e ON e.entity = c.entity WHERE c.document = d.document AND e.name = ?2))
         ORDER BY t.text, b.list_version, b.seq`,
      )
      .iterate(of.sha256 === undefined ? null : Buffer.from(of.sha256, 'hex'), of.entity ?? null);
    for (const row of rows) {
      const tags = unpackTagBlock(row['block'] as Uint8Array);
      yield {
        document: hexOf(row['sha256']),
        firstItem: Number(row['first']),
        textId: hexOf(row['id']),
        kind: textOf(row['kind']),
        run: Number(row['run']),
        listVersion: textOf(row['list_version']),
        extractor: textOf(row['extractor']),
        anchors: row['anchors'] ? (unpackJson(row['anchors'] as Uint8Array) as Anchor[]) : [],
        ...tags,
      };
    }
  }
}
