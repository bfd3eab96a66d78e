/** What differs between two rows of tokens: right always, the fewest changes where they are short, bounded where they are long. */
import { describe, expect, test } from '@jest/globals';
import { hunksOf } from '../../../search/likeness/hunks.ts';
import { TokenReader } from '../../../search/likeness/text-tokens.ts';
import { type Change, diffTokens } from '../../../search/likeness/word-diff.ts';

/** Numbers of chance that are the same each time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) / 2 ** 32;
}

const row = (length: number, make: (at: number) => number): Int32Array =>
  Int32Array.from({ length }, (_, at) => make(at));

/** How many tokens are equal; throws where what stands between changes differs. */
function equalIn(a: Int32Array, b: Int32Array, changes: readonly Change[]): number {
  let [inA, inB, equal] = [0, 0, 0];
  const end = { first: [a.length, a.length], second: [b.length, b.length] } as const;
  for (const { first, second } of [...changes, end]) {
    expect(first[0] - inA).toBe(second[0] - inB);
    expect(a.subarray(inA, first[0])).toEqual(b.subarray(inB, second[0]));
    equal += first[0] - inA;
    [inA, inB] = [first[1], second[1]];
  }
  return equal;
}

/** The longest common row, by the whole table. */
function mostEqual(a: Int32Array, b: Int32Array): number {
  let above = new Int32Array(b.length + 1);
  for (const one of a) {
    const here = new Int32Array(b.length + 1);
    b.forEach((other, at) => {
      here[at + 1] = one === other ? above[at]! + 1 : Math.max(above[at + 1]!, here[at]!);
    });
    above = here;
  }
  return above[b.length]!;
}

test('500 pairs of short rows: the fewest changes', () => {
  const next = chance(7);
  for (let pair = 0; pair < 500; pair++) {
    const kinds = 1 + Math.floor(next() * 5);
    const [a, b] = [0, 1].map(() => row(Math.floor(next() * 25), () => Math.floor(next() * kinds))) as [
      Int32Array,
      Int32Array,
    ];
    expect(equalIn(a, b, diffTokens(a, b))).toBe(mostEqual(a, b));
  }
});

test('a long row with one word in a hundred changed', () => {
  const next = chance(3);
  const a = row(60_000, () => Math.floor(next() ** 3 * 5_000));
  const b = a.map((word) => (next() < 0.01 ? 5_000 + Math.floor(next() * 100) : word));
  const changes = diffTokens(a, b);
  const replaced = a.filter((word, at) => word !== b[at]).length;
  expect(equalIn(a, b, changes)).toBeGreaterThanOrEqual(a.length - replaced);
  expect(changes.some(({ isCoarse }) => isCoarse)).toBe(false);
});

test.each([
  ['nothing in common', row(200_000, (at) => at), row(200_000, (at) => 200_000 + at), true],
  ['one word, again and again', new Int32Array(500_000), new Int32Array(400_000), undefined],
])('%s: bounded', (_, a, b, isCoarse) => {
  const changes = diffTokens(a, b);
  expect(changes).toHaveLength(1);
  expect(changes[0]?.isCoarse).toBe(isCoarse);
  equalIn(a, b, changes);
});

describe('tokens', () => {
  const tokensOf = (...pieces: string[]): string[] => {
    const reader = new TokenReader(new Map());
    for (const piece of pieces) reader.add(piece);
    const { length, starts, ends } = reader.end();
    const text = pieces.join('');
    return Array.from({ length }, (_, at) => text.slice(starts[at], ends[at]));
  };

  test.each([
    ['Paid £1,000 on 3 May.', ['Paid', '£', '1', ',', '000', 'on', '3', 'May', '.']],
    ['the Com-\nmittee --- no!!!', ['the', 'Com-\nmittee', '---', 'no', '!!!']],
    ['投票する', ['投', '票', 'す', 'る']],
    ["Ann's", ['Ann', "'", 's']],
    ['', []],
  ])('%j', (text, tokens) => {
    expect(tokensOf(text)).toEqual(tokens);
    expect(tokensOf(...text.split(''))).toEqual(tokens);
  });

  test('case and accents count, blanks do not', () => {
    const numbers = new Map<string, number>();
    const read = (text: string): number[] => {
      const reader = new TokenReader(numbers);
      reader.add(text);
      return [...reader.end().ids];
    };
    expect(read('a  b\n')).toEqual(read('a b'));
    expect(read('Not')).not.toEqual(read('not'));
    expect(read('Müller')).not.toEqual(read('Muller'));
  });

  test('pieces of a long text give what the whole gives', () => {
    const text = 'the council resolved, on 4 May, to (re)open the bidding… '.repeat(200);
    const pieces = text.match(/.{1,777}/gsu) ?? [];
    expect(tokensOf(...pieces)).toEqual(tokensOf(text));
  });
});

test('changes near each other are shown together, with words around them', () => {
  const at = (from: number): Change => ({ first: [from, from + 1], second: [from, from + 1] });
  expect([...hunksOf([at(3), at(10), at(100)], [200, 200])]).toEqual([
    { first: [0, 19], second: [0, 19], changes: [at(3), at(10)] },
    { first: [92, 109], second: [92, 109], changes: [at(100)] },
  ]);
  expect([...hunksOf([], [5, 5])]).toEqual([]);
});

test('a run of one sign is one token wherever pieces and scans end', () => {
  const text = `a ${'='.repeat(5_000)} \u{1f600}\u{1f600} b--${'-'.repeat(3_000)}c. d...`;
  const read = (piece: number) => {
    const reader = new TokenReader(numbers);
    for (let at = 0; at < text.length; at += piece) reader.add(text.slice(at, at + piece));
    const { ids, starts, ends } = reader.end();
    return { ids, starts, ends };
  };
  const numbers = new Map<string, number>();
  const whole = read(text.length);
  expect(whole.ids.length).toBeLessThan(12);
  for (const piece of [1, 1_000, 1_025, 2_048]) expect(read(piece)).toEqual(whole);
});

test('a line of dashes near the end of a text that goes on is no difference', () => {
  const head = `${'Dear all, here is the text. '.repeat(40)}\n${'-'.repeat(70)}\n`;
  for (let tail = 440; tail < 520; tail += 1) {
    const numbers = new Map<string, number>();
    const idsOf = (text: string): Int32Array => {
      const reader = new TokenReader(numbers);
      reader.add(text);
      return reader.end().ids;
    };
    const text = `${head}${' y'.repeat(tail)}`;
    expect(diffTokens(idsOf(text), idsOf(`${text} added words`))).toHaveLength(1);
  }
});
