/**
 * What differs between two sequences of tokens. Long ones are first held together by runs of tokens that stand once in
 * each (as patience diff holds files together by lines); what lies between is compared by the algorithm of Myers ("An
 * O(ND) Difference Algorithm and Its Variations", 1986, section 4b), in linear space. Steps are bounded: a stretch that
 * is too different is given as a whole, and says so. What is given as equal always is.
 */
import { findMiddle, type Middle, newFrontiers } from './middle-snake.ts';
import { sharedRuns } from './shared-runs.ts';

/** `first[from, to)` was replaced by `second[from, to)`, in numbers of tokens; one of them may be empty. */
export interface Change {
  readonly first: readonly [from: number, to: number];
  readonly second: readonly [from: number, to: number];
  /** Not compared token by token: equal tokens may stand in both. */
  readonly isCoarse?: true;
}

interface Stretch {
  readonly aFrom: number;
  readonly aTo: number;
  readonly bFrom: number;
  readonly bTo: number;
}

/** Steps for one stretch and for all: about a second in sum. Stops texts that have nothing in common. */
const maxStretchSteps = 20_000_000;
const maxSteps = 200_000_000;
/**
 * What it costs to look for runs in a token, in steps. What is left between two runs is looked through anew: texts whose runs
 * cross each other give one run at a time, so that the whole text would be looked through as often as it has runs.
 */
const stepsOfRuns = 8;
/** Shorter stretches are compared as they are, by the fewest changes. */
const shortTokens = 2_000;

export function diffTokens(a: Int32Array, b: Int32Array): readonly Change[] {
  const changes: Change[] = [];
  let left = maxSteps;
  /** Stretches still to be compared, the next one last. */
  const waiting: (Stretch & { readonly budget?: Budget })[] = [
    { aFrom: 0, aTo: a.length, bFrom: 0, bTo: b.length },
  ];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { budget, ...stretch } = next;
    const { aFrom, aTo, bFrom, bTo } = withoutEqualEnds(a, b, stretch);
    if (aFrom === aTo && bFrom === bTo) continue;
    if (aFrom === aTo || bFrom === bTo) {
      push(changes, { first: [aFrom, aTo], second: [bFrom, bTo] });
      continue;
    }
    const rest = { aFrom, aTo, bFrom, bTo };
    const tokens = aTo - aFrom + bTo - bFrom;
    const looksForRuns = budget === undefined && tokens > shortTokens && left > 0;
    if (looksForRuns) left -= stepsOfRuns * tokens;
    const parts = looksForRuns ? between(a, b, rest) : [];
    if (parts.length > 0) {
      // From behind, so that the first is taken next.
      for (const part of parts.toReversed()) waiting.push(part);
      continue;
    }
    const own = budget ?? {
      steps: Math.min(Math.max(left, 0), maxStretchSteps),
      frontiers: newFrontiers(rest),
    };
    const before = own.steps;
    const middle: Middle | undefined = findMiddle(a, b, rest, own);
    left -= before - own.steps;
    if (middle === undefined) {
      push(changes, { first: [aFrom, aTo], second: [bFrom, bTo], isCoarse: true });
      continue;
    }
    waiting.push({ aFrom: middle.aTo, aTo, bFrom: middle.bTo, bTo, budget: own });
    waiting.push({ aFrom, aTo: middle.aFrom, bFrom, bTo: middle.bFrom, budget: own });
  }
  return changes;
}

type Budget = Parameters<typeof findMiddle>[3];

function withoutEqualEnds(a: Int32Array, b: Int32Array, stretch: Stretch): Stretch {
  let { aFrom, aTo, bFrom, bTo } = stretch;
  while (aFrom < aTo && bFrom < bTo && a[aFrom] === b[bFrom]) {
    aFrom++;
    bFrom++;
  }
  while (aFrom < aTo && bFrom < bTo && a[aTo - 1] === b[bTo - 1]) {
    aTo--;
    bTo--;
  }
  return { aFrom, aTo, bFrom, bTo };
}

/** The stretches between the runs that hold both together; none where nothing does. */
function between(a: Int32Array, b: Int32Array, { aFrom, aTo, bFrom, bTo }: Stretch): Stretch[] {
  const runs = sharedRuns(a.subarray(aFrom, aTo), b.subarray(bFrom, bTo));
  if (runs.length === 0) return [];
  const parts: Stretch[] = [];
  let [aAt, bAt] = [aFrom, bFrom];
  for (const [inA, inB] of runs) {
    // Its first token is equal; those behind it are found equal from the ends of what comes next.
    parts.push({ aFrom: aAt, aTo: aFrom + inA, bFrom: bAt, bTo: bFrom + inB });
    [aAt, bAt] = [aFrom + inA + 1, bFrom + inB + 1];
  }
  parts.push({ aFrom: aAt, aTo, bFrom: bAt, bTo });
  return parts.filter((part) => part.aFrom < part.aTo || part.bFrom < part.bTo);
}

/** Changes that touch are one. */
function push(changes: Change[], change: Change): void {
  const last = changes.at(-1);
  if (last && last.first[1] === change.first[0] && last.second[1] === change.second[0])
    changes[changes.length - 1] = {
      first: [last.first[0], change.first[1]],
      second: [last.second[0], change.second[1]],
      ...((last.isCoarse ?? change.isCoarse) && { isCoarse: true }),
    };
  else changes.push(change);
}
