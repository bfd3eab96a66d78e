/** That a saved search was run, and what it came to; a version for each time, under the id of the search. */
import { z } from 'zod';

export const searchRun = z.strictObject({
  /** Of the query in the language's own form; the same questions have the same. */
  hash: z.string().regex(/^[0-9a-f]{64}$/u),
  /** Review scopes that were open: who has them not is not shown what it came to. */
  open: z.array(z.string()).max(100),
  documents: z.int().nonnegative(),
  items: z.int().nonnegative(),
  /** Items that no words are found in. */
  unsearched: z.int().nonnegative(),
  /** Hash of which documents and items it found (`cli/run/result-hash.ts`); absent in runs of before. */
  result: z
    .string()
    .regex(/^[0-9a-f]{64}$/u)
    .optional(),
});
