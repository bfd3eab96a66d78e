/** A file that was given up, since runs died while it was read: no run and no report says that nothing is missing. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const [source, casePath] = [join(folder, 'source'), join(folder, 'case')];
const ingest = (path: string) =>
  runCli(['ingest', source, '--case', path, '--reference', 'EX-1', '--parser-processes', '1']);

test('it is unaccounted for in every run and report until a retry has read it', async () => {
  writeFiles(source, { 'other.txt': 'another' });
  expect(await ingest(casePath)).toMatchObject({ exitCode: 0 });
  writeFiles(source, { 'letter.txt': 'a letter' });
  // Its id is the same in every case.
  const elsewhere = join(folder, 'elsewhere');
  await ingest(elsewhere);
  const { stdout: items } = await runCli(['report', elsewhere, '--items', '--json']);
  const letter = items
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; path: string })
    .find(({ path }) => path === 'letter.txt');
  // As three runs leave it that were killed while they read it.
  writeFileSync(
    join(casePath, 'in-hand.json'),
    JSON.stringify({ hand: [letter?.id], suspects: { [letter?.id ?? '']: { alone: 1, givenUp: false } } }),
  );
  for (const which of ['the run that gives it up', 'the next'])
    expect({ which, ...(await ingest(casePath)) }).toMatchObject({
      which,
      exitCode: 3,
      stdout: expect.stringMatching(/UNACCOUNTED FOR: 1 file left unread[^]*--code run-crash/u),
    });
  expect(await runCli(['report', casePath])).toMatchObject({
    exitCode: 3,
    stdout: expect.stringMatching(/UNACCOUNTED FOR[^]*1 item[^]*--code run-crash/u),
  });
  expect(await runCli(['retry', casePath, '--code', 'run-crash'])).toMatchObject({ exitCode: 0 });
  expect(await runCli(['report', casePath])).toMatchObject({ exitCode: 0 });
  expect(await ingest(casePath)).toMatchObject({ exitCode: 0 });
});
