/** The first hour of a newcomer: what its page names is there, each stop is one, and every decision is explained once. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type PausedAt, pausedAt } from './debug/paused-at.ts';
import { readStops } from './debug/stops.ts';
import { temporaryFolder } from './temporary-folder.ts';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs', 'first-hour.md'), 'utf8');

test('each file and folder that it names exists, a folder with its stroke', () => {
  const named = [...page.matchAll(/`((?:[a-z-]+\/)+(?:[\w.-]+\.\w+)?)`/gu)].map(([, path]) => path ?? '');
  expect(named.length).toBeGreaterThan(60);
  const wrong = named.filter(
    (path) =>
      !existsSync(join(root, path)) || statSync(join(root, path)).isDirectory() !== path.endsWith('/'),
  );
  expect(wrong).toEqual([]);
});

test('each path that its commands run or test exists', () => {
  const commands = [...page.matchAll(/^npx .*|(?<=`)npm test -- [^`]*/gmu)].map(([command]) => command);
  expect(commands.length).toBeGreaterThan(12);
  const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' });
  const words = commands.flatMap((command) => command.match(/(?<=')[^']+(?=')|[^\s']+/gu) ?? []);
  const missing = words
    .filter((word) => word.includes('/'))
    .filter(
      (path) => !existsSync(join(root, path)) && !tests.some((name) => `test/${name}`.startsWith(path)),
    );
  expect(missing).toEqual([]);
});

describe('the debugger stops', () => {
  const [ingest = '', search = '', parseFile = ''] = page.match(/(?<=wait-at-stops\.ts ).*/gu) ?? [];
  const caseFolder = join(temporaryFolder(), 'case');
  const wordsOf = (command: string): string[] =>
    (command.match(/'[^']+'|[^\s']+/gu) ?? []).map((word) =>
      word === 'first-hour-case' ? caseFolder : word.replaceAll("'", ''),
    );
  const stops = readStops();
  const stopAt = ({ file, name }: PausedAt) => stops.find((stop) => stop.file === file && stop.name === name);
  const inOrder = (pauses: readonly PausedAt[]): string[] => [
    ...new Set(pauses.map((at) => (stopAt(at) ? `${at.file} ${at.name}` : 'elsewhere'))),
  ];
  const run = (command: string): Promise<readonly PausedAt[]> =>
    pausedAt((at) => stopAt(at)?.lookAt, ...wordsOf(command));
  const named = stops.map(({ file, name }) => `${file} ${name}`);

  test('at each function of the tables, command by command', async () => {
    const ingesting = await run(ingest);
    const ingested = inOrder(ingesting);
    // By time, a batch may be closed before the document has come.
    expect(ingested.toSorted()).toEqual(named.slice(0, ingested.length).toSorted());
    const searching = await run(search);
    const parsing = await run(parseFile);
    expect([...inOrder(searching), ...inOrder(parsing)]).toEqual(named.slice(ingested.length));
    for (const stop of stops) {
      const visits = [...ingesting, ...searching, ...parsing].filter((at) => stopAt(at) === stop);
      const shown = visits.flatMap((at) => at.shown).map(String);
      // Of several visits the last: a batch may be closed by time as well.
      expect([stop.name, stop.lookAt, shown.slice(-stop.shows.length)]).toEqual([
        stop.name,
        stop.lookAt,
        stop.shows,
      ]);
    }
  });
});

test('its table names every decision, each once', () => {
  const decisions = readdirSync(join(root, 'docs', 'decisions')).filter((name) => /^\d/u.test(name));
  const [, table = ''] = page.split('\n## Why it is so\n');
  const linked = [...table.matchAll(/\]\(decisions\/([^)]+)\)/gu)].map(([, name]) => name);
  expect(linked).toHaveLength(decisions.length);
  expect(new Set(linked)).toEqual(new Set(decisions));
});
