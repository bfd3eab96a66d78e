/** What the counts of a timeline leave out is said beside them, and a kind that no event has is named with those there are. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { type CliResult, runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { parsePage, serve } from './served.ts';

let served: Awaited<ReturnType<typeof serve>>;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  await served.end();
});
const folder = temporaryFolder();
const casePath = join(folder, 'case');
const run = (...words: string[]): Promise<CliResult> => runCli([...words, '--case', casePath]);
const textOf = async (path: string): Promise<string> =>
  parsePage(await served.html(path)).text.replaceAll(/\s+/gu, ' ');

const letter = (date: string): string => `From: a@x.example\nSubject: ${date}\nDate: ${date}\n\nwords\n`;

beforeAll(async () => {
  writeFiles(join(folder, 'share'), {
    'one.eml': letter('Fri, 1 Feb 2002 09:00:00 +0000'),
    'two.eml': letter('Wed, 1 May 2002 09:00:00 +0000'),
    'zero.eml': letter('Thu, 1 Jan 1970 00:00:00 +0000'),
  });
  const words = ['--parser-processes', '1', '--no-gazetteers'];
  expect(await run('ingest', join(folder, 'share'), ...words)).toMatchObject({ exitCode: 0 });
  served = await serve(casePath);
});

test('a lane counts as many events as it leads to, and says how many are implausible', async () => {
  const text = await textOf('/timeline');
  expect(text).toMatch(/kind ?events ?of these implausible, not drawn/u);
  expect(text).toMatch(/sent ?3 ?1/u);
  expect(await textOf('/timeline?kind=sent')).toContain('3 events');
  const custodians = await textOf('/timeline?kind=sent&lanes=custodian');
  expect(custodians).toContain('1 implausible event is in no lane');
});

test('a kind that no event has is named with the kinds that there are; one event is one', async () => {
  const { stderr, exitCode } = await run('timeline', '--kind', 'send');
  expect(stderr).toContain('No event of the case is of the kind "send". Kinds that there are: ');
  expect([stderr.includes('sent'), exitCode]).toEqual([true, 0]);
  const { stdout, stderr: none } = await run('timeline', '--kind', 'sent', '--from', '1970', '--to', '1970');
  expect(stdout).toContain('1 event, by their time in UTC.');
  expect(stdout).toContain('1 is implausible');
  expect(none).not.toContain('No event of the case');
});
