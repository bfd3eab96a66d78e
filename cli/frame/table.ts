/** Plain-text tables whose columns align on a terminal, also with Chinese, Devanagari or emoji in them. */
import displayWidth from 'fast-string-width';
import { escapeLine } from './escape.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Cells wider than this are cut in the middle, with `…`: both ends of a path matter. */
  readonly maxWidth?: number;
}

/** Columns that `text` takes on a terminal. */
export function widthOf(text: string): number {
  return displayWidth(text);
}

/** Made when first used: it takes 4 ms, and most verbs cut nothing. */
let graphemes: Intl.Segmenter | undefined;

/** Cuts the middle out so that at most `maxWidth` columns remain; never inside a character as people see it. */
export function shorten(text: string, maxWidth: number): string {
  if (text.length <= maxWidth && widthOf(text) <= maxWidth) return text;
  // A name is shown in a line or two: looking at more of it would only cost time on a hostile one.
  const near = maxWidth * 8;
  const whole = text.length > 2 * near ? text.slice(0, near) + text.slice(-near) : text;
  if (widthOf(whole) <= maxWidth && whole.length === text.length) return text;
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  const parts = [...graphemes.segment(whole)].map(({ segment }) => segment);
  const take = (from: readonly string[], room: number): string[] => {
    const taken: string[] = [];
    let used = 0;
    for (const part of from) {
      used += widthOf(part);
      if (used > room) break;
      taken.push(part);
    }
    return taken;
  };
  const half = Math.floor((maxWidth - 1) / 2);
  const head = take(parts, maxWidth - 1 - half);
  const tail = take(parts.toReversed(), half).toReversed();
  return `${head.join('')}…${tail.join('')}`;
}

const pad = (text: string, width: number, align: 'left' | 'right'): string => {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? space + text : text + space;
};

/** A table with a heading, two spaces between columns; every cell is escaped here. No line ends in spaces. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) =>
    columns.map((column, index) => {
      const cell = escapeLine(row[index] ?? '');
      return column.maxWidth === undefined ? cell : shorten(cell, column.maxWidth);
    }),
  );
  const widths = columns.map((column, index) =>
    cells.reduce((width, row) => Math.max(width, widthOf(row[index] ?? '')), widthOf(column.title)),
  );
  const line = (row: readonly string[]): string =>
    columns
      .map((column, index) => pad(row[index] ?? '', widths[index] ?? 0, column.align ?? 'left'))
      .join('  ')
      .trimEnd();
  return [line(columns.map(({ title }) => title)), ...cells.map(line)].join('\n');
}

/** Cuts the end off, so that at most `maxWidth` columns remain. */
export function cutToWidth(text: string, maxWidth: number): string {
  if (widthOf(text) <= maxWidth) return text;
  let cut = '';
  let used = 0;
  for (const character of text) {
    used += widthOf(character);
    if (used > maxWidth - 1) break;
    cut += character;
  }
  return `${cut}…`;
}
