/** Documents that one reviewer takes at a time, and what became of them; or a sample of such that another looks at again. */
import { z } from 'zod';
import { labelName } from '../label.ts';
import { maxBatchDocuments } from '../review.ts';

export const reviewBatch = z.strictObject({
  name: labelName,
  query: z.string().max(60_000),
  /** From 1, of so many that came of one question. */
  number: z.int().positive(),
  of: z.int().positive(),
  /** Ids of entries, in the order in which they are looked at. */
  documents: z.array(z.string().max(64)).max(maxBatchDocuments),
  /** Review scopes that were open to who made it: who has them not does not see it. */
  open: z.array(z.string()).max(100),
  state: z.enum(['open', 'taken', 'done']),
  /** Who took it, or was done with it. */
  person: z.string().max(500).optional(),
  /** Of a second look: the batch whose sample it is, and by what it was drawn. */
  second: z
    .strictObject({ of: z.string().max(200), percent: z.int().min(1).max(100), seed: z.string().max(100) })
    .optional(),
});
