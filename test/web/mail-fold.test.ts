/** The search page folds copies of one mail: both figures, all who have it, and nothing of what is withheld. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { emlOf, type MadeMail } from '../../scripts/fixtures/mail-copies.ts';
import { runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { linksOf, parsePage, serve } from './served.ts';

let served: Awaited<ReturnType<typeof serve>>;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  await served.end();
});
const folder = temporaryFolder();
const wall: MadeMail = {
  from: 'wanda@example.org',
  to: ['rohan@example.org'],
  sent: '2019-04-09T12:41:16Z',
  subject: 'The wall',
  body: 'The wall is to be seen on Tuesday.',
};
beforeAll(async () => {
  const [source, casePath] = [join(folder, 'mail'), join(folder, 'case')];
  writeFiles(source, {
    'sent.eml': emlOf({ ...wall, bcc: ['"<i>counsel</i>" <counsel@example.org>'] }),
    'got.eml': emlOf(wall),
    'closed.eml': emlOf(wall, { coding: 'base64' }),
  });
  for (const words of [
    [
      'ingest',
      source,
      '--reference',
      'EX-7',
      '--custodian',
      'Ann',
      '--parser-processes',
      '1',
      '--no-gazetteers',
    ],
    ['withhold', '--query', 'name:closed.eml', '--scope', 'p', '--reason', 'x', '--covers', 'content'],
  ])
    expect(await runCli([...words, '--case', casePath])).toMatchObject({ exitCode: 0 });
  served = await serve(casePath);
});

const pageOf = (fold: string): Promise<string> =>
  served.html(`/?${new URLSearchParams({ q: 'wall', fold }).toString()}`);
const textOf = (page: string): string => parsePage(page).text.replaceAll(/\s+/gu, ' ');

test('each mail is one hit, with its copies, where Bcc differs, and the way to them', async () => {
  const page = await pageOf('case');
  expect(textOf(page)).toContain('2 documents, of them 2 messages: 1 different mail, over the case');
  expect(textOf(page)).toMatch(
    /2 copies of this mail, with Ann Bcc is not the same in all copies EX-7\/got\.eml \(Ann\) \[no Bcc\] EX-7\/sent\.eml \(Ann\) \[Bcc: <i>counsel<\/i> <counsel@example\.org>\]/u,
  );
  const [way = ''] = linksOf(page, '/?q=mailhash');
  expect(textOf(await served.html(way))).toContain('2 documents');
});

test('nothing is folded unless that is asked', async () => {
  const words = textOf(await pageOf(''));
  expect(words).not.toContain('of them');
  expect(words).not.toContain('copies of this mail');
});
