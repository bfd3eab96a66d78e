/** Walks the attributes of a TNEF stream ([MS-OXTNEF] 2.1.3), each with its place and whether its checksum is right. */
import { bufferAt } from '../content.ts';
import type { Content } from '../contract.ts';
import type { ValueRange } from './tnef-properties.ts';

export const signature = 0x223e9f78;
const signatureBytes = 6;
/** Level, id and length before the data, a checksum behind it. */
const headBytes = 9;
const checksumBytes = 2;
/** Attributes walked over: stops a file of nothing but empty ones. */
const maxAttributes = 200_000;

/** What of them is read; the upper half of an id is its type. */
export const attributes = {
  from: 0x00008000,
  subject: 0x00018004,
  dateSent: 0x00038005,
  messageClass: 0x00078008,
  body: 0x0002800c,
  attachData: 0x0006800f,
  attachTitle: 0x00018010,
  attachCreated: 0x00038012,
  attachModified: 0x00038013,
  attachRendering: 0x00069002,
  messageProperties: 0x00069003,
  recipientTable: 0x00069004,
  attachment: 0x00069005,
  codePage: 0x00069007,
} as const;

export interface Attribute extends ValueRange {
  readonly id: number;
  readonly isWhole: boolean;
  readonly isSumRight: boolean;
}

function isSumRight(content: Content, start: number, end: number): boolean {
  let sum = 0;
  for (const slice of content.slices(start, end)) for (const byte of slice) sum = (sum + byte) & 0xffff;
  const stated = bufferAt(content, end, checksumBytes);
  return stated.length === checksumBytes && stated.readUInt16LE(0) === sum;
}

export const isTnef = (content: Content, start: number): boolean => {
  const head = bufferAt(content, start, 4);
  return head.length === 4 && head.readUInt32LE(0) === signature;
};

/** Returns where it can go on no further, with bytes left. */
export function* walkAttributes(
  content: Content,
  { start, end }: ValueRange,
): Generator<Attribute, number | undefined> {
  let at = start + signatureBytes;
  for (let count = 0; at + headBytes <= end; count += 1) {
    const head = bufferAt(content, at, headBytes);
    const level = head.readUInt8(0);
    if ((level !== 1 && level !== 2) || count >= maxAttributes) return at;
    const from = at + headBytes;
    const length = head.readUInt32LE(5);
    const isWhole = from + length + checksumBytes <= end;
    const to = Math.min(from + length, end);
    yield {
      id: head.readUInt32LE(1),
      start: from,
      end: to,
      isWhole,
      isSumRight: isWhole && isSumRight(content, from, to),
    };
    at = from + length + checksumBytes;
  }
  return at < end ? at : undefined;
}
