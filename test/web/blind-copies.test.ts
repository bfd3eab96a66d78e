/** Who was copied in, and who was copied in blind, stands as such wherever the people of a message are shown. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { jsonRows } from '../cli/json-lines.ts';
import { type CliResult, runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { parsePage, serve } from './served.ts';

let served: Awaited<ReturnType<typeof serve>>;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  await served.end();
});
const folder = temporaryFolder();
const casePath = join(folder, 'case');
const run = (...words: string[]): Promise<CliResult> => runCli([...words, '--case', casePath]);

const people = {
  from: [{ address: 'mara@firm.example' }],
  to: [{ address: 'tom@firm.example' }],
  cc: [{ address: 'zoe@desk.example' }],
  bcc: [{ address: 'rival@other.example' }],
};

beforeAll(async () => {
  writeFiles(join(folder, 'share'), {
    'plan.eml':
      'From: mara@firm.example\nTo: tom@firm.example\nCc: zoe@desk.example\nBcc: rival@other.example\nSubject: Plan\nDate: Tue, 4 May 2021 09:00:00 +0100\nMessage-ID: <plan@firm.example>\n\nthe price\n',
  });
  const words = ['--reference', 'EX-1', '--parser-processes', '1', '--no-gazetteers'];
  expect(await run('ingest', join(folder, 'share'), ...words)).toMatchObject({ exitCode: 0 });
  served = await serve(casePath);
});

test('a hit of a search, and its row in a list', async () => {
  const { stdout } = await run('search', 'price');
  expect(stdout).toContain(
    '     To: tom@firm.example\n     Cc: zoe@desk.example\n     Bcc: rival@other.example\n',
  );
  const [heading = '', row = ''] = (await run('search', 'price', '--csv')).stdout.split('\r\n');
  const at = heading.split(',').indexOf('from');
  expect(heading.split(',').slice(at, at + 4)).toEqual(['from', 'to', 'cc', 'bcc']);
  expect(row).toContain('mara@firm.example,tom@firm.example,zoe@desk.example,rival@other.example,');
});

test('an event of the timeline: in the list, in JSON, in the files', async () => {
  const words = ['timeline', '--kind', 'sent'];
  expect((await run(...words, '--list', '--who')).stdout).toContain(
    '  to: tom@firm.example  cc: zoe@desk.example  bcc: rival@other.example',
  );
  expect(jsonRows((await run(...words, '--list', '--json')).stdout)[0]).toMatchObject(people);
  const cells = 'mara@firm.example,tom@firm.example,zoe@desk.example,rival@other.example,';
  expect((await run(...words, '--list', '--csv')).stdout).toContain(cells);
  const file = join(folder, 'events.csv');
  expect((await run(...words, '--who', '--export', file)).exitCode).toBe(0);
  expect(readFileSync(file, 'utf8')).toContain(cells);
});

test('a thread: who was copied in is no addressee', async () => {
  const { stdout } = await run('show', 'plan.eml', '--thread');
  expect(stdout).toContain(
    'mara@firm.example to tom@firm.example\n     Cc: zoe@desk.example\n     Bcc: rival@other.example\n     Plan\n',
  );
});

test('in the browser: hits, events, threads, and who is drawn beside whom', async () => {
  const [{ document } = { document: '' }] = jsonRows<{ document: string }>(
    (await run('search', 'price', '--json')).stdout,
  );
  const textOf = async (path: string): Promise<string> =>
    parsePage(await served.html(path)).text.replaceAll(/\s+/gu, ' ');
  const shown = /to: tom@firm\.example ?cc: zoe@desk\.example ?bcc: rival@other\.example/iu;
  expect(await textOf('/?q=price')).toMatch(shown);
  expect(await textOf(`/document/${document}/thread`)).toMatch(shown);
  expect(await textOf('/timeline?kind=sent')).toMatch(shown);
  expect(await textOf('/graph?person=mara%40firm.example')).toContain('rival@other.example');
});
