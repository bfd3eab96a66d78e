/** The second Ctrl-C ends a command that hears of nothing. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';

const module = new URL('../../bin/end-when-asked-twice.js', import.meta.url).href;

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

test('asked twice, a process that is in the midst of one call ends, and leaves nothing behind', async () => {
  const deaf = `import { endWhenAskedTwice } from '${module}';
    process.on('SIGINT', () => undefined);
    endWhenAskedTwice();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100_000);`;
  // A group of its own, as a terminal gives each command.
  const child = spawn(process.execPath, ['--input-type=module', '--eval', deaf], {
    detached: true,
    stdio: 'ignore',
  });
  const ended = new Promise<string | null>((resolve) => child.on('exit', (_, signal) => resolve(signal)));
  const pid = child.pid ?? 0;
  let shell: number | undefined;
  while (shell === undefined || childrenOf(shell).length === 0) {
    await sleep(20);
    [shell] = childrenOf(pid);
  }
  let isEnded = false;
  void ended.then(() => (isEnded = true));
  for (let asked = 0; asked < 2; asked++) {
    expect(isEnded).toBe(false);
    process.kill(-pid, 'SIGINT');
    await sleep(100);
  }
  expect(await ended).toBe('SIGKILL');
  for (;;) {
    try {
      process.kill(-pid, 0);
    } catch (error) {
      expect(error).toMatchObject({ code: 'ESRCH' });
      return;
    }
    await sleep(20);
  }
});
