/** The error by which a member's stream says why it broke; told apart by `code`, like `LimitError`. */
import { codeOf, messageOf } from '../../schemas/problem.ts';
import { type Code, codes } from '../../schemas/status.ts';

export class ArchiveError extends Error {
  readonly code: Code;
  constructor(code: Code, message: string) {
    super(message);
    this.name = 'ArchiveError';
    this.code = code;
  }
}

/** The code of ours that a thrown thing carries: those of the system and of libraries are none. */
export function statusCodeOf(error: unknown): Code | undefined {
  const code = codeOf(error);
  return code !== undefined && Object.hasOwn(codes, code) ? (code as Code) : undefined;
}

/** The code and message of whatever was thrown; `fallback` where it carries no code of ours. */
export function describeError(error: unknown, fallback: Code): { code: Code; detail: string } {
  return { code: statusCodeOf(error) ?? fallback, detail: messageOf(error).slice(0, 300) };
}
