/** The first hour of a newcomer: what its page names is there, each stop is one, and every decision is explained once. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readStops } from './debug/stops.ts';

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

test('each row with a function is a stop, in the file that it names', () => {
  const rows = page.match(/^\| `[^`]+\.ts` +\| `[\w.]+` +\|/gmu) ?? [];
  // It throws for a function that is not in its file.
  expect(readStops()).toHaveLength(rows.length);
  expect(rows.length).toBeGreaterThan(10);
});

test('its table names every decision, each once', () => {
  const decisions = readdirSync(join(root, 'docs', 'decisions')).filter((name) => /^\d/u.test(name));
  const [, table = ''] = page.split('\n## Why it is so\n');
  const linked = [...table.matchAll(/\]\(decisions\/([^)]+)\)/gu)].map(([, name]) => name);
  expect(linked).toHaveLength(decisions.length);
  expect(new Set(linked)).toEqual(new Set(decisions));
});
