/** What the counts of a timeline leave out is said beside them, and a kind that no event has is named with those there are. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { type CliResult, runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { gapBetween } from '../../cli/run/time-gaps.ts';
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
    'later.eml': letter('Mon, 1 Jun 2020 09:00:00 +0000'),
    'zero.eml': letter('Thu, 1 Jan 1970 00:00:00 +0000'),
  });
  const words = ['--parser-processes', '1', '--no-gazetteers'];
  expect(await run('ingest', join(folder, 'share'), ...words)).toMatchObject({ exitCode: 0 });
  served = await serve(casePath);
});

test('a lane counts as many events as it leads to, and says how many are implausible', async () => {
  const text = await textOf('/timeline');
  expect(text).toMatch(/kind ?events ?of these implausible, not drawn/u);
  expect(text).toMatch(/sent ?4 ?1/u);
  expect(await textOf('/timeline?kind=sent')).toContain('4 events');
  const custodians = await textOf('/timeline?kind=sent&lanes=custodian');
  expect(custodians).toContain('1 implausible event is in no lane');
});

test('time without events is said to be without, in the terminal and where not each month has a bar', async () => {
  const { stdout } = await run('timeline', '--kind', 'sent', '--by', 'month');
  expect(stdout).toMatch(/2002-02 +1 +#+\n +\(2 months without\)\n2002-05 +1 +#+\n +\(216 months without\)\n2020-06/u);
  expect((await run('timeline', '--kind', 'sent', '--by', 'year')).stdout).toContain('(17 years without)');
  const text = await textOf('/timeline?kind=sent');
  expect(text).toContain('3 with any, 2 gaps between them');
  expect(text).toMatch(/2002-03 to 2002-04 ?2 months without/u);
  expect(text).toMatch(/2002-06 to 2020-05 ?216 months without/u);
  expect(await textOf('/timeline?kind=sent&span=2002')).toContain('2 of 4 with any');
}); // prettier-ignore

test.each([
  ['2002-02-27', '2002-03-02', '2 days without', '2002-02-28 to 2002-03-01'],
  ['2002-02-28T23', '2002-03-01T01', '1 hour without', '2002-03-01T00'],
  ['2002', '2004', '1 year without', '2003'],
])('between %s and %s: %s', (one, other, words, spans) => {
  expect(gapBetween(one, other)).toEqual({ words, spans });
  expect([gapBetween(one, spans.slice(0, one.length)), gapBetween('', other)]).toEqual([
    undefined,
    undefined,
  ]);
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
