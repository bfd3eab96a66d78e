/** Reads the texts of the shapes of a slide, in their order ([MS-PPT] 2.5.1, [MS-ODRAW] 2.2.14). */
import { recordsIn, type SlideRecord, textOf, types } from './slide-records.ts';

/** Groups within groups; PowerPoint itself has some dozens at most. */
const maxDepth = 64;

/** Of the options of a shape: its words as a drawing, and what it is described as. */
const drawnWords = 0x00c0;
const description = 0x0381;
const optionBytes = 6;

export interface DrawnText {
  readonly text: string;
  readonly kind: 'text' | 'description' | 'comment';
  /** Who wrote a comment, and when (SYSTEMTIME, hex). */
  readonly author?: string;
  readonly time?: Buffer;
}

export interface DrawingOptions {
  /** Texts of the slide's own list, which its shapes name by their place in it. */
  readonly outline: readonly string[];
  /** Placeholders of a master are prompts and no text. */
  readonly withoutPlaceholders?: boolean;
}

/** Lines end with a carriage return, or a vertical tab within a paragraph. */
export const slideLines = (text: string): string => text.replaceAll(/[\r\v]/g, '\n').replaceAll('\0', '');

/** Strings of a shape's options, whose values lie behind all of them. */
function* optionStrings(bytes: Buffer, { instance, from, to }: SlideRecord): Generator<DrawnText> {
  let at = from + instance * optionBytes;
  for (let index = 0; index < instance && from + (index + 1) * optionBytes <= to && at <= to; index += 1) {
    const id = bytes.readUInt16LE(from + index * optionBytes);
    if ((id & 0x8000) === 0) continue;
    const end = Math.min(to, at + bytes.readUInt32LE(from + index * optionBytes + 2));
    const option = id & 0x3fff;
    if (option === drawnWords || option === description) {
      const text = slideLines(bytes.toString('utf16le', at, end - ((end - at) % 2)).toWellFormed());
      if (text.trim() !== '') yield { text, kind: option === drawnWords ? 'text' : 'description' };
    }
    at = end;
  }
}

function readComment(bytes: Buffer, { from, to }: SlideRecord): DrawnText {
  let [author, text] = ['', ''];
  let time: Buffer | undefined;
  for (const record of recordsIn(bytes, from, to))
    if (record.type === types.commentAtom) time = bytes.subarray(record.from + 4, record.from + 20);
    else if (record.instance === 0) author = textOf(bytes, record) ?? author;
    else if (record.instance === 1) text = textOf(bytes, record) ?? text;
  return { text: slideLines(text), kind: 'comment', author, ...(time ? { time } : {}) };
}

const holdsRecords = (record: SlideRecord): boolean =>
  record.isContainer || record.type === types.textbox || record.type === types.tagData;

/** Whether a shape is a placeholder: something below it says so. */
function isPlaceholder(bytes: Buffer, shape: SlideRecord): boolean {
  for (const record of recordsIn(bytes, shape.from, shape.to))
    if (record.isContainer)
      for (const { type } of recordsIn(bytes, record.from, record.to))
        if (type === types.placeholder) return true;
  return false;
}

/** The texts below a record; what is nested deeper than any drawing is left, and said by `isTooDeep`. */
export function* drawnTexts(
  bytes: Buffer,
  holder: SlideRecord,
  options: DrawingOptions,
  depth = 0,
): Generator<DrawnText> {
  for (const record of recordsIn(bytes, holder.from, holder.to)) {
    const text = record.type === types.string ? undefined : textOf(bytes, record);
    if (text !== undefined) yield { text: slideLines(text), kind: 'text' };
    else if (record.type === types.outlineReference && record.to - record.from >= 4) {
      const listed = options.outline[bytes.readUInt32LE(record.from)];
      if (listed !== undefined) yield { text: listed, kind: 'text' };
    } else if (record.type === types.options) yield* optionStrings(bytes, record);
    else if (record.type === types.comment) yield readComment(bytes, record);
    else if (options.withoutPlaceholders && record.type === types.shape && isPlaceholder(bytes, record))
      continue;
    else if (holdsRecords(record) && depth < maxDepth) yield* drawnTexts(bytes, record, options, depth + 1);
  }
}
