/** Finds the row of headings among the first rows of a table, or that there is none. */
import { sensesOf } from './heading-words.ts';
import { isNoValue, type Shape, shapesOf } from './value-shape.ts';

/** Rows in which a heading is looked for; titles stand above it. */
const maxTitleRows = 12;
const longestHeading = 80;

/** Shapes that a value has and a name of a column has not. */
const valueShapes: ReadonlySet<Shape> = new Set<Shape>(['email', 'role-email', 'phone', 'date', 'time', 'number', 'whole-number', 'hash-64', 'hash-other', 'uuid', 'ip', 'pair', 'url', 'zone', 'file', 'address']); // prettier-ignore

const isFilled = (cell: string): boolean => cell !== '';
const filledOf = (cells: readonly string[]): number => cells.filter(isFilled).length;

/** Sheets of years have numbers above their columns: they count only where something else speaks. */
const isValue = (cell: string): boolean =>
  !/^(?:19|20)\d{2}$/.test(cell) && shapesOf(cell).some((shape) => valueShapes.has(shape));

/** The width that most rows have. */
function usualWidth(rows: readonly (readonly string[])[]): number {
  const widths = rows.map(filledOf).sort((one, other) => one - other);
  return widths[Math.floor(widths.length / 2)] ?? 0;
}

const shapeOf = (cell: string): string =>
  isNoValue(cell)
    ? ''
    : /^[\d\s.,:/+\-()%€£$]+$/.test(cell)
      ? 'digits'
      : /\d/.test(cell)
        ? 'mixed'
        : 'letters';

/** Columns in which what is below looks otherwise than the cell above. */
function differing(heading: readonly string[], below: readonly (readonly string[])[]): number {
  return heading.filter((cell, column) => {
    const shapes = below.map((row) => shapeOf(row[column] ?? '')).filter((shape) => shape !== '');
    const own = shapeOf(cell);
    return shapes.length > 0 && shapes.filter((shape) => shape !== own).length >= shapes.length * 0.8;
  }).length;
}

/** Whether the row names the columns of those below it; `others`: columns in which these look otherwise. */
function isHeading(cells: readonly string[], below: readonly (readonly string[])[], others: number): boolean {
  const filled = cells.filter(isFilled);
  if (filled.length === 0 || filled.some((cell) => cell.length > longestHeading)) return false;
  const values = filled.filter(isValue).length;
  if (values > filled.length * 0.2) return false;
  const known = filled.filter((cell) => sensesOf(cell).size > 0 && cell.split(' ').length <= 5).length;
  if (known >= Math.max(1, filled.length * 0.3) || others >= 1) return !repeats(cells, below);
  // Words over words: a heading unless it looks as what it stands above.
  const isPlain = filled.every((cell) => cell.split(' ').length <= 3 && cell.length <= 30);
  return isPlain && new Set(filled).size === filled.length && !repeats(cells, below) && !isLikeBelow(cells, below); // prettier-ignore
}

/** A value of the first row that comes again in its column is no name of it. */
const repeats = (cells: readonly string[], below: readonly (readonly string[])[]): boolean =>
  cells.some((cell, column) => cell !== '' && below.some((row) => row[column] === cell));

const isLikeBelow = (cells: readonly string[], below: readonly (readonly string[])[]): boolean =>
  cells.some((cell, column) => {
    const strict = (value: string | undefined): boolean =>
      value !== undefined && shapesOf(value).includes('strict-name');
    return strict(cell) && below.filter((row) => strict(row[column])).length >= below.length * 0.8;
  });

export interface HeadingFound {
  /** Index among the first rows; absent where none names the columns. */
  readonly heading?: number;
  /** Rows that stand above the records. */
  readonly first: number;
  /** All columns look below as they do in it: it may be the first record of a table that has none. */
  readonly isUnsure?: true;
}

/** The row that names the columns, among the first rows. */
export function findHeading(rows: readonly (readonly string[])[]): HeadingFound {
  const width = usualWidth(rows);
  for (let at = 0; at < Math.min(maxTitleRows, rows.length); at += 1) {
    const cells = rows[at] ?? [];
    // A title has few cells where records have many.
    if (width > 1 && filledOf(cells) < Math.max(2, width * 0.6)) continue;
    const below = rows.slice(at + 1, at + 41);
    const others = differing(cells, below);
    if (isHeading(cells, below, others))
      return { heading: at, first: at + 1, ...(others === 0 && { isUnsure: true }) };
    return { first: at };
  }
  return { first: 0 };
}
