/** Removals: what is kept of an item or a source that was taken out of a case. */
import { z } from 'zod';
import { itemKind } from './index-entry.ts';

export const removedKind = z.enum(['source', ...itemKind.options]);
export type RemovedKind = z.infer<typeof removedKind>;

export const removal = z.strictObject({
  removal: z.number().int().positive().describe('from 1, in the order in which they were made'),
  kind: removedKind.describe('what it was: a source, or an item of this kind'),
  key: z
    .string()
    .regex(/^[0-9a-f]{64}$/u)
    .describe('a hash of its id with a secret of the case: it tells nothing, and knows it again'),
  at: z.iso.datetime().describe('UTC'),
  by: z.string().describe('the operator'),
  reason: z.string(),
  record: z.number().int().nonnegative().describe('of the audit log'),
  items: z.number().int().nonnegative().describe('items that went, each revision once'),
  documents: z.number().int().nonnegative().describe('contents that went'),
  kept: z.number().int().nonnegative().describe('contents that stay, since they lie elsewhere too'),
  ended: z.boolean().describe('false where it was stopped or killed: the same command goes on with it'),
});
export type Removal = z.infer<typeof removal>;

/** How a tombstone is named where items are: of what it was, nothing follows from it. */
export const tombstoneName = (key: string): string => `removed-${key.slice(0, 12)}`;

/** What is said of it wherever it is met. */
export const removalWords = ({ at, by, reason }: Pick<Removal, 'at' | 'by' | 'reason'>): string =>
  `removed on ${at.slice(0, 10)} by ${by}: ${reason}`;
