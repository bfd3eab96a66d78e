/**
 * What Node made of the code that parsers run, kept for the next one: finding, stripping and compiling three hundred
 * modules is most of a parser's start. A parser may read it and never write it; what fills it is a process that sees no
 * evidence. Node compares each entry with its module, so that no code is run but what lies in the program.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keeperEntry, parserFolders, programFiles, programFolder } from './program-files.ts';

/** Where it lies, beside the code. */
export const keptCodeFolder = join(programFolder, '.cache', 'parser-code');

/** The argument by which a process uses what is kept, or fills it. What is not there, or not to be read, is made anew. */
export const useKeptCode = (readOnly: boolean): string => {
  const options = JSON.stringify({ directory: keptCodeFolder, readOnly });
  const code = `import { enableCompileCache } from 'node:module'; enableCompileCache(${options});`;
  return `--import=data:text/javascript,${encodeURIComponent(code)}`;
};

/** A process that fills it takes some seconds; after so long it was ended, and another begins. */
const maxMakingMs = 60_000;

function newestCodeMs(): number {
  let newest = 0;
  for (const folder of parserFolders)
    for (const entry of readdirSync(join(programFolder, folder), { recursive: true, withFileTypes: true }))
      if (entry.isFile()) newest = Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs);
  return newest;
}

/** `made` is written when all is kept; empty, it says that a process is at it. */
function isDue(made: string): boolean {
  const stated = statSync(made, { throwIfNoEntry: false });
  if (!stated || stated.mtimeMs < newestCodeMs()) return true;
  return stated.size === 0 && Date.now() - stated.mtimeMs > maxMakingMs;
}

/**
 * Has it filled where it is not, by a process of its own that outlives this one for a second or two. `engineFlags` are those
 * that parsers are started with: V8 takes code only under flags like those that it was made with. Undefined where there is
 * nothing to do, or where the folder cannot be written: then nothing is kept.
 */
export function keepParserCode(engineFlags: readonly string[]): ChildProcess | undefined {
  const made = join(keptCodeFolder, `${[process.version, ...engineFlags].join('').replaceAll(/[^\w.-]/gu, '_')}.made`); // prettier-ignore
  try {
    if (!isDue(made)) return undefined;
    mkdirSync(keptCodeFolder, { recursive: true });
    writeFileSync(made, '');
  } catch {
    return undefined;
  }
  const words = [
    '--permission',
    ...[...programFiles(keeperEntry), keptCodeFolder].map((path) => `--allow-fs-read=${path}`),
    `--allow-fs-write=${keptCodeFolder}`,
    useKeptCode(false),
    '--no-experimental-sqlite',
    ...engineFlags,
    keeperEntry,
    made,
  ];
  const child = spawn(process.execPath, words, { env: {}, stdio: 'ignore', detached: true });
  // It can be done without.
  child.on('error', () => undefined);
  child.unref();
  return child;
}
