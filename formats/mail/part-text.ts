/** Turns the decoded bytes of a text part into text, whatever character set it claims, and says what it had to do. */
import { isAscii } from 'node:buffer';
import { decodeBytes, decodeText, normaliseCharset } from '../charset/charset.ts';
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
  if (isAscii(bytes)) return { text: decodeBytes(bytes, stated) };
  const decoded = decodeText(inMemory(bytes), stated);
  const text = [...decoded.chunks()].join('');
  if (decoded.replaced() > 0) return { text, problem: 'charset-damaged' };
  return decoded.guessed ? { text, problem: 'charset-guessed' } : { text };
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

/** The text of a part too large to hold, piece by piece, in the character set it states or else UTF-8. */
export function* streamPartText(content: Content, part: MimePart): Generator<string> {
  const label = normaliseCharset(statedCharset(part) ?? 'utf-8') ?? 'utf-8';
  // What only old mail uses (DOS code pages, UTF-7) is decoded for parts of usual size alone.
  const decoder = new TextDecoder(/^(?:utf-7|cp|ibm\d|mac)/.test(label) ? 'windows-1252' : label);
  const encoding = effectiveEncoding(content, part);
  for (const bytes of decodeTransfer(content, part.bodyStart, part.bodyEnd, encoding)) {
    yield decoder.decode(bytes, { stream: true });
  }
  yield decoder.decode();
}
