/** An older Node hands over to the Node 26 beside it: words, streams, signals and the end are the same. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const bin = join(import.meta.dirname, '../../bin');

/** What an older Node is feigned with, before the program is loaded: its version, and with Node 20 no `execve`. */
const feigned = (execve: boolean): string[] => [
  '--import',
  `data:text/javascript,Object.defineProperty(process, 'versions', { value: { node: '20.11.0' } });${execve ? '' : 'process.execve = undefined;'}`,
];

const passage = `{"id":"1","text":"Write to jo@example.org."}\n`;

const words = (execve: boolean, program = bin): string[] => [...feigned(execve), join(program, 'evidex.js')];

describe.each([
  { how: 'as a second process', execve: false },
  { how: 'in the same process', execve: true },
])('$how', ({ execve }) => {
  test('output and exit codes pass through', () => {
    const run = (...more: string[]) =>
      spawnSync(process.execPath, [...words(execve), ...more], { encoding: 'utf8', timeout: 30_000 });
    expect(run('--version')).toMatchObject({ status: 0, stdout: '0.1.0\n', stderr: '' });
    expect(run('no-verb')).toMatchObject({ status: 2, stdout: '' });
  });

  test('standard input passes through', () => {
    const run = spawnSync(process.execPath, [...words(execve), 'tag', '--json'], {
      encoding: 'utf8',
      input: passage,
      timeout: 30_000,
    });
    expect(run.stdout).toContain('"email"');
  });

  test.each([
    { signal: 'SIGTERM', ends: [130, null] },
    { signal: 'SIGINT', ends: [130, null] },
    { signal: 'SIGHUP', ends: [null, 'SIGHUP'] },
    { signal: 'SIGKILL', ends: [null, 'SIGKILL'] },
  ] as const)('$signal to the process that was started', async ({ signal, ends }) => {
    const waiting = await startWaiting(execve);
    const { child } = waiting;
    const all = processesUnder(child.pid ?? 0);
    child.kill(signal);
    expect(await endOf(waiting)).toEqual(ends);
    for (let tries = 0; tries < 40 && all.some(isAlive); tries++) await sleep(50);
    expect(all.filter(isAlive)).toEqual([]);
  });
});

test('Ctrl-C, which a terminal sends to both processes, asks once', async () => {
  const waiting = await startWaiting(false);
  const both = processesUnder(waiting.child.pid ?? 0);
  expect(both).toHaveLength(2);
  for (const pid of both) process.kill(pid, 'SIGINT');
  expect(await endOf(waiting)).toEqual([130, null]);
});

test('without the Node beside it: what to do, in one line', () => {
  const alone = join(folder, 'alone');
  cpSync(bin, join(alone, 'bin'), { recursive: true });
  cpSync(join(bin, '../package.json'), join(alone, 'package.json'));
  const run = spawnSync(process.execPath, words(false, join(alone, 'bin')), { encoding: 'utf8' });
  expect(run.status).toBe(2);
  expect(run.stderr.trim().split('\n')).toHaveLength(1);
  expect(run.stderr).toContain('npm install -g --include=optional evidex');
});

interface Waiting {
  readonly child: ChildProcess;
  readonly ended: Promise<[number | null, string | null]>;
}

/** `tag` in the middle of its work: it has answered one line and waits for the next. */
async function startWaiting(execve: boolean): Promise<Waiting> {
  const child = spawn(process.execPath, [...words(execve), 'tag'], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => undefined);
  child.stdin.write(passage);
  const ended = new Promise<[number | null, string | null]>((resolve) =>
    child.on('exit', (code, signal) => resolve([code, signal])),
  );
  await once(child.stdout, 'data');
  return { child, ended };
}

/** `tag` looks for a signal where it takes the next line: it is sent one until it has ended. */
async function endOf({ child, ended }: Waiting): Promise<[number | null, string | null]> {
  const feeding = setInterval(() => child.stdin?.write(passage), 100);
  try {
    return await ended;
  } finally {
    clearInterval(feeding);
  }
}

const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

function processesUnder(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return [pid, ...(children === '' ? [] : children.split(' ').map(Number))];
}
