/** Reads what was tagged: mentions with their places, entities and personal data with their counts. */
import type { DatabaseSync } from 'node:sqlite';
import type { Anchor } from '../../schemas/anchor.ts';
import type { Scope } from '../../schemas/scope.ts';
import type {
  EntityCount,
  PersonalDataCount,
  Surest,
  TaggedText,
  TagReading,
  TextsOf,
} from '../ledger/tags.ts';
import { unpackTagBlock } from '../tag-block.ts';
import { bytesOf, hexOf, textOf, unpackJson } from './row-values.ts';
import type { Places } from './places.ts';
import type { Visibility, Visible } from './visible.ts';

const naming =
  'EXISTS (SELECT 1 FROM document_entity c JOIN entity e ON e.entity = c.entity WHERE c.document = d.document AND e.name IN (SELECT value FROM json_each(?2)))';

const namingAny = 'AND d.document IN (SELECT c.document FROM document_entity c)';

export class TagReader implements TagReading {
  readonly #database: DatabaseSync;
  readonly #places: Places;
  readonly #visibility: Visibility;

  constructor(database: DatabaseSync, places: Places, visibility: Visibility) {
    this.#database = database;
    this.#places = places;
    this.#visibility = visibility;
  }

  async entities(scope: Scope): Promise<readonly EntityCount[]> {
    return this.#database
      .prepare(
        `SELECT e.name AS entity, e.kind, count(*) AS documents, sum(c.count) AS mentions FROM document_entity c
         JOIN entity e ON e.entity = c.entity JOIN document d ON d.document = c.document WHERE ${this.#visibility.to(scope).document}
         GROUP BY e.entity ORDER BY documents DESC, mentions DESC, e.name, e.kind`,
      )
      .all() as unknown as EntityCount[];
  }

  async documentsNaming(entities: readonly string[], kind: string, scope: Scope): Promise<number> {
    const counted = this.#database
      .prepare(
        `SELECT count(DISTINCT c.document) AS documents FROM entity e CROSS JOIN document_entity c ON c.entity = e.entity
           CROSS JOIN document d ON d.document = c.document
         WHERE e.name IN (SELECT value FROM json_each(?)) AND e.kind = ? AND ${this.#visibility.to(scope).document}`,
      )
      .get(JSON.stringify(entities), kind);
    return Number(counted?.['documents']);
  }

  async surest(
    entity: string,
    { enough, most }: { readonly enough: number; readonly most: number },
    scope: Scope,
  ): Promise<Surest> {
    // By the entity's own documents: a walk over all would be made for each name of a page.
    const blocks = this.#database
      .prepare(
        `SELECT b.block FROM entity e CROSS JOIN document_entity c ON c.entity = e.entity CROSS JOIN document d ON d.document = c.document
           CROSS JOIN text t ON t.document = d.document AND t.superseded IS NULL CROSS JOIN mention_block b ON b.text = t.text
         WHERE e.name = ? AND ${this.#visibility.to(scope).document} LIMIT ?`,
      )
      .iterate(entity, most + 1);
    const byKind: Record<string, number> = {};
    let [confidence, looked] = [0, 0];
    for (const { block } of blocks) {
      if (++looked > most) return { confidence, byKind, isWhole: false };
      for (const one of unpackTagBlock(block as Uint8Array).mentions) {
        if (one.entity !== entity) continue;
        byKind[one.kind] = Math.max(byKind[one.kind] ?? 0, one.confidence);
        confidence = Math.max(confidence, one.confidence);
      }
      if (confidence >= enough) break;
    }
    return { confidence, byKind, isWhole: true };
  }

  async personalData(scope: Scope): Promise<readonly PersonalDataCount[]> {
    return this.#database
      .prepare(
        `SELECT p.kind, count(*) AS documents, sum(p.count) AS "values" FROM document_personal_data p
         JOIN document d ON d.document = p.document WHERE ${this.#visibility.to(scope).document}
         GROUP BY p.kind ORDER BY documents DESC, p.kind`,
      )
      .all() as unknown as PersonalDataCount[];
  }

  async *texts(of: TextsOf, scope: Scope): AsyncGenerator<TaggedText, void> {
    const shown = this.#visibility.to(scope);
    // One question: a text of mail has few tags, and each question of its own costs more than they do.
    const blocks = this.#database
      .prepare(
        `SELECT d.document, d.sha256, ${shown.first} AS first, t.text, t.id, t.kind, t.run, t.extractor,
           t.anchors IS NOT NULL AS anchored, b.list_version, b.block
         FROM document d CROSS JOIN text t ON t.document = d.document AND t.superseded IS NULL
           CROSS JOIN mention_block b ON b.text = t.text
         WHERE (?1 IS NULL OR d.sha256 = ?1) AND (?2 IS NULL OR ${naming}) ${of.isNaming ? namingAny : ''} AND ${shown.document}
         ORDER BY d.sha256, t.text, b.list_version, b.seq`,
      )
      .iterate(
        of.sha256 === undefined ? null : bytesOf(of.sha256),
        of.entities === undefined ? null : JSON.stringify(of.entities),
      );
    const anchorsOf = this.#database.prepare('SELECT anchors FROM text WHERE text = ?');
    let document: { row: number; sha256: string; isAsked: boolean; place: TaggedText['place'] } | undefined;
    let last: { text: number; anchors: Anchor[] } | undefined;
    for (const row of blocks) {
      if (document?.row !== Number(row['document'])) {
        const sha256 = hexOf(row['sha256']);
        const isAsked = (of.documents?.has(sha256) ?? true) && shown.hasDocument(Number(row['document']));
        const place = isAsked ? this.#placeOf(shown, row['first']) : undefined;
        document = { row: Number(row['document']), sha256, isAsked, place };
      }
      const { sha256, isAsked, place } = document;
      if (!isAsked) continue;
      const text = Number(row['text']);
      // A text of many mentions has many blocks, and may have megabytes of anchors: they are read once.
      if (last?.text !== text) {
        const packed = row['anchored'] ? anchorsOf.get(text)?.['anchors'] : undefined;
        last = { text, anchors: packed ? (unpackJson(packed as Uint8Array) as Anchor[]) : [] };
      }
      yield {
        document: sha256,
        ...(place ? { place } : {}),
        textId: hexOf(row['id']),
        kind: textOf(row['kind']),
        run: Number(row['run']),
        listVersion: textOf(row['list_version']),
        extractor: textOf(row['extractor']),
        anchors: last.anchors,
        ...unpackTagBlock(row['block'] as Uint8Array),
      };
    }
  }

  #placeOf(shown: Visible, first: unknown): TaggedText['place'] {
    const place = typeof first === 'number' ? shown.placeOf(first) : undefined;
    if (!place) return undefined;
    const { path, pastBy: past } = place;
    return { source: this.#places.source(place.source).reference, path, ...(past && { past }) };
  }
}
