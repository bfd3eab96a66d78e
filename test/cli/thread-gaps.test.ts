/** Gaps of a thread stand in the order in which they are referred to, where they belong; an answer to nothing known says so. */
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
const casePath = join(folder, 'case');
const run = (...words: string[]): Promise<CliResult> => runCli([...words, '--case', casePath]);

const letter = (id: string, hour: string, subject: string, more = ''): string =>
  `From: a@x.example\nTo: b@x.example\nSubject: ${subject}\nDate: Mon, 3 May 2021 ${hour}:00:00 +0000\nMessage-ID: <${id}@x>\n${more}\nwords of ${id}\n`;

beforeAll(async () => {
  writeFiles(join(folder, 'share'), {
    't1.eml': letter('t1', '09', 'Topic'),
    't4.eml': letter('t4', '12', 'Re: Topic', 'In-Reply-To: <t3@x>\nReferences: <t1@x> <t2@x> <t3@x>\n'),
    't6.eml': letter('t6', '13', 'Re: Topic', 'In-Reply-To: <t5@x>\nReferences: <t1@x> <t4@x>\n'),
    'many.eml': letter(
      'many',
      '14',
      'Re: Far away',
      `References: ${Array.from({ length: 60 }, (_, at) => `<far${at}@x>`).join('\n ')}\n`,
    ),
    'open.eml': letter('open', '12', 'Re: Quite another matter'),
  });
  const words = ['--parser-processes', '1', '--no-gazetteers'];
  expect(await run('ingest', join(folder, 'share'), ...words)).toMatchObject({ exitCode: 0 });
  served = await serve(casePath);
});

const order = ['t1@x', '(t2@x)', '(t3@x)', 't4@x', '(t5@x)', 't6@x'];
const textOf = async (name: string): Promise<string> => {
  const [{ document } = { document: '' }] = jsonRows<{ document: string }>(
    (await run('search', `name:${name}`, '--json')).stdout,
  );
  return parsePage(await served.html(`/document/${document}/thread`)).text.replaceAll(/\s+/gu, ' ');
};

test('the first that is referred to comes first, what is answered last', async () => {
  const { stdout } = await run('show', 't1.eml', '--thread', '--json');
  const rows = jsonRows<{ missing?: string; messageId?: string }>(stdout);
  expect(rows.map(({ missing, messageId }) => (missing ? `(${missing})` : messageId))).toEqual(order);
});

test('in the browser each gap stands before what refers to it', async () => {
  const text = await textOf('t1.eml');
  const at = ['words of t1', 't2@x', 't3@x', 'words of t4', 't5@x', 'words of t6'].map((words) =>
    text.indexOf(words),
  );
  expect([at.includes(-1), at]).toEqual([false, at.toSorted((a, b) => a - b)]);
  expect(text).toContain('3 messages that these refer to are not held, or not open to you');
});

test('an answer that names nothing, and for which nothing is found, is said to answer something', async () => {
  const { stdout } = await run('show', 'open.eml', '--thread');
  expect(stdout).toContain('answers or passes on a message that it does not name, and that is not found');
  expect(stdout).toContain('is missing; 1 answers or passes on a message that it does not name.\n');
  expect(await textOf('open.eml')).toContain('It answers or passes on a message that it does not name');
  const [row] = jsonRows((await run('show', 'open.eml', '--thread', '--json')).stdout);
  expect(row).toMatchObject({ isUnnamedAnswer: true });
  expect((await run('show', 't1.eml', '--thread')).stdout).not.toContain('does not name');
});

test('of sixty ids that a message refers to each that is not held is a gap', async () => {
  const { stdout } = await run('show', 'many.eml', '--thread', '--json');
  const missing = jsonRows<{ missing?: string }>(stdout).flatMap((row) => row.missing ?? []);
  expect(missing).toEqual(Array.from({ length: 60 }, (_, at) => `far${at}@x`));
});
