/** `evidex near`: groups of documents that are nearly the same, in whatever order they came; what is withheld leaves nothing. */
import { beforeAll, expect, test } from '@jest/globals';
import { chmodSync, copyFileSync, cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { jsonLines, jsonRows } from './json-lines.ts';
import { type CliResult, runCli } from './run-cli.ts';

const folder = temporaryFolder();
const casePath = join(folder, 'case');

const words = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `word${((from + at) * 7_919) % 104_729}`);
const letter = (changed: Readonly<Record<number, string>> = {}, from = 0): string =>
  words(from, 300)
    .map((word, at) => changed[at] ?? word)
    .join(' ');

const notice =
  'This message is confidential. If you are not the intended recipient, delete it and tell the sender of it at once; the company takes no liability for what is stated in here by its staff.';
const consent =
  'You get this as the intended recipient since you gave consent on 4 May to your personal data being shared with Harbour Analytica and others for the survey.';
const mail = (body: string): string =>
  `From: ann@example.org\r\nTo: bo@example.org\r\nSubject: note\r\nDate: Tue, 9 Apr 2019 12:41:16 +0100\r\n\r\n${body}\r\n`;
const said = words(5_000, 12).join(' ');

const files: Record<string, string> = {
  'offer/1.txt': letter(),
  'offer/2.txt': letter({ 100: 'other' }),
  'offer/3.txt': letter({ 10: 'other', 250: 'another' }),
  'offer/wrapped.txt': letter().replaceAll(' ', '\n').toUpperCase(),
  'apart.txt': letter({}, 9_000),
  'short/1.txt': 'Pay him now',
  'short/2.txt': 'pay  HIM now!',
  'short/3.txt': 'Pay her now',
  'mail/plain.eml': mail(said),
  'mail/notice.eml': mail(`${said}\r\n\r\n${notice}\r\n`),
  'mail/signed.eml': mail(`${said}\r\n-- \r\nAnn Archer\r\nHead of Surveys\r\n+44 20 7946 0000`),
  'mail/consent.eml': mail(`${said}\r\n\r\n${consent}\r\n`),
  'han/1.txt': '委员会于五月四日决定重新开放投标程序并通知所有参与者提交新的报价文件'.repeat(1),
  'han/2.txt': '委员会于五月四日决定重新开放投标程序并通知所有参与者提交新的报价资料'.repeat(1),
  'repeated.txt': 'again '.repeat(200_000),
  'empty.txt': '... --- ...',
};

interface Member {
  readonly path: string;
  readonly similarity: number;
  readonly document: string;
}
interface Group extends Member {
  readonly total: number;
  readonly members: readonly Member[];
}

const run = (...asked: string[]): Promise<CliResult> => runCli(asked);
const groupsOf = async (...more: string[]): Promise<string[][]> =>
  jsonRows<Group>((await run('near', casePath, '--json', ...more)).stdout)
    .map((group) => [group.path, ...group.members.map(({ path }) => path)].sort())
    .sort(([one = ''], [other = '']) => (one < other ? -1 : 1));

beforeAll(async () => {
  writeFiles(join(folder, 'share'), files);
  const ingest = ['ingest', join(folder, 'share'), '--case', casePath, '--reference', 'EX-1', '--parser-processes', '1']; // prettier-ignore
  expect(await run(...ingest)).toMatchObject({ exitCode: 0 });
});

const whole = [
  ['han/1.txt', 'han/2.txt'],
  ['mail/notice.eml', 'mail/plain.eml', 'mail/signed.eml'],
  ['offer/1.txt', 'offer/2.txt', 'offer/3.txt', 'offer/wrapped.txt'],
  ['short/1.txt', 'short/2.txt'],
];

test('groups, with how near each is to the one that is shown', async () => {
  expect(await groupsOf()).toEqual(whole);
  const answers = jsonLines((await run('near', casePath, '--json')).stdout);
  expect(answers.at(-1)).toMatchObject({
    summary: {
      shown: 4,
      total: 4,
      whole: true,
      documents: 15,
      withoutText: 1,
      cut: 0,
      copies: 7,
      notCompared: 0,
    },
  });
  const { stdout, stderr } = await run('near', casePath);
  expect(stdout).toContain('4 groups: 7 near-duplicates of 4 other documents; 15 compared.');
  expect(stdout).toMatch(/1\. EX-1\/offer\/[\w.]+ {2}SHA-256/u);
  expect(stderr).toContain('1 document without text is near to nothing.');
  for (const { similarity, members } of jsonRows<Group>((await run('near', casePath, '--json')).stdout)) {
    expect(similarity).toBeUndefined();
    for (const member of members) expect(member.similarity).toBeGreaterThanOrEqual(0.8);
  }
});

test('what is near to one document, counted on the shingles', async () => {
  const near = jsonRows<Member>((await run('near', casePath, 'offer/1.txt', '--json')).stdout);
  // Of 296 shingles of five words one changed word takes five.
  expect(near.map(({ path, similarity }) => [path, similarity])).toEqual([
    ['offer/wrapped.txt', 1],
    ['offer/2.txt', 291 / 301],
    ['offer/3.txt', 286 / 306],
  ]);
  expect(await run('near', casePath, 'empty.txt')).toMatchObject({ exitCode: 1, stdout: '' });
  expect((await run('near', casePath, 'apart.txt')).stdout).toContain('0 near-duplicates of EX-1/apart.txt');
});

test('among the documents that a query finds', async () => {
  expect(await groupsOf('--query', 'path:/offer AND NOT name:1.txt')).toEqual([
    ['offer/2.txt', 'offer/3.txt', 'offer/wrapped.txt'],
  ]);
});

test('folded among hits: one stands for the others, which stand below it', async () => {
  const folded = await run(
    'search',
    'path:/offer AND type:text',
    '--fold',
    'near',
    '--json',
    '--case',
    casePath,
  );
  const answers = jsonLines<{ occurrences: { path: string }[]; near?: Group }>(folded.stdout);
  expect(answers).toHaveLength(2);
  const [hit] = answers;
  expect(hit?.near?.total).toBe(3);
  const paths = [hit?.occurrences[0]?.path, ...(hit?.near?.members ?? []).map(({ path }) => path)];
  expect(new Set(paths)).toEqual(new Set(['offer/1.txt', 'offer/2.txt', 'offer/3.txt', 'offer/wrapped.txt']));
  expect(answers.at(-1)).toMatchObject({ summary: { shown: 1, total: 4, nearDuplicates: 3, nearGroups: 1 } });
  const { stdout } = await run('search', '*', '--fold', 'near', '--limit', '100', '--case', casePath);
  expect(stdout).toContain(', of them 7 near-duplicates of 4 others');
  expect(stdout).toContain('3 near-duplicates among the hits');
  // Page by page the same ones are shown.
  const pages: string[] = [];
  for (let after: string | undefined, more = true; more;) {
    const from = after === undefined ? [] : ['--after', after];
    const page = await run('search', '(path:/offer OR path:/short) AND type:text', '--fold', 'near', '--sort', 'path', '--limit', '1', '--json', ...from, '--case', casePath); // prettier-ignore
    const rows = jsonLines<{ occurrences?: { path: string }[]; summary?: { after?: string } }>(page.stdout);
    for (const { occurrences } of rows) if (occurrences) pages.push(occurrences[0]?.path ?? '');
    after = rows.at(-1)?.summary?.after;
    more = after !== undefined;
  }
  expect(pages).toHaveLength(3);
  const count = await run(
    'search',
    'path:/offer AND type:text',
    '--fold',
    'near',
    '--count',
    '--case',
    casePath,
  );
  expect(count.stdout).toBe('4, of them 3 near-duplicates of 1 other\n');
});

test('the same groups when the evidence comes in another order, and when it grows', async () => {
  const other = join(folder, 'other');
  const grown = join(folder, 'grown');
  for (const names of [Object.keys(files).slice(8), Object.keys(files).slice(0, 8)]) {
    writeFiles(grown, Object.fromEntries(names.map((name) => [name, files[name] ?? ''])));
    const ingest = ['ingest', grown, '--case', other, '--reference', 'EX-1', '--parser-processes', '1'];
    expect(await run(...ingest)).toMatchObject({ exitCode: 0 });
    await run('near', other);
  }
  const [one, two] = [await run('near', casePath, '--json'), await run('near', other, '--json')];
  expect(two.stdout).toBe(one.stdout);
});

test('a case that nothing is written to, and a file of sketches that is damaged or lies', async () => {
  const copy = join(folder, 'copy');
  cpSync(casePath, copy, { recursive: true });
  rmSync(join(copy, 'near.sqlite'));
  const readOnly = await run('near', copy, '--json', '--read-only');
  expect(readOnly.stderr).toContain('kept outside of the case');
  expect(existsSync(join(copy, 'near.sqlite'))).toBe(false);
  const made = await run('near', casePath, '--json');
  expect(readOnly.stdout).toBe(made.stdout);
  copyFileSync(join(casePath, 'near.sqlite'), join(copy, 'near.sqlite'));
  expect((await run('near', copy, '--json', '--read-only')).stdout).toBe(made.stdout);
  writeFileSync(join(copy, 'near.sqlite'), 'no database');
  chmodSync(join(copy, 'near.sqlite'), 0o600);
  expect((await run('near', copy, '--json')).stdout).toBe(made.stdout);
});

test('what is withheld is in no group and no count; what is removed is in no file', async () => {
  const hold = ['withhold', 'offer/3.txt', '--scope', 'privilege', '--reason', 'a test', '--case', casePath];
  expect(await run(...hold)).toMatchObject({ exitCode: 0 });
  const open = await groupsOf('--open', 'privilege');
  expect(open).toEqual(whole);
  const closed = await run('near', casePath, '--json');
  expect(closed.stdout).not.toContain('offer/3.txt');
  expect(jsonLines(closed.stdout).at(-1)).toMatchObject({ summary: { documents: 14, copies: 6 } });
  expect(await run('near', casePath, 'offer/3.txt')).toMatchObject({ exitCode: 1, stdout: '' });
  const remove = ['remove', 'offer/2.txt', '--reason', 'a test', '--case', casePath];
  expect(await run(...remove)).toMatchObject({ exitCode: 0 });
  expect(existsSync(join(casePath, 'near.sqlite'))).toBe(false);
  expect((await run('near', casePath, '--json')).stdout).not.toContain('offer/2.txt');
});
