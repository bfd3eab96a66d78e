/**
 * Keywords and dates of documents as narrow rows. What a batch adds is gathered and written at its end, many rows
 * to a statement and in the order of the tables.
 */
import type { IndexEntry } from '../../schemas/index-entry.ts';
import { isOfProduction } from '../../schemas/label.ts';
import type { Stretch } from '../query/dates.ts';
import { carriedKind, mainDate, offsetMinutes, precisionOf, stretchOf } from '../query/dates.ts';
import { hasOf, keywordFields, keywordKey, keywordValues, metaName, metaPrefix } from '../query/fields.ts';
import type { Parameter, Statements } from './statements.ts';
import { numberIn } from './statements.ts';

/** What of an entry becomes rows here. */
export type KeywordEntry = Omit<IndexEntry, 'occurrences'>;

/** Values remembered by number: units of all of them. Evidence may be full of different values, each as long as it likes. */
const maxRememberedUnits = 4_000_000;
/** What one takes beside its units. */
const unitsOfValue = 80;
/** Units of a value that are shown: what differs only after the compared part is one value. */
const maxDisplayUnits = 4_096;

/** The space of what a main date states where that is less than the day. */
export const precisionSpace = 'main-date-precision';

/** The space of the minutes by which the wall clock of a main date is ahead of UTC, where it is. */
export const offsetSpace = 'main-date-offset';

/** The space of the SHA-256 of contents that have no document. */
export const hashSpace = 'sha256';

/** Formats and media types have spaces of their own: facets show the first alone. */
const spaces = keywordFields.filter((field) => field !== 'type');

/** Spaces of `value`: the keyword fields, and what only facets or `has:` ask. */
function postingsOf(entry: KeywordEntry): (readonly [space: string, display: string])[] {
  const pairs: (readonly [string, string])[] = [
    ['type', entry.format],
    ['media', entry.mediaType],
  ];
  for (const field of spaces) for (const value of keywordValues(entry, field)) pairs.push([field, value]);
  for (const value of hasOf(entry)) pairs.push(['has', value]);
  if (entry.item?.sha256 !== undefined) pairs.push([hashSpace, entry.item.sha256]);
  const date = mainDate(entry.dates);
  const precision = date === undefined ? 'day' : precisionOf(date);
  // Nearly all dates are stated to the day: only the others have a row.
  if (precision !== 'day') pairs.push([precisionSpace, precision]);
  const offset = date === undefined ? 0 : offsetMinutes(date.date);
  if (offset !== 0) pairs.push([offsetSpace, String(offset)]);
  for (const [key, value] of Object.entries(entry.metadata.other ?? {}))
    pairs.push([metaPrefix + metaName(key), value]);
  return pairs;
}

function stretchesOf(entry: KeywordEntry): (readonly [kind: string, stretch: Stretch])[] {
  return entry.dates.flatMap(({ kind, date }) => {
    const stretch = kind === carriedKind ? undefined : stretchOf(date);
    return stretch === undefined ? [] : [[kind, stretch] as const];
  });
}

const deleteDate = 'DELETE FROM date WHERE kind = ? AND start = ? AND end = ? AND doc = ?';

/** What suppliers state is apart from labels, so that it is counted among none. */
export const labelSpace = (label: string): 'label' | 'production' =>
  isOfProduction(label) ? 'production' : 'label';

export class KeywordRows {
  readonly #statements: Statements;
  readonly #values = new Map<string, Map<string, number>>();
  #rememberedUnits = 0;
  /** Documents by value, not yet written. */
  readonly #postings = new Map<number, number[]>();
  readonly #dates: Parameter[] = [];

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  write(doc: number, entry: KeywordEntry): void {
    for (const [space, display] of postingsOf(entry)) this.#add(this.valueOf(space, display), doc);
    for (const [kind, stretch] of stretchesOf(entry)) {
      this.#dates.push(kind, stretch.from, stretch.to, doc);
    }
  }

  delete(doc: number, entry: KeywordEntry): void {
    this.flush();
    for (const [space, display] of postingsOf(entry)) this.#remove(this.valueOf(space, display), doc);
    for (const [kind, { from, to }] of stretchesOf(entry))
      this.#statements.run(deleteDate, kind, from, to, doc);
  }

  /** Of a later change: only what differs is written. */
  replace(doc: number, before: KeywordEntry, after: KeywordEntry): void {
    this.flush();
    for (const [kind, { from, to }] of stretchesOf(before))
      this.#statements.run(deleteDate, kind, from, to, doc);
    for (const [kind, { from, to }] of stretchesOf(after)) this.#dates.push(kind, from, to, doc);
    const old = new Set(postingsOf(before).map(([space, display]) => this.valueOf(space, display)));
    const now = new Set(postingsOf(after).map(([space, display]) => this.valueOf(space, display)));
    for (const value of old.difference(now)) this.#remove(value, doc);
    for (const value of now.difference(old)) this.#add(value, doc);
  }

  /** The number of a keyword value, which is given one where it has none. */
  valueOf(space: string, display: string): number {
    let known = this.#values.get(space);
    let value = known?.get(display);
    if (value !== undefined) return value;
    value = this.#insertValue(space, keywordKey(display), display.slice(0, maxDisplayUnits));
    const units = display.length + unitsOfValue;
    this.#rememberedUnits += units;
    if (this.#rememberedUnits > maxRememberedUnits) {
      this.#values.clear();
      this.#rememberedUnits = units;
      known = undefined;
    }
    if (known === undefined) this.#values.set(space, (known = new Map()));
    known.set(display, value);
    return value;
  }

  /** Deletes values that nothing has any more; nothing may be gathered. */
  sweep(): void {
    this.#statements.run(`DELETE FROM value WHERE value NOT IN (SELECT value FROM posting
      UNION SELECT value FROM place_label UNION SELECT source FROM occurrence
      UNION SELECT custodian FROM occurrence WHERE custodian IS NOT NULL)`);
    this.abandon();
  }

  /** Writes what was gathered; before the commit. */
  flush(): void {
    const postings: Parameter[] = [];
    for (const value of [...this.#postings.keys()].sort((a, b) => a - b)) {
      for (const doc of this.#postings.get(value) ?? []) postings.push(value, doc);
    }
    this.#statements.insertRows('INSERT OR IGNORE INTO posting(value, doc)', 2, postings);
    this.#statements.insertRows('INSERT OR IGNORE INTO date(kind, start, end, doc)', 4, this.#dates);
    this.#postings.clear();
    this.#dates.length = 0;
  }

  /** Forgets the batch and what it may have numbered; after its rollback. */
  abandon(): void {
    this.#values.clear();
    this.#rememberedUnits = 0;
    this.#postings.clear();
    this.#dates.length = 0;
  }

  #add(value: number, doc: number): void {
    const docs = this.#postings.get(value);
    if (docs === undefined) this.#postings.set(value, [doc]);
    else if (docs.at(-1) !== doc) docs.push(doc);
  }

  #remove(value: number, doc: number): void {
    this.#statements.run('DELETE FROM posting WHERE value = ? AND doc = ?', value, doc);
  }

  #insertValue(space: string, key: string, display: string): number {
    const inserted = this.#statements.insertNew(
      'INSERT OR IGNORE INTO value(space, key, display) VALUES(?, ?, ?)',
      space,
      key,
      display,
    );
    if (inserted !== undefined) return inserted;
    const row = this.#statements.get(
      'SELECT value FROM value WHERE space = ? AND key = ? AND display = ?',
      space,
      key,
      display,
    );
    return numberIn(row, 'value');
  }
}
