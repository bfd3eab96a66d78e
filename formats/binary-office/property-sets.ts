/** Reads what a document says of itself: the property sets of a compound file ([MS-OLEPS], [MS-OSHARED] 2.3.3). */
import type { Metadata } from '../../schemas/metadata.ts';
import { filetime } from '../time/archive-time.ts';
import type { CompoundFile } from '../ole/compound-file.ts';
import { decodePage } from '../rtf/code-pages.ts';
import { maxValueUnits } from '../value-limits.ts';

/** Real ones have some dozens; a set may state millions. */
const maxProperties = 1000;
const maxSetBytes = 4 * 1024 * 1024;
const maxSets = 8;

const summary = 'e0859ff2f94f6810ab9108002b27b3d9';
const documentSummary = '02d5cdd59c2e1b10939708002b2cf9ae';
const custom = '05d5cdd59c2e1b10939708002b2cf9ae';

type Value = string | number | boolean | bigint;

/** One section: its values by number, and what the numbers of the user's own are called. */
interface PropertySection {
  readonly set: string;
  readonly values: ReadonlyMap<number, Value>;
  readonly names: ReadonlyMap<number, string>;
}

const wide = 1200;

const decode = (bytes: Buffer, page: number): string =>
  (page === wide ? bytes.toString('utf16le').toWellFormed() : decodePage(bytes, page))
    .split('\0', 1)[0]
    ?.slice(0, maxValueUnits)
    .trim() ?? '';

/** One value with its type in front ([MS-OLEPS] 2.15); undefined for types that say nothing in words. */
function readValue(bytes: Buffer, at: number, page: number): Value | undefined {
  if (at + 8 > bytes.length) return undefined;
  const length = bytes.readUInt32LE(at + 4);
  switch (bytes.readUInt16LE(at)) {
    case 0x02:
      return bytes.readInt16LE(at + 4);
    case 0x03:
      return bytes.readInt32LE(at + 4);
    case 0x05:
      return at + 12 <= bytes.length ? bytes.readDoubleLE(at + 4) : undefined;
    case 0x0b:
      return bytes.readUInt16LE(at + 4) !== 0;
    case 0x1e:
      return decode(bytes.subarray(at + 8, at + 8 + length), page);
    case 0x1f:
      return decode(bytes.subarray(at + 8, at + 8 + length * 2), wide);
    case 0x40:
      return at + 12 <= bytes.length ? bytes.readBigUInt64LE(at + 4) : undefined;
    default:
      return undefined;
  }
}

/** What the user's own properties are called ([MS-OLEPS] 2.17). */
function readNames(section: Buffer, at: number, page: number): Map<number, string> {
  const names = new Map<number, string>();
  if (at + 4 > section.length) return names;
  const count = Math.min(section.readUInt32LE(at), maxProperties);
  let next = at + 4;
  while (names.size < count && next + 8 <= section.length) {
    const length = section.readUInt32LE(next + 4) * (page === wide ? 2 : 1);
    names.set(section.readUInt32LE(next), decode(section.subarray(next + 8, next + 8 + length), page));
    next += 8 + (page === wide ? Math.ceil(length / 4) * 4 : length);
  }
  return names;
}

function readSection(set: string, section: Buffer): PropertySection {
  const count = section.length < 8 ? 0 : Math.min(section.readUInt32LE(4), maxProperties);
  const places = new Map<number, number>();
  for (let index = 0; index < count && 16 + index * 8 <= section.length; index += 1)
    places.set(section.readUInt32LE(8 + index * 8), section.readUInt32LE(12 + index * 8));
  const stated = readValue(section, places.get(1) ?? section.length, 1252);
  // Pages over 32767 are written as negative numbers.
  const page = typeof stated === 'number' ? stated & 0xffff : 1252;
  const values = new Map<number, Value>();
  for (const [id, at] of places) {
    const value = id > 1 ? readValue(section, at, page) : undefined;
    if (value !== undefined && value !== '') values.set(id, value);
  }
  const dictionary = places.get(0);
  return { set, values, names: dictionary === undefined ? new Map() : readNames(section, dictionary, page) };
}

function readSections(stream: Buffer): PropertySection[] {
  if (stream.length < 48 || stream.readUInt16LE(0) !== 0xfffe) return [];
  const sections: PropertySection[] = [];
  for (let index = 0; index < Math.min(stream.readUInt32LE(24), maxSets); index += 1) {
    const at = 28 + index * 20;
    if (at + 20 > stream.length) break;
    const start = stream.readUInt32LE(at + 16);
    sections.push(readSection(stream.toString('hex', at, at + 16), stream.subarray(start)));
  }
  return sections;
}

type Writable = { -readonly [K in keyof Metadata]: Metadata[K] };

const texts: Readonly<
  Record<string, Readonly<Record<number, 'title' | 'subject' | 'lastAuthor' | 'application' | 'company'>>>
> = {
  [summary]: { 2: 'title', 3: 'subject', 8: 'lastAuthor', 18: 'application' },
  [documentSummary]: { 15: 'company' },
};
const times: Readonly<Record<number, 'printed' | 'created' | 'modified'>> = {
  11: 'printed',
  12: 'created',
  13: 'modified',
};
/** Under the names that packages give the same. */
const others: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  [summary]: { 6: 'description', 7: 'Template', 9: 'revision', 15: 'Words', 16: 'Characters' },
  [documentSummary]: {
    2: 'category',
    5: 'Lines',
    6: 'Paragraphs',
    8: 'Notes',
    9: 'HiddenSlides',
    14: 'Manager',
    26: 'contentType',
    27: 'contentStatus',
    28: 'language',
  },
};

const show = (value: Value): string =>
  typeof value === 'bigint' ? (filetime(value)?.instant ?? String(value)) : String(value);

function takeValue(
  values: Writable,
  other: Record<string, string>,
  set: string,
  id: number,
  value: Value,
): void {
  const text = texts[set]?.[id];
  const time = set === summary ? times[id] : undefined;
  const key = others[set]?.[id];
  if (text && typeof value === 'string') values[text] = value;
  else if (time && typeof value === 'bigint') values[time] = filetime(value);
  else if (set === summary && id === 4) values.authors = [String(value)];
  else if (set === summary && id === 5)
    values.keywords = String(value)
      .split(/[;,]/)
      .map((word) => word.trim())
      .filter((word) => word !== '')
      .slice(0, maxProperties);
  else if (set === summary && id === 14 && typeof value === 'number' && value >= 0) values.pages = value;
  else if (key !== undefined) other[key] = show(value);
}

/** What both sets of a document say; nothing where it has none. */
export function readPropertySets(file: CompoundFile): Metadata {
  const values: Writable = {};
  const other: Record<string, string> = {};
  for (const name of ['\u0005SummaryInformation', '\u0005DocumentSummaryInformation']) {
    const entry = file.find(name);
    for (const section of entry ? readSections(file.read(entry, maxSetBytes).bytes) : [])
      for (const [id, value] of section.values) {
        if (section.set !== custom) takeValue(values, other, section.set, id, value);
        // Links of the document, which its text has as well.
        else if (section.names.get(id) !== undefined && !section.names.get(id)?.startsWith('_PID_'))
          other[`custom.${section.names.get(id)}`.slice(0, 200)] = show(value);
      }
  }
  return { ...values, ...(Object.keys(other).length > 0 ? { other } : {}) };
}
