/** Reads the header structures of RPM packages (RPM file format, version 3 and 4): values by number. */
import { bufferAt } from '../content.ts';
import type { Content } from '../contract.ts';

export interface RpmHeader {
  /** Texts by tag, those of a list each for itself. */
  readonly texts: ReadonlyMap<number, readonly string[]>;
  /** Numbers of 32 bits by tag. */
  readonly numbers: ReadonlyMap<number, readonly number[]>;
  /** The first byte behind it. */
  readonly end: number;
}

const magic = 0x8eade801;
const introBytes = 16;
const entryBytes = 16;
/** Entries and bytes of values; packages of a hundred thousand files have some MiB. Stops a header that is all of the file. */
const maxEntries = 10_000;
const maxStoreBytes = 64 * 1024 * 1024;
/** Values of one list, and units of each. */
const maxValues = 20_000;
const maxUnits = 16_000;

/** Types of values. */
const int32 = 4;
const textTypes: ReadonlySet<number> = new Set([6, 8, 9]);

function readTexts(store: Buffer, offset: number, count: number): string[] {
  const texts: string[] = [];
  let at = offset;
  while (texts.length < Math.min(count, maxValues) && at < store.length) {
    const nul = store.indexOf(0, at);
    const end = nul === -1 ? store.length : nul;
    texts.push(store.toString('utf8', at, Math.min(end, at + maxUnits)));
    at = end + 1;
  }
  return texts;
}

function readNumbers(store: Buffer, offset: number, count: number): number[] {
  const most = Math.min(count, maxValues, Math.floor((store.length - offset) / 4));
  return Array.from({ length: Math.max(0, most) }, (_, index) => store.readUInt32BE(offset + index * 4));
}

/** The header at `start`; undefined where none is, or it is cut off. */
export function readRpmHeader(content: Content, start: number): RpmHeader | undefined {
  const intro = bufferAt(content, start, introBytes);
  if (intro.length < introBytes || intro.readUInt32BE(0) !== magic) return undefined;
  const [count, storeBytes] = [intro.readUInt32BE(8), intro.readUInt32BE(12)];
  const storeStart = start + introBytes + count * entryBytes;
  if (count > maxEntries || storeBytes > maxStoreBytes || storeStart + storeBytes > content.size)
    return undefined;
  const index = bufferAt(content, start + introBytes, count * entryBytes);
  const store = bufferAt(content, storeStart, storeBytes);
  const texts = new Map<number, readonly string[]>();
  const numbers = new Map<number, readonly number[]>();
  for (let at = 0; at < index.length; at += entryBytes) {
    const [tag, type, offset, values] = [0, 4, 8, 12].map((step) => index.readUInt32BE(at + step));
    if (tag === undefined || type === undefined || offset === undefined || values === undefined) continue;
    if (offset >= store.length) continue;
    if (textTypes.has(type)) texts.set(tag, readTexts(store, offset, values));
    else if (type === int32) numbers.set(tag, readNumbers(store, offset, values));
  }
  return { texts, numbers, end: storeStart + storeBytes };
}
