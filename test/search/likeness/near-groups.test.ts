/** Groups of near-duplicates: the same whatever the order, no chains, bounded where much is half alike. */
import { describe, expect, test } from '@jest/globals';
import { withoutLeftOut } from '../../../search/likeness/left-out.ts';
import { groupNear, nearSimilarity } from '../../../search/likeness/near-groups.ts';
import { ShingleSets, similarityOf } from '../../../search/likeness/shared-shingles.ts';
import { sketchBands, sketchOf, sketchValues } from '../../../search/likeness/sketch.ts';

const text = (from: number, count: number, changed: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: count }, (_, at) => changed[at] ?? `word${((from + at) * 7_919) % 104_729}`).join(' ');

const sets = new ShingleSets(() => Math.floor(Math.random() * 2 ** 32) | 0);
const similarity = (one: string, other: string): number => similarityOf(sets.of(one), sets.of(other));

function tableOf(texts: readonly string[]) {
  const table = {
    length: texts.length,
    values: new Uint8Array(texts.length * sketchValues),
    bands: new Uint32Array(texts.length * sketchBands),
  };
  texts.forEach((of, at) => {
    const { values, bands } = sketchOf(of);
    table.values.set(values, at * sketchValues);
    table.bands.set(bands, at * sketchBands);
  });
  return table;
}

/** How often texts were counted, and by text the one that is shown for it. */
async function grouped(texts: readonly string[]) {
  let counted = 0;
  const {
    shown,
    similarity: near,
    notCompared,
  } = await groupNear(tableOf(texts), (one, other) => {
    counted++;
    return similarity(texts[one] ?? '', texts[other] ?? '');
  });
  return {
    shown: texts.map((of, at): [string, string] => [of, texts[shown[at] ?? 0] ?? '']),
    near,
    counted,
    notCompared,
  };
}

test.each([
  ['the same words', 'Pay him, now!', 'pay HIM now', 1],
  ['fewer words than a shingle, one other', 'pay him now', 'pay her now', 0],
  ['one of ten words', text(0, 10), text(0, 10, { 0: 'x' }), 5 / 7],
  ['a word again and again', 'again '.repeat(1_000), 'again '.repeat(5_000), 1],
  ['no words', '…', '…', 0],
  ['Han, by characters', '决定重新开放投标', '决定重新开放投标', 1],
])('shingles: %s', (_, one, other, expected) => {
  expect(similarity(one, other)).toBe(expected);
});

test('numbers of words that are given anew', () => {
  const few = new ShingleSets(() => 12_345);
  expect(few.renew()).toBe(false);
  expect([...few.of('a b c d e f')]).toHaveLength(2);
});

test('no chain: each is near to the one that is shown, although the ends of a row of drafts are not near each other', async () => {
  // Each draft has one more word changed than the one before.
  const drafts = Array.from({ length: 12 }, (_, count) =>
    text(0, 200, Object.fromEntries(Array.from({ length: count }, (__, at) => [at * 15, `new${at}`]))),
  );
  expect(similarity(drafts[0] ?? '', drafts[11] ?? '')).toBeLessThan(nearSimilarity);
  const { shown } = await grouped(drafts);
  for (const [one, other] of shown) expect(similarity(one, other)).toBeGreaterThanOrEqual(nearSimilarity);
  expect(new Set(shown.map(([, other]) => other)).size).toBeLessThan(4);
});

test('eight documents in five drafts each are eight groups', async () => {
  const { shown } = await grouped(
    Array.from({ length: 40 }, (_, at) =>
      text((at % 8) * 1_000, 300, { [at]: `other${at}`, [at + 40]: `another${at}` }),
    ),
  );
  expect(new Set(shown.map(([, other]) => other)).size).toBe(8);
  for (const [one, other] of shown) expect(one.slice(-20)).toBe(other.slice(-20));
});

describe('bounded', () => {
  test('a thousand of the same text are held against one', async () => {
    const { counted, shown } = await grouped(Array.from({ length: 1_000 }, () => text(0, 50)));
    expect(counted).toBe(999);
    expect(new Set(shown.map(([, other]) => other)).size).toBe(1);
  });

  test('filled-in forms that are half alike: a few texts for each, and it is said', async () => {
    const forms = Array.from({ length: 1_000 }, (_, at) => `${text(0, 70)} ${text(at * 40 + 5_000, 12)}`);
    const { counted, notCompared } = await grouped(forms);
    expect(counted).toBeLessThan(forms.length * 9);
    expect(notCompared).toBeGreaterThan(0);
  });

  test('a long text of one word, and one without any', () => {
    expect(sketchOf('again '.repeat(300_000))).toMatchObject({ words: 300_000 });
    expect(sketchOf('')).toMatchObject({ words: 0 });
  });
});

describe('what of a message is left out', () => {
  const body = 'Send the list on Monday.';
  const notice = 'If you have received this e-mail in error, tell the sender and delete it.';
  test.each([
    ['a signature', `${body}\n-- \nAnn\nHead of Surveys\n`, ['Monday'], ['Ann']],
    ['a quoted one', `${body}\n\n> Yes.\n> -- \n> Bo\n\n> Older words`, ['Yes', 'Older'], ['Bo']],
    ['no more than twelve lines', `${body}\n-- \n${'line\n'.repeat(12)}evidence`, ['evidence'], ['line']],
    ['a notice', `${body}\n\n${notice}\n\nAnd on Friday.`, ['Monday', 'Friday'], ['error']],
    [
      'a notice over quoted lines',
      `${body}\n\n> If you are not the\n> intended recipient, go.\n\nOn.`,
      ['On.'],
      ['intended'],
    ],
    [
      'no notice that speaks of consent',
      `${body}\n\n${notice} You gave consent to this.`,
      ['consent', 'error'],
      [],
    ],
    ['not everything', `-- \n${notice}`, ['error'], []],
    ['no dashes in a line', `a -- b\n--\u0020x\n${body}`, ['x', 'Monday'], []],
  ])('%s', (_, whole, stays, goes) => {
    const left = withoutLeftOut(whole);
    for (const words of stays) expect(left).toContain(words);
    for (const words of goes) expect(left).not.toContain(words);
  });

  test('floods cost their length', () => {
    for (const flood of [
      '>'.repeat(1_000_000),
      '-- \n'.repeat(200_000),
      ' \t|>'.repeat(200_000),
      '\n'.repeat(500_000),
    ])
      expect(withoutLeftOut(flood)).toBe(flood);
  });
});
