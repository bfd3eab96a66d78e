/** The command that a parser process is started with, and what it may touch by it. */
import { existsSync } from 'node:fs';
import { lateOptimisation } from '../../config/late-optimisation-flag.ts';
import { keepParserCode, keptCodeFolder, useKeptCode } from './kept-code.ts';
import { closeRings, type Sandbox } from './outer-ring.ts';
import { programFiles, parserEntry } from './program-files.ts';

export interface ParserRights {
  /** Absolute paths that may be read: the sources, each a folder or a single file. */
  readonly sources: readonly string[];
  /** Bytes of heap; WebAssembly lies outside. */
  readonly maxResidentBytes: number;
  /** The file that the process runs; default `parser-main`. Another composition of parsers. */
  readonly entry?: string;
}

/** Absolute paths of what the process may read. */
const readablePaths = ({ sources, entry = parserEntry }: ParserRights): string[] => [
  ...programFiles(entry),
  ...(existsSync(keptCodeFolder) ? [keptCodeFolder] : []),
  ...sources,
];

/** Those of V8. */
const engineFlags = ({ maxResidentBytes }: Pick<ParserRights, 'maxResidentBytes'>): string[] => [
  lateOptimisation,
  `--max-old-space-size=${Math.max(128, Math.floor(maxResidentBytes / 1024 / 1024))}`,
];

/** Before the first of many parsers is started: has what Node makes of their code kept for the next run, where it is not. */
export const keepCode = (rights: Pick<ParserRights, 'maxResidentBytes'>): ReturnType<typeof keepParserCode> =>
  keepParserCode(engineFlags(rights));

/** The flags that take the process's rights, and the file that it runs. It may write nothing: its spool is an open file. */
export function parserArguments(rights: ParserRights): string[] {
  return [
    '--permission',
    ...readablePaths(rights).map((path) => `--allow-fs-read=${path}`),
    '--no-experimental-sqlite',
    '--disable-warning=SecurityWarning',
    '--disable-warning=ExperimentalWarning',
    ...engineFlags(rights),
    useKeptCode(true),
    rights.entry ?? parserEntry,
  ];
}

export interface ParserBounds extends ParserRights {
  /** The folder that its spool is opened in. */
  readonly spoolFolder: string;
  /** Bytes that the spool may take. */
  readonly spoolBytes: number;
}

/** The rings around a parser with these rights. */
export const sandboxOf = (bounds: ParserBounds): Sandbox =>
  closeRings({
    readable: readablePaths(bounds),
    mountPoint: bounds.spoolFolder,
    spoolBytes: bounds.spoolBytes,
  });
