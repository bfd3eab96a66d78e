/** `deleted:` and the dates of attachments, from mailboxes to hits: what says it, of which place, and what a copy elsewhere changes. */
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';
import { jsonRows } from './json-lines.ts';

const folder = temporaryFolder();
const [source, casePath] = [join(folder, 'share'), join(folder, 'case')];

/** A message with a text file attached. */
const letter = (subject: string, date: string, attached: string, more = ''): string =>
  `From: Ann <ann@example.org>
To: Bo <bo@example.org>
Subject: ${subject}
${date === '' ? '' : `Date: ${date}\n`}${more}MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

${subject}
--b
Content-Type: text/plain; name=${attached}.txt
Content-Disposition: attachment; filename=${attached}.txt

the quay plan called ${attached}
--b--
`;
const inMbox = (message: string): string => `From - Mon Mar 07 10:00:00 2016\n${message}\n`;
const forwarded = `From: Bo <bo@example.org>
Subject: forwarded
Date: Thu, 07 Mar 2019 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=outer

--outer
Content-Type: message/rfc822

${letter('inner quay', 'Mon, 07 Mar 2011 10:00:00 +0000', 'delta')}
--outer--
`;

beforeAll(async () => {
  writeFiles(source, {
    'Mail/Trash': inMbox(letter('binned quay', 'Tue, 07 Mar 2017 10:00:00 +0000', 'alpha')),
    'Mail/Inbox':
      inMbox(letter('expunged quay', 'Mon, 07 Mar 2016 10:00:00 +0000', 'beta', 'X-Mozilla-Status: 0009\n')) +
      inMbox(letter('kept quay', 'Wed, 07 Mar 2018 23:30:00 -0500', 'gamma', 'X-Mozilla-Status: 0001\n')),
    'again/later.eml': letter('later quay', 'Sat, 07 Mar 2020 10:00:00 +0000', 'beta'),
    'again/forwarded.eml': forwarded,
    'again/undated.eml': letter('undated quay', '', 'omega'),
  });
  expect(await runCli(['ingest', source, '--case', casePath, '--reference', 'EX-1'])).toMatchObject({
    exitCode: 0,
  });
}, 60_000);

interface HitLine {
  readonly occurrences: readonly { path: string; deletions?: readonly { kind: string; by: string }[] }[];
  readonly entry: { readonly dates: readonly { kind: string; date: string }[] };
}

async function search<T = HitLine>(...words: string[]): Promise<T[]> {
  const { stdout } = await runCli(['search', ...words, '--case', casePath, '--json']);
  return jsonRows<T>(stdout);
}
const names = async (query: string): Promise<string[]> =>
  (await search(query, '--sort', 'path')).map(({ occurrences: [first] }) => first?.path ?? '');

test('the message and what it carries are deleted, by its flag or its folder; a copy elsewhere is not', async () => {
  expect(await names('deleted:trash')).toEqual([
    'Mail/Trash/message-0.eml',
    'Mail/Trash/message-0.eml/alpha.txt',
  ]);
  // The attachment lies in a message that is not deleted too, whose path comes first.
  const [expunged, both] = ['Mail/Inbox/message-0.eml', 'again/later.eml/beta.txt'];
  expect(await names('deleted:flagged')).toEqual([expunged, both]);
  expect(await names('deleted:true AND name:beta')).toEqual([both]);
  expect(await names('place(name:beta AND deleted:false)')).toEqual([both]);
  expect(await names('place(path:/Mail AND name:beta AND deleted:false)')).toEqual([]);
  const [beta] = await search('name:beta.txt');
  expect(beta?.occurrences.map(({ path, deletions }) => [path, deletions])).toEqual([
    ['again/later.eml/beta.txt', undefined],
    [
      'Mail/Inbox/message-0.eml/beta.txt',
      [
        {
          kind: 'flagged',
          by: 'the message that carries it: flagged by the mail program (X-Mozilla-Status 0009)',
        },
      ],
    ],
  ]);
  const [facet] = await search<{ values: unknown }>('*', '--facet', 'deleted');
  expect(facet?.values).toEqual([
    { value: 'flagged', count: 2 },
    { value: 'trash', count: 2 },
  ]);
});

test('hits and explain say who says so; another word is refused with what there is', async () => {
  const hits = await runCli(['search', 'deleted:trash', '--case', casePath]);
  expect(hits.stdout).toContain('Mail/Trash/message-0.eml  [deleted, trash: in the folder Trash]');
  const explained = await runCli(['explain', 'Mail/Inbox/message-0.eml', '--case', casePath]);
  expect(explained.stdout).toContain(
    'deleted     flagged: flagged by the mail program (X-Mozilla-Status 0009)',
  );
  const refused = await runCli(['search', 'deleted:yes', '--case', casePath]);
  expect(refused).toMatchObject({ exitCode: 2 });
  expect(refused.stderr).toContain('trash');
});

test('an attachment is sorted, shown and counted with the earliest message that carries it, a message by its own date', async () => {
  const order = (await search('*', '--sort', 'date')).flatMap(({ occurrences: [first], entry: { dates } }) =>
    dates.length > 0
      ? `${first?.path.replace('Mail/', '') ?? ''} ${dates.map(({ kind }) => kind).join()}`
      : [],
  );
  expect(new Set(order.slice(0, 2).map((line) => line.split(' ')[0]))).toEqual(
    new Set(['again/forwarded.eml/#0', 'again/forwarded.eml/#0/delta.txt']),
  );
  const dated = await search('name:beta.txt');
  expect(dated[0]?.entry.dates).toEqual([{ kind: 'carried', date: '2016-03-07T10:00:00Z' }]);
  const { stdout } = await runCli(['search', 'name:gamma.txt', '--case', casePath]);
  expect(stdout).toContain('2018-03-08T04:30:00Z (of the message that carries it)');
  const [years] = await search<{ values: { value: string; count: number }[] }>(
    'type:text',
    '--facet',
    'year',
  );
  expect(new Set(years?.values.map(({ value, count }) => `${value} ${count}`))).toEqual(
    new Set(['2011 1', '2016 1', '2017 1', '2018 1']),
  );
  // It is no date of its own.
  expect(await names('type:text AND date:[2010 TO 2021]')).toEqual([]);
});

test('the index agrees with the ledger, and does so after what it holds was parsed again by itself', async () => {
  const check = async (): Promise<void> => {
    const { stdout, exitCode } = await runCli(['verify', '--index', '--case', casePath]);
    expect([exitCode, exitCode === 0 ? '' : stdout]).toEqual([0, '']);
  };
  await check();
  const before = await search('*', '--sort', 'path');
  expect(await runCli(['retry', casePath, '--type', 'text'])).toMatchObject({ exitCode: 0 });
  await check();
  const after = await search('*', '--sort', 'path');
  const told = (hits: HitLine[]): unknown =>
    hits.map(({ occurrences, entry: { dates } }) => [occurrences, dates]);
  expect(told(after)).toEqual(told(before));
});

test('a place that is withheld gives no date', async () => {
  const held = await runCli([
    'withhold', 'Mail/Inbox/message-0.eml', '--scope', 'privilege', '--reason', 'advice', '--case', casePath,
  ]); // prettier-ignore
  expect(held).toMatchObject({ exitCode: 0 });
  const [beta] = await search('name:beta.txt');
  expect(beta?.entry.dates).toEqual([{ kind: 'carried', date: '2020-03-07T10:00:00Z' }]);
  expect(beta?.occurrences.map(({ path }) => path)).toEqual(['again/later.eml/beta.txt']);
});
