/** What changed between two sets of lists, and in which texts that can change a tag. */
import type { GazetteerEntity, GazetteerList } from '../schemas/gazetteer.ts';
import { ChangedNames } from './names/changed-names.ts';
import { withWatchlist } from './tagger.ts';
import { TextBlocks } from './text-blocks.ts';

/** Entities of watchlists that only one of two sets has, in its order; one that was changed is on both sides. */
export interface ListChange {
  readonly gone: readonly GazetteerEntity[];
  readonly come: readonly GazetteerEntity[];
}

const keyOf = (entity: GazetteerEntity): string => JSON.stringify(entity);

/** Those of `entities` that `others` do not have as often. */
function without(
  entities: readonly GazetteerEntity[],
  others: readonly GazetteerEntity[],
): GazetteerEntity[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(keyOf(other), (left.get(keyOf(other)) ?? 0) + 1);
  return entities.filter((entity) => {
    const count = left.get(keyOf(entity)) ?? 0;
    left.set(keyOf(entity), count - 1);
    return count <= 0;
  });
}

/** Of two lists that share a name one wins by its place: where what both have stands in another order, all is changed. */
export function changeOf(before: readonly GazetteerEntity[], after: readonly GazetteerEntity[]): ListChange {
  const [gone, come] = [without(before, after), without(after, before)];
  const [kept, left] = [without(before, gone).map(keyOf), without(after, come).map(keyOf)];
  return kept.every((key, at) => key === left[at]) ? { gone, come } : { gone: before, come: after };
}

/** Looks through one text: `push` its chunks in order, then `end` once. */
export interface LookedThrough {
  push(chunk: string): void;
  /** Whether its tags may be others; where it is false, they are the same. */
  end(): boolean;
}

/** Under the same shipped lists, with one watchlist before and another after. */
export class ChangedTexts {
  readonly #names: ChangedNames;

  constructor(
    shipped: readonly GazetteerList[],
    before: readonly GazetteerEntity[],
    after: readonly GazetteerEntity[],
  ) {
    const { gone, come } = changeOf(before, after);
    this.#names = new ChangedNames(
      { lists: withWatchlist(shipped, before), changed: gone },
      { lists: withWatchlist(shipped, after), changed: come },
    );
  }

  open(): LookedThrough {
    let mayConcern = false;
    const blocks = new TextBlocks((text) => (mayConcern ||= this.#names.mayConcern(text)));
    return {
      push: (chunk) => void (mayConcern || blocks.push(chunk)),
      end() {
        if (!mayConcern) blocks.end();
        return mayConcern;
      },
    };
  }
}
