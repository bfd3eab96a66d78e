/** A code of a failure or a warning, in words. */
import { meaningOf } from '../schemas/status.ts';

/** A code with what it means, and what was said of one item. */
export const codeWords = (code: string, detail?: string): string =>
  [code, meaningOf(code), detail].filter(Boolean).join(': ');
