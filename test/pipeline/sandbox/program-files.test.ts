/** What of the program a parser may read: all that it runs, and nothing else of what lies beside it. */
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expect, test } from '@jest/globals';
import {
  parserEntry,
  parserFolders,
  parserPackages,
  programFiles,
} from '../../../pipeline/sandbox/program-files.ts';
import { readImports } from '../../../scripts/rooms/read-imports.ts';

const root = join(import.meta.dirname, '../../..');
const files = new Map(readImports(root).map((file) => [file.path, file]));

/** The files that `path` imports, and theirs. */
function reachedFrom(path: string, reached = new Set<string>()): Set<string> {
  if (reached.has(path)) return reached;
  reached.add(path);
  for (const imported of files.get(path)?.imports ?? []) reachedFrom(imported, reached);
  return reached;
}

const reached = reachedFrom('pipeline/parser/parser-main.ts');

test('every file that a parser runs lies in a folder that it may read', () => {
  expect(reached.size).toBeGreaterThan(100);
  const outside = [...reached].filter(
    (path) => !parserFolders.some((folder) => path.startsWith(`${folder}/`)),
  );
  expect(outside).toEqual([]);
});

test('the packages are those that this code imports, and one that it loads as a file', () => {
  const imported = [...reached].flatMap((path) => files.get(path)?.modules ?? []);
  const packages = imported
    .filter((name) => !name.startsWith('node:'))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
  expect([...new Set([...packages, 'chardetng-wasm'])].sort()).toEqual([...parserPackages].sort());
});

test('neither the history of a clone, nor cases in it, nor the code with rights can be read', () => {
  const readable = programFiles(parserEntry);
  expect(readable.every((path) => existsSync(path))).toBe(true);
  const mayRead = (path: string): boolean =>
    readable.some((one) => `${join(root, path)}${sep}`.startsWith(`${one}${sep}`));
  const refused = ['.', '.git', 'demo-case', 'case', 'cli', 'pipeline/coordinator', 'samples', 'node_modules', 'node_modules/yargs', 'test']; // prettier-ignore
  expect(refused.filter(mayRead)).toEqual([]);
  expect(['formats/pdf', 'node_modules/zod', 'node_modules/domhandler', 'package.json'].every(mayRead)).toBe(
    true,
  );
});
