/**
 * Labels that several processes write beside an ingest which is killed and resumed: none may be lost, and ledger and
 * index must agree at the end. `npm run bench -- labels`.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { orphansGone, runProgram } from './kill.ts';
import type { LabelDone } from './label-worker.ts';
import { fixture, writeFiles } from './made-evidence.ts';

export interface LabelsOptions {
  /** What is ingested meanwhile. */
  readonly folder: string;
  /** Where case and results go; emptied. */
  readonly work: string;
  readonly processes: number;
  /** Of each process; every fifth is taken off again. */
  readonly labels: number;
  /** The ingest is killed when so many commands have ended. */
  readonly killAfter: readonly number[];
  readonly words?: readonly string[];
  readonly told?: (line: string) => void;
}

export interface LabelsResult {
  /** Labels given, and taken off again. */
  readonly given: number;
  readonly removed: number;
  /** Of the commands, those that ended while the ingest was running. */
  readonly besideRun: number;
  readonly kills: number;
  readonly lost: readonly string[];
  /** What `verify --index` said; empty where ledger and index agree. */
  readonly differences: string;
  readonly medianMs: number;
  readonly slowestMs: number;
  readonly seconds: number;
}

const worker = join(dirname(fileURLToPath(import.meta.url)), 'label-worker.ts');
const firstFiles = 40;

/** Letters with what is attached to them, ingested before: their families are labelled. */
function makeFirstFolder(folder: string): void {
  writeFiles(
    folder,
    Object.fromEntries(
      Array.from({ length: firstFiles }, (_, at) => [
        `first/${at}.eml`,
        fixture('eml', 'family.eml').toString().replace('Subject:', `X-Number: ${at}\r\nSubject:`),
      ]),
    ),
  );
}

function read(path: string): LabelDone[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as LabelDone);
}

function startWorker(casePath: string, number: number, labels: number, out: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [worker, casePath, String(number), String(labels), out], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0 ? '' : `worker ${number} ended with ${code}: ${said}`));
  });
}

/** Runs the ingest to its end; killed when as many labels have been written as the plan says. */
async function ingestWithKills(
  words: readonly string[],
  casePath: string,
  plan: readonly number[],
  done: () => number,
): Promise<{ kills: number; endedAt: number }> {
  for (let kills = 0; ;) {
    const next = plan[kills];
    const isTime = next === undefined ? undefined : (): boolean => done() >= next;
    const { code, signal, output } = await runProgram(words, isTime);
    if (signal === 'SIGKILL') {
      kills += 1;
      await orphansGone(casePath);
      continue;
    }
    if (code !== 0) throw new Error(`the ingest ended with ${code}: ${output}`);
    return { kills, endedAt: done() };
  }
}

/** Labels that the ledger does not have as the workers left them. */
function lostIn(casePath: string, all: readonly LabelDone[]): string[] {
  const wanted = new Map<string, boolean>();
  for (const { label, removed } of all) wanted.set(label, !removed);
  const database = new DatabaseSync(join(casePath, 'catalogue.sqlite'), { readOnly: true });
  const current = new Set(
    database
      .prepare('SELECT name FROM label WHERE removed_at IS NULL')
      .all()
      .map(({ name }) => String(name)),
  );
  database.close();
  return [...wanted].flatMap(([label, has]) => (current.has(label) === has ? [] : label));
}

export async function labelsBeside(options: LabelsOptions): Promise<LabelsResult> {
  const { folder, work, processes, labels, killAfter, words = [], told = () => undefined } = options;
  const started = performance.now();
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const [casePath, first] = [join(work, 'case'), join(work, 'first')];
  makeFirstFolder(first);
  const common = ['--case', casePath, '--no-gazetteers', ...words];
  const begun = await runProgram(['ingest', first, '--reference', 'FIRST', ...common]);
  if (begun.code !== 0) throw new Error(begun.output);
  told(`${firstFiles} letters ingested; now ${processes} processes label beside an ingest of ${folder}`);

  const outs = Array.from({ length: processes }, (_, number) => join(work, `worker-${number}.jsonl`));
  const done = (): number => outs.reduce((sum, path) => sum + read(path).length, 0);
  const ingesting = ingestWithKills(
    ['ingest', folder, '--reference', 'MAIN', ...common],
    casePath,
    killAfter,
    done,
  );
  // Labels begin when the run has the index.
  await sleep(500);
  const working = outs.map((out, number) => startWorker(casePath, number, labels, out));
  const [{ kills: killed, endedAt }, ...faults] = await Promise.all([ingesting, ...working]);
  const fault = faults.find((one) => one !== '');
  if (fault !== undefined) throw new Error(fault);

  const all = outs.flatMap(read);
  const checked = await runProgram(['verify', casePath, '--index']);
  const shown = await runProgram(['search', '*', '--facet', 'label', '--case', casePath, '--json']);
  const { values } = JSON.parse(shown.output.split('\n')[0] ?? '{}') as { values: { value: string }[] };
  const inIndex = new Set(values.map(({ value }) => value));
  const removed = new Set(all.filter((one) => one.removed).map(({ label }) => label));
  const notShown = all.flatMap(({ label }) => (inIndex.has(label) === removed.has(label) ? label : []));
  const times = all.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
  return {
    given: all.length - removed.size,
    removed: removed.size,
    besideRun: endedAt,
    kills: killed,
    lost: [...new Set([...lostIn(casePath, all), ...notShown])],
    differences: checked.code === 0 ? '' : checked.output,
    medianMs: times[times.length >> 1] ?? 0,
    slowestMs: times.at(-1) ?? 0,
    seconds: (performance.now() - started) / 1000,
  };
}

function describeLabels(result: LabelsResult): string {
  const { given, removed, besideRun, kills, lost, differences, medianMs, slowestMs, seconds } = result;
  return [
    `${given} labels given, ${removed} taken off again; ${besideRun} of ${given + removed} commands ended beside the run, which was killed ${kills} times`,
    `lost: ${lost.length === 0 ? 'none' : lost.join(', ')}`,
    `ledger and index: ${differences === '' ? 'agree' : differences}`,
    `a command took ${medianMs.toFixed(0)} ms at the median, ${slowestMs.toFixed(0)} ms at most; all ${seconds.toFixed(0)} s`,
  ].join('\n');
}

/** Over a folder of real files; whether all is well. */
export async function benchLabels(
  folder: string,
  given: { readonly work?: string | undefined; readonly labels: number; readonly processes: number },
): Promise<boolean> {
  const work = given.work ?? mkdtempSync(join(tmpdir(), 'evidex-labels-'));
  const { labels, processes } = given;
  // Early, and one parser alone: the corpora are read in seconds.
  const killAfter = [Math.round(labels / 12), Math.round(labels / 4)];
  const words = ['--parser-processes', '1'];
  try {
    const result = await labelsBeside({
      folder,
      work,
      processes,
      labels,
      killAfter,
      words,
      told: console.log,
    });
    console.log(describeLabels(result));
    return result.lost.length === 0 && result.differences === '' && result.kills === killAfter.length;
  } finally {
    if (given.work === undefined) rmSync(work, { recursive: true, force: true });
  }
}
