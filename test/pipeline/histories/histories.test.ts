/**
 * Random histories of a case: files that come, change, move, go, are copied into archives of archives; two sources, retries,
 * kills. Report, list of items, ledger and index must say what a model says that counts for itself.
 * `EVIDEX_HISTORIES` says how many (`npm run soak`: 500, of three ingests each, in place of two), in tests of twenty, so that a
 * long run shows how far it is.
 */
import { expect, test } from '@jest/globals';
import { temporaryFolder } from '../../temporary-folder.ts';
import { playHistory } from './history.ts';

const folder = temporaryFolder();
const count = Number(process.env['EVIDEX_HISTORIES'] ?? 60);
const perTest = 20;
const withKills = 4;
let kills = 0;

test.each(Array.from({ length: Math.ceil(count / perTest) }, (_, part) => part * perTest + 1))(
  'from number %d',
  async (first) => {
    const last = Math.min(count, first + perTest - 1);
    const failures: string[] = [];
    // All of them, so that one that fails does not hide the next.
    for (let seed = first; seed <= last; seed++) {
      try {
        kills += await playHistory({ seed, folder, runs: count > 60 ? 3 : 2, kills: seed % withKills === 0 });
      } catch (error) {
        failures.push((error as Error).message);
      }
    }
    expect(failures).toEqual([]);
  },
  1_200_000,
);

test('kills were among them', () => {
  expect(kills).toBeGreaterThanOrEqual(Math.floor(count / 25));
});
