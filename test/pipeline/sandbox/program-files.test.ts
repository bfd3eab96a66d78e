/** What of the program a parser may read: all that it runs, and nothing else of what lies beside it. */
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  parserEntry,
  parserFolders,
  parserPackages,
  programFiles,
  rendererPackages,
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

const parserMain = 'pipeline/parser/parser-main.ts';

describe.each([
  ['parser', parserMain, parserFolders, []],
  [
    'renderer',
    'pipeline/renderer/renderer-main.ts',
    [...parserFolders, 'pipeline/renderer'],
    rendererPackages,
  ],
])('a %s', (_, entry, folders, further) => {
  const reached = reachedFrom(entry);

  test('runs files of folders that it may read', () => {
    expect(reached.size).toBeGreaterThan(100);
    const outside = [...reached].filter((path) => !folders.some((folder) => path.startsWith(`${folder}/`)));
    expect(outside).toEqual([]);
  });

  test('loads no package but those that it may read', () => {
    const others = packagesOf(reached).filter((name) => !parserPackages.includes(name));
    expect([...new Set(others)]).toEqual(further);
  });
});

test('the packages are those that a parser imports, and one that it loads as a file', () => {
  const imported = [...packagesOf(reachedFrom(parserMain)), 'chardetng-wasm'];
  expect([...new Set(imported)].sort()).toEqual([...parserPackages].sort());
});

/** The packages that these files import. */
function packagesOf(paths: ReadonlySet<string>): string[] {
  const imported = [...paths].flatMap((path) => files.get(path)?.modules ?? []);
  return imported
    .filter((name) => !name.startsWith('node:'))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
}

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
