/** A thread says of each message what a search says: an earlier revision is no copy, and what is gone is said to be. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { parsePage, serve } from '../web/served.ts';
import { jsonRows } from './json-lines.ts';
import { type CliResult, runCli } from './run-cli.ts';

let served: Awaited<ReturnType<typeof serve>>;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  await served.end();
});
const folder = temporaryFolder();
const [source, casePath] = [join(folder, 'share'), join(folder, 'case')];
const run = (...words: string[]): Promise<CliResult> => runCli([...words, '--case', casePath]);

const asked = (words: string): string =>
  `From: a@x.example\nTo: b@x.example\nSubject: Deal\nDate: Mon, 3 May 2021 09:00:00 +0000\nMessage-ID: <d1@x.example>\n\n${words}\n`;
const answer =
  'From: b@x.example\nTo: a@x.example\nSubject: Re: Deal\nDate: Mon, 3 May 2021 10:00:00 +0000\nMessage-ID: <d2@x.example>\nIn-Reply-To: <d1@x.example>\n\nyes\n';

beforeAll(async () => {
  const ingest = ['ingest', source, '--reference', 'T', '--parser-processes', '1', '--no-gazetteers'];
  // The copy of the answer in the other folder stays: the message is not gone.
  writeFiles(source, { 'd1.eml': asked('old words'), 'd2.eml': answer, 'a/d3.eml': answer.replace('d2', 'd3'), 'b/d3.eml': answer.replace('d2', 'd3') }); // prettier-ignore
  expect(await run(...ingest)).toMatchObject({ exitCode: 0 });
  writeFiles(source, { 'd1.eml': asked('new words') });
  rmSync(join(source, 'd2.eml'));
  rmSync(join(source, 'a/d3.eml'));
  expect(await run(...ingest)).toMatchObject({ exitCode: 0 });
  served = await serve(casePath);
});

test('in the terminal, with how many there are of each', async () => {
  const { stdout } = await run('show', 'd1.eml', '--thread');
  expect(stdout.match(/T\/d1\.eml {2}\[an earlier revision\]\n/gu)).toHaveLength(1);
  expect(stdout.match(/T\/d1\.eml\n/gu)).toHaveLength(1);
  expect(stdout).toContain('T/d2.eml  [gone from the source]\n');
  expect(stdout).toContain('T/b/d3.eml  and 1 more place\n');
  expect(stdout).toContain('states the id of a message above: a revision of it, or one that says so');
  expect(stdout).not.toContain('another copy');
  expect(stdout).toContain(
    '4 messages, 1 of them an earlier revision, 1 of them gone from the source; none that they refer to is missing.\n',
  );
});

test('in JSON', async () => {
  const rows = jsonRows<{ messageId: string; past?: string }>((await run('show', 'd1.eml', '--thread', '--json')).stdout); // prettier-ignore
  expect(rows.map(({ messageId, past }) => `${messageId} ${past}`).sort()).toEqual([
    'd1@x.example replaced',
    'd1@x.example undefined',
    'd2@x.example gone',
    'd3@x.example undefined',
  ]);
});

test('in the browser, with the words of both revisions', async () => {
  const [{ document } = { document: '' }] = jsonRows<{ document: string }>((await run('search', 'name:d2.eml', '--json')).stdout); // prettier-ignore
  const text = parsePage(await served.html(`/document/${document}/thread`)).text.replaceAll(/\s+/gu, ' ');
  expect(text).toContain('Of these, 2 messages are gone from the source, or of an earlier revision.');
  for (const words of ['[an earlier revision]', '[gone from the source]', 'old words', 'new words'])
    expect(text.split(words)).toHaveLength(2);
  expect(text).toContain('a revision of it, or one that says so.');
});
