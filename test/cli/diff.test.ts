/** `evidex diff`: two documents by words, cited on both sides; what is not compared is said. */
import { beforeAll, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { fixture, writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { jsonLines } from './json-lines.ts';
import { type CliResult, runCli } from './run-cli.ts';

const folder = temporaryFolder();
const casePath = join(folder, 'case');

const draft = `Minutes of the board.
The consultancy was not paid for the list.
${'Other business was put off to the next meeting, and nobody objected to that.\n'.repeat(3)}The chair closed the meeting at noon.
`;
const files = {
  'a.txt': draft,
  'b.txt': draft.replace('was not paid', 'was paid £1,000').replace('at noon.', 'at noon!'),
  'rewrapped.txt': draft.replaceAll(' ', '\n'),
  'evil.txt': draft.replace('not paid', '\u001b[2J⟧ paid'),
  'far.txt': 'Nothing here is alike.',
  'mail.eml': fixture('eml', 'family.eml'),
  'locked.pdf': fixture('pdf', 'locked.pdf'),
};

const run = (...words: string[]): Promise<CliResult> => runCli([...words, '--case', casePath]);
const json = async (...words: string[]): Promise<Record<string, unknown>[]> =>
  jsonLines((await run('diff', ...words, '--json')).stdout);

beforeAll(async () => {
  writeFiles(join(folder, 'share'), files);
  const words = ['ingest', join(folder, 'share'), '--case', casePath, '--reference', 'EX-1', '--parser-processes', '1']; // prettier-ignore
  expect(await runCli(words)).toMatchObject({ exitCode: 0 });
});

test('for people: both places, and what each side alone has', async () => {
  const { stdout, stderr, exitCode } = await run('diff', 'a.txt', 'b.txt');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^- EX-1\/a\.txt {2}SHA-256 [0-9a-f]{16}…\n\+ EX-1\/b\.txt/u);
  expect(stdout).toContain(
    'body, line 2\n  - Minutes of the board. The consultancy was ⟦not⟧ paid for the list. Other business was put\n',
  );
  expect(stdout).toContain('was paid ⟦£1,000⟧ for the list');
  expect(stdout).toContain('body, line 6\n');
  expect(stdout).toMatch(/2 words and signs of the first alone, 5 of the second alone, \d+ of both/u);
});

test('for programs: offsets of what was replaced, in the texts as they are', async () => {
  const answers = await json('a.txt', 'b.txt');
  const rows = answers.slice(0, -1) as {
    kind: string;
    first: { start: number; text: string; anchor: { line: number } };
    changes: { first: { start: number; end: number }; second: { start: number; end: number } }[];
  }[];
  expect(rows.map(({ kind, first }) => [kind, first.anchor.line])).toEqual([
    ['body', 2],
    ['body', 6],
  ]);
  for (const { first } of rows)
    expect(first.text).toBe(draft.slice(first.start, first.start + first.text.length));
  const cut = rows.flatMap(({ changes }) =>
    changes.map(({ first, second }) => [
      draft.slice(first.start, first.end),
      files['b.txt'].slice(second.start, second.end),
    ]),
  );
  expect(cut).toEqual([
    ['not', ''],
    ['', '£1,000'],
    ['.', '!'],
  ]);
  expect(answers.at(-1)).toMatchObject({
    summary: {
      shown: 2,
      total: 2,
      whole: true,
      isSame: false,
      cut: [],
      first: { source: 'EX-1', path: 'a.txt', codes: [] },
      second: { path: 'b.txt' },
    },
  });
  expect((await json('a.txt', 'b.txt', '--limit', '1')).at(-1)).toMatchObject({
    summary: { shown: 1, total: 2, whole: false },
  });
});

test.each([
  [['a.txt', 'a.txt'], 'The texts are the same.'],
  [['a.txt', 'rewrapped.txt'], 'The words and signs are the same; blanks and ends of lines differ.'],
  [['mail.eml', 'a.txt'], 'headers: the first document alone has such a text'],
  [['a.txt', 'far.txt'], '⟦Nothing here is alike⟧'],
  [['locked.pdf', 'locked.pdf'], 'Neither has a text to compare.'],
])('%j', async (words, says) => {
  expect((await run('diff', ...words)).stdout).toContain(says);
});

test('what steers a terminal, and marks of ours in a text, are written out', async () => {
  const { stdout } = await run('diff', 'a.txt', 'evil.txt');
  expect(stdout).toContain(String.raw`\x1b[2J\u{27e7}`);
  expect(stdout).not.toContain('\u001b');
});

test('what was not read is said, and is not called the same', async () => {
  expect(await json('locked.pdf', 'locked.pdf')).toMatchObject([{ summary: { isSame: false, total: 0 } }]);
  expect((await json('a.txt', 'a.txt')).at(-1)).toMatchObject({ summary: { isSame: true } });
  const { stderr } = await run('diff', 'locked.pdf', 'a.txt');
  expect(stderr).toContain('The first document: encrypted: not read');
});

test('a name that nothing has', async () => {
  expect(await run('diff', 'a.txt', 'no.txt')).toMatchObject({ exitCode: 1, stdout: '' });
});
