/** The version of the lists that a run tags under, before it begins. */
import { loadGazetteers } from '../../config/gazetteers/load.ts';
import type { Config } from '../../schemas/config.ts';
import type { GazetteerEntity } from '../../schemas/gazetteer.ts';
import { listVersionOf, withWatchlist } from '../../tagging/tagger.ts';

/** The version of lists as a run with these settings gives it; undefined where nothing is tagged. */
export function listVersionNow(
  { gazetteers, personalData }: Pick<Config, 'gazetteers' | 'personalData'>,
  watchlist: readonly GazetteerEntity[],
): string | undefined {
  if (!gazetteers && !personalData && watchlist.length === 0) return undefined;
  return listVersionOf(withWatchlist(gazetteers ? loadGazetteers() : [], watchlist));
}
