/** Errors of our own are told apart by `code`, never by class: a class loaded twice, or one that crossed a process, is another. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readImports } from '../scripts/rooms/read-imports.ts';

const root = join(import.meta.dirname, '..');
const sources = readImports(root).map(({ path }) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

/** Our classes that are errors, those that extend one of ours included. */
function findErrorClasses(): ReadonlySet<string> {
  const parents = new Map(
    sources.flatMap(({ text }) =>
      [...text.matchAll(/\bclass (\w+) extends (\w+)/g)].map(([, name = '', parent = '']) => [name, parent]),
    ),
  );
  const isError = (name: string | undefined): boolean =>
    name !== undefined &&
    (/^(?:Aggregate|Range|Syntax|Type)?Error$/.test(name) || isError(parents.get(name)));
  return new Set([...parents.keys()].filter(isError));
}

test('no error of our own is told by its class', () => {
  const errorClasses = findErrorClasses();
  expect([...errorClasses]).toEqual(expect.arrayContaining(['ParserFault', 'Problem', 'QuerySyntaxError']));
  const byClass = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/\binstanceof\s+(\w+)/g)]
      .filter(([, name = '']) => name === 'Error' || errorClasses.has(name))
      .map(([found]) => `${path}: ${found}`),
  );
  expect(byClass).toEqual([]);
});
