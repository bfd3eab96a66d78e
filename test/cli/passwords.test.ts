/** Lists of passwords on the command line: what they open is read, exported and drawn; the words lie nowhere in the case. */
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { sealedZip } from '../formats/zip/sealed-zip.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { serve } from '../web/served.ts';
import { jsonRows } from './json-lines.ts';
import { runCli } from './run-cli.ts';

let served: Awaited<ReturnType<typeof serve>> | undefined;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  await served?.end();
});
const folder = temporaryFolder();
const [source, casePath, list] = [join(folder, 'share'), join(folder, 'case'), join(folder, 'words.txt')];
const advice = 'Advice on dredging, in confidence.\n';
const run = (...words: string[]) => runCli([...words, '--case', casePath]);
const count = async (query: string): Promise<string> => (await run('search', query, '--count')).stdout.trim();

beforeAll(async () => {
  writeFiles(source, {
    'sealed.zip': sealedZip('advice.txt', Buffer.from(advice), 'aes-2', 'Hafen-1897'),
    'locked.pdf': readFileSync(new URL('../fixtures/pdf/locked.pdf', import.meta.url)),
    'other.zip': sealedZip('more.txt', Buffer.from('dredging too'), 'traditional', 'nobody knows'),
  });
  writeFileSync(list, '\uFEFFwrong\r\nHafen-1897\r\nsecret\r\n');
  const words = [
    'ingest',
    source,
    '--case',
    casePath,
    '--reference',
    'EX-1',
    '--parser-processes',
    '1',
    '--no-gazetteers',
  ];
  expect(await runCli(words)).toMatchObject({ exitCode: 0 });
});

/** Every file below, as one string of single bytes. */
const allOf = (path: string): string =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');

test('without a list it is encrypted; retry with one reads just that, and says which word it was', async () => {
  expect(await count('dredging')).toBe('0');
  expect(await count('status:encrypted')).toBe('1');
  const { stdout, stderr, exitCode } = await runCli(['retry', casePath, '--passwords', list]);
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: expect.stringContaining('Tried again: 3 documents'),
  });
  expect(stderr).toContain('Tries 3 passwords of 1 list');
  expect(await count('dredging')).toBe('1');
  expect(await count('name:locked.pdf AND password')).toBe('1');
  const [hit] = jsonRows<{ entry: { metadata: { other: Record<string, string> } } }>(
    (await run('search', 'name:locked.pdf', '--json')).stdout,
  );
  expect(hit?.entry.metadata.other['opened-with']).toMatch(/^entry 3 of list [0-9a-f]{16}$/u);
  const left = jsonRows<{ path: string }>((await run('report', '--exceptions', '--json')).stdout);
  expect(JSON.stringify(left)).toContain('more.txt');
  expect(JSON.stringify(left)).not.toContain('advice.txt');
});

test('the words are in a file of the user that nobody else may read, and nowhere in the case', () => {
  const kept = join(process.env['EVIDEX_HOME'] ?? '', 'passwords');
  const [name = ''] = readdirSync(kept);
  expect(statSync(join(kept, name)).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(kept, name), 'utf8')).toContain('Hafen-1897');
  for (const word of ['Hafen-1897', 'wrong'])
    expect([word, allOf(casePath).includes(`"${word}"`), allOf(casePath).includes('Hafen-1897')]).toEqual([
      word,
      false,
      false,
    ]);
});

test('what was opened is exported and drawn, and read again without naming the list', async () => {
  const out = join(folder, 'out');
  const words = ['export', '--query', 'dredging', '--to', out, '--recipient', 'Court', '--basis', 'order'];
  expect(await run(...words)).toMatchObject({ exitCode: 0 });
  expect(allOf(out)).toContain(advice);
  expect(allOf(out)).not.toContain('Hafen-1897');
  expect((await runCli(['retry', casePath, '--type', 'zip', '--type', 'pdf'])).exitCode).toBe(0);
  expect(await count('dredging')).toBe('1');
  served = await serve(casePath);
  const [hit] = jsonRows<{ document: string }>((await run('search', 'name:locked.pdf', '--json')).stdout);
  const page = await served.get(`/document/${hit?.document ?? ''}/page/1.png`);
  expect(page.status).toBe(200);
});

test('a list that is none, and a store that others may read, are refused without a word of them', async () => {
  const bad = join(folder, 'bad.txt');
  writeFileSync(bad, Buffer.of(0x48, 0xff, 0xfe, 0x00));
  const refused = await runCli(['retry', casePath, '--passwords', bad]);
  expect(refused).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('another encoding than UTF-8'),
  });
  const kept = join(process.env['EVIDEX_HOME'] ?? '', 'passwords');
  const store = join(kept, readdirSync(kept)[0] ?? '');
  chmodSync(store, 0o644);
  const open = await runCli(['retry', casePath, '--status', 'encrypted']);
  chmodSync(store, 0o600);
  expect(open).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('others may read it') });
  expect(open.stderr + refused.stderr).not.toContain('Hafen');
});
