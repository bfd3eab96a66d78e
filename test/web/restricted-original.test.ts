/** An original that was drawn before its content came on a list of restricted files is shown no more, though the server kept it. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fixture, writeFiles } from '../../scripts/bench/made-evidence.ts';
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
const ingest = ['ingest', source, '--case', casePath, '--parser-processes', '1', '--no-gazetteers'];

beforeAll(async () => {
  writeFiles(source, { 'map.png': picture });
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
