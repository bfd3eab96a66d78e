/** Changes that stand near each other, with the tokens around them, as they are read together. */
import type { Change } from './word-diff.ts';

/** Tokens shown before and behind a change. */
const contextTokens = 8;

/** `first` and `second` are the tokens shown of each side; between its changes both are equal. */
export interface Hunk {
  readonly first: readonly [from: number, to: number];
  readonly second: readonly [from: number, to: number];
  /** In their order, at least one. */
  readonly changes: readonly Change[];
}

/** `tokens` are how many there are on the first and the second side. */
export function* hunksOf(changes: readonly Change[], tokens: readonly [number, number]): Generator<Hunk> {
  let together: Change[] = [];
  for (const change of changes) {
    const last = together.at(-1);
    if (last && change.first[0] - last.first[1] > 2 * contextTokens) {
      yield hunkOf(together, tokens);
      together = [];
    }
    together.push(change);
  }
  if (together.length > 0) yield hunkOf(together, tokens);
}

function hunkOf(changes: readonly Change[], [firstTokens, secondTokens]: readonly [number, number]): Hunk {
  const [one, last] = [changes[0] as Change, changes.at(-1) as Change];
  // Equal on both sides, so no farther than to the end of the shorter.
  const before = Math.min(contextTokens, one.first[0], one.second[0]);
  const behind = Math.min(contextTokens, firstTokens - last.first[1], secondTokens - last.second[1]);
  return {
    first: [one.first[0] - before, last.first[1] + behind],
    second: [one.second[0] - before, last.second[1] + behind],
    changes,
  };
}
