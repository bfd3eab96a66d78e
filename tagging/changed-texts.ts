/** In which texts a changed watchlist can change a tag. */
import type { GazetteerEntity, GazetteerList } from '../schemas/gazetteer.ts';
import { changeOf } from './lists/list-change.ts';
import { withWatchlist } from './lists/list-version.ts';
import { ChangedNames } from './names/changed-names.ts';
import { TextBlocks } from './text-blocks.ts';

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
