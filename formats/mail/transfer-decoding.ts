/** Undoes the transfer encodings of mail parts: base64, quoted-printable and uuencode, a slice at a time. */
import type { Content } from '../contract.ts';

const hexValue = new Int8Array(256).fill(-1);
for (let value = 0; value < 16; value += 1) {
  hexValue[value.toString(16).charCodeAt(0)] = value;
  hexValue[value.toString(16).toUpperCase().charCodeAt(0)] = value;
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

/** Each padded unit by itself: some mailers pad every line, and the platform's decoder ends at the first pad. */
function decodeBase64Text(text: string): Buffer {
  const pad = text.indexOf('=');
  if (pad === -1 || pad >= text.length - 4) return Buffer.from(text, 'base64');
  const units = text.split(/=+/).filter((unit) => /[A-Za-z0-9+/]/.test(unit));
  return Buffer.concat(units.map((unit) => Buffer.from(unit, 'base64')));
}

/** Decodes slices of base64; characters outside the alphabet are passed over (RFC 2045, 6.8). */
export function* decodeBase64(slices: Iterable<Uint8Array>): Generator<Uint8Array> {
  let rest = '';
  for (const slice of slices) {
    const clean =
      rest +
      asBuffer(slice)
        .toString('latin1')
        .replaceAll(/[^A-Za-z0-9+/=]+/g, '');
    // Cut only where no padding came before: behind a pad the groups of four start anew.
    const lastPad = clean.lastIndexOf('=');
    const whole = lastPad + 1 + Math.floor((clean.length - lastPad - 1) / 4) * 4;
    rest = clean.slice(whole);
    if (whole > 0) yield decodeBase64Text(clean.slice(0, whole));
  }
  if (rest !== '') yield decodeBase64Text(rest);
}

/** Blanks behind a soft break that are passed over; a line of quoted-printable has 76 units. Bounds what must wait. */
const maxSoftBlanks = 1_000;

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09;

/** Where the line goes on behind a soft break whose `=` stands at `equals`; -1 where it is none, or not yet clear. */
function afterSoftBreak(bytes: Uint8Array, equals: number): number {
  let at = equals + 1;
  // RFC 2045, 6.7 (3): blanks at the end of a line were added on the way; behind them the break is one all the same.
  while (at - equals <= maxSoftBlanks && isBlank(bytes[at])) at += 1;
  if (bytes[at] === 0x0a) return at + 1;
  // A carriage return alone ends the lines of old Macintosh mail.
  if (bytes[at] === 0x0d) return bytes[at + 1] === 0x0a ? at + 2 : at + 1;
  return at === bytes.length ? at : -1;
}

/** Bytes at the end of a slice that must wait for the next one: an open escape, or a soft break with its blanks. */
function openTail(bytes: Uint8Array): number {
  const equals = bytes.lastIndexOf(0x3d);
  const length = bytes.length - equals;
  if (equals === -1 || length > maxSoftBlanks + 2) return 0;
  if (length <= 3) return length;
  const after = afterSoftBreak(bytes, equals);
  return after === bytes.length ? length : 0;
}

function decodeQuotedBytes(bytes: Uint8Array): Uint8Array {
  const source = asBuffer(bytes);
  let equals = source.indexOf(0x3d);
  if (equals === -1) return bytes;
  const target = Buffer.allocUnsafe(source.length);
  let from = 0;
  let to = 0;
  for (; equals !== -1; equals = source.indexOf(0x3d, from)) {
    to += source.copy(target, to, from, equals);
    const first = source[equals + 1];
    const high = hexValue[first ?? 0] ?? -1;
    const low = hexValue[source[equals + 2] ?? 0] ?? -1;
    if (high >= 0 && low >= 0) {
      target[to] = high * 16 + low;
      to += 1;
      from = equals + 3;
      continue;
    }
    from = afterSoftBreak(source, equals);
    if (from !== -1) continue;
    // Not an escape: the sign stands for itself.
    target[to] = 0x3d;
    to += 1;
    from = equals + 1;
  }
  to += source.copy(target, to, from);
  return target.subarray(0, to);
}

/** Decodes slices of quoted-printable (RFC 2045, 6.7). */
export function* decodeQuotedPrintable(slices: Iterable<Uint8Array>): Generator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array();
  for (const slice of slices) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, slice]) : slice;
    const tail = openTail(bytes);
    rest = bytes.slice(bytes.length - tail);
    yield decodeQuotedBytes(bytes.subarray(0, bytes.length - tail));
  }
  if (rest.length > 0) yield decodeQuotedBytes(rest);
}

/** Whether a line can be uuencoded data: its first character states the length of the rest. */
export function isUuLine(line: string): boolean {
  if (line === '`' || line === ' ' || line === '') return true;
  const bytes = (line.charCodeAt(0) - 32) & 63;
  const units = Math.ceil(bytes / 3) * 4;
  const data = line.length - 1;
  return /^[ -`]+$/.test(line) && data >= Math.ceil((bytes * 4) / 3) && data <= units + 2;
}

/** The bytes of one uuencoded line; empty for a line that is none. */
function decodeUuLine(line: string): Buffer {
  const length = (line.charCodeAt(0) - 32) & 63;
  const target = Buffer.alloc(length + 2);
  let to = 0;
  for (let at = 1; to < length && at < line.length; at += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = [0, 1, 2, 3].map((step) =>
      at + step < line.length ? (line.charCodeAt(at + step) - 32) & 63 : 0,
    );
    target[to] = (a << 2) | (b >> 4);
    target[to + 1] = (b << 4) | (c >> 2);
    target[to + 2] = (c << 6) | d;
    to += 3;
  }
  return target.subarray(0, length);
}

/** The bytes of uuencoded lines between `begin` and `end`, without these two. */
export function decodeUuencoded(lines: readonly string[]): Buffer {
  const data = lines.filter((line) => line !== '' && line !== '`');
  return Buffer.concat(data.map(decodeUuLine));
}

/** Whether bytes that claim to be base64 are: text that was never encoded is full of blanks between words. */
function looksLikeBase64(bytes: Uint8Array): boolean {
  const sample = asBuffer(bytes.subarray(0, 2048)).toString('latin1').trim();
  const foreign = sample.replaceAll(/[A-Za-z0-9+/=\r\n]+/g, '').length;
  return foreign * 20 <= sample.length;
}

/** Bytes at the end of base64 that are looked at for text: a footer of a mailing list has some hundred. */
const maxFooterBytes = 8_192;
const base64Line = /^[A-Za-z0-9+/]{4,}={0,2}$|^[A-Za-z0-9+/]{2,3}={1,2}$/;
/** Words with a blank between them, which base64 never has. */
const words = /[A-Za-z]{2,}[ \t]+[A-Za-z]{2,}/;

/**
 * Where base64 ends in [start, end): mailing lists put their footer behind it as it is, which would be decoded to bytes
 * without sense and lost.
 */
export function base64End(content: Content, start: number, end: number): number {
  const from = Math.max(start, end - maxFooterBytes);
  const lines = asBuffer(content.read(from, end - from))
    .toString('latin1')
    .split('\n');
  let length = 0;
  let last = 0;
  for (const line of lines) {
    length += line.length + 1;
    if (base64Line.test(line.trim())) last = length;
  }
  const footer = lines.join('\n').slice(last);
  // The first line of what is looked at may be cut, and then all of it is one.
  return last > 0 && words.test(footer) ? Math.min(from + last, end) : end;
}

/** The first line of base64 that a short footer follows; a word alone on a line is none. */
const firstBase64Line =
  /^\s*(?:[A-Za-z0-9+/]{4}){5,}\s*\n|^\s*(?:[A-Za-z0-9+/]{4}){4,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)\s*\n/;

/** Whether [start, end), which is said to be base64, is: some senders say so of plain text. */
export function isBase64(content: Content, start: number, end: number): boolean {
  const head = content.read(start, Math.min(end - start, 2048));
  if (looksLikeBase64(head)) return true;
  const close = base64End(content, start, end);
  return (
    close < end &&
    firstBase64Line.test(asBuffer(head).toString('latin1')) &&
    looksLikeBase64(head.subarray(0, close - start))
  );
}

/** The decoded bytes of [start, end), a slice at a time; an unknown encoding leaves them as they are. */
export function decodeTransfer(
  content: Content,
  start: number,
  end: number,
  encoding: string,
): Iterable<Uint8Array> {
  if (encoding === 'base64') return decodeBase64(content.slices(start, base64End(content, start, end)));
  const slices = content.slices(start, end);
  if (encoding === 'quoted-printable') return decodeQuotedPrintable(slices);
  return slices;
}
