/** Chooses what a parser tags texts with: the shipped gazetteers, the user's watchlist, personal data. */
import { loadGazetteers } from '../../config/gazetteers/load.ts';
import type { GazetteerEntity, GazetteerList } from '../../schemas/gazetteer.ts';
import { ChangedTexts } from '../../tagging/changed-texts.ts';
import { withWatchlist } from '../../tagging/lists/list-version.ts';
import { createTagger, type Tagger, type TagStream } from '../../tagging/tagger.ts';

export interface TaggingChoice {
  readonly gazetteers: boolean;
  readonly personalData: boolean;
  readonly watchlist: readonly GazetteerEntity[];
}

const shippedLists = ({ gazetteers }: Pick<TaggingChoice, 'gazetteers'>): readonly GazetteerList[] =>
  gazetteers ? loadGazetteers() : [];

/** Tells the texts whose tags may be others than under another watchlist before. */
export const chooseComparison = (
  choice: Pick<TaggingChoice, 'gazetteers' | 'watchlist'>,
  before: readonly GazetteerEntity[],
): ChangedTexts => new ChangedTexts(shippedLists(choice), before, choice.watchlist);

function withoutPersonalData(stream: TagStream): TagStream {
  return {
    push: (chunk) => ({ ...stream.push(chunk), personalData: [] }),
    end: () => ({ ...stream.end(), personalData: [] }),
    settle: (mentions, facts) => stream.settle(mentions, facts),
  };
}

/** Undefined where nothing is to be tagged. */
export function chooseTagger(choice: TaggingChoice): Tagger | undefined {
  const lists = withWatchlist(shippedLists(choice), choice.watchlist);
  if (lists.length === 0 && !choice.personalData) return undefined;
  const tagger = createTagger(lists);
  return choice.personalData
    ? tagger
    : { listVersion: tagger.listVersion, open: () => withoutPersonalData(tagger.open()) };
}
