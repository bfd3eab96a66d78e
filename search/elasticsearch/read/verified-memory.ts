/** Documents whose texts were looked at: pages, count and facets of one query would each look at them again. */

import type { Dsl } from './compile-words.ts';

/** Lists that are kept, and ids in all of them, some 100 bytes each. */
const maxLists = 64;
const maxIds = 200_000;

export class VerifiedMemory {
  readonly #lists = new Map<string, Promise<readonly string[]>>();
  #ids = 0;
  #state = '';

  /**
   * What `list` gives of a leaf within the conditions, the first of which is the reader's scope, as long as the index is
   * in the same `state`. What is known within the scope alone holds within more; those who ask together wait for one list.
   */
  ids(
    state: string,
    leaf: string,
    within: readonly Dsl[],
    list: () => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    if (state !== this.#state || this.#lists.size >= maxLists || this.#ids > maxIds) this.#forget();
    this.#state = state;
    const [whole = '', key = whole] = [...new Set([1, within.length])].map((conditions) =>
      JSON.stringify([leaf, ...within.slice(0, conditions)]),
    );
    const known = this.#lists.get(whole) ?? this.#lists.get(key);
    if (known !== undefined) return known;
    const asked = list();
    this.#lists.set(key, asked);
    asked.then(
      ({ length }) => {
        if (this.#lists.get(key) === asked) this.#ids += length;
      },
      () => {
        if (this.#lists.get(key) === asked) this.#lists.delete(key);
      },
    );
    return asked;
  }

  #forget(): void {
    this.#lists.clear();
    this.#ids = 0;
  }
}
