/** `evidex ingest`: what it prints, refuses, and leaves alone. */
import { beforeAll, expect, test } from '@jest/globals';
import { findCounts } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from './run-cli.ts';

const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
});

test('--json ends with one object: run, items, bytes, documents, statuses, exceptions, unread, givenUp, seconds', () => {
  const lines = small.ingested.stdout.trim().split('\n');
  expect(lines).toHaveLength(1);
  // 9 files; 2 members of each of two archives, 5 parts of the mail, 2 files in the PDF.
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    run: 1,
    items: 20,
    bytes: findCounts(small.source).bytes,
    documents: 17,
    statuses: { container: 2, duplicate: 2, empty: 1, encrypted: 1, failed: 1, indexed: 13 },
    // Of the case also the list of one column that is called csv, which was read.
    exceptions: 4,
    exceptionsOfRun: 3,
    unread: 0,
    givenUp: 0,
    seconds: expect.any(Number),
  });
});

test('for people: what was listed, how items ended, what to do next; again: nothing new', async () => {
  const { stdout, exitCode } = await runCli(small.ingestWords);
  expect(exitCode).toBe(0);
  const { files, folders } = findCounts(small.source);
  expect(stdout).toContain(`of all entries 0 new, 0 changed, ${files + folders} unchanged, 0 gone`);
  expect(stdout).toContain(
    'The case holds 20 items, 17 unique documents: indexed 13, container 2, duplicate 2, empty 1, encrypted 1, failed 1.',
  );
  expect(stdout).toContain('evidex report');
});

test.each([
  [['--parser-processes', '0'], '--parser-processes'],
  [['--max-depth', 'deep'], '--max-depth'],
  [['--timezone', 'Mars/Olympus'], 'Mars/Olympus'],
  [['--hashset', 'good:file'], 'known:FILE'],
  [['--nonsense'], '--nonsense'],
])('%j is refused with exit 2 and named', async (words, named) => {
  const { exitCode, stderr, stdout } = await runCli([...small.ingestWords, ...words]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(named);
});

test('a folder that holds nothing is told, by the exit code too, unless that is right', async () => {
  const empty = join(folder, 'unmounted');
  mkdirSync(empty);
  const words = ['ingest', empty, '--case', join(folder, 'of-nothing')];
  const { exitCode, stdout } = await runCli(words);
  expect([exitCode, stdout]).toEqual([3, expect.stringContaining('NOTHING THERE')]);
  expect(await runCli([...words, '--accept-empty'])).toMatchObject({ exitCode: 0, stdout: expect.not.stringContaining('NOTHING') }); // prettier-ignore
});

test('a case of another version is refused, and nothing in it is changed', async () => {
  const file = join(small.casePath, 'evidex.json');
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, before.replace('"version": 1', '"version": 99'));
  const bytes = (): string[] =>
    ['catalogue.sqlite', 'index.sqlite', 'audit.jsonl'].map((name) =>
      readFileSync(join(small.casePath, name), 'base64'),
    );
  const untouched = bytes();
  const { exitCode, stderr } = await runCli(small.ingestWords);
  expect(bytes()).toEqual(untouched);
  writeFileSync(file, before);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('version 99');
});
