/** The middle of a shortest way from one sequence of tokens to another (Myers 1986, section 4b), within a number of steps. */

interface Stretch {
  readonly aFrom: number;
  readonly aTo: number;
  readonly bFrom: number;
  readonly bTo: number;
}

/** A stretch of equal tokens in the middle of the way; it may be empty. */
export type Middle = Stretch;

/** How far each diagonal was reached, from either end. */
interface Frontiers {
  readonly forward: Int32Array;
  readonly backward: Int32Array;
}

export const newFrontiers = ({ aFrom, aTo, bFrom, bTo }: Stretch): Frontiers => {
  const size = 2 * (aTo - aFrom + bTo - bFrom) + 4;
  return { forward: new Int32Array(size), backward: new Int32Array(size) };
};

/**
 * Of a stretch that begins and ends with different tokens, neither side empty. Takes what it used from `steps`;
 * undefined where that did not do. `frontiers` are of this stretch or one that holds it.
 */
export function findMiddle(
  a: Int32Array,
  b: Int32Array,
  { aFrom, aTo, bFrom, bTo }: Stretch,
  budget: { steps: number; readonly frontiers: Frontiers },
): Middle | undefined {
  const { forward, backward } = budget.frontiers;
  const n = aTo - aFrom;
  const m = bTo - bFrom;
  const delta = n - m;
  const isOdd = (delta & 1) !== 0;
  const zero = n + m + 1;
  forward[zero + 1] = 0;
  backward[zero + 1] = 0;
  const most = Math.ceil((n + m) / 2);
  for (let d = 0; d <= most; d++) {
    budget.steps -= 2 * d + 1;
    if (budget.steps < 0) return undefined;
    const low = -(d - 2 * Math.max(0, d - m));
    const high = d - 2 * Math.max(0, d - n);
    for (let k = low; k <= high; k += 2) {
      let x = startOf(forward, zero, k, d);
      const x0 = x;
      while (x < n && x - k < m && a[aFrom + x] === b[bFrom + x - k]) x++;
      budget.steps -= x - x0;
      forward[zero + k] = x;
      const other = delta - k;
      if (isOdd && Math.abs(other) < d && x + (backward[zero + other] as number) >= n)
        return { aFrom: aFrom + x0, aTo: aFrom + x, bFrom: bFrom + x0 - k, bTo: bFrom + x - k };
    }
    for (let k = low; k <= high; k += 2) {
      let x = startOf(backward, zero, k, d);
      const x0 = x;
      while (x < n && x - k < m && a[aTo - x - 1] === b[bTo - (x - k) - 1]) x++;
      budget.steps -= x - x0;
      backward[zero + k] = x;
      const other = delta - k;
      if (!isOdd && Math.abs(other) <= d && x + (forward[zero + other] as number) >= n)
        return { aFrom: aTo - x, aTo: aTo - x0, bFrom: bTo - (x - k), bTo: bTo - (x0 - k) };
    }
  }
  return undefined;
}

/** Where a way of `d` changes begins on diagonal `k`: the farther of the two that lead to it. */
function startOf(frontier: Int32Array, zero: number, k: number, d: number): number {
  const below = frontier[zero + k - 1] as number;
  const above = frontier[zero + k + 1] as number;
  return k === -d || (k !== d && below < above) ? above : below + 1;
}
