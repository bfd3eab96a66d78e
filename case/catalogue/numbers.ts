/**
 * Numbers of the catalogue port: what goes out of a case is cited by them for good. A number stands for one item in one
 * family, and is never given to another, also after that was removed from the case.
 */

/** An item at a revision, as it lies in a family. */
export interface NumberedPlace {
  readonly item: string;
  readonly revision: number;
  /** The id of the item that is the family's parent. */
  readonly family: string;
}

export interface Numbers {
  /**
   * The number of each place under a prefix, in the order given: the one that it has, else the next after all that were
   * ever given, from 1. All or nothing, by any number of processes at one time and beside a run. Fails with code
   * `not-found` where there is no such item.
   */
  giveNumbers(prefix: string, places: readonly NumberedPlace[]): Promise<readonly number[]>;
}
