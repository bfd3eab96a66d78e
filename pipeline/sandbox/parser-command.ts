/** The command that a parser process is started with, and what it may touch by it. */
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
  ...sources,
];

/** The flags that take the process's rights, and the file that it runs. It may write nothing: its spool is an open file. */
export function parserArguments(rights: ParserRights): string[] {
  const heapMegabytes = Math.max(128, Math.floor(rights.maxResidentBytes / 1024 / 1024));
  return [
    '--permission',
    ...readablePaths(rights).map((path) => `--allow-fs-read=${path}`),
    '--no-experimental-sqlite',
    '--disable-warning=SecurityWarning',
    '--disable-warning=ExperimentalWarning',
    `--max-old-space-size=${heapMegabytes}`,
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
