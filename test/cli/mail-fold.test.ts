/** Copies of one mail in results: one hit with all custodians and places, both figures, and nothing of what is withheld. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { emlOf, type MadeMail, msgOf } from '../../scripts/fixtures/mail-copies.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { jsonLines, jsonRows } from './json-lines.ts';
import { type CliResult, runCli } from './run-cli.ts';

const folder = temporaryFolder();
const casePath = join(folder, 'case');
const wall: MadeMail = {
  from: 'Wanda <wanda@example.org>',
  to: ['rohan@example.org'],
  sent: '2019-04-09T12:41:16Z',
  subject: 'The wall',
  body: 'The wall is to be seen on Tuesday, and nobody has to pay for it.',
  messageId: 'wall-1@example.org',
};
const other: MadeMail = {
  ...wall,
  subject: 'The gate',
  messageId: 'gate-1@example.org',
  body: 'A gate on Tuesday.',
};

const run = (...words: string[]): Promise<CliResult> => runCli([...words, '--case', casePath]);
interface Row {
  readonly document: string;
  readonly copies?: {
    readonly total: number;
    readonly custodians: readonly string[];
    readonly bccDiffers: boolean;
    readonly sameIdOther: number;
    readonly copies: readonly { readonly occurrences: readonly { readonly path: string }[] }[];
  };
}
const rows = async (...words: string[]): Promise<Row[]> =>
  jsonRows<Row>((await run('search', ...words, '--json')).stdout);

beforeAll(async () => {
  const sources = {
    Ann: {
      'sent.eml': emlOf({ ...wall, bcc: ['counsel@example.org'] }),
      'archive/sent.msg': msgOf({ ...wall, bcc: ['counsel@example.org'] }),
      'gate.eml': emlOf(other),
    },
    Bo: {
      'got.eml': emlOf(wall, {
        coding: 'base64',
        way: 'Received: from a by b; Tue, 9 Apr 2019 12:42:00 +0000\n',
      }),
      'checked.eml': emlOf({ ...wall, body: `${wall.body}\nThis mail was checked.` }),
      'closed/got.eml': emlOf(wall, { width: 30 }),
    },
  };
  for (const [name, files] of Object.entries(sources)) {
    writeFiles(join(folder, name), files);
    const ingested = await runCli([
      'ingest', join(folder, name), '--case', casePath, '--reference', `EX-${name}`, '--custodian', name, '--parser-processes', '1', '--no-gazetteers',
    ]); // prettier-ignore
    expect(ingested).toMatchObject({ exitCode: 0 });
  }
  const withheld = await run(
    'withhold',
    '--query',
    'path:/closed/*',
    '--scope',
    'privilege',
    '--reason',
    'x',
    '--covers',
    'content',
  );
  expect(withheld).toMatchObject({ exitCode: 0 });
});

test('over the case each mail is one hit, with who has it, where, and whose Bcc differs', async () => {
  const found = await rows('tuesday', '--fold', 'mail=case', '--sort', 'path');
  expect(found).toHaveLength(3);
  const copies = found.find((row) => row.copies?.total === 3)?.copies;
  expect(copies).toMatchObject({ custodians: ['Ann', 'Bo'], bccDiffers: true, sameIdOther: 1 });
  expect(copies?.copies.map(({ occurrences }) => occurrences[0]?.path)).toEqual([
    'archive/sent.msg',
    'got.eml',
    'sent.eml',
  ]);
  const { stdout } = await run('search', 'tuesday', '--fold', 'mail=case');
  expect(stdout).toContain('5 documents, of them 5 messages: 3 different mails, over the case');
  expect(stdout).toContain('3 copies of this mail, with Ann, Bo');
  expect(stdout).toContain('Bcc is not the same in all copies');
  expect(stdout).toContain('EX-Bo/got.eml  (Bo)  [no Bcc]');
  expect(stdout).toContain('1 document with the same message id and other content, not folded');
});

test('for each custodian the first copy of each is a hit', async () => {
  const found = await rows('wall NOT checked', '--fold', 'mail=custodian');
  expect(found).toHaveLength(2);
  const { stdout } = await run('search', 'wall NOT checked', '--fold', 'mail=custodian');
  expect(stdout).toContain(
    '3 documents, of them 3 messages: 2 different mails, those of each custodian by themselves',
  );
});

test('a hit stands for the copies that the query finds, and shows the others', async () => {
  const found = await rows('wall AND custodian:bo NOT checked', '--fold', 'mail=case');
  expect(found.map(({ copies }) => copies?.total)).toEqual([3]);
});

test('pages go on where they ended, and each mail comes once', async () => {
  const met: string[] = [];
  let after: string[] = [];
  for (let page = 0; page < 9; page += 1) {
    const { stdout } = await run(
      'search',
      'tuesday',
      '--fold',
      'mail=case',
      '--limit',
      '1',
      '--json',
      ...after,
    );
    met.push(...jsonRows<Row>(stdout).map(({ document }) => document));
    const { summary } = jsonLines<{ summary?: { after?: string } }>(stdout).at(-1) ?? {};
    if (summary?.after === undefined) break;
    after = ['--after', summary.after];
  }
  expect(new Set(met).size).toBe(3);
  expect(met).toHaveLength(3);
});

test('both figures stand in the count; a copy that is withheld is in neither, unless it is open', async () => {
  const count = async (...words: string[]): Promise<unknown> =>
    JSON.parse((await run('search', 'wall', '--count', '--fold', 'mail=case', '--json', ...words)).stdout);
  expect(await count()).toMatchObject({ count: 4, mails: 4, groups: 2 });
  expect(await count('--open', 'privilege')).toMatchObject({ count: 5, mails: 5, groups: 2 });
  const [hit] = await rows('wall NOT checked', '--fold', 'mail=case', '--open', 'privilege');
  expect(hit?.copies?.total).toBe(4);
});

test('a report counts mails, without copies, and message ids of different content', async () => {
  const { stdout } = await run('report');
  expect(stdout).toContain('5 messages at the top of their families: 3 different mails');
  expect(stdout).toMatch(
    /1 message id in mails of different content, which are no copies:\n {2}2 contents: mih:[0-9a-f]{32}/,
  );
  const open = JSON.parse((await run('report', '--json', '--open', 'privilege')).stdout) as {
    mails: unknown;
  };
  expect(open.mails).toMatchObject({ mails: 6, groups: 3, withoutHash: 0, sharedIds: 1 });
});

test('facets count documents', async () => {
  expect(await run('search', 'wall', '--fold', 'mail=case', '--facet', 'type')).toMatchObject({
    exitCode: 2,
  });
});

test('a copy whose places are not all listed is shown, since others may have it there', async () => {
  const of = (one: number): Buffer => Buffer.from(emlOf(wall, { way: `X-Way: ${one}\n` }));
  const idOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
  const copies = [of(1), of(2)].sort((one, two) => (idOf(one) < idOf(two) ? -1 : 1));
  const [least = of(1), most = of(2)] = copies;
  const undated = Buffer.from('From: Cy <cy@example.org>\nSubject: A gate\n\nof no date\n');
  const crowd = join(folder, 'crowd');
  const places = Array.from({ length: 101 }, (_, at) => [`a${at}.eml`, most] as const);
  const shares = {
    Cy: Object.fromEntries([...places, ['least.eml', least], ['undated.eml', undated]]),
    Di: { 'z.eml': most },
  };
  for (const [name, files] of Object.entries(shares)) {
    writeFiles(join(folder, name), files);
    const ingest = ['ingest', join(folder, name), '--case', crowd, '--custodian', name];
    expect(await runCli([...ingest, '--parser-processes', '1', '--no-gazetteers'])).toMatchObject({
      exitCode: 0,
    });
  }
  const report = await runCli(['report', crowd]);
  expect(report.stdout).toContain(
    '2 messages at the top of their families: 1 different mail; 1 item with a sender',
  );
  const words = ['search', 'wall', '--fold', 'mail=custodian', '--case', crowd];
  const found = jsonRows<Row>((await runCli([...words, '--json'])).stdout).map(({ document }) => document);
  // Of Di's copy nobody is listed: it is the one at 102 places.
  expect(found.toSorted()).toEqual(copies.map(idOf));
  expect((await runCli(words)).stdout).toContain(
    '2 copies of this mail, with Cy and perhaps others: not all places are listed',
  );
});
