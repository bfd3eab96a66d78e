/** Kill -9 at random moments, SIGINT, two runs at once: the same command again comes to what nobody disturbed. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import {
  killAndResume,
  makeKillFolder,
  orphansGone,
  processesOf,
  runProgram,
} from '../../scripts/bench/kill.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const program = join(import.meta.dirname, '..', '..', 'bin', 'evidex.js');
const evidence = join(folder, 'evidence');
makeKillFolder(evidence);

const words = (casePath: string): string[] => [
  'ingest', evidence, '--case', casePath, '--reference', 'KILL', '--parser-processes', '2', '--batch-items', '25', '--no-gazetteers',
]; // prettier-ignore

/** An ingest whose parsers are at work. */
async function startIngest(
  casePath: string,
): Promise<{ child: ReturnType<typeof spawn>; ended: Promise<number | null>; output: () => string }> {
  const child = spawn(process.execPath, [program, ...words(casePath)], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (output += bytes.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  while (processesOf(join(casePath, 'spool')).length === 0 && child.exitCode === null) await sleep(10);
  return { child, ended, output: () => output };
}

test('three kills, two parsers: ledger, texts, mentions and index equal the undisturbed run', async () => {
  const result = await killAndResume({
    folder: evidence,
    kills: 3,
    seed: 20_160_623,
    words: ['--no-gazetteers'],
  });
  expect(result.differences).toEqual([]);
  expect(result.kills).toBe(3);
}, 240_000);

test('SIGINT: exit 130, says how to go on, and going on ends equal; a second run beside it is refused', async () => {
  const [stopped, whole] = [join(folder, 'stopped'), join(folder, 'whole')];
  const { child, ended, output } = await startIngest(stopped);
  // It stands still meanwhile: else it might end before the second run has started.
  child.kill('SIGSTOP');
  const beside = await runProgram(words(stopped));
  expect(beside.code).toBe(4);
  expect(beside.output).toContain('in use by another run');
  child.kill('SIGINT');
  child.kill('SIGCONT');
  expect({ code: await ended, output: output() }).toEqual({
    code: 130,
    output: expect.stringContaining('run the same command again'),
  });
  await orphansGone(stopped);
  expect((await runProgram(words(stopped))).code).toBe(0);
  expect((await runProgram(words(whole))).code).toBe(0);
  expect(await runProgram(['compare', whole, stopped])).toMatchObject({ code: 0 });
  expect(await runProgram(['verify', stopped, '--index'])).toMatchObject({ code: 0 });
}, 120_000);
