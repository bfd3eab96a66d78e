/** What readers of tables give: records of cells, row by row, and what of a text they are read from. */
import type { Anchor, TextMark } from '../../schemas/anchor.ts';

/** `text.slice(start, end)` of one stored text; past its end the empty text. */
export type ReadText = (start: number, end: number) => Promise<string>;

export interface StoredText {
  readonly read: ReadText;
  readonly anchors: readonly Anchor[];
  /** Format of the document, as the registry names it. */
  readonly format: string;
}

/** One record at its place; cells by their column from 0, the empty text where a column has none. */
export interface TableRecord {
  readonly sheet?: string;
  /** Why a reader of the document does not see it. */
  readonly mark?: TextMark;
  /** From 1, as the document counts. */
  readonly row: number;
  readonly cells: readonly string[];
  /** Names of the columns, of a format in which each record states them: by reference the same list that grows. */
  readonly names?: readonly string[];
  /** Columns of the record beyond those that are read. */
  readonly unread: number;
  /** The record itself is cut off, or is not as its format says. */
  readonly isDamaged?: true;
}

/** Columns that are profiled; a table of more has the others counted. Stops a table of endless columns. */
export const maxColumns = 1_000;
/** Units of one record; the rest of a longer one is passed over, and it counts as damaged. */
export const maxRecordUnits = 1 << 20;

const chunkUnits = 128 * 1024;

/** The text from its start, a piece at a time. */
export async function* piecesOf(read: ReadText): AsyncGenerator<string> {
  for (let at = 0; ; at += chunkUnits) {
    const piece = await read(at, at + chunkUnits);
    if (piece !== '') yield piece;
    if (piece.length < chunkUnits) return;
  }
}

export interface TextLine {
  readonly text: string;
  readonly isCut: boolean;
}

/** Lines without their ends; of a longer one the first `maxRecordUnits`. */
export async function* linesOf(read: ReadText): AsyncGenerator<TextLine> {
  let held = '';
  let isCut = false;
  for await (const piece of piecesOf(read)) {
    let from = 0;
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
      const text = isCut ? held : held + piece.slice(from, end);
      yield { text: text.slice(0, maxRecordUnits), isCut: isCut || text.length > maxRecordUnits };
      held = '';
      isCut = false;
      from = end + 1;
    }
    if (isCut) continue;
    held += piece.slice(from);
    isCut = held.length > maxRecordUnits;
  }
  if (held !== '') yield { text: held.slice(0, maxRecordUnits), isCut };
}
