/** What a command answers leaves the process after the record of the question is on the disk, or not at all. */
import { PassThrough, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Stores } from '../../case/stores.ts';
import { main } from '../../cli/main.ts';
import { sqliteStores } from '../../cli/open/stores.ts';
import { FlushGate } from '../contracts/flush-gate.ts';
import { openGatedLog } from '../contracts/gated-log.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';

const folder = temporaryFolder();
let small: SmallCase;
let gate: FlushGate;
let stores: Stores;

beforeAll(async () => {
  small = await makeSmallCase(folder);
});
beforeEach(() => {
  gate = new FlushGate();
  stores = {
    ...sqliteStores,
    openAuditLog: (paths) => Promise.resolve(openGatedLog(paths, gate)),
  };
});

test.each([
  ['search', ['search', 'Harbour'], 'documents', 0],
  ['show', ['show', 'cards.csv'], '4111', 0],
  ['mentions', ['mentions', 'cards.csv', '--personal-data', '--reveal', '--reason', 'order'], '4111', 0],
  // One container of the case was read in part.
  ['report', ['report'], 'UNACCOUNTED FOR: 1', 3],
])('%s says nothing while its record is on its way to the disk', async (_, words, says, exitCode) => {
  const held = gate.hold();
  let [said, hasEnded] = ['', false];
  const stdout = new PassThrough();
  stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const ended = main([...words, '--case', small.casePath], {
    stdin: Readable.from([]),
    stdout,
    stderr: stdout,
    environment: {},
    signal: new AbortController().signal,
    stores,
  }).finally(() => (hasEnded = true));
  await held.reached;
  await sleep(300);
  expect([said, hasEnded]).toEqual(['', false]);
  held.release();
  expect(await ended).toBe(exitCode);
  await sleep(0);
  expect(said).toContain(says);
});

test('where the record cannot be written, nothing is answered', async () => {
  gate.failNext(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
  const asked = await runCli(['show', 'cards.csv', '--case', small.casePath], { stores });
  expect(asked).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('no space left') });
});
