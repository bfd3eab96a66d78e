/** Lists the properties of an encapsulated message ([MS-OXTNEF] 2.1.3.4) where they lie, without reading their values. */
import { bufferAt } from '../content.ts';
import type { Content } from '../contract.ts';
import type { Property } from './property-bag.ts';
import { guidOf, joinValues, type NamedProperties, PropertyMap } from './property-map.ts';
import { fixedSizes, types } from './property-values.ts';

/** Properties of one list, and values of one of them: stops counts that are mere claims. */
const maxProperties = 20_000;
const maxValues = 5_000;
const maxNameBytes = 1024;
/** A value is held; a larger one is cut. Attachments are read in slices and may be of any size. */
const maxValueBytes = 64 * 1024 * 1024;

/** A place in the file. */
export interface ValueRange {
  readonly start: number;
  readonly end: number;
}

export interface TnefProperties {
  readonly bag: PropertyMap;
  /** Where the value of an object or binary lies: of an attachment its content. */
  readonly ranges: ReadonlyMap<number, ValueRange>;
  readonly end: number;
  /** Set where the list ends before it says so. */
  readonly isCut: boolean;
}

/** Reads numbers one after another up to an end; `isCut` once something lay beyond it. */
class Cursor {
  readonly content: Content;
  readonly end: number;
  at: number;
  isCut = false;

  constructor(content: Content, at: number, end: number) {
    this.content = content;
    this.at = at;
    this.end = end;
  }

  bytes(length: number): Buffer {
    if (this.at + length > this.end) this.isCut = true;
    const bytes = this.isCut ? Buffer.alloc(length) : bufferAt(this.content, this.at, length);
    this.at += length;
    if (bytes.length === length) return bytes;
    this.isCut = true;
    return Buffer.alloc(length);
  }

  number(): number {
    return this.bytes(4).readUInt32LE(0);
  }

  /** A value of that size, padded to four bytes, as a place: what there is of it. */
  range(size: number): ValueRange {
    const start = Math.min(this.at, this.end);
    if (this.at + size > this.end) this.isCut = true;
    this.at += (size + 3) & ~3;
    if (this.at < start + size) this.at = start + size;
    return { start, end: Math.min(start + size, this.end) };
  }
}

function readName(cursor: Cursor, id: number, names: NamedProperties): void {
  const set = guidOf(cursor.bytes(16));
  if (cursor.number() === 0) {
    names.add(id, { set, key: cursor.number() });
    return;
  }
  const { start, end } = cursor.range(cursor.number());
  const bytes = bufferAt(cursor.content, start, Math.min(end - start, maxNameBytes));
  const key = bytes.toString('utf16le', 0, bytes.length & ~1).replace(/\0.*$/su, '');
  if (key !== '') names.add(id, { set, key: key.toWellFormed() });
}

/** Where the values of the next property lie. */
function readRanges(cursor: Cursor, type: number): ValueRange[] {
  const fixed = fixedSizes[type & ~types.many];
  const isCounted = fixed === undefined || (type & types.many) !== 0;
  const count = isCounted ? cursor.number() : 1;
  const ranges: ValueRange[] = [];
  for (let index = 0; index < count && index < maxValues && !cursor.isCut; index += 1)
    ranges.push(cursor.range(fixed ?? cursor.number()));
  if (count > maxValues) cursor.isCut = true;
  return ranges;
}

function propertyOf(content: Content, id: number, type: number, ranges: readonly ValueRange[]): Property {
  const size = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  const read = ({ start, end }: ValueRange): Buffer =>
    bufferAt(content, start, Math.min(end - start, maxValueBytes));
  const isMany = (type & types.many) !== 0;
  const isFixed = fixedSizes[type & ~types.many] !== undefined;
  const bytes = (): Buffer => {
    if (isMany) return isFixed ? Buffer.concat(ranges.map(read)) : joinValues(ranges.map(read));
    return ranges[0] ? read(ranges[0]) : Buffer.alloc(0);
  };
  return { id, type, size, bytes };
}

export function listProperties(
  content: Content,
  { start, end }: ValueRange,
  names: NamedProperties,
): TnefProperties {
  const cursor = new Cursor(content, start, end);
  const bag = new PropertyMap(names);
  const ranges = new Map<number, ValueRange>();
  const count = cursor.number();
  for (let index = 0; index < count && index < maxProperties && !cursor.isCut; index += 1) {
    const type = cursor.bytes(2).readUInt16LE(0);
    const id = cursor.bytes(2).readUInt16LE(0);
    if (id >= 0x8000 && !cursor.isCut) readName(cursor, id, names);
    const found = readRanges(cursor, type);
    const [first] = found;
    if (!first) continue;
    bag.add(propertyOf(content, id, type, found));
    if (!ranges.has(id)) ranges.set(id, first);
  }
  return { bag, ranges, end: Math.min(cursor.at, end), isCut: cursor.isCut || count > maxProperties };
}
