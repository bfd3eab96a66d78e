/** The error by which a member's stream says why it broke; told apart by `code`, like `LimitError`. */
import type { Code } from '../../schemas/status.ts';

export class ArchiveError extends Error {
  readonly code: Code;
  constructor(code: Code, message: string) {
    super(message);
    this.name = 'ArchiveError';
    this.code = code;
  }
}

/** The code and message of whatever was thrown; `fallback` where it carries no code of ours. */
export function describeError(error: unknown, fallback: Code): { code: Code; detail: string } {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const ours = error instanceof ArchiveError || (error as { name?: unknown }).name === 'LimitError';
  return { code: ours ? (code as Code) : fallback, detail: String(message ?? error).slice(0, 300) };
}
