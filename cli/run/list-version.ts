/** The version of the lists that a run tags under, before it begins, and what changed between two. */
import { loadGazetteers } from '../../config/gazetteers/load.ts';
import type { Config } from '../../schemas/config.ts';
import type { GazetteerEntity } from '../../schemas/gazetteer.ts';
import { changeOf } from '../../tagging/lists/list-change.ts';
import { listVersionOf, withWatchlist } from '../../tagging/lists/list-version.ts';

/** The version of lists as a run with these settings gives it; undefined where nothing is tagged. */
export function listVersionNow(
  { gazetteers, personalData }: Pick<Config, 'gazetteers' | 'personalData'>,
  watchlist: readonly GazetteerEntity[],
): string | undefined {
  if (!gazetteers && !personalData && watchlist.length === 0) return undefined;
  return listVersionOf(withWatchlist(gazetteers ? loadGazetteers() : [], watchlist));
}

/** Entities of watchlists, by name. */
export interface ChangedNames {
  readonly new: readonly string[];
  readonly changed: readonly string[];
  readonly gone: readonly string[];
}

const textOf = (entity: GazetteerEntity): string => JSON.stringify(entity);
const nameOf = ({ entity }: GazetteerEntity): string => entity;

export function changedNames(
  before: readonly GazetteerEntity[],
  after: readonly GazetteerEntity[],
): ChangedNames {
  const { gone, come } = changeOf(before, after);
  // One that several lists have alike is neither new nor gone with one of them.
  const [had, has] = [new Set(before.map(textOf)), new Set(after.map(textOf))];
  const was = new Set(gone.filter((one) => !has.has(textOf(one))).map(nameOf));
  const is = new Set(come.filter((one) => !had.has(textOf(one))).map(nameOf));
  return {
    new: [...is].filter((name) => !was.has(name)),
    changed: [...is].filter((name) => was.has(name)),
    gone: [...was].filter((name) => !is.has(name)),
  };
}
