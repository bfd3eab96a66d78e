/**
 * Kills an ingest at random moments, runs it again until it ends, and compares the case with that of a run nobody
 * disturbed: `npm run bench -- kill`. SIGKILL goes to the coordinator's process group; the parsers have groups of
 * their own and must end by themselves.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { fixture, writeFiles, zipOf } from './made-evidence.ts';

const program = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'bin', 'evidex.js');
/** Orphaned parsers are given this long. */
const maxOrphanMs = 10_000;
const pollMs = 15;
/** So that a case is not killed over and over when all its work is done. */
const maxKillsOfCase = 4;

export interface KillOptions {
  readonly folder: string;
  readonly kills: number;
  /** Of the moments; where exactly they hit a run still depends on the machine. */
  readonly seed: number;
  readonly words?: readonly string[];
  readonly told?: (line: string) => void;
}

export interface KillResult {
  /** Kills that met a running ingest. */
  readonly kills: number;
  /** Cases that were compared: one more each time a run ended before its kill. */
  readonly cases: number;
  readonly undisturbedSeconds: number;
  /** What differed, by case; empty lists if all is well. */
  readonly differences: readonly string[];
  /** Longest time that a parser outlived its coordinator. */
  readonly orphanMs: number;
  /** Contents parsed so far at each kill. */
  readonly parsedAtKill: readonly number[];
}

/** Numbers in [0, 1) that are the same for a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Small files, mails, nested archives, and copies of both: what a resumed run must not mix up. */
export function makeKillFolder(folder: string): void {
  const files: Record<string, string | Uint8Array> = {};
  for (let at = 0; at < 400; at++)
    files[`notes/${at % 7}/note-${at}.txt`] =
      `note ${at % 350} about budget ${at % 350}, write to person${at % 350}@example.org`;
  for (let at = 0; at < 6; at++) {
    const inner = zipOf(
      Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`deep-${n}.txt`, `deep ${at % 4} ${n}`])),
    );
    const outer = zipOf({
      ...Object.fromEntries(
        Array.from({ length: 30 }, (_, n) => [`member-${n}.txt`, `member ${at % 5} ${n}`]),
      ),
      'inner.zip': inner,
      'mail.eml': fixture('eml', 'family.eml'),
    });
    files[`archives/${at}.zip`] = outer;
    files[`copies/${9 - at}/again.zip`] = outer;
  }
  files['copies/mail.eml'] = fixture('eml', 'family.eml');
  files['copies/report.pdf'] = fixture('pdf', 'report.pdf');
  writeFiles(folder, files);
}

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly output: string;
}

/** One command line as a process group of its own; killed once `isTime` says so, where given. */
export function runProgram(
  words: readonly string[],
  isTime?: () => boolean,
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...words], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    let output = '';
    child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (output += bytes.toString()));
    child.on('error', reject);
    const timer = setInterval(() => {
      if (isTime?.() && child.pid !== undefined && child.exitCode === null)
        process.kill(-child.pid, 'SIGKILL');
    }, pollMs);
    child.on('close', (code, signal) => {
      clearInterval(timer);
      resolve({ code, signal, output });
    });
  });
}

/** Processes without rights whose spool was opened in this folder: the parsers of a case. */
export function processesOf(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      try {
        return (
          readFileSync(`/proc/${name}/cmdline`, 'latin1').includes('--permission') &&
          readlinkSync(`/proc/${name}/fd/4`).startsWith(`${folder}/`)
        );
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Milliseconds until no parser of the case is left. Throws where one stays. */
export async function orphansGone(casePath: string): Promise<number> {
  const started = performance.now();
  for (;;) {
    const left = processesOf(join(casePath, 'spool'));
    const waited = performance.now() - started;
    if (left.length === 0) return waited;
    if (waited > maxOrphanMs) throw new Error(`parsers outlived their coordinator: ${left.join(', ')}`);
    await sleep(20);
  }
}

/** Contents parsed so far, as a case's ledger has them; 0 where there is none yet. */
export function attemptsIn(casePath: string): number {
  const path = join(casePath, 'catalogue.sqlite');
  if (!existsSync(path)) return 0;
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return (database.prepare('SELECT count(*) AS n FROM attempt').get() as { n: number }).n;
  } catch {
    // Killed before it had made its tables.
    return 0;
  } finally {
    database.close();
  }
}

/**
 * A random moment of a run: some time after it has parsed a random part of what is left. By the ledger and not by
 * the clock, so that a slow machine is killed as far into its work as a fast one.
 */
function momentOf(casePath: string, total: number, random: () => number): () => boolean {
  const before = attemptsIn(casePath);
  const wanted = before + Math.floor((total - before) * random() * 0.6);
  const waitMs = random() * 300;
  let reached: number | undefined;
  return () => {
    if (attemptsIn(casePath) >= wanted) reached ??= performance.now();
    return reached !== undefined && performance.now() - reached >= waitMs;
  };
}

/** What differs from the undisturbed case, or is wrong in itself. */
async function faultsOf(undisturbed: string, casePath: string): Promise<string[]> {
  const checks = [
    ['compare', undisturbed, casePath],
    ['verify', casePath, '--index'],
    ['verify', casePath],
    ['report', casePath, '--json'],
  ];
  const faults: string[] = [];
  for (const words of checks) {
    const { code, output } = await runProgram(words);
    if (code !== 0) faults.push(`${words[0]}: exit ${code}\n${output.slice(0, 2000)}`);
  }
  return faults;
}

/** Kills, resumes and compares; see `KillResult`. */
export async function killAndResume(options: KillOptions): Promise<KillResult> {
  const work = mkdtempSync(join(tmpdir(), 'evidex-kill-'));
  const random = randomOf(options.seed);
  const tell = options.told ?? ((): void => undefined);
  const ingest = (casePath: string): string[] => [
    'ingest', options.folder, '--case', casePath, '--reference', 'KILL', '--parser-processes', '2', '--batch-items', '25', ...(options.words ?? []),
  ]; // prettier-ignore
  try {
    const undisturbed = join(work, 'undisturbed');
    const started = performance.now();
    const whole = await runProgram(ingest(undisturbed));
    if (whole.code !== 0) throw new Error(`the undisturbed run ended with ${whole.code}: ${whole.output}`);
    const wholeMs = performance.now() - started;
    const total = attemptsIn(undisturbed);
    tell(`undisturbed: ${(wholeMs / 1000).toFixed(1)} s`);
    const differences: string[] = [];
    const parsedAtKill: number[] = [];
    let [kills, cases, orphanMs] = [0, 0, 0];
    while (kills < options.kills) {
      const casePath = join(work, `case-${cases++}`);
      mkdirSync(casePath, { recursive: true });
      let killed = 0;
      for (let ended = false; !ended;) {
        const mayKill = kills < options.kills && killed++ < maxKillsOfCase;
        const isTime = mayKill ? momentOf(casePath, total, random) : undefined;
        const run = await runProgram(ingest(casePath), isTime);
        orphanMs = Math.max(orphanMs, await orphansGone(casePath));
        ended = run.signal === null;
        if (ended && run.code !== 0) throw new Error(`a resumed run ended with ${run.code}: ${run.output}`);
        if (ended) continue;
        kills += 1;
        parsedAtKill.push(attemptsIn(casePath));
        tell(`kill ${kills} of case ${cases}: ${parsedAtKill.at(-1)} of ${total} contents parsed`);
      }
      differences.push(...(await faultsOf(undisturbed, casePath)));
      rmSync(casePath, { recursive: true, force: true });
    }
    return { kills, cases, undisturbedSeconds: wholeMs / 1000, differences, orphanMs, parsedAtKill };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The benchmark: prints its figures, and fails where anything differs. */
export async function benchKill(options: { folder?: string; kills: number; seed: number }): Promise<void> {
  const made = options.folder === undefined ? mkdtempSync(join(tmpdir(), 'evidex-evidence-')) : undefined;
  if (made !== undefined) makeKillFolder(made);
  try {
    const result = await killAndResume({
      folder: options.folder ?? (made as string),
      kills: options.kills,
      seed: options.seed,
      told: console.log,
    });
    const { kills, cases, differences, orphanMs } = result;
    for (const difference of differences) console.log(difference);
    console.log(
      `${kills} kills in ${cases} cases: ${differences.length === 0 ? 'ledger and index equal to the undisturbed run each time' : `${differences.length} differences`}; parsers gone at most ${Math.round(orphanMs)} ms after their coordinator`,
    );
    if (differences.length > 0) process.exitCode = 1;
  } finally {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
  }
}
