/** Runs a command and watches the memory of every process that it starts, by /proc. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** The highest resident size that one process reached, in MiB. */
export interface ProcessPeak {
  readonly pid: number;
  /** The script it runs, by its file name. */
  readonly script: string;
  readonly peakMiB: number;
  /** The command itself, not something it started. */
  readonly root: boolean;
}

export interface Finished {
  readonly exitCode: number;
  readonly seconds: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly peaks: readonly ProcessPeak[];
}

const sampleMs = 50;

const read = (path: string): string => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // The process ended meanwhile.
    return '';
  }
};

/** Parent of every process that is running now. */
function parents(): Map<number, number> {
  const found = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // The command name in parentheses may hold blanks and parentheses itself.
    const fields = read(`/proc/${name}/stat`).split(') ').at(-1)?.split(' ');
    found.set(Number(name), Number(fields?.[1] ?? 0));
  }
  return found;
}

/** The process and all that come of it. */
export function descendants(root: number): number[] {
  const parent = parents();
  const family = new Set([root]);
  // Parents have been started before their children, but pids wrap: repeat until nothing is added.
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const [pid, above] of parent) if (family.has(above)) family.add(pid);
  }
  return [...family];
}

const scriptOf = (pid: number): string => {
  const words = read(`/proc/${pid}/cmdline`).split('\0');
  return basename(words.find((word, at) => at > 0 && /\.[cm]?[jt]s$/.test(word)) ?? words[0] ?? '');
};

/** Processor time that a process and its children that have ended took until now, in ms; 0 where it ended itself. */
export function processorMsOf(pid: number): number {
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  // Fields 14 to 17 of proc(5), in ticks of 10 ms.
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * 10, 0);
}

/** Resident size of a process now, in MiB; 0 where it ended. */
export const residentMiBOf = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;

const peakOf = (pid: number): number =>
  Number(/^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;

/** Runs a command to its end. Memory is sampled, 20 times a second: the kernel keeps each process's own peak. */
export async function runWatched(command: string, args: readonly string[]): Promise<Finished> {
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const peaks = new Map<number, ProcessPeak>();
  const sample = () => {
    for (const pid of descendants(child.pid ?? 0)) {
      const peakMiB = Math.max(peakOf(pid), peaks.get(pid)?.peakMiB ?? 0);
      const known = peaks.get(pid)?.script;
      if (peakMiB > 0)
        peaks.set(pid, { pid, script: known ?? scriptOf(pid), peakMiB, root: pid === child.pid });
    }
  };
  const timer = setInterval(sample, sampleMs);
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? -1));
    });
    return { exitCode, seconds: (performance.now() - started) / 1000, ...output, peaks: [...peaks.values()] };
  } finally {
    clearInterval(timer);
  }
}
