/** Four processes label beside an ingest that is killed twice: nothing is lost, and index and ledger agree. */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { labelsBeside } from '../../scripts/bench/labels.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();

test('80 labels of each of four processes, every fifth taken off, two kills', async () => {
  const evidence = join(folder, 'evidence');
  writeFiles(
    evidence,
    Object.fromEntries(
      Array.from({ length: 6_000 }, (_, at) => [
        `notes/${at % 20}/note-${at}.txt`,
        `note ${at % 5_700} about the budget, write to person${at}@example.org\n`.repeat(80),
      ]),
    ),
  );
  const result = await labelsBeside({
    folder: evidence,
    work: join(folder, 'labels'),
    processes: 4,
    labels: 80,
    killAfter: [10, 30],
    words: ['--parser-processes', '1', '--batch-items', '40'],
  });
  expect(result).toMatchObject({ given: 320, removed: 64, kills: 2, lost: [], differences: '' });
  expect(result.besideRun).toBeGreaterThan(50);
}, 240_000);
