/**
 * Kills commands that write (ingest, label, note, retry, mending of the index, reindex), at random moments: `npm run bench
 * -- kill-commands`. After each kill the same command runs to its end. Each round there are new files to ingest, and
 * entries that the index has lost to mend. At the end `compare` finds the case to be that of a run that nobody disturbed,
 * `verify --index` finds ledger and index to agree, and `audit` the log to be unbroken and to agree with the ledger: each
 * command that ended wrote what it says it wrote.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { everyScope } from '../../schemas/scope.ts';
import { openElasticsearchIndex } from '../../search/elasticsearch/elasticsearch-index.ts';
import { defaultPrefix } from '../../search/elasticsearch/server/default-prefix.ts';
import type { SearchIndex } from '../../search/port.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';
import { faultsOfCase } from './case-checks.ts';
import { makeKillFolder, orphansGone, randomOf, runProgram } from './kill.ts';
import { writeFiles, zipOf } from './made-evidence.ts';

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
  /** What it is to find before it is killed. */
  readonly prepare: (round: number) => Promise<void> | void;
  /** How it may end, in its own words of exit codes. */
  readonly ends: readonly number[];
  lastMs: number;
  kills: number;
  endedBefore: number;
}

const victim = (
  name: string,
  words: Victim['words'],
  { prepare = () => undefined, ends = [0] }: Partial<Pick<Victim, 'prepare' | 'ends'>> = {},
): Victim => ({ name, words, prepare, ends, lastMs: 2_000, kills: 0, endedBefore: 0 });

/** Files of a round that the case does not have yet. */
function addFiles(source: string, round: number): void {
  const member = (at: number): [string, string] => [`member-${at}.txt`, `member ${at} of round ${round}`];
  writeFiles(source, {
    ...Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [
        `round-${round}/note-${at}.txt`,
        `note ${at} of round ${round} about budget ${at}, write to person${at}@example.org`,
      ]),
    ),
    [`round-${round}/archive.zip`]: zipOf(Object.fromEntries(Array.from({ length: 40 }, (_, at) => member(at)))),
  });
} // prettier-ignore

function openIndex(casePath: string, address: string | undefined): Promise<SearchIndex> | SearchIndex {
  if (address === undefined) return openSqliteIndex(join(casePath, 'index.sqlite'));
  const { id } = JSON.parse(readFileSync(join(casePath, 'evidex.json'), 'utf8')) as { id: string };
  const set = { prefix: defaultPrefix(id), caseId: id, shards: 1, replicas: 1 };
  return openElasticsearchIndex({ connection: { nodes: [address] }, set });
}

const lostEachRound = 20;

/** Takes entries out of the index past the program, as one that was restored from an old copy lacks them. */
async function loseEntries(
  casePath: string,
  address: string | undefined,
  random: () => number,
): Promise<void> {
  const index = await openIndex(casePath, address);
  try {
    const documents = await index.documents({ op: 'all' }, everyScope, undefined, 2_000);
    const lost = Array.from(
      { length: lostEachRound },
      () => documents[Math.floor(random() * documents.length)] ?? '',
    );
    await index.write(
      [...new Set(lost)].map((document) => ({ op: 'retire' as const, document, items: 'all' as const })),
    );
  } finally {
    await index.close();
  }
}

/** Killed at a random moment of the time that it takes; then the same to its end. Gives what went wrong. */
async function killOnce(
  one: Victim,
  round: number,
  random: () => number,
  casePath: string,
  environment: Readonly<Record<string, string>>,
): Promise<string[]> {
  await one.prepare(round);
  const words = one.words(round);
  const moment = performance.now() + one.lastMs * (0.05 + random() * 0.95);
  const run = await runProgram(words, () => performance.now() >= moment, environment);
  await orphansGone(casePath);
  if (run.signal === null) one.endedBefore += 1;
  else one.kills += 1;
  const started = performance.now();
  const again = await runProgram(words, undefined, environment);
  one.lastMs = performance.now() - started;
  return one.ends.includes(again.code ?? -1)
    ? []
    : [`${one.name} after a kill: exit ${again.code}\n${again.output.slice(0, 1000)}`];
}

const ingestWords = (source: string, casePath: string): string[] => [
  'ingest', source, '--reference', 'KILL', '--parser-processes', '2', '--batch-items', '25', '--case', casePath,
]; // prettier-ignore

function victimsOf(
  source: string,
  casePath: string,
  random: () => number,
  index: string | undefined,
): Victim[] {
  const at = ['--case', casePath];
  return [
    victim('ingest', () => ingestWords(source, casePath), { prepare: (round) => addFiles(source, round) }),
    victim('label', (round) => ['label', '--query', 'budget', '--add', `label ${round}`, ...at]),
    victim('note', (round) => ['note', `notes/${round % 7}/note-${round % 7}.txt`, `note ${round}`, ...at]),
    victim('retry', () => ['retry', '--type', 'zip', '--parser-processes', '2', ...at]),
    victim('mend', () => ['verify', '--index', '--mend', ...at], {
      prepare: () => loseEntries(casePath, index, random),
      // Documents that the index has lost are set back: the ingest of the next round reads them.
      ends: [0, 3],
    }),
    victim('reindex', () => ['reindex', casePath, '--to', index ?? 'sqlite', '--drop']),
  ];
}

/** Prints the figures; false where anything was wrong. */
export async function benchKillCommands({ kills, seed, index }: KillCommandsOptions): Promise<boolean> {
  const work = mkdtempSync(join(tmpdir(), 'evidex-kill-commands-'));
  const random = randomOf(seed);
  const source = join(work, 'source');
  makeKillFolder(source);
  const environment = {
    // What reindex keeps of a case that will be gone.
    XDG_CONFIG_HOME: join(work, 'home'),
    ...(index === undefined ? {} : { EVIDEX_INDEX: index }),
  };
  const [undisturbed, casePath] = [join(work, 'undisturbed'), join(work, 'case')];
  const victims = victimsOf(source, casePath, random, index);
  const done = (): number => victims.reduce((sum, one) => sum + one.kills, 0);
  const faults: string[] = [];
  const toItsEnd = async (path: string): Promise<void> => {
    const { code, output } = await runProgram(ingestWords(source, path), undefined, environment);
    if (code !== 0) throw new Error(`the undisturbed run ended with ${code}: ${output}`);
  };
  try {
    for (let round = 0; done() < kills; round++) {
      for (const one of victims) {
        if (done() >= kills) break;
        const found = await killOnce(one, round, random, casePath, environment);
        faults.push(...found);
        for (const fault of found) console.log(fault);
        if (round === 0) console.log(`${one.name}: ${Math.round(one.lastMs)} ms undisturbed`);
      }
      console.log(`round ${round}: ${done()} kills, ${faults.length} faults`);
    }
    await toItsEnd(casePath);
    await toItsEnd(undisturbed);
    faults.push(...(await faultsOfCase(undisturbed, casePath, environment)));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  for (const fault of faults) console.log(fault);
  for (const { name, kills: hit, endedBefore } of victims)
    console.log(`${name}: ${hit} kills, ${endedBefore} ended before`);
  console.log(`${done()} kills, ${faults.length} faults`);
  return faults.length === 0;
}
