/** Turns the decoded bytes of a text part into text, whatever character set it claims, and says what it had to do. */
import { decodeBytes, type DecodedText, decodeText, isPlainAscii } from '../charset/charset.ts';
import type { Content } from '../contract.ts';
import { isHtml } from './body-plan.ts';
import type { HeaderField } from './field-reader.ts';
import type { MimePart } from './mime-tree.ts';
import { decodeTransfer, looksLikeBase64 } from './transfer-decoding.ts';

export type TextProblem = 'charset-guessed' | 'charset-damaged' | 'corrupt';

export interface PartText {
  readonly text: string;
  readonly problem?: TextProblem;
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

const inMemory = (bytes: Uint8Array): Content => ({
  size: bytes.length,
  read: (offset, length) => bytes.subarray(offset, offset + length),
  whole: () => bytes,
  *slices(start = 0, end = bytes.length) {
    if (start < end) yield bytes.subarray(start, end);
  },
});

/** Text of bytes; where `stated` is absent or unknown, the character set is UTF-8 or guessed. */
function decodeCharset(bytes: Uint8Array, stated: string | undefined): PartText {
  if (isPlainAscii(bytes, stated)) return { text: decodeBytes(bytes, stated) };
  const decoded = decodeText(inMemory(bytes), stated);
  const text = [...decoded.chunks()].join('');
  return { text, problem: problemOf(decoded) };
}

/** Header fields whose values are not UTF-8, read in the set that the message states for its body, or a guess. */
export function decodeFields(
  fields: readonly HeaderField[],
  stated: string | undefined,
): readonly HeaderField[] {
  const raw = fields.flatMap((field) => field.raw ?? []);
  if (raw.length === 0) return fields;
  // One guess for all of them: a single value is too short to guess from.
  const decoded = decodeText(inMemory(Buffer.concat(raw)), stated);
  for (const chunk of decoded.chunks()) void chunk;
  const { charset } = decoded;
  return fields.map((field) =>
    field.raw ? { name: field.name, value: decodeBytes(field.raw, charset).trim() } : field,
  );
}

/** The transfer encoding to undo: none where the part was never encoded as it says. */
function effectiveEncoding(content: Content, part: MimePart): string {
  if (part.encoding !== 'base64') return part.encoding;
  const head = content.read(part.bodyStart, Math.min(part.bodyEnd - part.bodyStart, 2048));
  return looksLikeBase64(head) ? 'base64' : '';
}

/** The whole text of a part; line breaks are line feeds. The caller has checked its size. */
export function readPartText(content: Content, part: MimePart): PartText {
  const encoding = effectiveEncoding(content, part);
  const slices = [...decodeTransfer(content, part.bodyStart, part.bodyEnd, encoding)];
  const bytes = slices.length === 1 && slices[0] ? slices[0] : Buffer.concat(slices);
  const { text, problem } = decodeCharset(bytes, statedCharset(part) ?? statedInHtml(part, bytes));
  const lines = text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
  const broken = encoding === part.encoding ? problem : 'corrupt';
  // RFC 3676: with DelSp the blank before a soft break is not part of the text (it may split a word).
  const delSp = part.type.parameters.get('delsp')?.toLowerCase() === 'yes';
  const flowed = delSp ? lines.replaceAll(' \n', '') : lines;
  return { text: flowed, problem: broken };
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
export function streamPartText(content: Content, part: MimePart): DecodedText {
  const encoding = effectiveEncoding(content, part);
  const slices = decodeTransfer(content, part.bodyStart, part.bodyEnd, encoding);
  return decodeText(sequential(slices), statedCharset(part));
}

export const problemOf = (decoded: DecodedText): TextProblem | undefined =>
  decoded.replaced() > 0 ? 'charset-damaged' : decoded.guessed ? 'charset-guessed' : undefined;
