/** A server process of ours: its output kept, ended on request, and never left behind by the process that started it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';

/** How long a server may take to close what it has open. */
const stopTimeoutMs = 20_000;

export interface ServiceProcess {
  readonly pid: number;
  /** The exit code or the signal, once it has ended. */
  readonly ended: string | undefined;
  /** The end of what it has written. */
  lastOutput(): string;
  /** SIGTERM, and SIGKILL where it has not ended some time later. */
  stop(): Promise<void>;
  /** SIGKILL, to it and to the processes that it started. */
  kill(): Promise<void>;
}

export interface ServiceCommand {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly folder: string;
  /** Gets all that it writes; continued where it exists. */
  readonly logPath: string;
}

const running = new Set<ChildProcess>();

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // Nothing of it is left.
  }
}

process.on('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});

/**
 * On Linux the kernel kills the server when the process that started it is gone, however that ended: a killed
 * test run leaves nothing behind.
 */
const setpriv = '/usr/bin/setpriv';
const tether = process.platform === 'linux' && existsSync(setpriv) ? [setpriv, '--pdeathsig', 'KILL'] : [];

async function end(child: ChildProcess, exited: Promise<void>, signal: NodeJS.Signals): Promise<void> {
  if (!running.has(child)) return;
  signalGroup(child, signal);
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), stopTimeoutMs);
  await exited;
  clearTimeout(timer);
}

/** Without the frames of a stack: they would push out what went wrong. */
const lastLines = (output: string): string =>
  output
    .split('\n')
    .filter((line) => !/\tat /.test(line))
    .slice(-12)
    .join('\n')
    .trim();

/** Starts a server in a process group of its own, so that Ctrl-C in a terminal reaches only who started it. */
export function startServiceProcess(command: ServiceCommand): ServiceProcess {
  const log = openSync(command.logPath, 'a');
  const [file = '', ...rest] = [...tether, command.command, ...command.arguments];
  const child = spawn(file, rest, { cwd: command.folder, stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  running.add(child);
  let ended: string | undefined;
  const exited = new Promise<void>((resolve) => {
    const finish = (how: string): void => {
      ended ??= how;
      running.delete(child);
      resolve();
    };
    child.once('error', (error) => finish(error.message));
    child.once('exit', (code, signal) => finish(signal ?? `exit code ${code}`));
  });
  return {
    pid: child.pid ?? 0,
    get ended() {
      return ended;
    },
    lastOutput: () => lastLines(readFileSync(command.logPath, 'utf8')),
    stop: () => end(child, exited, 'SIGTERM'),
    kill: () => end(child, exited, 'SIGKILL'),
  };
}

/** Asks until there is an answer; fails with what the server wrote when it ends, or takes too long. */
export async function waitForAnswer<T>(
  name: string,
  server: ServiceProcess,
  timeoutMs: number,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    if (server.ended !== undefined)
      throw new Error(`${name} ended (${server.ended}): ${server.lastOutput()}`);
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${name} did not answer within ${timeoutMs} ms: ${server.lastOutput()}`);
}
