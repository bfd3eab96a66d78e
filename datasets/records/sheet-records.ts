/** Records of spreadsheets, from the cells that their text is anchored by. */
import type { Anchor, TextMark } from '../../schemas/anchor.ts';
import { StartReader } from '../../schemas/anchor-starts.ts';
import { maxColumns, maxRecordUnits, type StoredText, type TableRecord } from './table-record.ts';

interface CellStart {
  readonly at: number;
  readonly sheet: string;
  readonly row: number;
  readonly column: number;
  readonly mark?: TextMark;
}

/** Where each cell begins; undefined rows and columns, as of comments and headers, end the cell before. */
function* cellStarts(anchors: readonly Anchor[]): Generator<CellStart> {
  for (const anchor of anchors) {
    const { sheet = '', mark } = anchor;
    const place = { sheet, ...(mark !== undefined && { mark }) };
    if (anchor.row === undefined || anchor.column === undefined) {
      yield { at: anchor.at, ...place, row: 0, column: 0 };
      continue;
    }
    for (const { at, number, column = 0 } of new StartReader(anchor).rest())
      yield { at, ...place, row: number, column };
  }
}

const readUnits = 128 * 1024;

/** Slices of a text that come in its order. */
class ForwardText {
  readonly #stored: StoredText;
  #from = 0;
  #held = '';

  constructor(stored: StoredText) {
    this.#stored = stored;
  }

  async slice(start: number, end: number): Promise<string> {
    if (start < this.#from || end > this.#from + this.#held.length) {
      this.#held = await this.#stored.read(start, Math.max(end, start + readUnits));
      this.#from = start;
    }
    return this.#held.slice(start - this.#from, end - this.#from);
  }
}

interface OpenRow {
  readonly start: CellStart;
  readonly cells: string[];
  unread: number;
  units: number;
}

const recordOf = ({ start, cells, unread, units }: OpenRow): TableRecord => {
  for (let column = 0; column < cells.length; column += 1) cells[column] ??= '';
  const { sheet, row, mark } = start;
  return {
    sheet,
    row,
    cells,
    unread,
    ...(mark !== undefined && mark !== 'struck' && { mark }),
    ...(units > maxRecordUnits && { isDamaged: true as const }),
  };
};

const isSameRow = (one: CellStart, other: CellStart): boolean =>
  one.sheet === other.sheet && one.row === other.row && one.mark === other.mark;

/** Of one text: those shown and those hidden are texts apart. */
export async function* sheetRecords(stored: StoredText): AsyncGenerator<TableRecord> {
  const text = new ForwardText(stored);
  let open: OpenRow | undefined;
  let last: CellStart | undefined;
  const end: CellStart = { at: Infinity, sheet: '', row: 0, column: 0 };
  const starts = function* (): Generator<CellStart> {
    yield* cellStarts(stored.anchors);
    yield end;
  };
  for (const next of starts()) {
    if (last && last.row > 0) {
      if (open && !isSameRow(open.start, last)) {
        yield recordOf(open);
        open = undefined;
      }
      open ??= { start: last, cells: [], unread: 0, units: 0 };
      // A cell has 32,767 units at most; the last one of a text may have other words behind it.
      const until = Math.min(next.at, last.at + 65_536);
      const cell = (await text.slice(last.at, until)).replace(/[\t\n]$/, '').trim();
      open.units += cell.length;
      if (last.column > maxColumns) open.unread += 1;
      else if (open.units <= maxRecordUnits) open.cells[last.column - 1] = cell;
    }
    last = next;
  }
  if (open) yield recordOf(open);
}
