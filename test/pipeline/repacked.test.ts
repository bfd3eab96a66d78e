/** Archives and mailboxes that are packed anew between two runs: what was withheld stays so at every moment, labels go over. */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Stores } from '../../case/stores.ts';
import { writeFiles, zipOf } from '../../scripts/bench/made-evidence.ts';
import { jsonRows } from '../cli/json-lines.ts';
import { messageOf } from '../cli/letters-case.ts';
import { type CliResult, runCli } from '../cli/run-cli.ts';
import { bothLedgers } from '../memory-ledger/both-ledgers.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const source = join(folder, 'share');
const { ask, sqliteCase, stores } = bothLedgers(folder);

const advice = 'Kittiwake should settle.\n';
const letter = messageOf({ id: 'letter-1', subject: 'Kestrel', text: 'Puffin.' }, { 'advice.txt': advice });
const mail = (id: string, text: string): string =>
  `From ann@example.org Mon Apr  1 10:00:00 2019\n${messageOf({ id, subject: id, text }, {})}\n`;
/** Only what is withheld has these. */
const secrets = /kittiwake|kestrel|puffin|gannet/iu;

const leaks = new Set<string>();
/** Reads the case in SQLite before and after each write of a run to its ledger; those to the index lie in between. */
const watched: Stores = {
  ...stores,
  async openCatalogue(paths) {
    const catalogue = await stores.openCatalogue(paths);
    const look = async (when: string): Promise<void> => {
      for (const words of [
        ['search', '*', '--limit', '200'],
        ['report', '--items'],
        ['timeline', '--list'],
      ])
        for (const [word] of (
          await runCli([...words, '--json', '--case', sqliteCase], { stores })
        ).stdout.matchAll(new RegExp(secrets, 'giu')))
          leaks.add(`${word} ${when}`);
    };
    return new Proxy(catalogue, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key);
        if (typeof value !== 'function') return value;
        const bound = value.bind(target) as (...given: unknown[]) => Promise<unknown>;
        if (key !== 'commit' && key !== 'settle') return bound;
        return async (...given: unknown[]) => {
          await look(`before ${key}`);
          const answer = await bound(...given);
          await look(`after ${key}`);
          return answer;
        };
      },
    });
  },
};

const ingest = ['ingest', source, '--reference', 'EX-1', '--parser-processes', '1', '--no-gazetteers', '--batch-items', '1']; // prettier-ignore
const both = async (...words: string[]): Promise<unknown[]> => {
  const { memory, sqlite } = await ask(words);
  expect(memory).toEqual(sqlite);
  return [...sqlite];
};
const run = (...words: string[]): Promise<CliResult> => runCli([...words, '--case', sqliteCase], { stores });

beforeAll(async () => {
  writeFiles(source, {
    'a.zip': zipOf({
      'letter.eml': letter,
      'plan.txt': 'The plan of 2019.\n',
      'released.txt': 'Advice that was waived, of the gull.\n',
    }),
    'b.zip': zipOf({ 'other.txt': 'Another.\n' }),
    'box.mbox': mail('one', 'Lunch?') + mail('two', 'Gannet advises.'),
  });
  await both(...ingest);
  for (const said of [
    ['withhold', 'a.zip/letter.eml', '--scope', 'counsel', '--ground', 'privilege', '--reason', 'advice'],
    ['withhold', '--query', 'gannet', '--scope', 'counsel', '--reason', 'advice'],
    ['withhold', 'a.zip/released.txt', '--scope', 'counsel', '--reason', 'advice'],
    ['withhold', 'a.zip/released.txt', '--scope', 'counsel', '--release', '--reason', 'waived'],
    ['label', 'a.zip/plan.txt', '--add', 'to disclose'],
  ])
    await both(...said);
  writeFiles(source, {
    'a.zip': zipOf({
      'letter, final.eml': letter,
      'plan.txt': 'The plan of 2020.\n',
      'released.txt': 'Advice that was waived, of the gull.\n',
      'new.txt': 'New.\n',
    }),
    'b.zip': zipOf({ 'other.txt': 'Another.\n', 'deep/letter.eml': letter }),
    'box.mbox': mail('zero', 'Breakfast?') + mail('one', 'Lunch?') + mail('two', 'Gannet advises.'),
  });
  expect(await runCli([...ingest, '--case', sqliteCase], { stores: watched })).toMatchObject({ exitCode: 0 });
  const { memoryCase } = bothLedgers(folder);
  expect(await runCli([...ingest, '--case', memoryCase], { stores })).toMatchObject({ exitCode: 0 });
}, 240_000);

const paths = async (...words: string[]): Promise<string[]> =>
  (
    (await both('search', ...words, '--sort', 'path', '--limit', '100')) as {
      occurrences?: { path: string; past?: string }[];
    }[]
  ).flatMap(({ occurrences = [] }) =>
    occurrences.flatMap(({ path, past }) => (past === undefined ? [path] : [])),
  );

describe('what is packed anew', () => {
  test('is closed at every moment of the run, and open to its readers', async () => {
    expect([...leaks]).toEqual([]);
    expect(await paths('*')).not.toContainEqual(expect.stringMatching(/letter/u));
    for (const word of ['kittiwake', 'puffin', 'gannet']) expect(await paths(word)).toEqual([]);
    expect(await paths('kittiwake', '--open', 'counsel')).toEqual([
      'a.zip/letter, final.eml/advice.txt',
      'b.zip/deep/letter.eml/advice.txt',
    ]);
  });

  test('keeps what was released open, and its labels', async () => {
    expect(await paths('gull')).toEqual(['a.zip/released.txt']);
    expect(await paths('label:"to disclose"')).toEqual(['a.zip/plan.txt']);
    const [shown] = jsonRows<{ labels: { carried?: unknown }[] }>(
      (await run('show', 'a.zip/plan.txt', '--metadata', '--json')).stdout,
    );
    expect(shown?.labels).toMatchObject([{ label: 'to disclose', carried: { from: { source: 'EX-1' } } }]);
    expect((await run('show', 'a.zip/plan.txt')).stdout).toContain('carried over from EX-1/a.zip/plan.txt');
  });

  test('agrees with the index, and with the audit log', async () => {
    expect(await run('verify', '--index')).toMatchObject({ exitCode: 0 });
    expect(await run('audit', '--head')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('What the case has written and what the log says agree.'),
    });
  });
});
