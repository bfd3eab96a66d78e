/** The command that a parser process is started with, and what it may touch by it. */
import { programFiles, parserEntry } from './program-files.ts';

export interface ParserRights {
  /** Absolute paths that may be read: the sources, each a folder or a single file. */
  readonly sources: readonly string[];
  /** Bytes of heap; WebAssembly lies outside. */
  readonly maxResidentBytes: number;
  /** The file that the process runs; default `parser-main`. Another composition of parsers. */
  readonly entry?: string;
}

/** The flags that take the process's rights, and the file that it runs. It may write nothing: its spool is an open file. */
export function parserArguments({ sources, maxResidentBytes, entry = parserEntry }: ParserRights): string[] {
  const heapMegabytes = Math.max(128, Math.floor(maxResidentBytes / 1024 / 1024));
  return [
    '--permission',
    ...[...programFiles(entry), ...sources].map((path) => `--allow-fs-read=${path}`),
    '--no-experimental-sqlite',
    '--disable-warning=SecurityWarning',
    '--disable-warning=ExperimentalWarning',
    `--max-old-space-size=${heapMegabytes}`,
    entry,
  ];
}
