/** Days of a question are days of UTC; where times are shown in another zone that is said, with the question that asks its days. */
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';

const folder = temporaryFolder();
const [source, casePath] = [join(folder, 'mail'), join(folder, 'case')];
const sent = (date: string): string => `From: a@b.example\r\nSubject: x\r\nDate: ${date}\r\n\r\n${date}\r\n`;
beforeAll(async () => {
  // By the clock of London: the 6th, the 6th, the 7th.
  writeFiles(source, {
    '1.eml': sent('Thu, 6 May 2021 00:10:00 +0100'),
    '2.eml': sent('Thu, 6 May 2021 12:00:00 +0100'),
    '3.eml': sent('Fri, 7 May 2021 00:30:00 +0100'),
  });
  const words = ['ingest', source, '--case', casePath, '--timezone', 'Europe/London', '--parser-processes', '1', '--no-gazetteers']; // prettier-ignore
  expect(await runCli(words)).toMatchObject({ exitCode: 0 });
});

const asked = async (...words: string[]) => runCli([...words, '--case', casePath]);

test('search: the question that is named finds the days that are shown', async () => {
  for (const [query, days] of [
    ['sent:2021-05-06', 2],
    ['sent:2021-05-07', 1],
    ['sent:[2021-05-07 TO 2021-05-08]', 1],
    ['sent:{2021-05-06 TO *]', 1],
    ['sent:[* TO 2021-05-06]', 2],
  ] as const) {
    const { stderr } = await asked('search', query);
    const named = /By the days of Europe\/London: (.*)$/mu.exec(stderr)?.[1] ?? '';
    expect([query, (await asked('search', named, '--count')).stdout.trim()]).toEqual([query, String(days)]);
    expect((await asked('search', named)).stderr).not.toContain('days of UTC');
  }
});

test('timeline: so do the ends', async () => {
  const { stderr } = await asked('timeline', '--kind', 'sent', '--from', '2021-05-06', '--to', '2021-05-06');
  const [, from = '', to = ''] = /Europe\/London: --from (\S+) --to (\S+)$/mu.exec(stderr) ?? [];
  const { stdout } = await asked('timeline', '--kind', 'sent', '--from', from, '--to', to, '--json');
  expect(JSON.parse(stdout)).toMatchObject({ events: 2 });
});

test('nothing is said where the zone is UTC, or no day is asked', async () => {
  for (const words of [
    ['search', 'sent:2021-05-06', '--display-zone', 'UTC'],
    ['search', 'sent:2021-05-06T00:00+01:00'],
    ['search', 'sent.local:2021-05-06'],
    ['search', 'x'],
    ['timeline'],
  ])
    expect([words, (await asked(...words)).stderr]).toEqual([
      words,
      expect.not.stringContaining('days of UTC'),
    ]);
});
