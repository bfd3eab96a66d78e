/** Reads of the ledger what the index must hold: every document in its order, and all that its entry is made of. */
import type { DatabaseSync } from 'node:sqlite';
import type { Anchor, TextKind } from '../../schemas/anchor.ts';
import { type IndexEntry, itemEntryId } from '../../schemas/index-entry.ts';
import type { Scope } from '../../schemas/scope.ts';
import { marksIn, shownPlaces } from '../../search/place-marks.ts';
import type { Code, DocumentStatus } from '../../schemas/status.ts';
import type { DocumentBody, EntryReading, IndexedDocument, LedgerEntry } from '../ledger/entries.ts';
import type { ItemEntry } from '../item-entry.ts';
import type { DocumentReader } from './document-reader.ts';
import { ItemEntries } from './item-entries.ts';
import { hasOwnEntry } from './item-entry-schema.ts';
import { itemTables } from './item-status.ts';
import type { Places } from './places.ts';
import { type Prepared, prepareAll } from './prepared.ts';
import { hexOf, textOf, unpackJson } from './row-values.ts';
import type { Visibility } from './visible.ts';

const statements = {
  state: 'SELECT revision, run FROM document WHERE document = ?',
  textIds: 'SELECT id FROM text WHERE document = ? AND superseded IS NULL ORDER BY text',
  texts: 'SELECT id, kind, units, anchors FROM text WHERE document = ? AND superseded IS NULL ORDER BY text',
  entities: `SELECT e.name AS entity, e.kind, c.count FROM document_entity c JOIN entity e ON e.entity = c.entity
    WHERE c.document = ? ORDER BY e.name, e.kind`,
  personalData: 'SELECT kind, count FROM document_personal_data WHERE document = ? ORDER BY kind',
} as const;

export class EntryReader implements EntryReading {
  readonly #database: DatabaseSync;
  readonly #run: Prepared<typeof statements>;
  readonly #documents: DocumentReader;
  readonly #items: ItemEntries;
  readonly #places: Places;
  readonly #visibility: Visibility;

  constructor(database: DatabaseSync, documents: DocumentReader, places: Places, visibility: Visibility) {
    this.#database = database;
    this.#documents = documents;
    this.#items = new ItemEntries(database, places);
    this.#places = places;
    this.#run = prepareAll(database, statements);
    this.#visibility = visibility;
  }

  async *indexed(scope: Scope): AsyncGenerator<IndexedDocument, void> {
    const items = this.#indexedItems(scope);
    let item = items.next();
    for (const document of this.#indexedDocuments(scope)) {
      for (; !item.done && item.value.document < document.document; item = items.next()) yield item.value;
      yield document;
    }
    for (; !item.done; item = items.next()) yield item.value;
  }

  /** All that must have an entry by the ledger, whatever rows of entries it keeps. */
  *#indexedItems(scope: Scope): Generator<IndexedDocument, void> {
    const rows = this.#database
      .prepare(
        `SELECT i.item, i.document, i.id, i.revision, COALESCE(e.revision, 1) AS wanted, COALESCE(e.indexed, 0) AS indexed
         FROM ${itemTables} LEFT JOIN item_entry e ON e.item = i.item
         WHERE ${hasOwnEntry} AND ${this.#visibility.to(scope).item} ORDER BY i.id, i.revision`,
      )
      .iterate();
    for (const row of rows) {
      const content = row['document'] === null ? null : Number(row['document']);
      const places = shownPlaces(this.#places.ofEntry(Number(row['item']), content).occurrences, scope);
      if (places.length === 0) continue;
      yield {
        document: itemEntryId({ id: hexOf(row['id']), revision: Number(row['revision']) }),
        revision: Number(row['wanted']),
        indexed: Number(row['indexed']),
        texts: [],
        places: places.length,
        marks: marksIn(places),
      };
    }
  }

  *#indexedDocuments(scope: Scope): Generator<IndexedDocument, void> {
    const rows = this.#database
      .prepare(
        `SELECT d.document, d.sha256, d.revision, d.indexed FROM document d
         WHERE d.indexed > 0 AND ${this.#visibility.to(scope).document} ORDER BY d.sha256`,
      )
      .iterate();
    for (const row of rows) {
      const document = Number(row['document']);
      const places = shownPlaces(this.#places.ofDocument(document).occurrences, scope);
      yield {
        document: hexOf(row['sha256']),
        revision: Number(row['revision']),
        indexed: Number(row['indexed']),
        texts: this.#run.textIds.all(document).map(({ id }) => hexOf(id)),
        places: places.length,
        marks: marksIn(places),
      };
    }
  }

  async itemEntry(id: string, scope: Scope): Promise<(ItemEntry & { revision: number }) | undefined> {
    const row = this.#items.rowOf(id);
    const entry = row === undefined ? undefined : this.#items.of(row);
    if (row === undefined || entry === undefined) return undefined;
    const occurrences = shownPlaces(entry.occurrences, scope);
    return occurrences.length === 0
      ? undefined
      : { ...entry, revision: this.#items.revisionOf(row), occurrences };
  }

  async entry(sha256: string, scope: Scope): Promise<LedgerEntry | undefined> {
    const row = this.#documents.rowOf(sha256, scope);
    const found = await this.#documents.get(sha256, scope);
    if (row === undefined || !found?.status) return undefined;
    const state = this.#run.state.get(row);
    const { occurrences, carried } = this.#places.ofDocument(row);
    const { status, code, ...rest } = found;
    return {
      ...rest,
      status: status as DocumentStatus,
      code: code as Code | undefined,
      run: Number(state?.['run']),
      revision: Number(state?.['revision']),
      texts: this.#run.texts.all(row).map((text) => ({
        kind: textOf(text['kind']) as TextKind,
        id: hexOf(text['id']),
        units: Number(text['units']),
        anchors: text['anchors'] ? (unpackJson(text['anchors'] as Uint8Array) as Anchor[]) : [],
      })),
      entities: this.#run.entities.all(row).map((entity) => ({ ...entity })) as IndexEntry['entities'],
      personalData: this.#run.personalData
        .all(row)
        .map((kind) => ({ ...kind })) as IndexEntry['personalData'],
      zone: this.#zoneOf(row, scope),
      carried,
      occurrences: shownPlaces(occurrences, scope),
    };
  }

  async bodies(documents: readonly string[], scope: Scope): Promise<readonly DocumentBody[]> {
    const sha256s = documents.filter((document) => /^[0-9a-f]{64}$/u.test(document));
    const rows = this.#database
      .prepare(
        `SELECT d.sha256, t.id, t.kind, t.units FROM (SELECT DISTINCT value FROM json_each(?)) asked
         JOIN document d ON d.sha256 = unhex(asked.value)
         LEFT JOIN text t ON t.document = d.document AND t.superseded IS NULL AND t.kind IN ('body', 'headers')
         WHERE d.indexed > 0 AND ${this.#visibility.to(scope).document} ORDER BY d.sha256, t.text`,
      )
      .iterate(JSON.stringify(sha256s));
    const found: { document: string; isMessage: boolean; texts: { id: string; units: number }[] }[] = [];
    for (const row of rows) {
      const document = hexOf(row['sha256']);
      if (found.at(-1)?.document !== document) found.push({ document, isMessage: false, texts: [] });
      const body = found.at(-1);
      if (row['kind'] === 'headers' && body) body.isMessage = true;
      else if (row['id'] !== null) body?.texts.push({ id: hexOf(row['id']), units: Number(row['units']) });
    }
    return found;
  }

  #zoneOf(document: number, scope: Scope): string | undefined {
    const shown = this.#visibility.to(scope);
    const first = this.#database
      .prepare(`SELECT ${shown.first} AS first FROM document d WHERE d.document = ?`)
      .get(document)?.['first'];
    const place = typeof first === 'number' ? shown.placeOf(first) : undefined;
    return place && this.#places.source(place.source).zone;
  }
}
