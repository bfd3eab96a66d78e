/** `evidex show`: text and metadata of a document, by path or hash. */
import { beforeAll, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { fixture } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeSmallCase, type SmallCase, smallFiles } from './small-case.ts';

const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
});

test('the text as it was extracted, and a part of it', async () => {
  const text = smallFiles['notes/meeting.txt'];
  const { stdout } = await small.run('show', 'notes/meeting.txt');
  expect(stdout).toBe(`${text}\n`);
  const id = createHash('sha256').update(text).digest('hex');
  const anchor = { at: 0, line: 1, exact: true };
  const whole = { document: id, kind: 'body', textId: id, start: 0, anchor, text };
  expect(await small.json('show', 'notes/meeting.txt')).toEqual([whole]);
  const part = ['show', 'notes/meeting.txt', '--from', '13', '--length', '17'];
  expect(await small.json(...part)).toEqual([{ ...whole, start: 13, text: 'Harbour Analytica' }]);
});

test('metadata: type, size, places', async () => {
  const pdf = fixture('pdf', 'report.pdf');
  const [shown] = await small.json('show', 'report.pdf', '--metadata');
  expect(shown).toMatchObject({
    document: createHash('sha256').update(pdf).digest('hex'),
    format: 'pdf',
    mediaType: 'application/pdf',
    size: pdf.length,
    metadata: { title: 'Harbour report', authors: ['Ann Writer', 'Ben Writer'], pages: 2 },
    occurrences: [{ path: 'report.pdf', source: 'EX-1' }],
  });
  const { stdout } = await small.run('show', 'report.pdf', '--metadata');
  expect(stdout).toMatch(/^size +2,593 bytes$/mu);
  const [copied] = await small.json<{ occurrences: { path: string }[] }>('show', 'notes/meeting.txt', '--metadata'); // prettier-ignore
  expect(copied?.occurrences.map(({ path }) => path).sort()).toEqual([
    'box.zip/notes.txt',
    'notes/copy-of-meeting.txt',
    'notes/meeting.txt',
  ]);
});

test('control characters of a text are escaped for people, kept in --json', async () => {
  const words = ['show', 'evil \u001b]0;title\u0007\u202e.txt'];
  expect((await small.run(...words)).stdout).toBe('a budget named to paint the terminal \\x1b[31mred\n');
  const [shown] = await small.json<{ text: string }>(...words);
  expect(shown?.text).toBe(smallFiles['evil \u001b]0;title\u0007\u202e.txt']);
});

test('what has no content, or is not there: exit 1', async () => {
  expect((await small.run('show', 'torn.zip/b.txt')).exitCode).toBe(1);
  expect((await small.run('show', 'nothing')).exitCode).toBe(1);
});
