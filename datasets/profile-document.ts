/** Profiles the tables of one document from its stored texts: once over its records for the columns, once for its people. */
import { mailOf, ColumnTally } from './columns/column-tally.ts';
import { type ColumnFound, findKinds } from './columns/column-kind.ts';
import { findHeading, type HeadingFound } from './columns/heading-row.ts';
import { sensesOf } from './columns/heading-words.ts';
import { SmallestHashes } from './columns/smallest-hashes.ts';
import { maskValue } from './mask-value.ts';
import type { DatasetColumn, DatasetProfile } from './dataset-profile.ts';
import { recordsOf } from './records/read-records.ts';
import { maxColumns, type StoredText, type TableRecord } from './records/table-record.ts';
import type { KeyHashes } from './subjects/key-hashes.ts';
import { type IdentifierKind, RecordKeyMaker, type SubjectKey } from './subjects/record-keys.ts';
import { tableKindOf } from './table-kind.ts';

/** Keys that are kept of one kind of one table; of more the smallest hashes are, and counts are estimates. */
export const maxKeys = 1_000_000;
/** Hashes of values over all columns of a document; each takes its share of what is left. */
const distinctBudget = 4_000_000;
/** Different values of a column up to which their number is exact, and where nothing is left. */
const [maxDistinct, minDistinct] = [100_000, 64];
/** Columns of all tables of a document: behind them further sheets are counted. Stops a workbook of endless wide sheets. */
const maxDocumentColumns = 20_000;
/** Keys of one kind over all tables of a document. */
const maxDocumentKeys = 2_000_000;
const minKeys = 10_000;
const headRows = 60;
/** Tables of one document; further sheets are counted. */
const maxTables = 200;
/** Of these so many are counted. */
const maxUnread = 10_000;
/** Units of rows that are held until the heading is known. */
const maxHeadUnits = 4_000_000;

/** Hashes with the subject that each is of, by hash; those at or above `below` were left out. */
export interface KeptKeys {
  readonly kind: IdentifierKind | 'person-name';
  readonly below: number;
  readonly hashes: Float64Array;
  readonly subjects: Float64Array;
}

export interface ProfiledTable {
  readonly profile: DatasetProfile;
  readonly keys: readonly KeptKeys[];
}

export interface ProfileOptions {
  readonly hashes: KeyHashes;
  readonly signal: AbortSignal;
}

/** The columns of one table while its records pass. */
class TableLook {
  readonly sheet: string | undefined;
  readonly mark: string | undefined;
  records = 0;
  damaged = 0;
  unreadColumns = 0;
  firstRow = 0;
  tallies: ColumnTally[] = [];
  hasHeading = false;
  /** What is taken for the heading may be a record. */
  isUnsure = false;
  #head: TableRecord[] | undefined = [];
  #headUnits = 0;
  #names: readonly string[] | undefined;
  readonly #allowance: { hashes: number };

  constructor({ sheet, mark, names }: TableRecord, allowance: { hashes: number }) {
    this.#allowance = allowance;
    this.sheet = sheet;
    this.mark = mark;
    this.#names = names;
  }

  take(record: TableRecord): void {
    if (record.isDamaged) this.damaged += 1;
    this.unreadColumns = Math.max(this.unreadColumns, record.unread);
    this.#names ??= record.names;
    if (!this.#head) return this.#add(record);
    this.#head.push(record);
    this.#headUnits += record.cells.reduce((sum, cell) => sum + cell.length, 0);
    if (this.#head.length >= headRows || this.#headUnits > maxHeadUnits) this.settle();
  }

  /** Decides on the heading by the rows that came; called once more when there are no more. */
  settle(): void {
    const head = this.#head;
    if (!head) return;
    this.#head = undefined;
    const names = this.#names;
    const found: HeadingFound = names ? { first: 0 } : findHeading(head.map(({ cells }) => cells));
    const { heading, first, isUnsure = false } = found;
    this.isUnsure = isUnsure;
    this.hasHeading = names !== undefined || heading !== undefined;
    this.firstRow = head[first]?.row ?? 0;
    this.#headings = names ?? (heading === undefined ? [] : (head[heading]?.cells ?? []));
    for (const record of head.slice(first)) this.#add(record);
  } // prettier-ignore

  #headings: readonly string[] = [];

  #add({ cells }: TableRecord): void {
    this.records += 1;
    const mail = mailOf(cells);
    for (let column = 0; column < cells.length; column += 1) {
      const tally = (this.tallies[column] ??= this.#tallyOf(column));
      tally.add(cells[column] ?? '', mail);
    }
  }

  #tallyOf(column: number): ColumnTally {
    const wide = Math.max(20, this.#headings.length, this.tallies.length);
    const share = Math.floor(this.#allowance.hashes / Math.min(maxColumns, wide) / 2);
    const cap = Math.max(minDistinct, Math.min(maxDistinct, share));
    this.#allowance.hashes = Math.max(0, this.#allowance.hashes - cap);
    return new ColumnTally((this.#names ?? this.#headings)[column] ?? '', cap);
  }

  /** Columns that a heading names and no record fills are columns too. */
  get columns(): readonly ColumnTally[] {
    const width = Math.min(maxColumns, Math.max(this.tallies.length, this.#headings.length));
    return Array.from({ length: width }, (_, column) => (this.tallies[column] ??= this.#tallyOf(column)));
  }
}

/** The people of one table, by all that names them. */
class PeopleCount {
  readonly #keys: RecordKeyMaker;
  readonly #hashes: KeyHashes;
  readonly #subjects: SmallestHashes;
  readonly #cap: number;
  readonly #by = new Map<SubjectKey, number>();
  readonly #kept = new Map<IdentifierKind | 'person-name', SmallestHashes>();
  withoutKey = 0;

  constructor(keys: RecordKeyMaker, hashes: KeyHashes, cap: number) {
    this.#cap = cap;
    this.#subjects = new SmallestHashes(cap);
    this.#keys = keys;
    this.#hashes = hashes;
  }

  take(cells: readonly string[]): void {
    const { identifiers, name, subject } = this.#keys.of(cells);
    if (!subject) {
      this.withoutKey += 1;
      return;
    }
    const subjectHash = this.#hashes.of(subject.by, subject.value);
    this.#subjects.add(subjectHash);
    this.#by.set(subject.by, (this.#by.get(subject.by) ?? 0) + 1);
    for (const { kind, value } of identifiers) this.#keep(kind, value, subjectHash);
    if (name !== undefined) this.#keep('person-name', name, subjectHash);
  }

  #keep(kind: IdentifierKind | 'person-name', value: string, subject: number): void {
    let kept = this.#kept.get(kind);
    if (!kept) this.#kept.set(kind, (kept = new SmallestHashes(this.#cap)));
    kept.add(this.#hashes.ofIdentifier(kind, value), subject);
  }

  get distinct(): number {
    return this.#subjects.distinct;
  }

  get isExact(): boolean {
    return this.#subjects.isExact && [...this.#kept.values()].every(({ isExact }) => isExact);
  }

  get by(): DatasetProfile['subjectsBy'] {
    return [...this.#by].map(([key, records]) => ({ key, records })).sort((one, other) => other.records - one.records);
  } // prettier-ignore

  get identifiers(): DatasetProfile['identifiers'] {
    return [...this.#kept].map(([kind, kept]) => ({ kind, distinct: kept.distinct }));
  }

  keys(): KeptKeys[] {
    return [...this.#kept].map(([kind, kept]) => {
      const { hashes, values } = kept.sorted();
      return { kind, below: kept.below, hashes, subjects: values };
    });
  }
}

/** As the heading says; hidden where its word may be the name of somebody. */
function nameOf(heading: string, isUnsure: boolean, at: number): string {
  if (heading === '') return String(at + 1);
  return isUnsure && sensesOf(heading).size === 0 ? maskValue(undefined, heading) : heading;
}

const columnOf = (
  tally: ColumnTally,
  { kind, part }: ColumnFound,
  isUnsure: boolean,
  at: number,
): DatasetColumn => ({
  name: nameOf(tally.heading, isUnsure, at),
  ...(kind !== undefined && { kind }),
  ...(part !== undefined && { part }),
  filled: tally.filled,
  distinct: tally.distinct,
  ...(!tally.isDistinctExact && { isEstimate: true as const }),
  sample: tally.sample.map((value) => maskValue(kind, value)),
});

const keyOf = ({ sheet = '', mark = '' }: { sheet?: string | undefined; mark?: string | undefined }): string => `${mark}\n${sheet}`; // prettier-ignore

/** A list of words is no table: a text is one where its values are of people, a sheet or file where it has two rows. */
function isTable(look: TableLook, found: readonly ColumnFound[], format: string): boolean {
  if (look.records === 0) return false;
  if (format === 'text') return found.some(({ kind }) => kind !== undefined);
  if (format === 'json') return look.records > 1 && look.damaged < look.records / 2;
  return look.records > 1 || look.hasHeading;
}

export interface DocumentTables {
  readonly tables: readonly ProfiledTable[];
  /** Sheets beyond those that are profiled. */
  readonly unread: number;
}

type Looks = ReadonlyMap<string, TableLook>;

/** The columns of every table of a text, and the sheets that are not profiled. */
async function lookAt(stored: StoredText, signal: AbortSignal): Promise<{ readonly looks: Looks; readonly unread: number }> {
  const looks = new Map<string, TableLook>();
  const unread = new Set<string>();
  const allowance = { hashes: distinctBudget };
  let columns = 0;
  for await (const record of recordsOf(stored) ?? []) {
    signal.throwIfAborted();
    const key = keyOf(record);
    let look = looks.get(key);
    if (!look) {
      if (looks.size >= maxTables || columns >= maxDocumentColumns) {
        if (unread.size < maxUnread) unread.add(key);
        continue;
      }
      looks.set(key, (look = new TableLook(record, allowance)));
    }
    const before = look.tallies.length;
    look.take(record);
    columns += look.tallies.length - before;
  }
  return { looks, unread: unread.size };
} // prettier-ignore

interface Decided {
  readonly look: TableLook;
  readonly found: readonly ColumnFound[];
  people?: PeopleCount;
}

function decide(looks: Looks, format: string, hashes: KeyHashes): ReadonlyMap<string, Decided> {
  const decided = new Map<string, Decided>();
  for (const [key, look] of looks) {
    look.settle();
    const found = findKinds(look.columns, look.hasHeading);
    if (isTable(look, found, format)) decided.set(key, { look, found });
  }
  const ofPeople = [...decided.values()].filter(({ look, found }) => tableKindOf({ found, tallies: look.columns }).isPersonal);
  const cap = Math.min(maxKeys, Math.max(minKeys, Math.floor(maxDocumentKeys / Math.max(1, ofPeople.length))));
  for (const table of ofPeople) {
    const filled = table.look.columns.map((tally) => tally.filled);
    table.people = new PeopleCount(new RecordKeyMaker(table.found, filled, table.look.records), hashes, cap);
  }
  return decided;
} // prettier-ignore

/** Of one text of a document; others are profiled by themselves. Empty where it holds no table. */
export async function profileText(stored: StoredText, { hashes, signal }: ProfileOptions): Promise<DocumentTables> {
  const { looks, unread } = await lookAt(stored, signal);
  const decided = decide(looks, stored.format, hashes);
  if ([...decided.values()].some(({ people }) => people !== undefined))
    for await (const record of recordsOf(stored) ?? []) {
      signal.throwIfAborted();
      const table = decided.get(keyOf(record));
      if (table && record.row >= table.look.firstRow) table.people?.take(record.cells);
    }
  const tables = [...decided.values()].map(({ look, found, people }) => profiled(look, found, people));
  return { tables, unread };
} // prettier-ignore

function profiled(look: TableLook, found: readonly ColumnFound[], people: PeopleCount | undefined): ProfiledTable {
  const { isPersonal, likeness, because } = tableKindOf({ found, tallies: look.columns });
  const warnings = [
    ...(look.unreadColumns > 0 ? [`${look.unreadColumns} columns beyond ${maxColumns} are not profiled`] : []),
    ...(look.damaged > 0 ? [`${look.damaged} records are cut off or damaged: what could be read of them counts`] : []),
    ...(people && !people.isExact ? ['more keys of a kind than are kept: counts of people are estimates'] : []),
  ];
  return {
    profile: {
      ...(look.sheet !== undefined && { sheet: look.sheet }),
      ...(look.mark !== undefined && { mark: look.mark }),
      hasHeading: look.hasHeading,
      firstRow: look.firstRow,
      records: look.records,
      isPersonal,
      likeness,
      because,
      subjects: people?.distinct ?? 0,
      ...(people && !people.isExact && { isEstimate: true as const }),
      subjectsBy: people?.by ?? [],
      identifiers: people?.identifiers ?? [],
      withoutKey: people?.withoutKey ?? 0,
      columns: look.columns.map((tally, at) => columnOf(tally, found[at] ?? { senses: new Set() }, look.isUnsure, at)),
      warnings,
    },
    keys: people?.keys() ?? [],
  };
} // prettier-ignore
