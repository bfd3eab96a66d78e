/** An original that was drawn is shown no more once it is restricted, or holds what is withheld, though the server kept it. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fixture, writeFiles } from '../../scripts/bench/made-evidence.ts';
import { messageOf } from '../cli/letters-case.ts';
import { runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { serve } from './served.ts';

let served: Awaited<ReturnType<typeof serve>>;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  await served.end();
});
const folder = temporaryFolder();
const [source, casePath, list] = [join(folder, 'share'), join(folder, 'case'), join(folder, 'list.txt')];
const picture = fixture('png', 'map.png');
const id = createHash('sha256').update(picture).digest('hex');
const letter = messageOf(
  { id: '1', subject: 'Advice', text: 'It is attached.' },
  { 'advice.txt': 'zorblat\n' },
);
const ingest = ['ingest', source, '--case', casePath, '--parser-processes', '1', '--no-gazetteers'];

beforeAll(async () => {
  writeFiles(source, { 'map.png': picture, 'letter.eml': letter });
  expect(await runCli(ingest)).toMatchObject({ exitCode: 0 });
  served = await serve(casePath);
});

test('neither picture, bytes nor native', async () => {
  const ways = ['picture', 'bytes', 'native'].map((way) => `/document/${id}/${way}`);
  const statuses = async (): Promise<number[]> =>
    Promise.all(ways.map(async (way) => (await served.get(way)).status));
  expect(await statuses()).toEqual([200, 200, 303]);
  writeFileSync(list, `${id}\n`);
  await runCli([...ingest, '--hashset', `restricted:${list}`, '--alert', 'D. Inspector']);
  expect(await statuses()).toEqual([404, 404, 404]);
});

test('a message of which an attachment is withheld, but for who has the scope open', async () => {
  const mail = createHash('sha256').update(letter).digest('hex');
  const ways = ['html', 'left-out', 'bytes', 'native'].map((way) => `/document/${mail}/${way}`);
  const statuses = async (from: typeof served): Promise<number[]> =>
    Promise.all(ways.map(async (way) => (await from.get(way)).status));
  expect(await statuses(served)).toEqual([200, 200, 200, 303]);
  await runCli(['withhold', 'letter.eml/advice.txt', '--covers', 'item', '--scope', 'counsel', '--reason', 'x', '--case', casePath]); // prettier-ignore
  expect(await statuses(served)).toEqual([404, 404, 404, 404]);
  const opened = await serve(casePath, ['--open', 'counsel']);
  try {
    expect(await statuses(opened)).toEqual([200, 200, 200, 303]);
  } finally {
    await opened.end();
  }
});
