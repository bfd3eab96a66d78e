/** `evidex show`: text and metadata of a document, by path or hash. */
import { beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';

const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
});

test('the text as it was extracted, and a part of it', async () => {
  const { stdout } = await small.run('show', 'notes/meeting.txt');
  expect(stdout).toContain('Meeting with Harbour Analytica about the budget.\nWrite to ann@example.org.');
  const [slice] = await small.json<{ text: string; start: number }>(
    'show',
    'notes/meeting.txt',
    '--from',
    '13',
    '--length',
    '17',
  );
  expect(slice).toMatchObject({ text: 'Harbour Analytica', start: 13, kind: 'body' });
});

test('metadata: type, size, places', async () => {
  const [shown] = await small.json('show', 'report.pdf', '--metadata');
  expect(shown).toMatchObject({
    format: 'pdf',
    mediaType: 'application/pdf',
    metadata: expect.any(Object),
    occurrences: [{ path: 'report.pdf', source: 'EX-1' }],
  });
});

test('control characters of a text are escaped for people, kept in --json', async () => {
  const words = ['show', 'evil \u001b]0;title\u0007\u202e.txt'];
  expect((await small.run(...words)).stdout).not.toContain('\u001b');
  const [shown] = await small.json<{ text: string }>(...words);
  expect(shown?.text).toContain('\u001b[31mred');
});

test('what has no content, or is not there: exit 1', async () => {
  expect((await small.run('show', 'torn.zip/b.txt')).exitCode).toBe(1);
  expect((await small.run('show', 'nothing')).exitCode).toBe(1);
});
