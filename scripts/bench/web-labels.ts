/**
 * People who label the same documents in browsers, while an ingest runs and the server is killed: each label must be
 * there once, and the audit log whole. `npm run bench -- web-labels`.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomOf, runProgram } from './kill.ts';
import { writeFiles } from './made-evidence.ts';
import { ServedProcess } from './served-process.ts';

export interface WebLabelsOptions {
  /** What is ingested meanwhile. */
  readonly folder: string;
  /** Where the case goes; emptied. */
  readonly work: string;
  readonly people: number;
  /** Each of them labels each of these. */
  readonly documents: number;
  readonly kills: number;
  readonly words?: readonly string[];
  readonly told?: (line: string) => void;
}

export interface WebLabelsResult {
  /** Labels that the server said it has written. */
  readonly given: number;
  /** Of them those that were answered while the ingest was running. */
  readonly besideRun: number;
  /** Forms that were sent again, since no answer came. */
  readonly sentAgain: number;
  readonly kills: number;
  /** A person and a document whose label the ledger or the index does not have. */
  readonly lost: readonly string[];
  readonly twice: readonly string[];
  /** What `audit` and `verify --index` said; empty where all is well. */
  readonly differences: string;
  readonly medianMs: number;
  readonly slowestMs: number;
  readonly seconds: number;
}

const pauseMs = 100;

const textOf = (number: number): string => `letter ${number} about the barrage\n`;
const idOf = (number: number): string => createHash('sha256').update(textOf(number)).digest('hex');
const labelOf = (person: number): string => `person ${person}`;

/** The numbers of documents, in an order of a person's own. */
function orderOf(person: number, documents: number): number[] {
  const random = randomOf(person + 1);
  return Array.from({ length: documents }, (_, number) => ({ number, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ number }) => number);
}

/** What of the labels the ledger does not have once. */
function compare(
  casePath: string,
  { people, documents }: WebLabelsOptions,
): { lost: string[]; twice: string[] } {
  const database = new DatabaseSync(join(casePath, 'catalogue.sqlite'), { readOnly: true });
  const rows = database
    .prepare(
      'SELECT name, lower(hex(id)) AS id, count(*) AS rows, sum(removed_at IS NULL) AS there FROM label GROUP BY name, id',
    ) // prettier-ignore
    .all() as { name: string; id: string; rows: number; there: number }[];
  database.close();
  const found = new Map(rows.map((row) => [`${row.name} ${row.id}`, row]));
  const [lost, twice]: [string[], string[]] = [[], []];
  for (let person = 0; person < people; person++)
    for (let number = 0; number < documents; number++) {
      const row = found.get(`${labelOf(person)} ${idOf(number)}`);
      if (row?.there !== 1) lost.push(`${labelOf(person)} ${number}`);
      else if (row.rows > 1) twice.push(`${labelOf(person)} ${number}`);
    }
  return { lost, twice };
}

/** What the command line says afterwards, where it is not that all is well. */
async function differencesOf(casePath: string, { people, documents }: WebLabelsOptions): Promise<string> {
  const wrong: string[] = [];
  for (const words of [
    ['audit', '--case', casePath],
    ['verify', casePath, '--index'],
  ]) {
    const { code, output } = await runProgram(words);
    if (code !== 0) wrong.push(output);
  }
  const { output } = await runProgram(['search', '*', '--facet', 'label', '--case', casePath, '--json']);
  const { values } = JSON.parse(output.split('\n')[0] ?? '{}') as {
    values: { value: string; count: number }[];
  };
  for (let person = 0; person < people; person++) {
    const count = values.find(({ value }) => value === labelOf(person))?.count ?? 0;
    if (count !== documents) wrong.push(`the index has ${count} documents with "${labelOf(person)}"`);
  }
  return wrong.join('\n');
}

export async function webLabels(options: WebLabelsOptions): Promise<WebLabelsResult> {
  const { folder, work, people, documents, kills, words = [], told = () => undefined } = options;
  const started = performance.now();
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const [casePath, first] = [join(work, 'case'), join(work, 'first')];
  writeFiles(
    first,
    Object.fromEntries(Array.from({ length: documents }, (_, at) => [`${at}.txt`, textOf(at)])),
  );
  const common = ['--case', casePath, '--no-gazetteers', ...words];
  const begun = await runProgram(['ingest', first, '--reference', 'FIRST', ...common]);
  if (begun.code !== 0) throw new Error(begun.output);
  told(`${documents} documents; now ${people} people label each of them beside an ingest of ${folder}`);

  const server = new ServedProcess(casePath);
  server.start();
  const times: number[] = [];
  let [sentAgain, besideRun, isRunning] = [0, 0, true];
  const ingesting = runProgram(['ingest', folder, '--reference', 'MAIN', ...common]).then((ended) => {
    isRunning = false;
    if (ended.code !== 0) throw new Error(ended.output);
  });
  const person = async (number: number): Promise<void> => {
    for (const document of orderOf(number, documents)) {
      const id = idOf(document);
      const from = performance.now();
      const form = { target: `content ${id}`, add: labelOf(number) };
      while (!(await server.post(`/document/${id}/label`, form))) {
        sentAgain += 1;
        await sleep(pauseMs);
      }
      times.push(performance.now() - from);
      if (isRunning) besideRun += 1;
    }
  };
  const killing = async (): Promise<void> => {
    for (let kill = 1; kill <= kills; kill++) {
      while (times.length < (people * documents * kill) / (kills + 1)) await sleep(pauseMs);
      await server.kill();
    }
  };
  await Promise.all([ingesting, killing(), ...Array.from({ length: people }, (_, number) => person(number))]);
  await server.end();
  times.sort((a, b) => a - b);
  return {
    given: times.length,
    besideRun,
    sentAgain,
    kills: server.kills,
    ...compare(casePath, options),
    differences: await differencesOf(casePath, options),
    medianMs: times[times.length >> 1] ?? 0,
    slowestMs: times.at(-1) ?? 0,
    seconds: (performance.now() - started) / 1000,
  };
}

/** Over a folder of real files; whether all is well. */
export async function benchWebLabels(
  folder: string,
  given: Pick<WebLabelsOptions, 'people' | 'documents' | 'kills'> & { readonly work?: string | undefined },
): Promise<boolean> {
  const work = given.work ?? mkdtempSync(join(tmpdir(), 'evidex-web-labels-'));
  const words = ['--parser-processes', '1'];
  try {
    const result = await webLabels({ ...given, folder, work, words, told: console.log });
    const { besideRun, sentAgain, kills, lost, twice, differences, medianMs, slowestMs, seconds } = result;
    console.log(
      [
        `${result.given} labels given, ${besideRun} of them beside the ingest; the server was killed ${kills} times, ${sentAgain} forms were sent again`,
        `lost: ${lost.length === 0 ? 'none' : lost.join(', ')}; twice: ${twice.length === 0 ? 'none' : twice.join(', ')}`,
        `audit, ledger and index: ${differences === '' ? 'whole, and they agree' : differences}`,
        `a label took ${medianMs.toFixed(0)} ms at the median, ${slowestMs.toFixed(0)} ms at most; all ${seconds.toFixed(0)} s`,
      ].join('\n'),
    );
    return lost.length + twice.length === 0 && differences === '';
  } finally {
    if (given.work === undefined) rmSync(work, { recursive: true, force: true });
  }
}
