/** Chooses what a parser tags texts with: the shipped gazetteers, the user's watchlist, personal data. */
import { loadGazetteers } from '../../config/gazetteers/load.ts';
import type { GazetteerEntity, GazetteerList } from '../../schemas/gazetteer.ts';
import { createTagger, type Tagger, type TagStream } from '../../tagging/tagger.ts';

export interface TaggingChoice {
  readonly gazetteers: boolean;
  readonly personalData: boolean;
  readonly watchlist: readonly GazetteerEntity[];
}

/** The lists that a choice stands for, in the order that their version counts. */
function chooseLists({ gazetteers, watchlist }: Omit<TaggingChoice, 'personalData'>): GazetteerList[] {
  return [
    ...(gazetteers ? loadGazetteers() : []),
    ...(watchlist.length > 0 ? [{ id: 'watchlist', method: 'watchlist' as const, entities: watchlist }] : []),
  ];
}

function withoutPersonalData(stream: TagStream): TagStream {
  return {
    push: (chunk) => ({ ...stream.push(chunk), personalData: [] }),
    end: () => ({ ...stream.end(), personalData: [] }),
    settle: (mentions, facts) => stream.settle(mentions, facts),
  };
}

/** Undefined where nothing is to be tagged. */
export function chooseTagger(choice: TaggingChoice): Tagger | undefined {
  const lists = chooseLists(choice);
  if (lists.length === 0 && !choice.personalData) return undefined;
  const tagger = createTagger(lists);
  return choice.personalData
    ? tagger
    : { listVersion: tagger.listVersion, open: () => withoutPersonalData(tagger.open()) };
}
