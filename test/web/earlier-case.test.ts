/** A case that an earlier version made: whoever serves it is told at the start, and its pages say the same. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { parsePage, serve } from './served.ts';

const folder = temporaryFolder();

test('the index of an earlier version is told with what to do', async () => {
  const [source, casePath] = [join(folder, 'share'), join(folder, 'case')];
  writeFiles(source, { 'a.txt': 'one word' });
  await runCli(['ingest', source, '--case', casePath, '--parser-processes', '1', '--no-gazetteers']);
  const index = new DatabaseSync(join(casePath, 'index.sqlite'));
  index.exec('PRAGMA user_version = 12');
  index.close();
  const served = await serve(casePath);
  const page = await served.get('/?q=word');
  const words = parsePage(await page.text()).text.replaceAll(/\s+/gu, ' ');
  await served.end();
  expect(served.stderr()).toMatch(
    /^case cannot be read: the index is of version 12, .* Build it anew with `evidex reindex/mu,
  );
  expect([page.status, words.includes('the index is of version 12')]).toEqual([400, true]);
});
