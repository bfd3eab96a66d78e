/** Says where in its document a place of a text lies, as a person would cite it. */
import type { Anchor } from '../../schemas/anchor.ts';

/** `page 2`, `sheet Voters, from row 1`. Lines and rows have an anchor every 64 Ki units: the place is there or below. */
export function anchorWords(anchor: Anchor | undefined): string {
  if (!anchor) return '';
  const { page, slide, sheet, row, line, part, mark, author, changed } = anchor;
  return [
    page === undefined ? '' : `page ${page}`,
    slide === undefined ? '' : `slide ${slide}`,
    sheet === undefined ? '' : `sheet ${sheet}`,
    row === undefined ? '' : `from row ${row}`,
    line === undefined ? '' : `from line ${line}`,
    part ?? '',
    mark === undefined
      ? ''
      : [mark.replaceAll('-', ' '), author && `by ${author}`, changed && `on ${changed}`]
          .filter(Boolean)
          .join(' '),
  ]
    .filter(Boolean)
    .join(', ');
}
