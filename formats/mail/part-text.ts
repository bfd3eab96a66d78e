/** Turns the decoded bytes of a text part into text, whatever character set it claims, and says what it had to do. */
import { decodeBytes, type DecodedText, decodeText, isPlainAscii } from '../charset/charset.ts';
import { memoryContent } from '../content.ts';
import type { Content } from '../contract.ts';
import { isHtml } from './body-plan.ts';
import type { HeaderField } from './field-reader.ts';
import type { MimePart } from './mime-tree.ts';
import { headOf } from '../charset/file-in-text.ts';
import { decodeTransfer, isBase64 } from './transfer-decoding.ts';
import { takeYencBlocks, type YencBlock } from './yenc-blocks.ts';

export type TextProblem = 'charset-guessed' | 'charset-damaged' | 'corrupt';

export interface PartText {
  readonly text: string;
  readonly problem?: TextProblem;
  /** Files that stood in it as yEnc, which only its bytes show. */
  readonly blocks?: readonly YencBlock[];
}

/** Labels that say nothing: programs put them on any text. */
const emptyLabels = new Set(['', 'us-ascii', 'ascii', 'unknown', 'unknown-8bit', 'x-unknown', 'default']);

/** The character set that a part or message states, or undefined where that says nothing. */
export function statedCharset(part: MimePart): string | undefined {
  const label = (part.type.parameters.get('charset') ?? '').trim().toLowerCase();
  return emptyLabels.has(label) ? undefined : label;
}

/** The character set that HTML states in itself, where the part does not. */
function statedInHtml(part: MimePart, bytes: Uint8Array): string | undefined {
  if (!isHtml(part)) return undefined;
  const head = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
  return /charset\s{0,5}=\s{0,5}["']?([\w.:-]{1,40})/i.exec(head)?.[1];
}

/** Text of bytes; where `stated` is absent or unknown, the character set is UTF-8 or guessed. */
function decodeCharset(bytes: Uint8Array, stated: string | undefined): PartText {
  if (isPlainAscii(bytes, stated)) return { text: decodeBytes(bytes, stated) };
  const decoded = decodeText(memoryContent(bytes), stated);
  const text = [...decoded.chunks()].join('');
  return { text, problem: problemOf(decoded) };
}

const isShifted = ({ value }: HeaderField): boolean => value.includes('\x1b$');
const decodeShifted = (field: HeaderField): HeaderField =>
  isShifted(field) ? { name: field.name, value: decodeBytes(Buffer.from(field.value, 'latin1')) } : field;

/** Header fields whose values are not UTF-8, read in the set that the message states for its body, or a guess. */
export function decodeFields(
  fields: readonly HeaderField[],
  stated: string | undefined,
): readonly HeaderField[] {
  const raw = fields.flatMap((field) => field.raw ?? []);
  // Old mail from East Asia has its escape sequences in the header, without encoded words.
  if (raw.length === 0) return fields.some(isShifted) ? fields.map(decodeShifted) : fields;
  // One guess for all of them: a single value is too short to guess from.
  const decoded = decodeText(memoryContent(Buffer.concat(raw)), stated);
  for (const chunk of decoded.chunks()) void chunk;
  const { charset } = decoded;
  return fields.map((field) =>
    field.raw ? { name: field.name, value: decodeBytes(field.raw, charset).trim() } : decodeShifted(field),
  );
}

/** The transfer encoding to undo: none where the part was never encoded as it says. */
function effectiveEncoding(content: Content, part: MimePart): string {
  if (part.encoding !== 'base64') return part.encoding;
  return isBase64(content, part.bodyStart, part.bodyEnd) ? 'base64' : part.otherEncoding;
}

/** The decoded bytes of a part, a slice at a time. */
export const openPart = (content: Content, part: MimePart): Iterable<Uint8Array> =>
  decodeTransfer(content, part.bodyStart, part.bodyEnd, effectiveEncoding(content, part));

/** The decoded bytes of a part in one piece. The caller has checked its size. */
export function readPart(content: Content, part: MimePart): Uint8Array {
  const slices = [...openPart(content, part)];
  return slices.length === 1 && slices[0] ? slices[0] : Buffer.concat(slices);
}

/** The text of the decoded bytes of a part; line breaks are line feeds. */
export function readPartText(content: Content, part: MimePart, decoded: Uint8Array): PartText {
  const { rest: bytes, blocks } = takeYencBlocks(decoded);
  const { text, problem } = decodeCharset(bytes, statedCharset(part) ?? statedInHtml(part, bytes));
  const lines = text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
  const encoding = effectiveEncoding(content, part);
  const isAsStated = encoding === part.encoding || encoding !== '';
  const isFlowed = part.type.parameters.get('delsp')?.toLowerCase() === 'yes';
  return { text: isFlowed ? joinFlowed(lines) : lines, problem: isAsStated ? problem : 'corrupt', blocks };
}

/** Lines without the blank before a soft break, which DelSp says is no part of the text: it may split a word (RFC 3676). */
function joinFlowed(text: string): string {
  const pieces: string[] = [];
  let depth = -1;
  for (const line of text.split('\n')) {
    const quotes = /^>*/.exec(line)?.[0].length ?? 0;
    const said = line.slice(quotes).replace(/^ /, '');
    // A line goes on in the next at the same depth of quotes; the mark of a signature ends in a blank, and goes on nowhere.
    if (depth !== quotes) pieces.push(depth === -1 ? '' : '\n', quotes > 0 ? `${'>'.repeat(quotes)} ` : '');
    const isSoft = said.endsWith(' ') && said !== '-- ';
    pieces.push(isSoft ? said.slice(0, -1) : `${said}\n`);
    depth = isSoft ? quotes : -1;
  }
  const joined = pieces.join('');
  // The last line has no break of its own.
  return depth === -1 ? joined.slice(0, -1) : joined;
}

/** Slices that come one after another, as a content that is read from its start to its end alone. */
function sequential(slices: Iterable<Uint8Array>): Content {
  const source = slices[Symbol.iterator]();
  let start = 0;
  let held: Uint8Array = new Uint8Array();
  let isEnded = false;
  const fill = (length: number): void => {
    while (!isEnded && held.length < length) {
      const { value, done } = source.next() as { value?: Uint8Array; done?: boolean };
      if (done) isEnded = true;
      else if (value) held = held.length === 0 ? value : Buffer.concat([held, value]);
    }
  };
  return {
    // Where it ends is not known before: what a look-ahead is cut by is taken for a cut.
    size: Number.MAX_SAFE_INTEGER,
    whole: () => held,
    read(offset, length) {
      fill(offset - start + length);
      return held.subarray(offset - start, offset - start + length);
    },
    *slices(from = 0) {
      for (fill(from - start + 1); held.length > 0; fill(1)) {
        const { length } = held;
        // Until the next slice is asked for, bytes from the start of this one on may be looked at, and more be held.
        yield held.subarray(Math.max(0, from - start));
        start += length;
        held = held.subarray(length);
      }
    },
  };
}

/** The text of a part too large to hold, piece by piece; `decoded` knows the charset and its damage at the end. */
export const streamPartText = (content: Content, part: MimePart, maxBytes: number): DecodedText =>
  decodeText(sequential(headOf(openPart(content, part), maxBytes)), statedCharset(part));

export const problemOf = (decoded: DecodedText): TextProblem | undefined =>
  decoded.replaced() > 0 ? 'charset-damaged' : decoded.guessed ? 'charset-guessed' : undefined;
