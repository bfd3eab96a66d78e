/** What an answer counts: documents, and apart from them the items that have none, which nobody has read. */
import type { Scope } from '../../schemas/scope.ts';
import type { Code, EntryStatus } from '../../schemas/status.ts';
import type { FacetField, FacetValue, Hit, IndexReader } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { printQuery } from '../../search/query/print.ts';
import { positiveWordLeaves } from '../../search/query/words.ts';
import { countOf, formatCount } from '../frame/quantities.ts';
import { pictures } from './pictures.ts';

export interface EntryCounts {
  readonly documents: number;
  /** Without folders. */
  readonly items: number;
  readonly folders: number;
}

const ofItems: Query = { op: 'pattern', field: 'item', pattern: '*' };
const isFolder: Query = { op: 'match', field: 'item', text: 'folder' };

/** What a query finds of documents, without items that have none. */
export const documentsAlone = (query: Query): Query => ({
  op: 'and',
  of: [query, { op: 'not', of: ofItems }],
});
const itemsAlone = (query: Query): Query => ({
  op: 'and',
  of: [query, ofItems, { op: 'not', of: isFolder }],
});
const foldersAlone = (query: Query): Query => ({ op: 'and', of: [query, isFolder] });

/** `entries` is the number of all that match. */
export async function entryCounts(
  index: IndexReader,
  query: Query,
  scope: Scope,
  entries?: number,
): Promise<EntryCounts> {
  const all = entries ?? (await index.count(query, scope));
  if (all === 0) return { documents: 0, items: 0, folders: 0 };
  const kinds = await index.facet(query, scope, 'item');
  const folders = kinds.find(({ value }) => value === 'folder')?.count ?? 0;
  const items = kinds.reduce((sum, { count }) => sum + count, 0) - folders;
  return { documents: all - items - folders, items, folders };
}

/** Codes of what was read, but not to its end, or has pages whose words are pictures. */
const partlyReadCodes = [
  'corrupt',
  'truncated',
  'partial-read',
  'over-budget',
  'text-cut',
  'needs-ocr',
] as const satisfies readonly Code[];

/** What was read of it lies in its set, which counts where that was not. */
const isVolume: Query = { op: 'match', field: 'code', text: 'volume' };

/** Of which no word can be found, or not each: it could not be read, or not to its end. Pictures are counted by themselves. */
export const unsearchable: Query = {
  op: 'or',
  of: [
    { op: 'and', of: [ofItems, { op: 'not', of: isFolder }, { op: 'not', of: isVolume }] },
    ...(['encrypted', 'failed'] as const).map((text): Query => ({ op: 'match', field: 'status', text })),
    {
      op: 'and',
      of: [
        { op: 'match', field: 'status', text: 'unsupported' },
        { op: 'not', of: pictures },
      ],
    },
    ...partlyReadCodes.map((text): Query => ({ op: 'match', field: 'code', text })),
  ],
};

/** How many entries that the scope shows a query for words cannot find by their content; 0 for a query without words. */
export const unsearchedCount = async (index: IndexReader, query: Query, scope: Scope): Promise<number> =>
  positiveWordLeaves(query).length > 0 ? index.count(unsearchable, scope) : 0;

/** Undefined for none. */
export const unsearchedWords = (unsearched: number): string | undefined =>
  unsearched === 0
    ? undefined
    : `${unsearched === 1 ? '1 item of this case was' : `${formatCount(unsearched)} items of this case were`} not read, or not to the end: words in there are not found. List: evidex search '${printQuery(unsearchable)}'`;

/** What follows of it for an answer that is no search stands in `what`. Undefined for none. */
export const notReadWords = (unread: number, what: string): string | undefined =>
  unread === 0 ? undefined : `${countOf(unread, 'item')} of this case not read, or not to the end: ${what}.`;

/** `2 documents, 1 item not read, 3 folders`: items and folders where there are any. */
export const countWords = ({ documents, items, folders }: EntryCounts): string =>
  [
    countOf(documents, 'document'),
    ...(items > 0 ? [`${countOf(items, 'item')} not read`] : []),
    ...(folders > 0 ? [countOf(folders, 'folder')] : []),
  ].join(', ');

/** A value of a facet: `count` is of documents; items and folders where there are any. */
export interface CountedValue extends FacetValue {
  readonly items?: number;
  readonly folders?: number;
}

/** Most first, then by value; what is dismissed last. */
export async function facetCounts(
  index: IndexReader,
  query: Query,
  scope: Scope,
  field: FacetField,
): Promise<readonly CountedValue[]> {
  const { items, folders } = await entryCounts(index, query, scope);
  if (items + folders === 0) return index.facet(query, scope, field);
  const values = new Map<string, { -readonly [Key in keyof CountedValue]: CountedValue[Key] }>();
  const at = ({ value, isDismissed }: FacetValue) => {
    const known = values.get(value) ?? { value, count: 0, ...(isDismissed && { isDismissed }) };
    values.set(value, known);
    return known;
  };
  for (const one of await index.facet(documentsAlone(query), scope, field)) at(one).count = one.count;
  for (const one of await index.facet(itemsAlone(query), scope, field)) at(one).items = one.count;
  for (const one of await index.facet(foldersAlone(query), scope, field)) at(one).folders = one.count;
  const sum = (one: CountedValue): number => one.count + (one.items ?? 0) + (one.folders ?? 0);
  return [...values.values()].sort(
    (a, b) =>
      Number(a.isDismissed ?? false) - Number(b.isDismissed ?? false) ||
      sum(b) - sum(a) ||
      (a.value < b.value ? -1 : 1),
  );
}

const notRead: Readonly<Partial<Record<EntryStatus, string>>> = {
  encrypted: 'encrypted: not read',
  failed: 'failed: not read, or not to its end',
  skipped: 'skipped: not read',
  known: 'on a list of known files: not read',
  pending: 'not read yet',
  'awaiting content': 'not read yet',
  unsupported: 'unsupported: only that it is there',
};

/** Statuses of what was not read, or not to its end. */
export const notReadStatuses: ReadonlySet<string> = new Set(Object.keys(notRead));

/** What a hit must say that was not read; undefined for one that was. */
export function unreadWords({
  item,
  status,
  codes,
}: Pick<Hit['entry'], 'item' | 'status' | 'codes'>): string | undefined {
  if (item?.kind === 'folder' && status === 'container') return undefined;
  const words = notRead[status];
  if (words === undefined) return undefined;
  return codes.length > 0 ? `${words} (${codes.join(', ')})` : words;
}

/** What must be said of an entry whose words are not all compared: not read, or not to its end; undefined where all was read. */
export function partlyReadWords(entry: Pick<Hit['entry'], 'item' | 'status' | 'codes'>): string | undefined {
  const partly = entry.codes.filter((code) => partlyReadCodes.some((one) => one === code));
  return unreadWords(entry) ?? (partly.length > 0 ? `not read to its end (${partly.join(', ')})` : undefined);
}
