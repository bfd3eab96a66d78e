/** The targets of a verb that labels or withholds: by names, or all that match a query. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { Occurrence } from '../../schemas/index-entry.ts';
import type { MarkCovers, MarkTarget } from '../../schemas/label.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import { placesMeant } from '../../search/query/place-match.ts';
import { answering, readQuery } from './query.ts';
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

/** All that match, a page of documents at a time, in id order. Of each the places that the query speaks of. */
export async function matchedTargets(
  index: IndexReader,
  text: string,
  scope: Scope,
  covers: MarkCovers,
): Promise<MatchedTargets> {
  const query = readQuery(text);
  const targets = new Map<string, MarkTarget>();
  const left: string[] = [];
  let documents = 0;
  for (let after: string | undefined; ;) {
    const page = await answering(() => index.documents(query, scope, after, batchTargets));
    for (const document of page) {
      const { item, occurrences: places = [] } = (await index.entry(document, scope)) ?? {};
      const meant = placesMeant(query, places);
      // What has no content can only be marked as the item that it is.
      const content = item === undefined ? document : item.sha256;
      const targetAt = (place: Occurrence): MarkTarget =>
        content === undefined
          ? targetOf(covers === 'content' ? 'item' : covers, { ...place, document })
          : targetOf(covers, { ...place, document: content });
      for (const place of meant) {
        const target = targetAt(place);
        targets.set(targetKey(target), target);
      }
      const rest = new Set(places).difference(new Set(meant));
      for (const place of rest) left.push(targetKey(targetAt(place)));
    }
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
