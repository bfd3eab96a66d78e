/**
 * Kills commands that write (ingest, label, note, retry, mending of the index, reindex), at random moments: `npm run bench
 * -- kill-commands`. After each kill the same command runs to its end. At the end `compare` finds the case to be that of a
 * run that nobody disturbed, `verify --index` finds ledger and index to agree, and `audit` the log to be unbroken and to
 * agree with the ledger: as many labels and notes as each command that ended says it wrote. Which they are is not looked
 * at one by one.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultsOfCase } from './case-checks.ts';
import { makeKillFolder, orphansGone, randomOf, runProgram } from './kill.ts';

export interface KillCommandsOptions {
  readonly kills: number;
  readonly seed: number;
  /** The address of an Elasticsearch; the embedded index where absent. */
  readonly index?: string | undefined;
}

/** Of a command: how it is run, and how long it took the last time that it ended. */
interface Victim {
  readonly name: string;
  readonly words: (round: number) => readonly string[];
  lastMs: number;
  kills: number;
  endedBefore: number;
}

const victim = (name: string, words: (round: number) => readonly string[]): Victim => ({
  name,
  words,
  lastMs: 2_000,
  kills: 0,
  endedBefore: 0,
});

/** Killed at a random moment of the time that it takes; then the same to its end. Gives what went wrong. */
async function killOnce(
  one: Victim,
  round: number,
  random: () => number,
  casePath: string,
): Promise<string[]> {
  const words = one.words(round);
  const moment = performance.now() + one.lastMs * (0.05 + random() * 0.95);
  const run = await runProgram(words, () => performance.now() >= moment);
  await orphansGone(casePath);
  if (run.signal === null) one.endedBefore += 1;
  else one.kills += 1;
  const started = performance.now();
  const again = await runProgram(words);
  one.lastMs = performance.now() - started;
  return again.code === 0
    ? []
    : [`${one.name} after a kill: exit ${again.code}\n${again.output.slice(0, 1000)}`];
}

function victimsOf(source: string, casePath: string, index: readonly string[]): Victim[] {
  const at = ['--case', casePath, ...index];
  const ingest = ['ingest', source, '--reference', 'KILL', '--parser-processes', '2', '--batch-items', '25', ...at];
  return [
    victim('ingest', () => ingest),
    victim('label', (round) => ['label', '--query', 'budget', '--add', `label ${round}`, ...at]),
    victim('note', (round) => ['note', `notes/${round % 7}/note-${round % 7}.txt`, `note ${round}`, '--case', casePath]),
    victim('retry', () => ['retry', '--type', 'zip', '--parser-processes', '2', ...at]),
    victim('mend', () => ['verify', '--index', '--mend', ...at]),
    // Where the index is in a cluster, it is moved within it under another prefix by each address; once is enough here.
    ...(index.length === 0 ? [victim('reindex', () => ['reindex', casePath, '--to', 'sqlite'])] : []),
  ];
} // prettier-ignore

/** Prints the figures; false where anything was wrong. */
export async function benchKillCommands({ kills, seed, index }: KillCommandsOptions): Promise<boolean> {
  const work = mkdtempSync(join(tmpdir(), 'evidex-kill-commands-'));
  const random = randomOf(seed);
  const source = join(work, 'source');
  makeKillFolder(source);
  const where = index === undefined ? [] : ['--index', index];
  const [undisturbed, casePath] = [join(work, 'undisturbed'), join(work, 'case')];
  const victims = victimsOf(source, casePath, where);
  const done = (): number => victims.reduce((sum, one) => sum + one.kills, 0);
  const faults: string[] = [];
  try {
    const whole = await runProgram(victimsOf(source, undisturbed, where)[0]?.words(0) ?? []);
    if (whole.code !== 0) throw new Error(`the undisturbed run ended with ${whole.code}: ${whole.output}`);
    for (let round = 0; done() < kills; round++)
      for (const one of victims) {
        if (done() >= kills) break;
        faults.push(...(await killOnce(one, round, random, casePath)));
        if (round === 0) console.log(`${one.name}: ${Math.round(one.lastMs)} ms undisturbed`);
      }
    faults.push(...(await faultsOfCase(undisturbed, casePath)));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  for (const fault of faults) console.log(fault);
  for (const { name, kills: hit, endedBefore } of victims)
    console.log(`${name}: ${hit} kills, ${endedBefore} ended before`);
  console.log(`${done()} kills, ${faults.length} faults`);
  return faults.length === 0;
}
