/** What the index is told of places whose path is longer than any that a file system takes. */
import { expect, test } from '@jest/globals';
import { entryOf, type EntryContent } from '../../../pipeline/index-upkeep/index-entry.ts';
import { itemEntryOf } from '../../../pipeline/index-upkeep/item-entry.ts';
import { placesOf } from '../../../pipeline/index-upkeep/projector.ts';
import type { ItemEntry } from '../../../case/item-entry.ts';
import type { Occurrence } from '../../../schemas/index-entry.ts';

const at = (path: string): Occurrence => ({
  item: 'a'.repeat(32),
  path,
  name: 'x.txt',
  source: 'S',
  family: 'b',
});
const content = { metadata: {}, texts: [], warnings: [], entities: [], personalData: [], sha256: 'c' };

/** The paths of an entry as each of those who make one has them. */
const pathsOf = (...paths: string[]): string[][] => {
  const occurrences = paths.map(at);
  const upkeep = [
    entryOf(content as unknown as EntryContent, { run: 1, revision: 1, occurrences }),
    itemEntryOf('item', 1, { item: {}, times: {}, warnings: [], occurrences } as unknown as ItemEntry),
    placesOf({ document: 'c', revision: 1, occurrences, dates: [] }),
  ];
  return upkeep.map((one) => one.occurrences.map(({ path }) => path));
};

/** Of so many units, in names that a disk may have. */
const deep = (units: number, letter = 'd'): string =>
  `${letter.repeat(199)}/`.repeat(units / 200 + 1).slice(0, units);

test('a path of 2,048 units is whole', () => {
  const path = `${deep(2_042)}/x.txt`;
  expect(pathsOf(path)).toEqual([[path], [path], [path]]);
});

test('a longer one keeps its start and its end, whoever tells the index of it', () => {
  const path = `share/${deep(60_000)}/1.txt`;
  const paths = pathsOf(path).flat();
  expect(new Set(paths).size).toBe(1);
  const [, start = '', end = ''] = /^(.*)…[0-9a-f]{16}…(.*)$/u.exec(paths[0] ?? '') ?? [];
  expect(start).toHaveLength(1_015);
  expect(path.startsWith(start) && path.endsWith(end)).toBe(true);
});

test('a name that no disk has keeps its start and its end; 255 units are whole', () => {
  const whole = `share/${'d'.repeat(255)}/1.txt`;
  expect(pathsOf(whole)).toEqual([[whole], [whole], [whole]]);
  const [[path = ''] = []] = pathsOf(`share/${'d'.repeat(65_000)}.zip/${'e'.repeat(256)}/1.txt`);
  expect(path).toMatch(/^share\/d{118}…[0-9a-f]{16}…d{114}\.zip\/e{118}…[0-9a-f]{16}…e{118}\/1\.txt$/u);
});

test('the name of a member, which may be a path, is shortened as the path is', () => {
  const name = `d/${'e'.repeat(60_000)}.txt`;
  const shown = placesOf({
    document: 'c',
    revision: 1,
    occurrences: [{ ...at(`share/a.zip/${name}`), name }],
    dates: [],
  }).occurrences[0];
  expect(shown?.name).toMatch(/^d\/e{118}…[0-9a-f]{16}…e{114}\.txt$/u);
  expect(shown?.path).toBe(`share/a.zip/${shown?.name}`);
});

test('two that differ in the middle alone stay two', () => {
  for (const middle of [
    (one: string) => `${'d'.repeat(500)}${one}${'d'.repeat(500)}`,
    (one: string) => `${deep(5_000)}${one}${deep(5_000)}`,
  ]) {
    const [first = [], ...others] = pathsOf(middle('1'), middle('2'));
    expect(new Set(first).size).toBe(2);
    expect(others).toEqual([first, first]);
  }
});

test('a pair of surrogates is not cut in two', () => {
  for (const path of [`x${'😀'.repeat(4_000)}`, `x${'😀'.repeat(120)}/`.repeat(40)]) {
    const [[shown = ''] = []] = pathsOf(path);
    expect(shown.isWellFormed()).toBe(true);
  }
});
