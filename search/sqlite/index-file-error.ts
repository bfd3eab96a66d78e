/** What is wrong with the file of an index, told apart by code. */

const hints = {
  'index-version': 'Use the program that made the case, or ingest its sources into a new case.',
  'index-damaged': 'Restore the case from a copy, or ingest its sources into a new case.',
  'case-untrusted': 'Use a copy of the case as Evidex left it, or ingest its sources anew.',
  'index-missing': 'Ingest a source first; if that was done, check the rights to the case folder.',
} as const;

/** The file is no index, another version's, or damaged; `code` is `index-version` or `index-damaged`. */
export class IndexFileError extends Error {
  override readonly name = 'IndexFileError';
  readonly code: keyof typeof hints;
  /** What to do next. */
  readonly hint: string;

  constructor(code: IndexFileError['code'], message: string, cause?: unknown, hint?: string) {
    super(message, { cause });
    this.code = code;
    this.hint = hint ?? hints[code];
  }
}

/** Of what unpacks packed values: the frame is none, or comes to more than any that Evidex packs. */
const unpackingCodes = /^(?:Z_|ZSTD_|ERR_BUFFER_TOO_LARGE$)/;

/** The rows of a damaged file can fail anywhere: SQLite's codes for that become one of ours, and zlib's. */
export function asIndexError(error: unknown): unknown {
  const { code, errcode, message } = error as { code?: unknown; errcode?: number; message?: string };
  if (typeof code === 'string' && unpackingCodes.test(code)) {
    const said = `the index file is damaged: a value in it cannot be unpacked (${message ?? code})`;
    return new IndexFileError('index-damaged', said, error);
  }
  const primary = (errcode ?? 0) & 0xff;
  if (primary === 11 || primary === 26) {
    return new IndexFileError('index-damaged', `the index file is damaged: ${message ?? ''}`, error);
  }
  if (primary === 14) {
    return new IndexFileError('index-missing', `the index file cannot be opened: ${message ?? ''}`, error);
  }
  return error;
}
