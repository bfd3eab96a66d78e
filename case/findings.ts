/** Files and rows of which a source and what it was delivered with do not say the same. */

/** One of them. */
export interface IntakeFinding {
  readonly path: string;
  readonly detail: string;
}

/** How many there are, and the first of them, as paths for people. */
export interface Findings {
  readonly count: number;
  readonly first: readonly IntakeFinding[];
}

/** More are counted and not named: what is kept with the run stays small. */
export const maxFindings = 1_000;
