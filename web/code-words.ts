/** What a code of a failure or a warning means. */
import { codes as codeMeanings } from '../schemas/status.ts';

export const meaningOf = (code: string): string =>
  (codeMeanings as Readonly<Record<string, string>>)[code] ?? '';

/** A code with what it means, and what was said of one item. */
export const codeWords = (code: string, detail?: string): string =>
  [code, meaningOf(code), detail].filter(Boolean).join(': ');
