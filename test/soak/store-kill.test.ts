/** Kill -9 inside a mail store: the same command again comes to what nobody disturbed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { killAndResume } from '../../scripts/bench/kill.ts';
import { makeStore } from '../../scripts/fixtures/outlook-store/outlook-store.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();

test('a kill inside a mail store: equal to the undisturbed run', async () => {
  const store = join(folder, 'store');
  mkdirSync(store);
  const folders = Array.from({ length: 5 }, (_, at) => ({
    name: `Folder ${at}`,
    items: Array.from({ length: 30 }, (__, item) => ({
      subject: `Message ${item}`,
      // Some are copies of those of another folder.
      body: `Words of message ${item} about budget ${at % 4}, write to person${item}@example.org`,
      attachments: [{ name: 'figures.csv', bytes: Buffer.from(`ward,voters\n${at % 6},${item}\n`) }],
    })),
  }));
  writeFileSync(join(store, 'mail.pst'), makeStore({ name: 'Mail', folders }));
  const result = await killAndResume({ folder: store, kills: 1, seed: 7, words: ['--no-gazetteers'] });
  expect(result.differences).toEqual([]);
  expect(result.kills).toBe(1);
  // Neither before the store was begun nor after its end.
  expect(result.parsedAtKill.every((parsed) => parsed > 0)).toBe(true);
}, 240_000);
