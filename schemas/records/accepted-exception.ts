/** That exceptions of one code or status, or single ones of them, were looked at and are accepted, and why; they stay unread in every sum. */
import { z } from 'zod';
import { labelName, noteText } from '../label.ts';

export const acceptedException = z.strictObject({
  /** A code, or a status, as the report counts items by it. */
  what: labelName,
  reason: noteText,
  /** Items that it was said of, as who sees nothing of what is withheld counts them. */
  items: z.string().regex(/^\d{1,12}$/u),
  /** Not of all that ended so: of what the record cites alone. */
  only: z.literal('cited').optional(),
});
