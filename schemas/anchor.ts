/** Where in its document a stretch of text lies, in the terms a person would cite. */
import { z } from 'zod';

/**
 * One anchor holds from `at` (UTF-16 units from the start of its text) up to the next one.
 * `page` and `slide` count from 1; `sheet` is its name with `row` from 1; `part` names a message part or a
 * section such as `comments` or `notes`.
 */
export const anchor = z.object({
  at: z.number().int().nonnegative(),
  page: z.number().int().positive().optional(),
  slide: z.number().int().positive().optional(),
  sheet: z.string().max(500).optional(),
  row: z.number().int().positive().optional(),
  line: z.number().int().positive().optional(),
  part: z.string().max(200).optional(),
});
export type Anchor = z.infer<typeof anchor>;

/** An unchanging stream of a document. `body` is what a reader sees first; the others are set apart by origin. */
export const textKind = z.enum(['body', 'comments', 'notes', 'headers', 'hidden', 'ocr']);
export type TextKind = z.infer<typeof textKind>;
