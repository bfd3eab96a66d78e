/** Lines that were changed are found as they stood before. */
import { expect, test } from '@jest/globals';
import { PriorLines } from '../../formats/prior-lines.ts';

const marks = { kept: undefined, inserted: 'inserted', deleted: 'deleted', 'moved to': 'moved', 'moved from': 'moved' } as const; // prettier-ignore
type Step = readonly [keyof typeof marks, string];

function priorOf(steps: readonly Step[]): string[] {
  const lines = new PriorLines();
  const found: string[] = [];
  for (const [kind, text] of steps) {
    const mark = marks[kind];
    const said = mark && { mark, author: 'Ben' };
    if (kind === 'deleted' || kind === 'moved from') lines.remove(text, said);
    else found.push(...lines.keep(text, said));
  }
  return [...found, ...lines.end()];
}

test.each<[string, readonly Step[], readonly string[]]>([
  [
    'replaced words',
    [
      ['kept', 'first line\nengaged by '],
      ['deleted', 'the miller'],
      ['inserted', 'the trust'],
      ['kept', ' for 48\nlast\n'],
    ],
    ['engaged by the miller for 48'],
  ],
  [
    'part of a word',
    [
      ['kept', 'fee twen'],
      ['deleted', 'ty'],
      ['kept', ' thousand'],
    ],
    ['fee twenty thousand'],
  ],
  [
    'a deletion at the start',
    [
      ['deleted', 'Not '],
      ['kept', 'agreed\nnext\n'],
    ],
    ['Not agreed'],
  ],
  [
    'two in a line',
    [
      ['kept', 'a '],
      ['deleted', 'b'],
      ['kept', ' c '],
      ['deleted', 'd'],
      ['kept', '\n'],
    ],
    ['a b c d'],
  ],
  [
    'moves',
    [
      ['kept', 'one '],
      ['moved from', 'two'],
      ['kept', ' three '],
      ['moved to', 'two'],
      ['kept', '\n'],
    ],
    ['one two three'],
  ],
  [
    'two lines',
    [
      ['kept', 'a '],
      ['deleted', 'b'],
      ['kept', '\nc '],
      ['deleted', 'd'],
      ['kept', '\n'],
    ],
    ['a b', 'c d'],
  ],
  [
    'nothing that stayed',
    [
      ['kept', 'a\n'],
      ['deleted', 'b'],
      ['kept', '\nc\n'],
    ],
    [],
  ],
  [
    'nothing that was deleted',
    [
      ['kept', 'a '],
      ['inserted', 'b'],
      ['kept', '\n'],
    ],
    [],
  ],
])('%s', (_name, steps, expected) => {
  expect(priorOf(steps)).toEqual(expected);
});

test('a line without end is held in bounds', () => {
  const [line] = priorOf([
    ['kept', 'word '.repeat(10_000)],
    ['deleted', 'last'],
    ['kept', ' one'],
  ]);
  expect(line?.length).toBeLessThanOrEqual(16_384);
  expect(line?.endsWith('word last one')).toBe(true);
});
