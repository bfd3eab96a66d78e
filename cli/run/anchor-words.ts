/** Says where in its document a place of a text lies, as a person would cite it. */
import type { Anchor } from '../../schemas/anchor.ts';
import { columnLetters } from '../../schemas/column-letters.ts';

/**
 * `page 2`, `sheet Voters, row 12, column C`, `line 901`. With "from" the place lies there or below: the text was read
 * before each line had its place, or has too many.
 */
export function anchorWords(anchor: Anchor | undefined): string {
  if (!anchor) return '';
  const { page, slide, sheet, row, column, line, part, mark, author, changed, from, exact } = anchor;
  const before = exact || from ? '' : 'from ';
  const words = [
    page === undefined ? '' : `page ${page}`,
    slide === undefined ? '' : `slide ${slide}`,
    sheet === undefined ? '' : `sheet ${sheet}`,
    row === undefined ? '' : `${before}row ${row}`,
    line === undefined ? '' : `${before}line ${line}`,
    column === undefined ? '' : `column ${columnLetters(column)}`,
    // The parts of a message are numbers, other parts have names.
    part === undefined ? '' : /^\d/.test(part) ? `part ${part}` : part,
    mark === undefined
      ? ''
      : [mark.replaceAll('-', ' '), author && `by ${author}`, changed && `on ${changed}`]
          .filter(Boolean)
          .join(' '),
  ].filter(Boolean);
  return `${from && words.length > 0 ? 'from ' : ''}${words.join(', ')}`;
}

/** Whether the text was read by a version that did not keep each line, row and cell: it is cited by "from". */
export const isOfBefore = ({ row, line, from, exact }: Anchor): boolean =>
  (row ?? line) !== undefined && !from && !exact;

/** Said once where such a place was told. */
export const readAnewHint =
  'Where a line or row stands behind "from", an earlier version read the text: `evidex retry --type TYPE` reads it anew and cites the very one.';
