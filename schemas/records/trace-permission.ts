/** That people may be traced over the tables of a case: what for, and on whose word. */
import { z } from 'zod';
import { noteText } from '../label.ts';

export const tracePermission = z.strictObject({
  purpose: noteText,
  /** The lead who answers for it. */
  lead: z.string().trim().min(1).max(200),
});
