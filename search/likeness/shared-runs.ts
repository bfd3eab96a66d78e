/** Runs of tokens that stand once in each of two sequences, in the same order in both. */

/** Tokens of a run. Shorter ones are shared by chance, longer ones are broken by more changes. */
const runTokens = 4;

const repeated = -1;

/** A number for the run at `at`; two runs may share one, so whoever uses it compares the tokens. */
function keyAt(ids: Int32Array, at: number): number {
  let low = 0;
  let high = 0;
  for (let i = at; i < at + runTokens; i++) {
    low = Math.imul(low ^ (ids[i] as number), 0x9e3779b1);
    low ^= low >>> 15;
    high = Math.imul(high, 0x85ebca6b) + (ids[i] as number);
  }
  return (high & 0xfffff) * 0x1_0000_0000 + (low >>> 0);
}

/** Where each run that stands once begins. */
function onceIn(ids: Int32Array, only?: ReadonlyMap<number, number>): Map<number, number> {
  const found = new Map<number, number>();
  for (let at = 0; at + runTokens <= ids.length; at++) {
    const key = keyAt(ids, at);
    if (only && (only.get(key) ?? repeated) === repeated) continue;
    found.set(key, found.has(key) ? repeated : at);
  }
  return found;
}

/** Places of the first token of each, `[in a, in b]`, growing in both. Time and space grow with the tokens, but for a logarithm. */
export function sharedRuns(a: Int32Array, b: Int32Array): readonly (readonly [number, number])[] {
  const inA = onceIn(a);
  const inB = onceIn(b, inA);
  const pairs: (readonly [number, number])[] = [];
  for (const [key, at] of inA) {
    const other = inB.get(key) ?? repeated;
    if (at !== repeated && other !== repeated && a[at] === b[other]) pairs.push([at, other]);
  }
  pairs.sort(([one], [other]) => one - other);
  return longestGrowing(pairs);
}

/** The longest row of pairs that grows in the second place too (patience sorting). */
function longestGrowing(pairs: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const before = new Int32Array(pairs.length);
  /** By length of a row: the pair that ends it with the least second place. */
  const ends: number[] = [];
  const placeOf = (pair: number): number => pairs[pair]?.[1] ?? 0;
  for (let pair = 0; pair < pairs.length; pair++) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (placeOf(ends[middle] as number) < placeOf(pair)) low = middle + 1;
      else high = middle;
    }
    before[pair] = low === 0 ? repeated : (ends[low - 1] as number);
    ends[low] = pair;
  }
  const row: (readonly [number, number])[] = [];
  for (let pair = ends.at(-1) ?? repeated; pair !== repeated; pair = before[pair] as number)
    row.push(pairs[pair] as readonly [number, number]);
  return row.toReversed();
}
