/** Writes entries into the tables of the embedded index: whole documents, new places, later changes. */
import type { Anchor } from '../../schemas/anchor.ts';
import type { IndexEntry, Occurrence } from '../../schemas/index-entry.ts';
import { mainDate, stretchOf } from '../query/dates.ts';
import { hasOf, keywordKey, keywordValues, metaPrefix, pathKey, placeText } from '../query/fields.ts';
import type { Row, Statements } from './statements.ts';
import { bytesIn, numberIn, packId, textIn, unpackId } from './statements.ts';
import type { TextStore } from './text-store.ts';
import { packText, unpackText } from './text-store.ts';
import { joinTerms, longUnits, WordRows } from './word-rows.ts';

/** Fewer anchors than this stand in the entry itself. */
const maxInlineAnchors = 256;
const anchorsPerBlock = 1_024;
/** In bytes: making a compressor costs more time than shorter entries cost room. */
const minCompressedEntry = 1_500;
/** Values remembered by number; a bound against evidence full of different values. */
const maxRememberedValues = 50_000;

const keywordFields = 'status entity kind personal code label lang in thread'.split(' ');

/** Spaces of `value`: the keyword fields, and what only facets or `has:` ask. */
function postingsOf(entry: IndexEntry): (readonly [space: string, display: string])[] {
  const pairs: (readonly [string, string])[] = [
    ['type', entry.format],
    ['media', entry.mediaType],
  ];
  for (const field of keywordFields)
    for (const value of keywordValues(entry, field)) pairs.push([field, value]);
  for (const value of hasOf(entry)) pairs.push(['has', value]);
  const date = mainDate(entry.dates);
  if (date !== undefined) pairs.push(['year', String(new Date(date.from).getUTCFullYear()).padStart(4, '0')]);
  for (const [key, value] of Object.entries(entry.metadata.other ?? {}))
    pairs.push([metaPrefix + key, value]);
  return pairs;
}

/** The entry as stored: its places are rows of their own, and so are many anchors. */
type StoredEntry = Omit<IndexEntry, 'occurrences'>;

interface Found {
  readonly doc: number;
  readonly revision: number;
  readonly isLong: boolean;
}

export class EntryStore {
  readonly #statements: Statements;
  readonly #texts: TextStore;
  readonly #words: WordRows;
  readonly #values = new Map<string, number>();

  constructor(statements: Statements, texts: TextStore) {
    this.#statements = statements;
    this.#texts = texts;
    this.#words = new WordRows(statements, texts);
  }

  /** Forgets what a rolled back batch may have numbered. */
  abandon(): void {
    this.#values.clear();
  }

  /** Writes the whole entry, unless a newer revision is there. Returns why it cannot be taken. */
  write(entry: IndexEntry): string | undefined {
    if (!/^[0-9a-f]{64}$/.test(entry.document)) return 'the id of a document is its SHA-256';
    if (entry.occurrences.length === 0) return 'a document has at least one place';
    const old = this.#find(entry.document);
    if (old !== undefined && old.revision > entry.revision) return undefined;
    const texts: { kind: string; text: number }[] = [];
    for (const { id, kind } of entry.texts) {
      const text = /^[0-9a-f]{64}$/.test(id) ? this.#texts.find(id) : undefined;
      if (text === undefined) return `text ${id} was not sealed before its entry`;
      texts.push({ kind, text: text.text });
    }
    const before = old === undefined ? [] : this.#textsOf(old.doc);
    if (old !== undefined) this.#clear(old);
    const units = entry.texts.reduce((sum, text) => sum + text.units, 0);
    const isLong = units > longUnits;
    const doc = this.#insertDocument(entry, old?.doc, isLong);
    for (const { text } of texts) {
      this.#statements.run('INSERT OR IGNORE INTO document_text(doc, text) VALUES(?, ?)', doc, text);
    }
    this.#deleteUnnamed(before);
    this.#words.write(doc, entry, texts, isLong);
    this.#writePostings(doc, entry);
    for (const place of entry.occurrences) this.#insertPlace(doc, place);
    return undefined;
  }

  /** Adds places, or replaces those of the same items. */
  addPlaces(document: string, places: readonly Occurrence[], revision: number): string | undefined {
    const found = this.#find(document);
    if (found === undefined) return 'there is no such document';
    if (revision < found.revision) return undefined;
    // One item can have several: it lies in a content that has copies.
    for (const item of new Set(places.map((place) => place.item))) this.#deletePlace(found.doc, item);
    for (const place of places) this.#insertPlace(found.doc, place);
    this.#rewrite(found, revision, {});
    return undefined;
  }

  enrich(
    document: string,
    revision: number,
    values: Partial<Pick<IndexEntry, 'entities' | 'personalData' | 'labels' | 'withheld'>>,
  ): string | undefined {
    const found = this.#find(document);
    if (found === undefined) return 'there is no such document';
    if (revision >= found.revision) this.#rewrite(found, revision, values);
    return undefined;
  }

  /** Takes places away; with the last the document goes. A document that is gone already is no error. */
  retire(document: string, items: readonly string[]): void {
    const found = this.#find(document);
    if (found === undefined) return;
    for (const item of items) this.#deletePlace(found.doc, item);
    if (this.#statements.get('SELECT 1 FROM occurrence WHERE doc = ? LIMIT 1', found.doc) !== undefined)
      return;
    const texts = this.#textsOf(found.doc);
    this.#clear(found);
    this.#statements.run('DELETE FROM document WHERE doc = ?', found.doc);
    this.#deleteUnnamed(texts);
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

  /** The anchor that holds at an offset. */
  anchorAt(doc: number, ordinal: number, inline: readonly Anchor[], at: number): Anchor | undefined {
    let anchors = inline;
    if (inline.length === 0) {
      const row = this.#statements.get(
        `SELECT data FROM anchor_block WHERE doc = ? AND ordinal = ? AND at <= ? ORDER BY at DESC, block DESC LIMIT 1`,
        doc,
        ordinal,
        at,
      );
      anchors = row === undefined ? [] : (JSON.parse(unpackText(1, bytesIn(row, 'data'))) as Anchor[]);
    }
    return anchors.findLast((anchor) => anchor.at <= at);
  }

  /** In path order. */
  places(doc: number, limit: number): Occurrence[] {
    const rows = this.#statements.all(
      `SELECT o.*, s.display AS source_name, c.display AS custodian_name
       FROM occurrence o JOIN value s ON s.value = o.source LEFT JOIN value c ON c.value = o.custodian
       WHERE o.doc = ? ORDER BY o.path_key, o.path, o.item LIMIT ?`,
      doc,
      limit,
    );
    return rows.map((row) => ({
      item: unpackId(row, 'item'),
      path: textIn(row, 'path'),
      name: textIn(row, 'name'),
      source: textIn(row, 'source_name'),
      ...(row['custodian'] === null ? {} : { custodian: textIn(row, 'custodian_name') }),
      family: unpackId(row, 'family'),
      deleted: numberIn(row, 'deleted') === 1,
    }));
  }

  #find(document: string): Found | undefined {
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

  #textsOf(doc: number): number[] {
    const rows = this.#statements.all('SELECT text FROM document_text WHERE doc = ?', doc);
    return rows.map((row) => numberIn(row, 'text'));
  }

  #deleteUnnamed(texts: readonly number[]): void {
    for (const text of texts) {
      const named = this.#statements.get('SELECT 1 FROM document_text WHERE text = ? LIMIT 1', text);
      if (named === undefined) this.#texts.delete(text);
    }
  }

  #load(doc: number): StoredEntry {
    const row = this.#statements.get('SELECT coding, entry FROM entry WHERE doc = ?', doc);
    if (row === undefined) throw new Error(`document row ${doc} is missing`);
    return EntryStore.stored(row);
  }

  /** Everything of a document but its row. */
  #clear(found: Found): void {
    const { doc } = found;
    const stored = { ...this.#load(doc), occurrences: [] };
    this.#deletePostings(doc, stored);
    this.#words.delete(doc, found.isLong);
    this.#statements.run(
      'DELETE FROM places WHERE rowid IN (SELECT place FROM occurrence WHERE doc = ?)',
      doc,
    );
    this.#statements.run('DELETE FROM occurrence WHERE doc = ?', doc);
    this.#statements.run('DELETE FROM document_text WHERE doc = ?', doc);
    this.#statements.run('DELETE FROM entry WHERE doc = ?', doc);
    if (stored.texts.some(({ anchors }) => anchors.length === 0)) {
      this.#statements.run('DELETE FROM anchor_block WHERE doc = ?', doc);
    }
  }

  #insertDocument(entry: IndexEntry, known: number | undefined, isLong: boolean): number {
    const { occurrences: _, ...rest } = entry;
    const texts = rest.texts.map((text) =>
      text.anchors.length > maxInlineAnchors ? { ...text, anchors: [] } : text,
    );
    const { coding, data } = packText(JSON.stringify({ ...rest, texts }), minCompressedEntry);
    // No INSERT OR REPLACE: it opens a savepoint, and at each of those FTS5 writes out all it has collected.
    if (known !== undefined) this.#statements.run('DELETE FROM document WHERE doc = ?', known);
    const doc = this.#statements.run(
      `INSERT INTO document(doc, id, revision, size, run, main_date, long, withheld)
       VALUES(?, ?, ?, ?, ?, ?, ?, ?)`,
      known ?? null,
      Buffer.from(entry.document, 'hex'),
      entry.revision,
      entry.size,
      entry.run,
      mainDate(entry.dates)?.from ?? null,
      isLong ? 1 : 0,
      entry.withheld.length > 0 ? 1 : 0,
    );
    this.#statements.run('INSERT INTO entry(doc, coding, entry) VALUES(?, ?, ?)', doc, coding, data);
    entry.texts.forEach(({ anchors }, ordinal) => {
      if (anchors.length > maxInlineAnchors) this.#writeAnchors(doc, ordinal, anchors);
    });
    return doc;
  }

  #writeAnchors(doc: number, ordinal: number, anchors: readonly Anchor[]): void {
    for (let from = 0, block = 0; from < anchors.length; from += anchorsPerBlock, block++) {
      const { data } = packText(JSON.stringify(anchors.slice(from, from + anchorsPerBlock)), 0);
      this.#statements.run(
        'INSERT INTO anchor_block(doc, ordinal, at, block, data) VALUES(?, ?, ?, ?, ?)',
        doc,
        ordinal,
        anchors[from]?.at ?? 0,
        block,
        data,
      );
    }
  }

  #writePostings(doc: number, entry: IndexEntry): void {
    for (const [space, display] of postingsOf(entry)) {
      this.#statements.run(
        'INSERT OR IGNORE INTO posting(value, doc) VALUES(?, ?)',
        this.#valueOf(space, display),
        doc,
      );
    }
    for (const { kind, date } of entry.dates) {
      const stretch = stretchOf(date);
      if (stretch === undefined) continue;
      this.#statements.run(
        'INSERT OR IGNORE INTO date(kind, start, end, doc) VALUES(?, ?, ?, ?)',
        kind,
        stretch.from,
        stretch.to,
        doc,
      );
    }
    for (const scope of entry.withheld) {
      this.#statements.run('INSERT OR IGNORE INTO withheld(doc, scope) VALUES(?, ?)', doc, scope);
    }
  }

  #deletePostings(doc: number, entry: IndexEntry): void {
    for (const [space, display] of postingsOf(entry)) {
      const value = this.#valueOf(space, display);
      this.#statements.run('DELETE FROM posting WHERE value = ? AND doc = ?', value, doc);
    }
    for (const { kind, date } of entry.dates) {
      const stretch = stretchOf(date);
      if (stretch === undefined) continue;
      this.#statements.run(
        'DELETE FROM date WHERE kind = ? AND start = ? AND end = ? AND doc = ?',
        kind,
        stretch.from,
        stretch.to,
        doc,
      );
    }
    if (entry.withheld.length > 0) this.#statements.run('DELETE FROM withheld WHERE doc = ?', doc);
  }

  #rewrite(
    found: Found,
    revision: number,
    values: Partial<Pick<IndexEntry, 'entities' | 'personalData' | 'labels' | 'withheld'>>,
  ): void {
    const old = this.#load(found.doc);
    const entry = { ...old, ...values, revision };
    const { coding, data } = packText(JSON.stringify(entry), minCompressedEntry);
    this.#statements.run(
      'UPDATE document SET revision = ?, withheld = ? WHERE doc = ?',
      revision,
      entry.withheld.length > 0 ? 1 : 0,
      found.doc,
    );
    this.#statements.run('UPDATE entry SET coding = ?, entry = ? WHERE doc = ?', coding, data, found.doc);
    if (Object.keys(values).length === 0) return;
    this.#deletePostings(found.doc, { ...old, occurrences: [] });
    this.#writePostings(found.doc, { ...entry, occurrences: [] });
  }

  /** The number of a keyword value, which is given one where it has none. */
  #valueOf(space: string, display: string): number {
    const name = `${space}\0${display}`;
    let value = this.#values.get(name);
    if (value !== undefined) return value;
    const key = keywordKey(display);
    // What differs only after the compared part is one value.
    const shown = display.slice(0, 4_096);
    const row = this.#statements.get(
      'SELECT value FROM value WHERE space = ? AND key = ? AND display = ?',
      space,
      key,
      shown,
    );
    value =
      row === undefined
        ? this.#statements.run('INSERT INTO value(space, key, display) VALUES(?, ?, ?)', space, key, shown)
        : numberIn(row, 'value');
    if (this.#values.size >= maxRememberedValues) this.#values.clear();
    this.#values.set(name, value);
    return value;
  }

  #insertPlace(doc: number, place: Occurrence): void {
    const { custodian } = place;
    const row = this.#statements.run(
      `INSERT INTO occurrence(doc, item, path, path_key, name, source, custodian, family, deleted)
       VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      doc,
      packId(place.item),
      place.path,
      pathKey(place.path),
      place.name,
      this.#valueOf('source', place.source),
      custodian === undefined ? null : this.#valueOf('custodian', custodian),
      packId(place.family),
      place.deleted ? 1 : 0,
    );
    this.#statements.run(
      'INSERT INTO places(rowid, path, name, source, custodian) VALUES(?, ?, ?, ?, ?)',
      row,
      joinTerms([placeText(place.path)]),
      joinTerms([placeText(place.name)]),
      joinTerms([placeText(place.source)]),
      custodian === undefined ? null : joinTerms([placeText(custodian)]),
    );
  }

  #deletePlace(doc: number, item: string): void {
    const rows = this.#statements.all(
      'SELECT place FROM occurrence WHERE doc = ? AND item = ?',
      doc,
      packId(item),
    );
    for (const row of rows) {
      const place = numberIn(row, 'place');
      this.#statements.run('DELETE FROM places WHERE rowid = ?', place);
      this.#statements.run('DELETE FROM occurrence WHERE place = ?', place);
    }
  }
}
