/** What the terms of a list came to; a version for each time that they were counted, under the id of the list. */
import { z } from 'zod';
import { maxTerms, maxTermUnits } from './term-list.ts';

const count = z.int().nonnegative();

const termRow = z.strictObject({
  term: z.string().max(maxTermUnits),
  /** Why it could not be searched; then there are no counts. */
  refused: z.string().max(1_000).optional(),
  documents: count.optional(),
  /** Documents that no other term finds. Absent where too many were found to compare. */
  unique: count.optional(),
  families: count.optional(),
  /** Items that its words could not be found in. */
  unsearched: count.optional(),
});

export const termReport = z.strictObject({
  /** Of the list that was counted. */
  hash: z.string().regex(/^[0-9a-f]{64}$/u),
  /** As of `search-run`. */
  open: z.array(z.string()).max(100),
  rows: z.array(termRow).max(maxTerms),
  /** Documents that any term finds; of those terms alone whose documents were listed. */
  documents: count,
  /** Families that they lie in. */
  families: count,
});
