/** Reads which paragraphs of a Word document are numbered and how ([MS-DOC] 2.9.131 LFO, 2.9.147 LSTF, 2.9.150 LVL, 2.9.271 STSH). */
import { type Level, levelCount, maxLabelUnits, WordNumbering } from '../office/word-numbering.ts';
import { paragraphLook } from './word-properties.ts';

const listBytes = 28;
const levelBytes = 28;
const useBytes = 16;
/** An index of no style. */
const noStyle = 0xfff;
const paragraphStyle = 1;

/** Number formats by their codes ([MS-OSHARED] 2.2.1.3); all others stand as decimals. */
const formats: Readonly<Record<number, string>> = {
  1: 'upperRoman',
  2: 'lowerRoman',
  3: 'upperLetter',
  4: 'lowerLetter',
  22: 'decimalZero',
  23: 'bullet',
  255: 'none',
};

/** Reads numbers one behind the other; past the end of the bytes it has ended, and every number is 0. */
class Cursor {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get hasEnded(): boolean {
    return this.at >= this.#bytes.length;
  }

  take(length: number): Buffer {
    const taken = this.#bytes.subarray(this.at, this.at + length);
    this.at += length;
    return taken;
  }

  number(length: 1 | 2 | 4): number {
    const taken = this.take(length);
    return taken.length === length ? taken.readUIntLE(0, length) : 0;
  }
}

const startOf = (start: number): number => (start <= 0x7fff ? start : 1);

/** The characters below nine stand for the numbers of levels. */
const labelOf = (text: string): string =>
  Array.from(text.slice(0, maxLabelUnits), (unit) => {
    const index = unit.charCodeAt(0);
    return index < levelCount ? `%${index + 1}` : unit;
  }).join('');

function readLevel(cursor: Cursor): Level {
  const head = cursor.take(levelBytes);
  if (head.length < levelBytes) return { start: 1, format: 'none', text: '' };
  cursor.take((head[25] ?? 0) + (head[24] ?? 0));
  const text = cursor.take(cursor.number(2) * 2).toString('utf16le');
  return {
    start: startOf(head.readUInt32LE(0)),
    format: formats[head[4] ?? 0] ?? 'decimal',
    text: labelOf(text),
    isLegal: ((head[5] ?? 0) & 4) !== 0,
  };
}

/** The levels of all lists stand behind the table of lists, which does not count them (2.9.176). */
function readLists(bytes: Buffer, into: WordNumbering): void {
  const cursor = new Cursor(bytes);
  const count = Math.min(cursor.number(2), Math.floor(bytes.length / listBytes));
  const heads = Array.from({ length: count }, () => cursor.take(listBytes));
  for (const head of heads) {
    if (head.length < listBytes || cursor.hasEnded) return;
    const isSimple = ((head[26] ?? 0) & 1) !== 0;
    const levels = new Map<number, Level>();
    for (let index = 0; index < (isSimple ? 1 : levelCount); index += 1) levels.set(index, readLevel(cursor));
    into.addList(String(head.readUInt32LE(0)), levels);
  }
}

/** Lists as paragraphs name them, from 1; what they say otherwise of levels stands behind all of them (2.9.175). */
function readUses(bytes: Buffer, into: WordNumbering): void {
  const cursor = new Cursor(bytes);
  const count = Math.min(cursor.number(4), Math.floor(bytes.length / useBytes));
  const heads = Array.from({ length: count }, () => cursor.take(useBytes));
  for (const [index, head] of heads.entries()) {
    if (head.length < useBytes) return;
    const overrides = new Map<number, Level>();
    const restarts = new Map<number, number>();
    cursor.take(4);
    for (let left = head[12] ?? 0; left > 0 && !cursor.hasEnded; left -= 1) {
      const start = cursor.number(4);
      const flags = cursor.number(4);
      if ((flags & 0x20) !== 0) overrides.set(flags & 0xf, readLevel(cursor));
      if ((flags & 0x10) !== 0)
        restarts.set(flags & 0xf, startOf(overrides.get(flags & 0xf)?.start ?? start));
    }
    into.addUse(String(index + 1), { abstract: String(head.readUInt32LE(0)), overrides, restarts });
  }
}

/** The numbers of the styles that number their paragraphs, or rest on one that may. */
function readStyles(bytes: Buffer, into: WordNumbering): ReadonlySet<number> {
  const found = new Set<number>();
  const cursor = new Cursor(bytes);
  const head = cursor.take(cursor.number(2));
  if (head.length < 4) return found;
  const count = Math.min(head.readUInt16LE(0), noStyle);
  const baseBytes = head.readUInt16LE(2);
  for (let index = 0; index < count && !cursor.hasEnded; index += 1) {
    const style = cursor.take(cursor.number(2));
    cursor.at += cursor.at % 2;
    if (style.length < baseBytes + 2 || baseBytes < 10) continue;
    const kind = style.readUInt16LE(2);
    if ((kind & 0xf) !== paragraphStyle) continue;
    // Behind the name, with its count and the zero that ends it.
    const at = baseBytes + 2 + style.readUInt16LE(baseBytes) * 2 + 2;
    const length = at + 2 <= style.length ? style.readUInt16LE(at) : 0;
    const look = paragraphLook(style.subarray(at + 2, at + 2 + length), false) ?? {};
    const base = kind >> 4;
    if (base !== noStyle || look.list !== undefined) found.add(index);
    into.addStyle(String(index), {
      ...(look.list === undefined ? {} : { list: String(look.list) }),
      ...(look.level === undefined ? {} : { level: look.level }),
      ...(base === noStyle ? {} : { basedOn: String(base) }),
    });
  }
  return found;
}

export interface WordLists {
  readonly numbering: WordNumbering;
  /** Of others the paragraphs need not be looked at. */
  readonly styles: ReadonlySet<number>;
}

/**
 * The lists of a document of Word 97 or later; `lists` reaches from the table of lists to the end of its stream. Damage
 * leaves out the numbers of what lies behind it.
 */
export function readWordLists(tables: {
  readonly lists: Buffer;
  readonly uses: Buffer;
  readonly styles: Buffer;
}): WordLists {
  const numbering = new WordNumbering();
  readLists(tables.lists, numbering);
  readUses(tables.uses, numbering);
  return { numbering, styles: readStyles(tables.styles, numbering) };
}
