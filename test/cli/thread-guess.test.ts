/** Threads over formats by what messages state, and answers that state nothing, guessed by their subjects. */
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { baseSubject } from '../../cli/run/base-subject.ts';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { binary, makeOutlookMsg, text, time } from '../../scripts/fixtures/make-outlook.ts';
import * as store from '../../scripts/fixtures/outlook-store/heap-writer.ts';
import { makeStore } from '../../scripts/fixtures/outlook-store/outlook-store.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { jsonRows } from './json-lines.ts';
import { runCli } from './run-cli.ts';

const folder = temporaryFolder();
const casePath = join(folder, 'case');
const turned = join(folder, 'turned');

interface Letter {
  readonly id?: string;
  /** Day of March 2019, and what stands behind it. */
  readonly day: number;
  readonly subject: string;
  readonly from?: string;
  readonly to?: string;
  readonly refers?: string;
}

const letter = ({ id, day, subject, from = 'ann', to = 'bo', refers }: Letter): string =>
  [
    ...(id === undefined ? [] : [`Message-ID: <${id}@x.example>`]),
    ...(refers === undefined ? [] : [`References: <${refers}@x.example>`]),
    `From: ${from}@x.example`,
    `To: ${to}@x.example`,
    `Subject: ${subject}`,
    `Date: ${new Date(Date.UTC(2019, 2, day, 10)).toUTCString().replace('GMT', '+0000')}`,
    '',
    `${from} on the ${day}: ${subject}`,
    '',
  ].join('\n');

const conversation = Buffer.from(`01d4d8001122${'cd'.repeat(16)}`, 'hex');
const answered = Buffer.concat([conversation, Buffer.alloc(5, 3)]);

const one = {
  'mix/root.eml': letter({ id: 'root', day: 1, subject: 'Consent' }),
  'mix/box.mbox': ['m1', 'm2']
    .map((id, at) => `From a@x.example Fri Mar  8 10:00:00 2019\n${letter({ id, day: 5 + at, subject: `RE: Consent ${id}`, refers: at === 0 ? 'root' : 'pst' })}\n`)
    .join(''),
  'mix/mine.pst': makeStore({
    name: 'mine',
    folders: [
      {
        name: 'Inbox',
        items: [
          {
            subject: 'RE: Consent by store',
            body: 'by store',
            from: { name: 'Ann', address: 'ann@x.example' },
            to: [{ name: 'Bo', address: 'bo@x.example' }],
            sent: '2019-03-04T10:00:00Z',
            messageId: '<pst@x.example>',
            properties: [store.text(0x1039, '<lost@x.example> <msg@x.example>'), store.binary(0x0071, answered)],
          },
        ],
      },
    ],
  }),
  // Of the plan: the first states nothing at all, not even an id.
  'guess/plan.eml': letter({ day: 1, subject: 'The plan' }),
  'guess/plan2.eml': letter({ id: 'p2', day: 3, subject: 'Re: The  PLAN', from: 'bo', to: 'ann' }),
  'apart/late.eml': letter({ id: 'late', day: 40, subject: 'Re: The plan' }),
  'apart/floor.eml': letter({ id: 'floor', day: 4, subject: 'Re: floor: the plan' }),
  'apart/barges.eml': letter({ id: 'barges', day: 2, subject: 'Barges' }),
  'apart/strangers.eml': letter({ id: 'strangers', day: 4, subject: 'Re: Barges', from: 'cy', to: 'dee' }),
  'apart/says.eml': letter({ id: 'says', day: 4, subject: 'Re: Barges', refers: 'elsewhere' }),
  // Each answer to the report of its week.
  'week/r1.eml': letter({ id: 'r1', day: 4, subject: 'Report' }),
  'week/a1.eml': letter({ id: 'a1', day: 5, subject: 'AW: Report', from: 'bo', to: 'ann' }),
  'week/r2.eml': letter({ id: 'r2', day: 11, subject: 'Report' }),
  'week/a2.eml': letter({ id: 'a2', day: 12, subject: '[x] AW: [list] Report', from: 'bo', to: 'ann' }),
}; // prettier-ignore
const two = {
  'mix/sent.msg': makeOutlookMsg({
    properties: [
      text(0x001a, 'IPM.Note'),
      text(0x0037, 'RE: Consent by file'),
      text(0x0c1a, 'Bo'),
      text(0x0c1f, 'bo@x.example'),
      time(0x0039, '2019-03-03T10:00:00Z'),
      text(0x1035, '<msg@x.example>'),
      text(0x1042, '<root@x.example>'),
      text(0x1000, 'by file'),
    ],
  }),
  'mix/talk.msg': makeOutlookMsg({
    properties: [
      text(0x001a, 'IPM.Note'),
      text(0x0037, 'RE: Consent by conversation'),
      text(0x0c1a, 'Bo'),
      text(0x0c1f, 'bo@x.example'),
      time(0x0039, '2019-03-07T10:00:00Z'),
      text(0x1035, '<talk@x.example>'),
      binary(0x0071, conversation),
      text(0x1000, 'by conversation'),
    ],
  }),
  // A mailbox of Apple Mail: bytes of the message first.
  'mix/7.emlx': ((mail: string) => `${mail.length}\n${mail}<?xml version="1.0"?><plist version="1.0"><dict/></plist>\n`)(
    letter({ id: 'emlx', day: 8, subject: 'Fwd: Consent', refers: 'm2' }),
  ),
  'guess/plan3.eml': letter({ id: 'p3', day: 5, subject: 'FW: Re[2]: the plan', from: 'ann', to: 'cy' }),
  'guess/p4.eml': letter({ id: 'p4', day: 6, subject: 'Was: The plan', refers: 'p3', from: 'cy', to: 'ann' }),
  // Between two that nothing else links.
  'held/first.eml': letter({ id: 'h1', day: 1, subject: 'Berths', from: 'eve', to: 'fay' }),
  'held/secret.eml': letter({ id: 'h2', day: 2, subject: 'Re: Berths', from: 'fay', to: 'guy' }),
  'held/last.eml': letter({ id: 'h3', day: 3, subject: 'Re: Berths', from: 'guy', to: 'hal' }),
  'bare/a.eml': letter({ id: 'b1', day: 1, subject: 'Re:' }),
  'bare/b.eml': letter({ id: 'b2', day: 1, subject: 'Re: Re:' }),
}; // prettier-ignore

/** Each later than the one before, by a second. */
const crowd = Array.from({ length: 400 }, (_, at) =>
  [
    'From a@x.example Fri Mar  8 10:00:00 2019',
    `Message-ID: <crowd${at}@x.example>`,
    'From: ida@x.example',
    'To: jo@x.example',
    'Subject: Re: hello',
    `Date: ${new Date(Date.UTC(2019, 2, 8, 10, 0, at)).toUTCString().replace('GMT', '+0000')}`,
    '',
    `crowd ${at}`,
    '',
  ].join('\n'),
).join('\n');

interface Row {
  readonly missing?: string;
  readonly messageId?: string;
  readonly isGuessed?: boolean;
  readonly summary?: { readonly whole: boolean };
}

const rowsOf = async (of: string, ...words: string[]): Promise<Row[]> => {
  const { exitCode, stdout } = await runCli(['show', of, '--thread', '--json', '--case', ...words]);
  expect(exitCode).toBe(0);
  return jsonRows<Row>(stdout);
};
/** Ids in order; a gap in brackets, what is guessed with a question mark. */
const threadOf = async (of: string, ...words: string[]): Promise<string[]> => {
  const rows = await rowsOf(of, ...(words.length === 0 ? [casePath] : words));
  return rows.map(({ missing, messageId = '-', isGuessed }) =>
    missing === undefined
      ? `${messageId.split('@')[0]}${isGuessed ? '?' : ''}`
      : `(${missing.split('@')[0]})`,
  );
};

beforeAll(async () => {
  writeFiles(join(folder, 'one'), one);
  writeFiles(join(folder, 'two'), { ...two, 'crowd.mbox': crowd });
  for (const [into, ...names] of [
    [casePath, 'one', 'two'],
    [turned, 'two', 'one'],
  ] as const)
    for (const name of names)
      expect(
        await runCli(['ingest', join(folder, name), '--case', into, '--reference', name, '--parser-processes', '1', '--no-gazetteers']),
      ).toMatchObject({ exitCode: 0 });
  for (const into of [casePath, turned])
    expect(
      await runCli(['withhold', 'held/secret.eml', '--scope', 'counsel', '--reason', 'advice', '--case', into]),
    ).toMatchObject({ exitCode: 0 });
}); // prettier-ignore

const mixed = ['root', 'msg', '(lost)', 'pst', 'm1', 'm2', 'talk', 'emlx'];

test.each([
  ['mix/root.eml', mixed],
  ['mix/sent.msg', mixed],
  ['mix/talk.msg', mixed],
  ['mix/7.emlx', mixed],
  ['guess/plan.eml', ['-', 'p2?', 'p3?', 'p4?']],
  ['guess/plan2.eml', ['-?', 'p2', 'p3?', 'p4?']],
  // What is stated between two of them is a guess for who begins elsewhere.
  ['guess/p4.eml', ['-?', 'p2?', 'p3', 'p4']],
  ['apart/late.eml', ['late']],
  ['apart/floor.eml', ['floor']],
  ['apart/barges.eml', ['barges']],
  ['apart/strangers.eml', ['strangers']],
  ['apart/says.eml', ['(elsewhere)', 'says']],
  ['week/r1.eml', ['r1', 'a1?']],
  ['week/a2.eml', ['r2?', 'a2']],
  ['bare/a.eml', ['b1']],
  ['held/first.eml', ['h1']],
  ['held/last.eml', ['h3']],
])('%s is in one thread with the same, whichever source came first', async (name, expected) => {
  const sorted = (rows: readonly string[]): string[] => rows.toSorted();
  expect(await threadOf(name)).toEqual(expected);
  // Gaps may be met at another message where two have one time.
  expect(sorted(await threadOf(name, turned))).toEqual(sorted(expected));
});

test('a withheld message links nothing by its subject, and does for who may read it', async () => {
  expect(await threadOf('held/first.eml', casePath, '--open', 'counsel')).toEqual(['h1', 'h2?', 'h3?']);
});

test('in words: what is guessed, and how; the search finds those without an id too', async () => {
  const { stdout, stderr } = await runCli(['show', 'guess/plan2.eml', '--thread', '--case', casePath]);
  expect(stdout.match(/\[guessed by its subject[\];]/gu)).toHaveLength(3);
  expect(stdout).toMatch(/^4 messages, 3 of them guessed; none that they refer to is missing\.$/mu);
  expect(stderr).toContain('Guessed: an answer that does not say what it answers');
  const query = /As a search: evidex search '(.+)' --sort date/u.exec(stderr)?.[1] ?? '';
  expect((await runCli(['search', query, '--count', '--case', casePath])).stdout).toBe('4\n');
});

test('of a crowd of one subject some are looked at, and it says that there may be more', async () => {
  const rows = await rowsOf('crowd.mbox/message-0.eml', casePath);
  expect(rows.length).toBeGreaterThan(100);
  const { stdout, stderr } = await runCli(['show', 'crowd.mbox/message-0.eml', '--thread', '--json', '--case', casePath]);
  expect(stdout).toContain('"whole":false');
  expect(stderr).toContain('More messages are of such a subject than were looked at for a guess. There may be more.');
}); // prettier-ignore

test.each([
  ['Re: Plan', 'plan', true],
  ['RE[12]: re (3): AW:Plan', 'plan', true],
  ['[Fwd: [list] Re: Plan]', 'plan', true],
  ['Plan (fwd)', 'plan', true],
  ['回复：计划', '计划', true],
  ['[list] Plan', 'plan', false],
  ['[list]', '[list]', false],
  ['Report: plan', 'report: plan', false],
  ['Re:', '', true],
  [`${'Re: '.repeat(60)}plan`, 'plan', true],
  [`${'['.repeat(5_000)} plan`, '['.repeat(1_024), false],
])('%#: the subject without what answering puts around it', (subject, base, isAnswer) => {
  expect(baseSubject(subject)).toEqual({ base, isAnswer });
});
