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

test('a path of 6,144 units is whole', () => {
  const path = `${'d'.repeat(6_138)}/x.txt`;
  expect(pathsOf(path)).toEqual([[path], [path], [path]]);
});

test('a longer one keeps its start and its end, whoever tells the index of it', () => {
  const paths = pathsOf(`share/${'d'.repeat(60_000)}.zip/1.txt`).flat();
  expect(new Set(paths).size).toBe(1);
  expect(paths[0]).toMatch(/^share\/d{2994}…[0-9a-f]{16}…d{2990}\.zip\/1\.txt$/u);
});

test('two that differ in the middle alone stay two', () => {
  const [first = [], ...others] = pathsOf(
    ...['1', '2'].map((one) => `${'d'.repeat(5_000)}${one}${'d'.repeat(5_000)}`),
  );
  expect(new Set(first).size).toBe(2);
  expect(others).toEqual([first, first]);
});

test('a pair of surrogates is not cut in two', () => {
  const [[path = ''] = []] = pathsOf(`x${'😀'.repeat(4_000)}`);
  expect(path.isWellFormed()).toBe(true);
});
