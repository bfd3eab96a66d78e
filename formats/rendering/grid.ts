/** Shows rows of a sheet as its cells, those too that the program which made it does not show, each with why it does not. */
import type { TextKind, TextMark } from '../../schemas/anchor.ts';
import {
  type GridCell,
  gridColumns,
  type GridRow,
  gridRows,
  type RenderingAsked,
  type Rendering,
} from '../../schemas/rendering.ts';
import type { AnchorPlace } from '../../schemas/anchor.ts';
import type { Extract as ExtractContent, ExtractInput, Sink } from '../contract.ts';
import { formats } from '../registry.ts';
import { Refusal } from './refusal.ts';

type GridAsked = Extract<RenderingAsked, { as: 'grid' }>;

const maxSheets = 10_000;
const maxCellUnits = 4000;
/** Of all cells of one answer; what is beyond is cut. */
const maxUnits = 2 * 1024 * 1024;

const rowMarks = new Set<TextMark | undefined>(['hidden-row', 'filtered-row']);
const sheetMarks = new Set<TextMark | undefined>(['hidden-sheet', 'very-hidden-sheet']);

interface Cell {
  text: string;
  readonly mark: TextMark | undefined;
}

/** Where the next text of a kind goes. */
interface Position {
  place: AnchorPlace;
  row: number;
  column: number;
}

/** Takes the texts of a reader and keeps the cells of the rows that are asked for. */
class GridSink implements Sink {
  readonly sheets: { readonly name: string; readonly mark?: TextMark }[] = [];
  readonly rows = new Map<number, Map<number, Cell>>();
  readonly #asked: GridAsked;
  readonly #positions = new Map<TextKind, Position>();
  next: number | undefined;
  cutCells = 0;
  #units = 0;

  constructor(asked: GridAsked) {
    this.#asked = asked;
  }

  anchor(place: AnchorPlace, kind: TextKind = 'body'): void {
    if (kind !== 'body' && kind !== 'hidden') return;
    this.#positions.set(kind, { place, row: place.row ?? 0, column: place.column ?? 1 });
    if (kind === 'hidden' && place.row === undefined && !sheetMarks.has(place.mark)) return;
    this.#sheetOf(place);
  }

  text(chunk: string, kind: TextKind = 'body'): void {
    const at = this.#positions.get(kind);
    if (!at || at.row === 0 || !this.#isAsked(at.place)) return;
    const { place } = at;
    if (place.column !== undefined) return this.#put(at.row, at.column, chunk, place.mark);
    for (const [number, line] of chunk.split('\n').entries()) {
      if (number > 0) {
        at.row += 1;
        at.column = 1;
      }
      for (const [index, field] of line.split('\t').entries()) {
        if (index > 0) at.column += 1;
        if (field !== '') this.#put(at.row, at.column, field, place.mark);
      }
    }
  }

  #isAsked(place: AnchorPlace): boolean {
    const { named, sheet } = this.#asked;
    return named === undefined ? this.#sheetOf(place) === sheet : (place.sheet ?? '') === named;
  }

  /** Its number, by the order in which sheets are read. */
  #sheetOf({ sheet = '', mark }: AnchorPlace): number {
    const last = this.sheets.length - 1;
    if (this.sheets[last]?.name === sheet) return last;
    const known = this.sheets.findIndex(({ name }) => name === sheet);
    if (known >= 0 || this.sheets.length >= maxSheets) return known;
    this.sheets.push({ name: sheet, ...(sheetMarks.has(mark) ? { mark } : {}) });
    return last + 1;
  }

  #put(row: number, column: number, text: string, mark: TextMark | undefined): void {
    if (row < this.#asked.row || text === '') return;
    let cells = this.rows.get(row);
    if (!cells) {
      if (this.rows.size >= gridRows) {
        this.next = Math.min(this.next ?? row, row);
        return;
      }
      cells = new Map();
      this.rows.set(row, cells);
    }
    const cell = cells.get(column);
    if (!cell && cells.size >= gridColumns) {
      this.cutCells += 1;
      return;
    }
    const room = Math.max(0, Math.min(maxCellUnits - (cell?.text.length ?? 0), maxUnits - this.#units));
    this.#units += Math.min(room, text.length);
    if (cell) cell.text += text.slice(0, room);
    else cells.set(column, { text: text.slice(0, room), mark });
  }

  drain = (): Promise<void> => Promise.resolve();
  child = (): Promise<void> => Promise.resolve();
  unaccounted = (): Promise<void> => Promise.resolve();
  metadata(): void {}
  messageBody(): void {}
  event(): void {}
  expect(): void {}
  expanding(): void {}
  warn(): void {}
}

function rowOf(row: number, cells: ReadonlyMap<number, Cell>): GridRow {
  const found: GridCell[] = [...cells]
    .sort(([a], [b]) => a - b)
    // What parts cells and rows in a text is no part of either.
    .map(([column, { text, mark }]) => ({
      column,
      text: text.replace(/[\t\n]+$/, '').toWellFormed(),
      ...(mark === undefined ? {} : { mark }),
    }));
  const mark = found.find((cell) => rowMarks.has(cell.mark))?.mark;
  return { row, cells: found, ...(mark === undefined ? {} : { mark }) };
}

export async function renderGrid(input: ExtractInput, asked: GridAsked): Promise<Rendering> {
  const { format } = input;
  const reader = (await formats.find(({ id }) => id === format)?.load?.()) as
    { readonly extract: ExtractContent } | undefined;
  if (!reader) throw new Refusal('no-rendering', '');
  const sink = new GridSink(asked);
  const outcome = await reader.extract(input, sink);
  if (outcome.status === 'encrypted') throw new Refusal('encrypted', '');
  if (outcome.status !== 'extracted' && sink.sheets.length === 0) throw new Refusal('unreadable', '');
  const rows = [...sink.rows].sort(([a], [b]) => a - b).map(([row, cells]) => rowOf(row, cells));
  const { sheets, next, cutCells } = sink;
  const { named } = asked;
  const sheet =
    named === undefined
      ? asked.sheet
      : Math.max(
          0,
          sheets.findIndex(({ name }) => name === named),
        );
  return {
    rendered: { as: 'grid', sheet, sheets, rows, cutCells, ...(next === undefined ? {} : { next }) },
    bytes: new Uint8Array(),
  };
}
