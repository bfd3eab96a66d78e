/** Reads the header of one gzip member (RFC 1952, 2.3). */
import type { ByteRange, Content } from '../contract.ts';

export interface GzipHeader {
  readonly dataStart: number;
  /** Seconds since 1970; 0 where none are stated. */
  readonly seconds: number;
  readonly name?: Uint8Array;
  readonly comment?: Uint8Array;
  /** Extra fields that nothing is known of. */
  readonly unknown: readonly ByteRange[];
}

const headBytes = 10;
const flag = { checksum: 2, extra: 4, name: 8, comment: 16 };
/** A name or comment may be of any length; this stops a header of gigabytes without NUL. */
const maxTextBytes = 1024 * 1024;
/** Subfields of block formats: BGZF, dictzip, and Apollo's file type; they hold sizes (2.3.1.1). */
const knownSubfields = new Set(['BC', 'RA', 'AP', 'MZ', 'CP']);

/** Bytes up to the next NUL, a bounded way on. */
function readText(content: Content, start: number): Uint8Array | undefined {
  // Most are short; the window grows for those that are not.
  for (let window = 512; window <= maxTextBytes * 2; window *= 16) {
    const bytes = content.read(start, window);
    const end = bytes.indexOf(0);
    if (end >= 0) return bytes.subarray(0, end);
    if (bytes.length < window) return undefined;
  }
  return undefined;
}

function unknownSubfields(extra: Buffer, start: number): ByteRange[] {
  const unknown: ByteRange[] = [];
  let at = 0;
  while (at + 4 <= extra.length) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (end > extra.length) break;
    if (!knownSubfields.has(extra.toString('latin1', at, at + 2)))
      unknown.push({ start: start + at + 4, end: start + end });
    at = end;
  }
  if (at < extra.length) unknown.push({ start: start + at, end: start + extra.length });
  return unknown;
}

/** The header at `offset`; undefined where there is none, or it is cut off. */
export function readGzipHeader(content: Content, offset: number): GzipHeader | undefined {
  const head = Buffer.from(content.read(offset, headBytes));
  // Bits of flags that are reserved must be 0, and deflate is the one method.
  if (head.length < headBytes || head.toString('hex', 0, 3) !== '1f8b08' || head.readUInt8(3) > 31)
    return undefined;
  const flags = head.readUInt8(3);
  let at = offset + headBytes;
  let unknown: readonly ByteRange[] = [];
  if (flags & flag.extra) {
    const length = Buffer.from(content.read(at, 2));
    if (length.length < 2) return undefined;
    const extra = Buffer.from(content.read(at + 2, length.readUInt16LE(0)));
    unknown = unknownSubfields(extra, at + 2);
    at += 2 + length.readUInt16LE(0);
  }
  const texts: { name?: Uint8Array; comment?: Uint8Array } = {};
  for (const key of ['name', 'comment'] as const) {
    if ((flags & flag[key]) === 0) continue;
    const text = readText(content, at);
    if (!text) return undefined;
    texts[key] = text;
    at += text.length + 1;
  }
  if (flags & flag.checksum) at += 2;
  if (at > content.size) return undefined;
  return { dataStart: at, seconds: head.readUInt32LE(4), ...texts, unknown };
}
