/**
 * Kills Elasticsearch (SIGKILL) at random moments of ingests and restarts it each time; the ingests go on by
 * themselves. The cases are then compared with one that nobody disturbed: `npm run bench -- index-kill`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Elasticsearch, startElasticsearch } from '../services/elasticsearch.ts';
import { attemptsIn, makeKillFolder, randomOf, runProgram } from './kill.ts';

/** Kills of one ingest. */
const maxKillsOfCase = 5;
/** How long the server stays away: at most this. */
const maxAwayMs = 3_000;
const pollMs = 15;

export interface IndexKillResult {
  readonly kills: number;
  readonly cases: number;
  /** Contents parsed at each kill, of how many. */
  readonly parsedAtKill: readonly number[];
  readonly contents: number;
  readonly differences: readonly string[];
}

export interface IndexKillOptions {
  readonly folder: string;
  readonly kills: number;
  readonly seed: number;
  readonly told: (line: string) => void;
}

/** Kills and restarts the server while the ingest of one case runs; returns the contents parsed at each kill. */
async function disturb(
  server: Elasticsearch,
  casePath: string,
  total: number,
  kills: number,
  random: () => number,
  hasEnded: () => boolean,
): Promise<number[]> {
  const parsed: number[] = [];
  while (parsed.length < kills) {
    const before = attemptsIn(casePath);
    const wanted = before + Math.floor((total - before) * random() * 0.5);
    while (!hasEnded() && (attemptsIn(casePath) < wanted || attemptsIn(casePath) === 0)) await sleep(pollMs);
    await sleep(random() * 300);
    if (hasEnded()) return parsed;
    await server.kill();
    parsed.push(attemptsIn(casePath));
    await sleep(random() * maxAwayMs);
    await server.restart();
  }
  return parsed;
}

/** Kills, restarts and compares; see `IndexKillResult`. */
async function killIndex(options: IndexKillOptions): Promise<IndexKillResult> {
  const work = mkdtempSync(join(tmpdir(), 'evidex-index-kill-'));
  const server = await startElasticsearch();
  const random = randomOf(options.seed);
  const ingest = (casePath: string, ...more: readonly string[]): string[] => [
    'ingest', options.folder, '--case', casePath, '--reference', 'KILL', '--batch-items', '25', ...more,
  ]; // prettier-ignore
  try {
    const undisturbed = join(work, 'undisturbed');
    const whole = await runProgram(ingest(undisturbed));
    if (whole.code !== 0) throw new Error(`the undisturbed run ended with ${whole.code}: ${whole.output}`);
    const contents = attemptsIn(undisturbed);
    const parsedAtKill: number[] = [];
    const differences: string[] = [];
    let cases = 0;
    while (parsedAtKill.length < options.kills) {
      const casePath = join(work, `case-${cases++}`);
      let ended = false;
      const run = runProgram(ingest(casePath, '--index', server.urls.join(','))).finally(() => {
        ended = true;
      });
      const most = Math.min(maxKillsOfCase, options.kills - parsedAtKill.length);
      const parsed = await disturb(server, casePath, contents, most, random, () => ended);
      parsedAtKill.push(...parsed);
      options.told(`case ${cases}: killed after ${parsed.join(', ') || 'none'} of ${contents} contents`);
      const { code, output } = await run;
      if (code !== 0) differences.push(`ingest: exit ${code}\n${output.slice(-2_000)}`);
      for (const words of [
        ['compare', undisturbed, casePath],
        ['verify', casePath, '--index'],
        ['report', casePath, '--json'],
      ]) {
        const checked = await runProgram(words, undefined, { EVIDEX_INDEX: server.urls.join(',') });
        if (checked.code !== 0)
          differences.push(`${words[0]}: exit ${checked.code}\n${checked.output.slice(0, 2_000)}`);
      }
    }
    return { kills: parsedAtKill.length, cases, parsedAtKill, contents, differences };
  } finally {
    await server.stop();
    rmSync(work, { recursive: true, force: true });
  }
}

/** The benchmark: prints its figures, and fails where anything differs. */
export async function benchIndexKill(options: {
  folder?: string;
  kills: number;
  seed: number;
}): Promise<void> {
  const made = options.folder === undefined ? mkdtempSync(join(tmpdir(), 'evidex-evidence-')) : undefined;
  if (made !== undefined) makeKillFolder(made);
  try {
    const { kills, cases, differences } = await killIndex({
      folder: options.folder ?? (made as string),
      kills: options.kills,
      seed: options.seed,
      told: console.log,
    });
    for (const difference of differences) console.log(difference);
    console.log(
      `${kills} kills of Elasticsearch in ${cases} cases: ${
        differences.length === 0
          ? 'nothing missing, nothing twice, ledger equal to the undisturbed run each time'
          : `${differences.length} differences`
      }`,
    );
    if (differences.length > 0) process.exitCode = 1;
  } finally {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
  }
}
