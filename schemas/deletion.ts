/** That something was deleted, and who says so. */
import { z } from 'zod';

/**
 * `flagged`: by the program that kept the message; `trash`: in a folder of what was deleted; `recoverable`: in what a
 * mail server keeps behind that; `orphaned`: no folder names it any more.
 */
export const deletionKind = z.enum(['flagged', 'trash', 'recoverable', 'orphaned']);
export type DeletionKind = z.infer<typeof deletionKind>;

/** `by` is in words. */
export const deletion = z.object({ kind: deletionKind, by: z.string() });
export type Deletion = z.infer<typeof deletion>;
