/** What an export holds: places by name or by query, with their families, in an order that follows from the evidence. */
import type { LedgerItem } from '../../case/ledger/items.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { Occurrence } from '../../schemas/index-entry.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import { placesMeant } from '../../search/query/place-match.ts';
import { namedPlaces } from '../run/marked-targets.ts';
import { documentPages, familiesMeant, readQuery } from '../run/query.ts';

/** What is asked for: `places` by path, hash or id, or all that a query finds. */
export type Wanted =
  | { readonly places: readonly string[]; readonly query?: never }
  | { readonly query: string; readonly places?: never };

/** One item of an export, at its place in a family. */
export interface Chosen {
  readonly id: string;
  readonly revision: number;
  /** The id of the item that is the family's parent. */
  readonly family: string;
  /** The reference of the source. */
  readonly source: string;
  readonly path: string;
  /** It was asked for; the others came with their family. */
  readonly isMatch: boolean;
}

export interface Selection {
  readonly chosen: readonly Chosen[];
  /** Folders that were found: they are no files, and nothing of them can be handed over. */
  readonly folders: number;
  /** Earlier revisions that were found: the source has them no more, whether or not the one that stands there is chosen. */
  readonly replaced: readonly Replaced[];
}

/** `content`: its SHA-256; absent for what had none. */
export interface Replaced extends Pick<Chosen, 'source' | 'path'> {
  readonly content?: string | undefined;
}

export interface Selecting {
  readonly ledger: Ledger;
  readonly index: IndexReader;
  readonly scope: Scope;
  readonly signal: AbortSignal;
  /** Of each match the whole family. */
  readonly withFamilies: boolean;
}

/** `content`: its SHA-256; absent for what has none. */
interface Place extends Pick<Occurrence, 'item' | 'family' | 'source' | 'path'> {
  readonly content?: string | undefined;
}

/**
 * Of a document that is found the first place that the query speaks of: its copies are the same bytes, and the list says
 * how many there are. In the order of sources, then of paths with numbers in them counted; a family stands together, its
 * parent first.
 */
export async function select(wanted: Wanted, selecting: Selecting): Promise<Selection> {
  const sources = (await selecting.ledger.sources.all(selecting.scope)).map(({ reference }) => reference);
  const ranks = new Map(sources.map((reference, at) => [reference, at]));
  const rank = ({ source }: Pick<Place, 'source'>): number => ranks.get(source) ?? ranks.size;
  const byEvidence = (one: Place, other: Place): number =>
    rank(one) - rank(other) ||
    comparePaths(one.path, other.path) ||
    compareText(one.item, other.item) ||
    compareText(one.content ?? '', other.content ?? '');
  const matches = new Map<string, Place>();
  const placesOf =
    wanted.query === undefined ? named(wanted.places, selecting) : found(wanted.query, selecting);
  for await (const places of placesOf) {
    const [first] = places.toSorted(byEvidence);
    // Revisions of one item are several contents at one place.
    if (first) matches.set(`${first.item} ${first.family} ${first.content ?? ''}`, first);
  }
  return await withFamilies([...matches.values()].sort(byEvidence), selecting);
}

async function* named(names: readonly string[], { ledger, scope }: Selecting): AsyncGenerator<Place[]> {
  for (const { place } of await namedPlaces(ledger, names, 'item', scope))
    yield [{ ...place, content: place.document || undefined }];
}

/** Places of each entry that is found, those that are gone only where there are no others. */
async function* found(text: string, { index, scope, signal }: Selecting): AsyncGenerator<Place[]> {
  const query = readQuery(text);
  const families = await familiesMeant(query, index, scope);
  for await (const page of documentPages(index, query, scope)) {
    for (const document of page) {
      signal.throwIfAborted();
      const { occurrences = [], item } = (await index.entry(document, scope)) ?? {};
      const content = item ? item.sha256 : document;
      const meant = placesMeant(query, occurrences, families);
      const present = meant.filter(({ past }) => past === undefined);
      yield (present.length > 0 ? present : meant).map((place) => ({ ...place, content }));
    }
  }
}

async function withFamilies(matches: readonly Place[], selecting: Selecting): Promise<Selection> {
  const { ledger, scope, signal, withFamilies: withAll } = selecting;
  const wanted = Map.groupBy(matches, ({ family }) => family);
  const chosen: Chosen[] = [];
  const replaced: Replaced[] = [];
  let folders = 0;
  for (const [family, places] of wanted) {
    signal.throwIfAborted();
    const asked = Map.groupBy(places, (place) => place.item);
    for (const { item, path } of await ledger.items.ofFamily(family, scope)) {
      const revisions = asked.get(item.id) ?? [];
      asked.delete(item.id);
      const { source } = places[0] ?? item;
      const [isMatch, earlier] = [
        revisions.some(({ content }) => content === item.sha256),
        revisions.filter(({ content }) => content !== item.sha256),
      ];
      for (const { content } of earlier) replaced.push({ source, path, content });
      if (item.kind === 'folder') folders += isMatch ? 1 : 0;
      // What stands where an earlier revision alone was asked for is not what was asked for.
      else if (isMatch || (withAll && earlier.length === 0))
        chosen.push(chosenOf(item, { family, source, path, isMatch }));
    }
    // What its family was had it, and what stands there now has not.
    for (const { source, path, content } of [...asked.values()].flat())
      replaced.push({ source, path, content });
  }
  return { chosen, folders, replaced };
}

const chosenOf = (
  { id, revision }: LedgerItem,
  at: Pick<Chosen, 'family' | 'source' | 'path' | 'isMatch'>,
): Chosen => ({ id, revision, ...at });

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Part by part, so that what lies in something follows it; runs of digits by their value: `message-9` before `message-10`. */
export function comparePaths(one: string, other: string): number {
  const [parts, others] = [one.split('/'), other.split('/')];
  for (const [at, part] of parts.entries()) {
    const against = others[at];
    if (against === undefined) return 1;
    const order = compareNames(part, against);
    if (order !== 0) return order;
  }
  return parts.length - others.length;
}

/** Digits beyond this are compared as text: a name may be nothing but digits. */
const runs = /\d{1,15}|\D+|\d+/gu;

function compareNames(one: string, other: string): number {
  if (one === other) return 0;
  const [pieces, others] = [one.match(runs) ?? [], other.match(runs) ?? []];
  for (const [at, piece] of pieces.entries()) {
    const against = others[at];
    if (against === undefined) return 1;
    const bothNumbers = /^\d/u.test(piece) && /^\d/u.test(against);
    const order = (bothNumbers ? Number(piece) - Number(against) : 0) || compareText(piece, against);
    if (order !== 0) return order;
  }
  return pieces.length - others.length;
}
