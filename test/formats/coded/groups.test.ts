/** Short groups in a row: what is said of a text in one hurried pass is what a plain count says. */
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import { groupsOf, minDumpedBytes } from '../../../formats/coded/groups.ts';
import { withUnits } from '../../../formats/coded/units.ts';

/** The same numbers at every run of the test. */
function* numbersFrom(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state >>> 8;
  }
}

function longestRow(groups: readonly string[], worth: (group: string) => number): number {
  let [row, longest] = [0, 0];
  for (const group of groups) {
    const more = worth(group);
    row = more === 0 ? 0 : row + more;
    longest = Math.max(longest, row);
  }
  return longest;
}

/** As the members of `Groups` are described, a group at a time. */
function counted(text: string): ReturnType<typeof groupsOf> {
  const groups = text.split(/[\0-\x20,:;.\-_*]+/).filter((group) => group !== '');
  const countOf = (group: string, sign: RegExp): number => group.match(sign)?.length ?? 0;
  const bytesIn = (group: string): number => {
    const hex = countOf(group, /[\da-fA-F]/g);
    return hex >= 2 && group.length <= 10 && hex >= group.length - 2 ? hex >> 1 : 0;
  };
  const numbersIn = (group: string): number => {
    const digits = countOf(group, /\d/g);
    if (digits !== group.length) return digits >= 48 ? 4 : 0;
    if (digits === 2 || digits === 3) return 1;
    if (digits % 8 === 0) return digits / 8;
    return digits >= 48 ? 4 : 0;
  };
  return {
    hasEscapeSign: /[\\&%=]/.test(text),
    hasDump: longestRow(groups, bytesIn) >= minDumpedBytes,
    hasNumbers: longestRow(groups, numbersIn) >= 4,
    hasLetters: longestRow(groups, (group) => (/^\D$/.test(group) ? 1 : 0)) >= 4,
  };
}

const pieces = ['a', 'f', 'x', '0', '7', '12', '123', '00000000', 'be', 'ad', '0x4f', '\\x6e', 'the', 'é', '(41', '=', '%4', '1'.repeat(47), 'w'.repeat(12)]; // prettier-ignore
const gaps = ['', '', ' ', ' ', ', ', '-', '\n', '_', ' : '];

test('of 20,000 texts made by chance the pass says what a plain count says', () => {
  const numbers = numbersFrom(7);
  const pick = (from: readonly string[]): string => from[numbers.next().value % from.length] as string;
  const wrong: string[] = [];
  const met = { hasEscapeSign: 0, hasDump: 0, hasNumbers: 0, hasLetters: 0 };
  for (let round = 0; round < 20_000; round++) {
    // A row of a kind comes of few unlike pieces.
    const some = [pick(pieces), pick(pieces), pick(pieces)];
    let text = '';
    for (let count = numbers.next().value % 24; count > 0; count--) text += pick(some) + pick(gaps);
    const groups = withUnits(text, groupsOf);
    if (!isDeepStrictEqual(groups, counted(text))) wrong.push(text);
    for (const key of ['hasEscapeSign', 'hasDump', 'hasNumbers', 'hasLetters'] as const)
      met[key] += Number(groups[key]);
  }
  expect(wrong).toEqual([]);
  for (const count of Object.values(met)) expect(count).toBeGreaterThan(500);
});
