/** One way out of a parser process, to be tried from inside it. */

/** What the attempts aim at; absolute paths, and a port of this machine that is listened to. */
export interface Aims {
  /** Holds `evidence.txt`, `link` to `outside`, and `to-root`, a link to `/`. */
  readonly source: string;
  /** The folder that the parser's spool was opened in, below `caseFolder`. */
  readonly spool: string;
  /** Holds `catalogue.sqlite` and `audit.jsonl`. */
  readonly caseFolder: string;
  readonly outside: string;
  /** The folder of the program. */
  readonly program: string;
  readonly coordinator: number;
  readonly port: number;
  readonly socket: string;
}

/**
 * Who stops it: Node's permission model with our flags (`node`), or the rings alone (`ring`). `harmless`: nothing does,
 * since it reaches only the process itself.
 */
export type StoppedBy = 'node' | 'ring' | 'harmless';

/** By name; each gives what it got hold of, or throws. */
export type Attempts = Readonly<
  Record<string, readonly [stoppedBy: StoppedBy, attempt: (aims: Aims) => unknown]>
>;

export const once = <T>(
  start: (resolve: (value: T) => void, reject: (error: unknown) => void) => void,
): Promise<T> => new Promise((resolve, reject) => start(resolve, reject));
