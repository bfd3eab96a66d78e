/** Tells which cells of a worksheet a reader does not see: hidden or filtered rows, hidden columns (ECMA-376 part 1, 18.3.1). */
import type { Mark } from './text-flow.ts';
import { attribute, type Attributes, isOn } from './xml.ts';

/** Columns of a sheet; ranges of columns that are kept stop a list of millions. */
const maxColumns = 16_384;
const maxRanges = 1000;

const hiddenColumn: Mark = { mark: 'hidden-column' };
const hiddenRow: Mark = { mark: 'hidden-row' };
const filteredRow: Mark = { mark: 'filtered-row' };

/** Without an attribute nothing is hidden. */
const isStated = (attributes: Attributes, name: string): boolean => {
  const value = attribute(attributes, name);
  return value !== undefined && isOn(value);
};

/** A height or width of nothing hides as well as the word. */
const isHidden = (attributes: Attributes, size: 'ht' | 'width'): boolean => {
  const stated = attribute(attributes, size);
  return isStated(attributes, 'hidden') || (stated !== undefined && Number(stated) === 0);
};

export class HiddenCells {
  readonly #sheet: Mark | undefined;
  readonly #columns: { readonly from: number; readonly to: number }[] = [];
  #isFiltered = false;
  #row: Mark | undefined;

  /** `sheet` is the mark of the whole sheet, which goes before those of its rows and columns. */
  constructor(sheet: Mark | undefined) {
    this.#sheet = sheet;
  }

  /** Takes the elements that stand before the cells. */
  open(name: string, attributes: Attributes): void {
    if (name === 'sheetPr') this.#isFiltered = isStated(attributes, 'filterMode');
    if (name !== 'col' || this.#columns.length >= maxRanges || !isHidden(attributes, 'width')) return;
    const from = Number(attribute(attributes, 'min'));
    const to = Math.min(Number(attribute(attributes, 'max') ?? from), maxColumns);
    if (from >= 1 && to >= from) this.#columns.push({ from, to });
  }

  startRow(attributes: Attributes): void {
    this.#row = isHidden(attributes, 'ht') ? (this.#isFiltered ? filteredRow : hiddenRow) : undefined;
  }

  markOf(column: number): Mark | undefined {
    const mark = this.#sheet ?? this.#row;
    if (mark || this.#columns.length === 0) return mark;
    return this.#columns.some(({ from, to }) => column >= from && column <= to) ? hiddenColumn : undefined;
  }
}
