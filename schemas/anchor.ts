/** Where in its document a stretch of text lies, in the terms a person would cite. */
import { z } from 'zod';

/** Characters of the starts of one anchor: read through for one offset, and a block of many anchors is fetched whole. */
export const maxStartsUnits = 4096;

/**
 * Why a reader does not see a text, or sees it as no longer there, or as a change that was tracked. `hidden-slide` and
 * `struck` mark what stands among the rest of the text, as changes do; the others are of hidden text.
 */
export const textMark = z.enum([
  'hidden-sheet',
  'very-hidden-sheet',
  'hidden-row',
  'filtered-row',
  'hidden-column',
  'hidden-slide',
  'ground-colour',
  'no-format',
  'vanished',
  'struck',
  'inserted',
  'deleted',
  'moved',
  'earlier-revision',
  'coded',
]);
export type TextMark = z.infer<typeof textMark>;

/** The marks of tracked changes: what `change:` asks. */
export const changeMarks = ['inserted', 'deleted', 'moved'] as const satisfies readonly TextMark[];

/**
 * One anchor holds from `at` (UTF-16 units from the start of its text) up to the next one.
 * `page` and `slide` count from 1; `sheet` is its name with `row` and `column` from 1; `part` names a message part or a
 * section such as `comments` or `notes`. `mark` says how the text is set apart, `author` and `changed` (as stated) who
 * changed it and when.
 *
 * With `starts` a line or row is that of `at` alone, and those behind it begin where `anchor-starts.ts` says. An anchor
 * with a line or row and without `starts` is of a text that was read before there were any, or has `from`: then each
 * place up to the next anchor lies in what the anchor names or behind it.
 */
export const anchor = z.object({
  at: z.number().int().nonnegative(),
  page: z.number().int().positive().optional(),
  slide: z.number().int().positive().optional(),
  sheet: z.string().max(500).optional(),
  row: z.number().int().positive().optional(),
  column: z.number().int().positive().optional(),
  line: z.number().int().positive().optional(),
  part: z.string().max(200).optional(),
  mark: textMark.optional(),
  author: z.string().max(200).optional(),
  changed: z.string().max(40).optional(),
  from: z.literal(true).optional(),
  starts: z.string().max(maxStartsUnits).optional(),
  /** Only of what was found for an offset, never kept: its line, row and column are the very ones. */
  exact: z.literal(true).optional(),
});
export type Anchor = z.infer<typeof anchor>;

/**
 * What an extractor says of the text that it pushes next. With `perLine` each line feed in that text ends a line or row
 * and begins the next, until another anchor comes.
 */
export type AnchorPlace = Omit<Anchor, 'at' | 'starts' | 'exact'> & { readonly perLine?: true };

/** The marks that a text's anchors have, each once, in their own order. */
export function marksOf(anchors: readonly Pick<Anchor, 'mark'>[]): TextMark[] {
  const found = new Set(anchors.map(({ mark }) => mark));
  return textMark.options.filter((mark) => found.has(mark));
}

/** An unchanging stream of a document. `body` is what a reader sees first; the others are set apart by origin. */
export const textKind = z.enum(['body', 'comments', 'notes', 'headers', 'hidden', 'formula', 'ocr']);
export type TextKind = z.infer<typeof textKind>;
