/** `ingest`, `search` and `report` on the ledger in memory: what they answer is what they answer on SQLite. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type Answers, bothLedgers } from './both-ledgers.ts';

const folder = temporaryFolder();
const share = join(import.meta.dirname, '../../samples/share');
const intake = join(import.meta.dirname, '../../samples/intake.json');

const { ask: onBoth, memoryCase, sqliteCase, stores } = bothLedgers(folder);
const letter = 'Mail/2019-04-09 Consent for the list.eml';
let ingested: Answers;

beforeAll(async () => {
  // The first reading of a file that nobody read since it was written changes when it was accessed: of a fresh clone, between both.
  for (const entry of readdirSync(share, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) readFileSync(join(entry.parentPath, entry.name));
  }
  ingested = await onBoth(['ingest', share, '--intake', intake, '--parser-processes', '2']);
}, 120_000);

test('ingest comes to the same', () => {
  expect(ingested.memory).toMatchObject([{ run: 1, items: 84, documents: 65 }]);
  expect(ingested.memory).toEqual(ingested.sqlite);
  expect(existsSync(join(memoryCase, 'catalogue.sqlite'))).toBe(false);
  expect(existsSync(join(sqliteCase, 'catalogue.sqlite'))).toBe(true);
});

const questions: readonly (readonly [what: string, words: readonly string[], atLeast: number])[] = [
  ['the report', ['report'], 1],
  ['every item', ['report', '--items'], 81],
  ['what needs a look', ['report', '--exceptions'], 3],
  ['a search', ['search', 'consent AND list'], 3],
  ['all documents, by their paths', ['search', '*', '--sort', 'path', '--limit', '100'], 60],
  ['a search by place', ['search', 'path:/Mail/*', '--sort', 'date'], 5],
  ['a facet', ['search', '*', '--facet', 'entity'], 1],
  ['entities', ['entities'], 1],
  ['mentions', ['mentions'], 10],
  ['personal data', ['mentions', '--personal-data'], 10],
  ['the timeline', ['timeline'], 1],
  ['its events', ['timeline', '--list'], 100],
];

test.each(questions)('%s', async (_, words, atLeast) => {
  const { memory, sqlite } = await onBoth(words);
  expect(memory.length).toBeGreaterThanOrEqual(atLeast);
  expect(memory).toEqual(sqlite);
});

test('a comparison of both finds no difference', async () => {
  const { exitCode, stdout } = await runCli(['compare', memoryCase, sqliteCase], { stores });
  expect(stdout).toContain('no difference');
  expect(exitCode).toBe(0);
});

test('what both say of a case of which something is withheld', async () => {
  const marked = await onBoth(['withhold', letter, '--scope', 'privilege', '--reason', 'advice']);
  expect(marked.memory).toEqual(marked.sqlite);
  for (const [, words] of questions) {
    const { memory, sqlite } = await onBoth(words);
    expect(memory).toEqual(sqlite);
  }
  const whole = await onBoth(['report', '--items', '--open', 'privilege']);
  expect(whole.memory).toEqual(whole.sqlite);
  const shown = await onBoth(['report', '--items']);
  expect(shown.memory).toHaveLength(whole.memory.length - 1);
}, 60_000);
