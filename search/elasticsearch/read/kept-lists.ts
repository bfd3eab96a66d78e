/** Lists that a question needs before it can be asked: page, counts and facets of one query would each make them again. */

/** Lists that are kept, and ids in all of them, some 100 bytes each. */
const maxLists = 64;
const maxIds = 200_000;

export class KeptLists<List> {
  readonly #sizeOf: (list: List) => number;
  readonly #lists = new Map<string, Promise<List>>();
  #ids = 0;
  #state = '';

  /** `sizeOf` gives the ids in a list. */
  constructor(sizeOf: (list: List) => number) {
    this.#sizeOf = sizeOf;
  }

  /**
   * The list under the first of the keys that there is one for; else what `list` gives, kept under the last of them as
   * long as the index is in the same `state`. Those who ask together wait for one list; a failure is not kept.
   */
  of(state: string, keys: readonly string[], list: () => Promise<List>): Promise<List> {
    if (state !== this.#state || this.#lists.size >= maxLists || this.#ids > maxIds) this.#forget();
    this.#state = state;
    for (const key of keys) {
      const known = this.#lists.get(key);
      if (known !== undefined) return known;
    }
    const key = keys.at(-1) ?? '';
    const asked = list();
    this.#lists.set(key, asked);
    asked.then(
      (made) => {
        if (this.#lists.get(key) === asked) this.#ids += this.#sizeOf(made);
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
