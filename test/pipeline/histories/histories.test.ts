/**
 * Random histories of a case: files that come, change, move, go, are copied into archives of archives; two sources, retries,
 * kills. Report, list of items, ledger and index must say what a model says that counts for itself.
 * `EVIDEX_HISTORIES` says how many (`npm run soak`: 500).
 */
import { expect, test } from '@jest/globals';
import { temporaryFolder } from '../../temporary-folder.ts';
import { playHistory } from './history.ts';

const folder = temporaryFolder();
const count = Number(process.env['EVIDEX_HISTORIES'] ?? 60);
const withKills = 4;

test(`${count} histories`, async () => {
  let kills = 0;
  for (let seed = 1; seed <= count; seed++)
    kills += await playHistory({ seed, folder, runs: 3, kills: seed % withKills === 0 });
  expect(kills).toBeGreaterThanOrEqual(Math.floor(count / 25));
}, 3_600_000);
