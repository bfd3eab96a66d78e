/** Reads the values of properties as what their types say ([MS-OXCDATA] 2.11.1). */
import type { Time } from '../../schemas/time.ts';
import { decodeBytes } from '../charset/charset.ts';
import { filetime } from '../time/archive-time.ts';
import { charsetOfPage } from './code-pages.ts';
import type { Property, PropertyBag } from './property-bag.ts';
import { ids } from './property-ids.ts';

export const types = {
  integer16: 0x0002,
  integer32: 0x0003,
  floating32: 0x0004,
  floating64: 0x0005,
  currency: 0x0006,
  floatingTime: 0x0007,
  boolean: 0x000b,
  object: 0x000d,
  integer64: 0x0014,
  string8: 0x001e,
  unicode: 0x001f,
  time: 0x0040,
  guid: 0x0048,
  binary: 0x0102,
  many: 0x1000,
} as const;

/** Values read of one property: stops a list that claims to be endless. */
const maxValues = 5_000;

export const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

/** Bytes of one value of these types; the others have any length. */
export const fixedSizes: Readonly<Record<number, number>> = {
  0x0002: 2,
  0x0003: 4,
  0x0004: 4,
  0x0005: 8,
  0x0006: 8,
  0x0007: 8,
  0x000a: 4,
  0x000b: 2,
  0x0014: 8,
  0x0040: 8,
  0x0048: 16,
};

/** The values of a property with many, as `Property.bytes` lays them out. */
export function splitValues(property: Property): Buffer[] {
  const bytes = bufferOf(property.bytes());
  const fixed = fixedSizes[property.type & 0x0fff];
  const values: Buffer[] = [];
  if (fixed !== undefined) {
    for (let at = 0; at + fixed <= bytes.length && values.length < maxValues; at += fixed)
      values.push(bytes.subarray(at, at + fixed));
    return values;
  }
  if (bytes.length < 4) return values;
  const count = Math.min(bytes.readUInt32LE(0), Math.floor(bytes.length / 4) - 1, maxValues);
  for (let index = 0; index < count; index += 1) {
    const start = bytes.readUInt32LE(4 + index * 4);
    const end = index + 1 < count ? bytes.readUInt32LE(8 + index * 4) : bytes.length;
    // Overlapping ones would say the same bytes a thousand times over.
    if (start >= 4 && start <= end && end <= bytes.length) values.push(bytes.subarray(start, end));
  }
  return values;
}

/** Without the zeros that close a string, and those that stand in it: no text has them. */
const withoutZeros = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '') : text);

/** The values of one bag; its strings of single bytes are in the code page of their message. */
export class PropertyValues {
  readonly bag: PropertyBag;
  readonly charset: string | undefined;

  constructor(bag: PropertyBag, charset = charsetOf(bag)) {
    this.bag = bag;
    this.charset = charset;
  }

  /** The text of a string, '' where there is none. */
  text(id: number): string {
    return this.textOf(this.bag.get(id));
  }

  named(set: string, key: number | string): string {
    return this.textOf(this.bag.named(set, key));
  }

  textOf(property: Property | undefined): string {
    if (!property) return '';
    const { type } = property;
    if (type === types.unicode || type === types.string8) return this.#decode(property.bytes(), type);
    if (type === types.many + types.unicode || type === types.many + types.string8)
      return this.texts(property).join('; ');
    return '';
  }

  /** The strings of a property with many, or its only one. */
  texts(property: Property | undefined): string[] {
    if (!property) return [];
    if ((property.type & types.many) === 0) return [this.textOf(property)].filter((text) => text !== '');
    const type = property.type & 0x0fff;
    if (type !== types.unicode && type !== types.string8) return [];
    return splitValues(property).map((bytes) => this.#decode(bytes, type));
  }

  #decode(bytes: Uint8Array, type: number): string {
    if (type === types.string8) return withoutZeros(decodeBytes(withoutEnd(bytes), this.charset));
    const text = bufferOf(bytes).toString('utf16le', 0, bytes.length & ~1);
    return withoutZeros(text).toWellFormed();
  }

  number(id: number): number | undefined {
    return numberOf(this.bag.get(id));
  }

  time(id: number): Time | undefined {
    return timeOf(this.bag.get(id));
  }

  /** Bytes of a binary; undefined where there are none. */
  binary(id: number): Buffer | undefined {
    const property = this.bag.get(id);
    const bytes = property?.type === types.binary ? bufferOf(property.bytes()) : undefined;
    return bytes && bytes.length > 0 ? bytes : undefined;
  }
}

/** Without closing zeros, which a guess at the charset would take for UTF-16. */
function withoutEnd(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return bytes.subarray(0, end);
}

/** The charset of the strings of single bytes of a message ([MS-OXCMSG] 2.2.1.4.1, else that of its body). */
export function charsetOf(bag: PropertyBag): string | undefined {
  const pageOf = (id: number) => charsetOfPage(numberOf(bag.get(id)));
  return pageOf(ids.messageCodePage) ?? pageOf(ids.internetCodePage);
}

export function numberOf(property: Property | undefined): number | undefined {
  if (!property) return undefined;
  const bytes = bufferOf(property.bytes());
  const size = fixedSizes[property.type];
  if (size === undefined || bytes.length < Math.min(size, 2)) return undefined;
  switch (property.type) {
    case types.integer16:
      return bytes.readInt16LE(0);
    case types.boolean:
      return bytes.readUInt8(0);
    case types.integer32:
      return bytes.length < 4 ? undefined : bytes.readInt32LE(0);
    case types.floating64:
    case types.floatingTime:
      return bytes.length < 8 ? undefined : bytes.readDoubleLE(0);
    default:
      return undefined;
  }
}

/** FILETIME of a property; Outlook writes the year 4501 where it means none ([MS-OXOTASK] 2.2.2.2.4). */
export function timeOf(property: Property | undefined): Time | undefined {
  if (property?.type !== types.time) return undefined;
  const bytes = bufferOf(property.bytes());
  if (bytes.length < 8) return undefined;
  const time = filetime(bytes.readBigInt64LE(0));
  return time?.instant?.startsWith('4501-') ? undefined : time;
}

/** As a line says it: without the zeros of a fraction that is none. */
export const shownTime = ({ instant, local, raw }: Time): string =>
  (instant ?? local ?? raw).replace(/(\.\d*?)0+(?=Z?$)/u, '$1').replace(/\.(?=Z?$)/u, '');
