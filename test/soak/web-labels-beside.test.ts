/** Six people label the same documents beside an ingest, and the server is killed: no label is lost, none is there twice. */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { webLabels } from '../../scripts/bench/web-labels.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();

test('50 documents, each labelled by each of six, one kill', async () => {
  const evidence = join(folder, 'evidence');
  writeFiles(
    evidence,
    Object.fromEntries(
      Array.from({ length: 3_000 }, (_, at) => [
        `notes/${at % 20}/note-${at}.txt`,
        `note ${at} about the budget, write to person${at}@example.org\n`.repeat(60),
      ]),
    ),
  );
  const result = await webLabels({
    folder: evidence,
    work: join(folder, 'labels'),
    people: 6,
    documents: 50,
    kills: 1,
    words: ['--parser-processes', '1', '--batch-items', '40'],
  });
  expect(result).toMatchObject({ given: 300, kills: 1, lost: [], twice: [], differences: '' });
  expect(result.besideRun).toBeGreaterThan(0);
}, 240_000);
