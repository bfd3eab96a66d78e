/** The version of the lists that texts are tagged under, with that of the rules. */
import { createHash } from 'node:crypto';
import type { GazetteerEntity, GazetteerList } from '../../schemas/gazetteer.ts';

/** Entities written and hashed at once: a list of millions must not become one string. */
const hashedAtOnce = 1000;

/** Raised whenever the same lists and text give other tags. */
const rulesVersion = '9';

/** The version of a set of lists, and of the rules. Key order and list order are part of it; formatting is not. */
export function listVersionOf(lists: readonly GazetteerList[]): string {
  const hash = createHash('sha256').update(rulesVersion);
  for (const list of lists) {
    hash.update(JSON.stringify([list.id, list.method, list.decoys ?? [], list.cues ?? null]));
    for (let at = 0; at < list.entities.length; at += hashedAtOnce)
      hash.update(JSON.stringify(list.entities.slice(at, at + hashedAtOnce)));
  }
  return hash.digest('hex');
}

/** The lists that a text is tagged under, in the order that their version counts. */
export const withWatchlist = (
  shipped: readonly GazetteerList[],
  watchlist: readonly GazetteerEntity[],
): readonly GazetteerList[] =>
  watchlist.length === 0
    ? shipped
    : [...shipped, { id: 'watchlist', method: 'watchlist', entities: watchlist }];
