/** Follows what of an OpenDocument part is hidden, struck or changed at the place that is read. */
import { OdfStyles } from './odf-styles.ts';
import type { Mark } from './text-flow.ts';
import { attribute, type Attributes } from './xml.ts';

/** Changed regions and columns that are remembered. */
const maxRegions = 50_000;
const maxColumns = 16_384;

const hiddenRow: Mark = { mark: 'hidden-row' };
const filteredRow: Mark = { mark: 'filtered-row' };
const hiddenColumn: Mark = { mark: 'hidden-column' };
const vanished: Mark = { mark: 'vanished' };

/** Elements that can set their text apart, with the family of their styles. */
const families: Readonly<Record<string, string>> = {
  p: 'paragraph',
  h: 'paragraph',
  span: 'text',
  section: 'section',
  table: 'table',
  'table-row': 'table-row',
  'table-cell': 'table-cell',
  'covered-table-cell': 'table-cell',
  'hidden-paragraph': 'text',
  deletion: 'none',
};

const countOf = (attributes: Attributes, name: string): number => {
  const count = Number(attribute(attributes, name) ?? 1);
  return Number.isSafeInteger(count) && count > 0 ? count : 1;
};

export class OdfMarks {
  readonly styles = new OdfStyles();
  readonly #open: (Mark | undefined)[] = [];
  readonly #regions = new Map<string, Mark>();
  #region = '';
  #regionKind: 'inserted' | 'deleted' | undefined;
  #change: Mark | undefined;
  #deletion: Mark | undefined;
  #hiddenColumns: { readonly from: number; readonly to: number; readonly isFiltered: boolean }[] = [];
  #columns = 0;
  #column = 0;

  open(name: string, attributes: Attributes): void {
    this.#openChange(name, attributes);
    const family = families[name];
    if (name === 'table') {
      this.#columns = 0;
      this.#hiddenColumns = [];
    }
    if (name === 'table-row') this.#column = 0;
    if (name === 'table-column') this.#openColumn(attributes);
    if (family === undefined) return;
    const own = name === 'deletion' ? this.#deletion : this.#ownMark(name, family, attributes);
    this.#open.push(this.#open.at(-1) ?? own);
  }

  #ownMark(name: string, family: string, attributes: Attributes): Mark | undefined {
    if (family === 'table-cell') return this.#openCell(attributes);
    const visibility = attribute(attributes, 'visibility');
    if (name === 'table-row' && visibility === 'collapse') return hiddenRow;
    if (name === 'table-row' && visibility === 'filter') return filteredRow;
    if (name === 'section' && attribute(attributes, 'display') === 'none') return vanished;
    return this.styles.markOf(family, attribute(attributes, 'style-name'));
  }

  #openColumn(attributes: Attributes): void {
    const from = this.#columns + 1;
    this.#columns = Math.min(from - 1 + countOf(attributes, 'number-columns-repeated'), maxColumns);
    const visibility = attribute(attributes, 'visibility');
    if ((visibility === 'collapse' || visibility === 'filter') && this.#hiddenColumns.length < maxColumns)
      this.#hiddenColumns.push({ from, to: this.#columns, isFiltered: visibility === 'filter' });
  }

  #openCell(attributes: Attributes): Mark | undefined {
    const column = this.#column + 1;
    this.#column += countOf(attributes, 'number-columns-repeated');
    if (this.#hiddenColumns.some(({ from, to }) => column >= from && column <= to)) return hiddenColumn;
    return this.styles.markOf('table-cell', attribute(attributes, 'style-name'));
  }

  /** Regions are told before the text; those of insertions begin and end in it (5.5). */
  #openChange(name: string, attributes: Attributes): void {
    if (name === 'changed-region') {
      this.#region = attribute(attributes, 'id') ?? '';
      this.#regionKind = undefined;
    } else if (name === 'insertion') this.#regionKind = 'inserted';
    else if (name === 'deletion') {
      this.#regionKind = 'deleted';
      this.#deletion = { mark: 'deleted' };
    } else if (name === 'change-start')
      this.#change = this.#regions.get(attribute(attributes, 'change-id') ?? '');
    else if (name === 'change-end') this.#change = undefined;
  }

  /** Who made the change that is being told, and when. */
  endInfo(author: string, changed: string): void {
    const stated = { author: author.trim() || undefined, changed: changed || undefined };
    if (this.#regionKind === 'inserted' && this.#regions.size < maxRegions)
      this.#regions.set(this.#region, { mark: 'inserted', ...stated });
    if (this.#regionKind === 'deleted' && this.#open.length > 0)
      this.#open[this.#open.length - 1] = { mark: 'deleted', ...stated };
  }

  close(name: string): void {
    if (families[name] !== undefined) this.#open.pop();
  }

  get current(): Mark | undefined {
    return this.#open.at(-1) ?? this.#change;
  }

  /** Whether the text is not shown; what was deleted stands in a stream of its own already. */
  get conceals(): boolean {
    const mark = this.#open.at(-1)?.mark;
    return mark !== undefined && mark !== 'struck' && mark !== 'deleted' && mark !== 'inserted';
  }
}
