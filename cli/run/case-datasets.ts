/** The tables of a case as a reader may see them: profiled when they are asked for the first time, then kept. */
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { ProfiledTable } from '../../datasets/profile-document.ts';
import { profileText } from '../../datasets/profile-document.ts';
import { looksLikeList } from '../../datasets/records/line-records.ts';
import { tableFormats } from '../../datasets/records/read-records.ts';
import { KeyHashes } from '../../datasets/subjects/key-hashes.ts';
import type { DatasetStore, KeptDataset } from '../../datasets/dataset-store.ts';
import type { IndexEntry } from '../../schemas/index-entry.ts';
import { Problem } from '../../schemas/problem.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader, ShownEntry } from '../../search/port.ts';
import { escapeLine } from '../frame/escape.ts';
import { findDocument } from './find-document.ts';
import { documentPages, readQuery } from './query.ts';

/** Raised with the readers of tables, as `version` of the store is with its profiles. */
const profiler = 1;
/** Units of a plain text by which it is seen whether it is a list. */
const startUnits = 4_096;

export interface CaseDataset extends KeptDataset {
  /** The beginning of the SHA-256 of its document, and its number there. */
  readonly id: string;
  readonly shown: ShownEntry;
  /** Sheets of the document beyond those that are profiled. */
  readonly unreadTables: number;
}

/** The most people first, then the most records. */
export const byPeople = (one: CaseDataset, other: CaseDataset): number =>
  other.profile.subjects - one.profile.subjects ||
  other.profile.records - one.profile.records ||
  (one.id < other.id ? -1 : 1);

export interface DatasetReading {
  readonly ledger: Ledger;
  readonly index: IndexReader;
  readonly store: DatasetStore;
  readonly scope: Scope;
  readonly signal: AbortSignal;
  /** What is being profiled. */
  readonly progress: (words: string) => void;
}

export const datasetId = ({ sha256, number }: Pick<KeptDataset, 'sha256' | 'number'>): string =>
  `${sha256.slice(0, 16)}:${number}`;

const isTableText = ({ kind }: IndexEntry['texts'][number]): boolean => kind === 'body' || kind === 'hidden';

const madeOf = ({ entry }: ShownEntry): string =>
  JSON.stringify([
    profiler,
    entry.format,
    ...entry.texts.filter(isTableText).map(({ kind, id }) => [kind, id]),
  ]);

async function profile({ index, store, signal }: DatasetReading, { entry }: ShownEntry): Promise<{ tables: ProfiledTable[]; unread: number }> {
  const hashes = new KeyHashes(store.key);
  const tables: ProfiledTable[] = [];
  let unread = 0;
  for (const { kind, id, anchors } of entry.texts.filter(isTableText)) {
    // Of other formats than spreadsheets what is hidden are no cells.
    if (kind === 'hidden' && !anchors.some(({ column }) => column !== undefined)) continue;
    const read = async (start: number, end: number): Promise<string> => (await index.text(id, start, end)) ?? '';
    const found = await profileText({ read, anchors, format: entry.format }, { hashes, signal });
    tables.push(...found.tables);
    unread += found.unread;
  }
  return { tables, unread };
} // prettier-ignore

/** Of one document, those kept where nothing changed since. */
async function datasetsIn(
  reading: DatasetReading,
  sha256: string,
  shown: ShownEntry,
): Promise<CaseDataset[]> {
  const { store, progress } = reading;
  const state = madeOf(shown);
  if (store.madeOf(sha256) !== state) {
    progress(`Reading the table ${escapeLine(shown.entry.occurrences[0]?.path ?? sha256)}`);
    const { tables, unread } = await profile(reading, shown);
    store.replace(sha256, state, tables, unread);
  }
  const unreadTables = store.unread(sha256);
  return store.datasets(sha256).map((kept) => ({ ...kept, id: datasetId(kept), shown, unreadTables }));
}

const formatQuery = (formats: readonly string[]): string => formats.map((format) => `type:${format}`).join(' OR '); // prettier-ignore

/** All that the scope shows, in the order of their documents' ids. Ended early when it is stopped. */
export async function* caseDatasets(reading: DatasetReading): AsyncGenerator<CaseDataset> {
  const { index, scope, signal, store } = reading;
  const query = readQuery(formatQuery(tableFormats));
  for await (const page of documentPages(index, query, scope))
    for (const sha256 of page) {
      if (signal.aborted) return;
      const shown = await index.shownEntry(sha256, scope);
      if (!shown || shown.entry.item) continue;
      const isText = shown.entry.format === 'text';
      if (isText && store.madeOf(sha256) !== madeOf(shown) && !(await isList(index, shown.entry))) continue;
      yield* await datasetsIn(reading, sha256, shown);
    }
}

async function isList(index: IndexReader, { texts }: IndexEntry): Promise<boolean> {
  const body = texts.find(({ kind }) => kind === 'body');
  return body !== undefined && looksLikeList((await index.text(body.id, 0, startUnits)) ?? '');
}

/** What of the case may hold tables and was not read as such. */
export interface UnreadTables {
  /** Documents of formats that hold tables which ended otherwise than indexed. */
  readonly failed: number;
  /** Databases and other files of tables that are identified only. */
  readonly databases: number;
}

/** Identified, and not read as tables. */
const unreadFormats = ['sqlite', 'access', 'dbf', 'parquet', 'numbers'];

export async function unreadTables({ index, scope }: Pick<DatasetReading, 'index' | 'scope'>): Promise<UnreadTables> {
  const failed = `(${formatQuery(tableFormats.filter((format) => format !== 'text'))}) AND NOT status:indexed`;
  return {
    failed: await index.count(readQuery(failed), scope),
    databases: await index.count(readQuery(formatQuery(unreadFormats)), scope),
  };
} // prettier-ignore

/** The table that goes by an id, or by the path or hash of a document that has one. Throws `not-found` and `wrong-value`. */
export async function findDataset(reading: DatasetReading, name: string): Promise<CaseDataset> {
  const { ledger, index, scope } = reading;
  const [, of, number] = /^(.*):(\d{1,4})$/su.exec(name) ?? [];
  const isNumbered = of !== undefined && /^[0-9a-f]{6,64}$/u.test(of);
  const { document } = await findDocument(ledger, isNumbered ? of : name, scope);
  const shown = await index.shownEntry(document.sha256, scope);
  const found = shown ? await datasetsIn(reading, document.sha256, shown) : [];
  const [only, ...others] = isNumbered ? found.filter((one) => one.number === Number(number)) : found;
  if (only && others.length === 0) return only;
  if (!only)
    throw new Problem('not-found', `no table was found in ${escapeLine(name)}`, 'See `evidex datasets CASE` for those that were.');
  const ids = [only, ...others].slice(0, 20).map(({ id, profile: { sheet = '' } }) => `  ${id}  ${escapeLine(sheet)}`);
  throw new Problem('wrong-value', `${escapeLine(name)} holds ${found.length} tables:\n${ids.join('\n')}`, 'Name one by its id.');
} // prettier-ignore

/** A table with its places, as it is given to programs. */
export function datasetRow({ id, sha256, profile, shown, unreadTables: unread }: CaseDataset): object {
  const { entry, places } = shown;
  const { isPersonal, subjects, ...rest } = profile;
  const [first] = entry.occurrences;
  const custodians = [...new Set(entry.occurrences.flatMap(({ custodian }) => custodian ?? []))];
  return {
    dataset: id,
    document: sha256,
    format: entry.format,
    source: first?.source ?? '',
    path: first?.path ?? '',
    places,
    custodians,
    personal: isPersonal,
    distinctSubjects: subjects,
    ...rest,
    codes: entry.codes,
    ...(unread > 0 && { unreadTables: unread }),
  };
}
