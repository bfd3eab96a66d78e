/** The targets of a verb that labels or withholds: by names, or all that match a query. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { IndexEntry, Occurrence } from '../../schemas/index-entry.ts';
import type { MarkCovers, MarkTarget } from '../../schemas/label.ts';
import { Problem } from '../../schemas/problem.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { type FamiliesMeant, placesMeant } from '../../search/query/place-match.ts';
import { answering, familiesMeant, readQuery } from './query.ts';
import { type NamedPlace, namedPlace, targetKey, targetOf } from './mark-targets.ts';

/** Targets of one transaction: a run that writes waits for it. */
const batchTargets = 500;

/** Names as given, with the lines of stdin where `-` stands. */
export async function namesOf(given: readonly string[], stdin: Readable): Promise<string[]> {
  const names: string[] = [];
  for (const name of given) {
    if (name !== '-') names.push(name);
    else
      for await (const line of createInterface({ input: stdin, crlfDelay: Infinity }))
        if (line.trim() !== '') names.push(line.trim());
  }
  return names;
}

/** The places behind the names, each target once; nothing is marked where one name is wrong. */
export async function namedPlaces(
  ledger: Ledger,
  names: readonly string[],
  covers: MarkCovers,
  scope: Scope,
): Promise<readonly NamedPlace[]> {
  const found = new Map<string, NamedPlace>();
  for (const name of names) {
    const named = await namedPlace(ledger, name, covers, scope);
    found.set(targetKey(named.target), named);
  }
  return [...found.values()];
}

export function* pagesOf(targets: readonly MarkTarget[]): Generator<readonly MarkTarget[]> {
  for (let at = 0; at < targets.length; at += batchTargets) yield targets.slice(at, at + batchTargets);
}

/** What of a match a target leaves out: places of the same documents. */
export interface MatchedTargets {
  readonly targets: readonly MarkTarget[];
  readonly documents: number;
  readonly copiesOutside: number;
}

/** Targets of an entry's places: those that a query speaks of, and the others. */
export function entryTargets(
  { document, item, occurrences }: Pick<IndexEntry, 'document' | 'item' | 'occurrences'>,
  query: Query,
  covers: MarkCovers,
  families: FamiliesMeant,
): { readonly meant: readonly MarkTarget[]; readonly others: readonly MarkTarget[] } {
  const meant = placesMeant(query, occurrences, families);
  // What has no content can only be marked as the item that it is.
  const content = item === undefined ? document : item.sha256;
  const targetAt = (place: Occurrence): MarkTarget =>
    content === undefined
      ? targetOf(covers === 'content' ? 'item' : covers, { ...place, document })
      : targetOf(covers, { ...place, document: content });
  const others = [...new Set(occurrences).difference(new Set(meant))];
  return { meant: meant.map(targetAt), others: others.map(targetAt) };
}

/** All that match, a page of documents at a time, in id order. Of each the places that the query speaks of. Throws `wrong-value` where they have more targets than `most`. */
export async function matchedTargets(
  index: IndexReader,
  text: string,
  scope: Scope,
  covers: MarkCovers,
  most = Infinity,
): Promise<MatchedTargets> {
  const query = readQuery(text);
  const families = await familiesMeant(query, index, scope);
  const targets = new Map<string, MarkTarget>();
  const left: string[] = [];
  let documents = 0;
  for (let after: string | undefined; ;) {
    const page = await answering(() => index.documents(query, scope, after, batchTargets));
    for (const document of page) {
      const entry = await index.entry(document, scope);
      const { meant, others } = entry
        ? entryTargets(entry, query, covers, families)
        : { meant: [], others: [] };
      for (const target of meant) targets.set(targetKey(target), target);
      for (const other of others) left.push(targetKey(other));
    }
    if (targets.size > most)
      throw new Problem('wrong-value', `more than ${most} places match`, 'Narrow the query, or use the command line, which has no such bound.'); // prettier-ignore
    documents += page.length;
    after = page.at(-1);
    if (page.length < batchTargets) break;
  }
  return {
    targets: [...targets.values()],
    documents,
    copiesOutside: left.filter((key) => !targets.has(key)).length,
  };
}
