/** Writes entries into the tables of the embedded index: whole documents, new places, later changes. */
import type { Anchor } from '../../schemas/anchor.ts';
import { AnchorFinder } from '../../schemas/find-anchor.ts';
import { type IndexEntry, isEntryId, type Occurrence } from '../../schemas/index-entry.ts';
import { mainDate } from '../query/dates.ts';
import type { Condition } from './condition.ts';
import { KeywordRows } from './keyword-rows.ts';
import { packEntry, packText, unpackText } from './packing.ts';
import { PlaceRows } from './place-rows.ts';
import type { Row, Statements } from './statements.ts';
import { bytesIn, numberIn } from './statements.ts';
import type { SealedText, TextStore } from './text-store.ts';
import { haveSameWords, WordRows } from './word-rows.ts';
import type { IndexOperation } from '../port.ts';
import { longUnits } from '../adapter-limits.ts';
import { anchorBlocks, isInline } from '../anchor-blocks.ts';

/** The entry as stored: its places are rows of their own, and so are many anchors. */
type StoredEntry = Omit<IndexEntry, 'occurrences'>;

type NewPlaces = Extract<IndexOperation, { readonly op: 'occurrences' }>;

interface StoredRow {
  readonly doc: number;
  readonly revision: number;
  readonly isLong: boolean;
}

interface WrittenDocument {
  readonly doc: number;
  /** What was there before. */
  readonly replaced: { readonly entry: StoredEntry; readonly isLong: boolean } | undefined;
}

/** Of an entry that states no size. No condition on sizes asks for it. */
const unknownSize = -1;

export class EntryStore {
  readonly #statements: Statements;
  readonly #texts: TextStore;
  readonly #words: WordRows;
  readonly #keywords: KeywordRows;
  readonly #places: PlaceRows;

  constructor(statements: Statements, texts: TextStore) {
    this.#statements = statements;
    this.#texts = texts;
    this.#words = new WordRows(statements, texts);
    this.#keywords = new KeywordRows(statements);
    this.#places = new PlaceRows(statements, this.#keywords);
  }

  /** Writes what the batch gathered; before its commit. */
  flush(): void {
    this.#places.flush();
    this.#words.flush();
    this.#keywords.flush();
  }

  /** Deletes keywords that nothing has any more. */
  sweep(): void {
    this.#keywords.sweep();
    this.#places.sweep();
  }

  /** Forgets the batch; after its rollback. */
  abandon(): void {
    this.#places.abandon();
    this.#words.abandon();
    this.#keywords.abandon();
  }

  /** Writes the whole entry, unless a newer revision is there. Returns why it cannot be taken. */
  write(entry: IndexEntry): string | undefined {
    if (!isEntryId(entry.document)) return 'the id of a document is its SHA-256';
    if (entry.occurrences.length === 0) return 'a document has at least one place';
    const texts = new Map<string, SealedText>();
    for (const { id } of entry.texts) {
      const text = this.#texts.named(id);
      if (text === undefined) {
        return (this.#find(entry.document)?.revision ?? -Infinity) > entry.revision
          ? undefined
          : `text ${id} was not sealed before its entry`;
      }
      texts.set(id, text);
    }
    const units = entry.texts.reduce((sum, text) => sum + text.units, 0);
    const isLong = units > longUnits;
    const written = this.#insertDocument(entry, isLong);
    if (written === undefined) return undefined;
    const { doc, replaced } = written;
    for (const text of texts.values()) text.named++;
    // The same words are not written again: FTS5 counts what was deleted in the statistics of bm25 still, so that
    // scores would depend on how often an entry was written. Parts of long documents name rows of texts.
    const hasItsWords = !isLong && replaced?.isLong === false && haveSameWords(replaced.entry, entry);
    if (!hasItsWords) {
      if (replaced !== undefined) this.#words.delete(doc, replaced.isLong);
      this.#words.write(
        doc,
        entry,
        entry.texts.flatMap(({ id, kind }) => {
          const text = texts.get(id);
          return text === undefined ? [] : [{ id, kind, text }];
        }),
        isLong,
      );
    }
    this.#keywords.write(doc, entry);
    for (const place of entry.occurrences) this.#places.insert(doc, place);
    this.#keepWithheld(doc);
    return undefined;
  }

  /** Adds places, or replaces those of the same items, or all. */
  addPlaces({ document, occurrences: places, whole, revision, dates }: NewPlaces): string | undefined {
    const found = this.#find(document);
    if (found === undefined) return 'there is no such document';
    if (revision < found.revision) return undefined;
    if (whole) this.#places.deleteAll(found.doc);
    else
      for (const item of new Set(places.map((place) => place.item))) this.#places.deleteItem(found.doc, item);
    for (const place of places) this.#places.insert(found.doc, place);
    this.#statements.run('UPDATE document SET revision = ? WHERE doc = ?', revision, found.doc);
    this.#keepWithheld(found.doc);
    if (dates !== undefined) this.#redate(found.doc, revision, dates);
    return undefined;
  }

  #redate(doc: number, revision: number, dates: IndexEntry['dates']): void {
    const before = this.#load(doc);
    if (JSON.stringify(before.dates) === JSON.stringify(dates)) return;
    this.#rewrite(doc, before, { ...before, dates, revision });
    this.#statements.run(
      'UPDATE document SET main_date = ? WHERE doc = ?',
      mainDate(dates)?.from ?? null,
      doc,
    );
  }

  /** Of a later change, which touches neither texts nor places. */
  #rewrite(doc: number, before: StoredEntry, entry: StoredEntry): void {
    const { coding, data } = packEntry(JSON.stringify(entry));
    this.#statements.run('UPDATE entry SET coding = ?, entry = ? WHERE doc = ?', coding, data, doc);
    this.#keywords.replace(doc, before, entry);
  }

  #keepWithheld(doc: number): void {
    const withheld = this.#places.hasWithheld(doc) ? 1 : 0;
    this.#statements.run(
      'UPDATE document SET withheld = ? WHERE doc = ? AND withheld <> ?',
      withheld,
      doc,
      withheld,
    );
  }

  enrich(
    document: string,
    revision: number,
    values: Partial<Pick<IndexEntry, 'entities' | 'personalData'>>,
  ): string | undefined {
    const found = this.#find(document);
    if (found === undefined) return 'there is no such document';
    if (revision < found.revision) return undefined;
    const before = this.#load(found.doc);
    this.#statements.run('UPDATE document SET revision = ? WHERE doc = ?', revision, found.doc);
    this.#rewrite(found.doc, before, { ...before, ...values, revision });
    return undefined;
  }

  /** Takes places away; with the last the document goes. A document that is gone already is no error. */
  retire(document: string, items: readonly string[] | 'all'): void {
    const found = this.#find(document);
    if (found === undefined) return;
    if (items !== 'all') for (const item of items) this.#places.deleteItem(found.doc, item);
    if (items !== 'all' && this.#places.hasAny(found.doc)) {
      this.#keepWithheld(found.doc);
      return;
    }
    this.#clear(found);
    this.#words.delete(found.doc, found.isLong);
    this.#statements.run('DELETE FROM document WHERE doc = ?', found.doc);
  }

  /** The stored entry of a row with `coding`, `entry` and `doc`; without many anchors. */
  static stored(row: Row): StoredEntry {
    return JSON.parse(unpackText(numberIn(row, 'coding'), bytesIn(row, 'entry'))) as StoredEntry;
  }

  /** The anchors of the n-th text of a document: those of the entry, or the blocks. */
  anchors(doc: number, ordinal: number, inline: readonly Anchor[]): Anchor[] {
    if (inline.length > 0) return [...inline];
    const rows = this.#statements.all(
      'SELECT data FROM anchor_block WHERE doc = ? AND ordinal = ? ORDER BY at, block',
      doc,
      ordinal,
    );
    return rows.flatMap((row) => JSON.parse(unpackText(1, bytesIn(row, 'data'))) as Anchor[]);
  }

  /** The anchors that hold at offsets, which come in their order; of many only the blocks around these are read. */
  anchorsAt(
    doc: number,
    ordinal: number,
    inline: readonly Anchor[],
    offsets: readonly number[],
  ): (Anchor | undefined)[] {
    const [first = 0] = offsets;
    let anchors = inline;
    if (inline.length === 0) {
      const rows = this.#statements.all(
        `SELECT data FROM anchor_block WHERE doc = ?1 AND ordinal = ?2 AND at <= ?3 AND at >= coalesce((
           SELECT max(at) FROM anchor_block WHERE doc = ?1 AND ordinal = ?2 AND at <= ?4), 0) ORDER BY at, block`,
        doc,
        ordinal,
        offsets.at(-1) ?? 0,
        first,
      );
      anchors = rows.flatMap((row) => JSON.parse(unpackText(1, bytesIn(row, 'data'))) as Anchor[]);
    }
    const finder = new AnchorFinder(anchors);
    return offsets.map((offset) => finder.at(offset));
  }

  /** Those that are visible, in path order. */
  places(doc: number, limit: number, visible: Condition): Occurrence[] {
    return this.#places.read(doc, limit, visible);
  }

  countPlaces(doc: number, visible: Condition): number {
    return this.#places.count(doc, visible);
  }

  /** All of a document in a file of the version before. */
  placesOfBefore(doc: number): Occurrence[] {
    return this.#places.readOfBefore(doc);
  }

  /** Labels of the places that are visible. */
  labels(doc: number, visible: Condition): string[] {
    return this.#places.labels(doc, visible);
  }

  #find(document: string): StoredRow | undefined {
    const row = this.#statements.get(
      'SELECT doc, revision, long FROM document WHERE id = ?',
      Buffer.from(document, 'hex'),
    );
    if (row === undefined) return undefined;
    return {
      doc: numberIn(row, 'doc'),
      revision: numberIn(row, 'revision'),
      isLong: numberIn(row, 'long') === 1,
    };
  }

  #load(doc: number): StoredEntry {
    const row = this.#statements.get('SELECT coding, entry FROM entry WHERE doc = ?', doc);
    if (row === undefined) throw new Error(`document row ${doc} is missing`);
    return EntryStore.stored(row);
  }

  /** Everything of a document but its row and its words. Returns its entry. */
  #clear({ doc }: StoredRow): StoredEntry {
    const stored = this.#load(doc);
    this.#keywords.delete(doc, stored);
    this.#places.deleteAll(doc);
    this.#statements.run('DELETE FROM entry WHERE doc = ?', doc);
    for (const id of new Set(stored.texts.map((text) => text.id))) {
      const text = this.#texts.named(id);
      if (text === undefined) continue;
      text.named--;
      text.released = true;
    }
    if (stored.texts.some(({ anchors }) => anchors.length === 0)) {
      this.#statements.run('DELETE FROM anchor_block WHERE doc = ?', doc);
    }
    return stored;
  }

  /** The row of the document, cleared of what was there but its words; undefined where a newer revision is. */
  #insertDocument(entry: IndexEntry, isLong: boolean): WrittenDocument | undefined {
    const id = Buffer.from(entry.document, 'hex');
    const values = [
      entry.revision,
      entry.size ?? unknownSize,
      entry.run,
      mainDate(entry.dates)?.from ?? null,
      isLong ? 1 : 0,
    ];
    // No INSERT OR REPLACE: it opens a savepoint, and at each of those FTS5 writes out all it has collected.
    let doc = this.#statements.insertNew(
      `INSERT OR IGNORE INTO document(id, revision, size, run, main_date, long, withheld)
       VALUES(?, ?, ?, ?, ?, ?, 0)`,
      id,
      ...values,
    );
    let replaced: WrittenDocument['replaced'];
    if (doc === undefined) {
      const old = this.#find(entry.document);
      if (old === undefined || old.revision > entry.revision) return undefined;
      replaced = { entry: this.#clear(old), isLong: old.isLong };
      this.#statements.run(
        `UPDATE document SET revision = ?, size = ?, run = ?, main_date = ?, long = ?
         WHERE doc = ?`,
        ...values,
        old.doc,
      );
      ({ doc } = old);
    }
    this.#insertEntry(doc, entry);
    return { doc, replaced };
  }

  #insertEntry(doc: number, entry: IndexEntry): void {
    const texts = entry.texts.map((text) => (isInline(text.anchors) ? text : { ...text, anchors: [] }));
    const { coding, data } = packEntry(JSON.stringify({ ...entry, texts, occurrences: undefined }));
    this.#statements.run('INSERT INTO entry(doc, coding, entry) VALUES(?, ?, ?)', doc, coding, data);
    entry.texts.forEach(({ anchors }, ordinal) => {
      if (!isInline(anchors)) this.#writeAnchors(doc, ordinal, anchors);
    });
  }

  #writeAnchors(doc: number, ordinal: number, anchors: readonly Anchor[]): void {
    for (const [block, some] of anchorBlocks(anchors).entries()) {
      const { data } = packText(JSON.stringify(some), 0);
      this.#statements.run(
        'INSERT INTO anchor_block(doc, ordinal, at, block, data) VALUES(?, ?, ?, ?, ?)',
        doc,
        ordinal,
        some[0]?.at ?? 0,
        block,
        data,
      );
    }
  }
}
