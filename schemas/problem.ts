/** Errors that a user can do something about: told apart by `code`, each with what to do next. */

/**
 * What went wrong, and the exit code of the command line it leads to. 1: the work could not be done; 2: the
 * command, a value or an input file is wrong; 3: something is unaccounted for or does not match; 4: the case is
 * in use by another run; 130: stopped by the user.
 */
export const problemCodes = {
  failed: 1,
  'case-missing': 1,
  'case-not-empty': 1,
  'case-version': 1,
  'case-damaged': 1,
  'case-untrusted': 1,
  'case-overlap': 2,
  'case-busy': 4,
  'catalogue-missing': 1,
  'catalogue-version': 1,
  'catalogue-damaged': 1,
  'index-version': 1,
  'index-damaged': 1,
  'index-missing': 1,
  'index-unreachable': 1,
  'index-denied': 1,
  'index-foreign': 1,
  'index-full': 1,
  'tika-missing': 1,
  'tika-unreachable': 1,
  'lease-lost': 4,
  'source-missing': 1,
  'source-unreadable': 1,
  'source-empty': 1,
  'disk-full': 1,
  'sandbox-open': 1,
  usage: 2,
  'wrong-value': 2,
  'bad-file': 2,
  'not-found': 1,
  'not-allowed': 1,
  removed: 1,
  held: 1,
  conflict: 1,
  mismatch: 3,
  interrupted: 130,
} as const;
export type ProblemCode = keyof typeof problemCodes;

/** What else `--json` and the audit log say of a problem. */
export interface ProblemDetails {
  /** The files that it is about, one line each, to a cap; the last line then counts the rest. */
  readonly named: readonly string[];
  /** For programs. */
  readonly [field: string]: unknown;
}

/** Thrown by any room for a condition it foresaw. `hint` is one sentence that says what to do next. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly hint: string | undefined;
  readonly details: ProblemDetails | undefined;
  constructor(code: ProblemCode, message: string, hint?: string, details?: ProblemDetails) {
    super(message);
    this.name = 'Problem';
    this.code = code;
    this.hint = hint;
    this.details = details;
  }
}

/** The `code` of anything thrown: ours, the system's (`ENOENT`), or undefined. */
export function codeOf(thrown: unknown): string | undefined {
  const code: unknown =
    typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Whether it is a condition that was foreseen, by its code. */
export function isProblem(thrown: unknown): thrown is Problem {
  const code = codeOf(thrown);
  return code !== undefined && Object.hasOwn(problemCodes, code);
}

const sqliteFull = 13;

/** Whether a disk without room is what was wrong: as the system says it, or as SQLite does. */
export function isDiskFull(thrown: unknown): boolean {
  const { code, errcode } = (thrown ?? {}) as { code?: unknown; errcode?: unknown };
  return code === 'ENOSPC' || code === 'EDQUOT' || errcode === sqliteFull;
}

/** The message of anything thrown. */
export function messageOf(thrown: unknown): string {
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown
    ? String(thrown.message)
    : String(thrown);
}
