/** Reads where the text of a Word document lies: the pieces that it was saved in ([MS-DOC] 2.8.35, 2.9.38). */
import type { FileBlock } from './word-file-block.ts';

/** A stretch of text that lies in one place. */
export interface Piece {
  /** Characters before it in the document, and its own. */
  readonly start: number;
  readonly length: number;
  /** Where it begins in the stream. */
  readonly at: number;
  readonly unitBytes: 1 | 2;
}

export interface PieceTable {
  readonly pieces: readonly Piece[];
  /** What the pieces claim and the stream does not have, in characters. */
  readonly missing: number;
}

const pieceTableMark = 2;
const changesMark = 1;

/** The table of pieces behind the stored property changes (2.9.38). */
function findTable(clx: Buffer): Buffer | undefined {
  let at = 0;
  while (at + 3 <= clx.length && clx[at] === changesMark) at += 3 + clx.readUInt16LE(at + 1);
  if (at + 5 > clx.length || clx[at] !== pieceTableMark) return undefined;
  return clx.subarray(at + 5, at + 5 + clx.readUInt32LE(at + 1));
}

/** One stretch, as Word 6 saves a document that was not saved fast. */
function oneStretch({ isOld, textStart, textEnd }: FileBlock, streamBytes: number): PieceTable {
  const at = Math.min(textStart, streamBytes);
  const end = Math.min(Math.max(at, textEnd), streamBytes);
  const missing = Math.max(0, textEnd - streamBytes);
  if (!isOld || end <= at) return { pieces: [], missing };
  return { pieces: [{ start: 0, length: end - at, at, unitBytes: 1 }], missing };
}

/**
 * In the order of the text. Together they are at most as long as the stream: pieces that all name the same stretch
 * would else make a book of a page.
 */
export function readPieces(clx: Buffer, block: FileBlock, streamBytes: number): PieceTable {
  const table = block.hasPieces ? findTable(clx) : undefined;
  if (!table) return oneStretch(block, streamBytes);
  const count = Math.floor((table.length - 4) / 12);
  const pieces: Piece[] = [];
  let missing = 0;
  let left = streamBytes;
  let end = 0;
  for (let index = 0; index < count; index += 1) {
    const start = table.readUInt32LE(index * 4);
    const stated = table.readUInt32LE(index * 4 + 4) - start;
    const place = table.readUInt32LE((count + 1) * 4 + index * 8 + 2);
    const isNarrow = block.isOld || (place & 0x40000000) !== 0;
    const at = block.isOld ? place : isNarrow ? (place & 0x3fffffff) >>> 1 : place & 0x3fffffff;
    const unitBytes = isNarrow ? 1 : 2;
    // Positions only grow; what leads back is none.
    if (stated <= 0 || start < end) {
      if (stated !== 0) missing += 1;
      continue;
    }
    const fits = Math.floor(Math.min(left, Math.max(0, streamBytes - at)) / unitBytes);
    const length = Math.min(stated, fits);
    missing += stated - length;
    left -= length * unitBytes;
    end = start + length;
    if (length > 0) pieces.push({ start, length, at, unitBytes });
  }
  return { pieces, missing };
}
