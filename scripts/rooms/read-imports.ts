/** Reads who imports whom from the source files themselves, so that no list of it can go stale. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export interface SourceFile {
  /** From the project's root, `/` between parts. */
  readonly path: string;
  readonly lines: number;
  /** Files of the project that it imports, types and later loads (`import()`, `new URL`) included. */
  readonly imports: readonly string[];
  /** Builtin modules and packages that it imports, as written. */
  readonly modules: readonly string[];
}

const specifier =
  /(?:\bfrom\s+|\bimport\s*\(\s*|\bimport\s+|\bnew URL\(\s*|\bWorker\(\s*|\brequire\(?\(?import\.meta\.url\)\(\s*)'([^'\n]+)'/g;
const isCode = (path: string): boolean => /\.(?:ts|mjs|js)$/u.test(path);

function readFile(root: string, path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  // Comments hold examples.
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
  const named = [...code.matchAll(specifier)].map(([, name]) => name ?? '');
  const imports = named
    .filter((name) => name.startsWith('.'))
    .map((name) => normalize(join(dirname(path), name)))
    .filter((target) => isCode(target) && existsSync(join(root, target)));
  return {
    path,
    lines: text.split('\n').length - 1,
    imports: [...new Set(imports)].toSorted(),
    modules: [...new Set(named.filter((name) => /^(?:node:|@?[a-z])/u.test(name)))].toSorted(),
  };
}

/** All source files that git tracks or would track, in order of their paths. */
export function readImports(root: string): readonly SourceFile[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return listed
    .split('\0')
    .filter((path) => isCode(path) && existsSync(join(root, path)))
    .toSorted()
    .map((path) => readFile(root, path));
}
