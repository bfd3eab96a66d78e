/** A whole run on a ledger whose answers come late and out of step: it comes to what a prompt ledger comes to. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { openSqliteLedger } from '../../../case/sqlite/sqlite-ledger.ts';
import { everyScope } from '../../../schemas/scope.ts';
import { makeKillFolder, orphansGone } from '../../../scripts/bench/kill.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { type PoisonedOptions, type PoisonedRun, runPoisoned } from '../parser/poisoned-run.ts';
import { type Delay, lateCatalogue, randomTurns } from './coordinated-case.ts';

const folder = temporaryFolder();
const source = join(folder, 'source');
const workOf = (name: string): string => join(folder, name);
/** Real parsers, not those that poison can take down. */
const entry = join(import.meta.dirname, '../../../pipeline/parser/parser-main.ts');

const runIn = (name: string, options: PoisonedOptions = {}): Promise<PoisonedRun> =>
  runPoisoned(source, workOf(name), { entry, parserProcesses: 3, ...options });

/** All that two cases are compared by, as lines. */
async function linesOf(name: string): Promise<string[]> {
  const ledger = await openSqliteLedger(join(workOf(name), 'catalogue.sqlite'));
  try {
    const snapshot = await ledger.snapshots.after(undefined, everyScope);
    const items = await Array.fromAsync(snapshot?.items() ?? []);
    const documents = await Array.fromAsync(snapshot?.documents() ?? []);
    return [...items, ...documents].map((line) => JSON.stringify(line));
  } finally {
    await ledger.close();
  }
}

/** Contents, and how often one was parsed. */
function attemptsIn(name: string): { contents: number; attempts: number } {
  const database = new DatabaseSync(join(workOf(name), 'catalogue.sqlite'), { readOnly: true });
  try {
    return {
      ...(database
        .prepare('SELECT count(DISTINCT document) AS contents, count(*) AS attempts FROM attempt')
        .get() as { contents: number; attempts: number }),
    };
  } finally {
    database.close();
  }
}

/** Verdicts come late, commits very late: while the one is awaited parsers ask, while the other, they find more. */
const late = (seed: number): Delay => {
  const turns = randomTurns(seed);
  return async (method, when, words) => {
    await turns(method, when, words);
    if (method === 'commit') for (let turn = 0; turn < 50; turn++) await setImmediate();
  };
};

beforeAll(async () => {
  mkdirSync(source);
  makeKillFolder(source);
  await runIn('prompt');
});

test('the same items, outcomes and texts, and no content parsed twice, though all copies are asked about at once', async () => {
  const run = await runIn('late', { between: (catalogue) => lateCatalogue(catalogue, late(1)) });
  expect(run.result.interrupted).toBe(false);
  expect(await linesOf('late')).toEqual(await linesOf('prompt'));
  const { contents, attempts } = attemptsIn('late');
  expect(contents).toBeGreaterThan(350);
  expect(attempts).toBe(contents);
});

test('stopped while questions are in flight, it ends; the next run comes to the same', async () => {
  const stop = new AbortController();
  const first = await runIn('stopped', {
    signal: stop.signal,
    between: (catalogue) => lateCatalogue(catalogue, late(2)),
    progress: ({ filesDone }) => {
      if (filesDone > 100) stop.abort();
    },
  });
  expect(first.result.interrupted).toBe(true);
  expect(Object.values(first.statuses)).toContain('pending');
  await runIn('stopped', { between: (catalogue) => lateCatalogue(catalogue, late(3)) });
  expect(await linesOf('stopped')).toEqual(await linesOf('prompt'));
});

test('a ledger that fails in the middle ends the run with its error, when no parser is left at work', async () => {
  let calls = 0;
  let inFlight = 0;
  const failing: Delay = async (_, when) => {
    inFlight += when === 'before' ? 1 : -1;
    await setImmediate();
    if (when === 'before' && ++calls === 40) {
      inFlight -= 1;
      throw Object.assign(new Error('ledger away'), { code: 'ECONNRESET' });
    }
  };
  await expect(
    runIn('failing', { between: (catalogue) => lateCatalogue(catalogue, failing) }),
  ).rejects.toMatchObject({ code: 'ECONNRESET' });
  // One that is dying may still be seen for some milliseconds.
  await orphansGone(workOf('failing'));
  const then = calls;
  expect(inFlight).toBe(0);
  for (let turn = 0; turn < 50; turn++) await setImmediate();
  expect(calls).toBe(then);
  await runIn('failing');
  expect(await linesOf('failing')).toEqual(await linesOf('prompt'));
});
