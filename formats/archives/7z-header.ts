/** Reads the header of a 7z archive (7zFormat.txt of the LZMA SDK): its folders, its files, their names and times. */
import { crc32 } from 'node:zlib';
import type { ItemTimes } from '../../schemas/item-times.ts';
import { damaged, HeaderReader } from './7z-header-reader.ts';
import { filetime } from '../time/archive-time.ts';

/** Property ids of the header. */
const id = {
  end: 0,
  header: 1,
  archiveProperties: 2,
  additionalStreams: 3,
  mainStreams: 4,
  files: 5,
  packInfo: 6,
  unpackInfo: 7,
  subStreams: 8,
  size: 9,
  crc: 10,
  folder: 11,
  unpackSize: 12,
  streamCount: 13,
  emptyStream: 14,
  emptyFile: 15,
  anti: 16,
  names: 17,
  created: 18,
  accessed: 19,
  modified: 20,
  attributes: 21,
  encodedHeader: 23,
};

export interface Coder {
  /** Hex. */
  readonly method: string;
  readonly properties: Buffer;
}

/** A folder in 7z's sense: one compressed stream that holds one or more files (a solid block). */
export interface Folder {
  readonly coders: readonly Coder[];
  /** As it stands in the header. */
  readonly raw: Buffer;
  readonly unpackSizes: readonly number[];
  readonly bytes: number;
  readonly crc: number | undefined;
  /** Where its packed streams lie, one after another, in the file, and how long each is. */
  readonly start: number;
  readonly packed: readonly number[];
}

/** A file's share of a folder. */
export interface SubStream {
  readonly folder: number;
  readonly offset: number;
  readonly bytes: number;
  readonly crc: number | undefined;
}

export interface SevenZipFile {
  readonly name: string;
  readonly times: ItemTimes;
  readonly attributes: number;
  readonly isDirectory: boolean;
  readonly isAnti: boolean;
  readonly stream?: SubStream;
}

export interface Streams {
  readonly folders: readonly Folder[];
  readonly subStreams: readonly SubStream[];
}

/** More coders in a row than any writer makes; stops a folder that is all coders. */
const maxCoders = 32;

function readPackInfo(reader: HeaderReader): { position: number; sizes: number[] } {
  const position = reader.number();
  const count = reader.count();
  let sizes: number[] = [];
  for (let property = reader.byte(); property !== id.end; property = reader.byte()) {
    if (property === id.size) sizes = reader.numbers(count);
    else if (property === id.crc) reader.digests(count);
    else throw damaged('in the packed streams');
  }
  return { position, sizes };
}

type RawFolder = Pick<Folder, 'coders' | 'raw'> & { outputs: number; inputs: number; mainOutput: number };

function readFolder(reader: HeaderReader): RawFolder {
  const from = reader.at;
  const coders: Coder[] = [];
  let [inputs, outputs] = [0, 0];
  const count = reader.number();
  if (count === 0 || count > maxCoders) throw damaged('number of coders');
  for (let index = 0; index < count; index++) {
    const flags = reader.byte();
    const method = reader.take(flags & 15).toString('hex');
    const complex = (flags & 0x10) !== 0;
    inputs += complex ? reader.number() : 1;
    outputs += complex ? reader.number() : 1;
    if (inputs > maxCoders || outputs > maxCoders || outputs === 0) throw damaged('number of coder streams');
    coders.push({ method, properties: flags & 0x20 ? reader.take(reader.number()) : Buffer.alloc(0) });
  }
  const bound = new Set<number>();
  for (let pair = 0; pair < outputs - 1; pair++) {
    reader.number();
    bound.add(reader.number());
  }
  const packed = inputs - (outputs - 1);
  if (packed < 1) throw damaged('unbound streams');
  if (packed > 1) reader.numbers(packed);
  const mainOutput = Array.from({ length: outputs }, (_, index) => index).findLast(
    (index) => !bound.has(index),
  );
  return { coders, raw: reader.slice(from, reader.at), outputs, inputs: packed, mainOutput: mainOutput ?? 0 };
}

type UnpackFolder = RawFolder & { sizes: number[]; crc: number | undefined };

function readUnpackInfo(reader: HeaderReader): UnpackFolder[] {
  reader.expect(id.folder);
  const count = reader.count();
  if (reader.byte() !== 0) throw damaged('external folders');
  const raw = Array.from({ length: count }, () => readFolder(reader));
  reader.expect(id.unpackSize);
  const sizes = raw.map((folder) => reader.numbers(folder.outputs));
  let crcs: (number | undefined)[] = [];
  for (let property = reader.byte(); property !== id.end; property = reader.byte()) {
    if (property !== id.crc) throw damaged('in the folders');
    crcs = reader.digests(count);
  }
  return raw.map((folder, index) => ({ ...folder, sizes: sizes[index] ?? [], crc: crcs[index] }));
}

function readSubStreams(reader: HeaderReader | undefined, folders: readonly Folder[]): SubStream[] {
  let counts = folders.map(() => 1);
  let property = reader?.byte() ?? id.end;
  if (reader && property === id.streamCount) {
    counts = folders.map(() => reader.count());
    property = reader.byte();
  }
  const hasSizes = property === id.size;
  const streams: { folder: number; offset: number; bytes: number; crc?: number | undefined }[] = [];
  for (const [index, folder] of folders.entries()) {
    const count = counts[index] ?? 0;
    let offset = 0;
    for (let part = 0; part < count; part++) {
      const last = part === count - 1;
      const bytes = last || !hasSizes || !reader ? folder.bytes - offset : reader.number();
      if (bytes < 0 || offset + bytes > folder.bytes) throw damaged('sizes of files');
      streams.push({ folder: index, offset, bytes, crc: count === 1 ? folder.crc : undefined });
      offset += bytes;
    }
  }
  if (!reader) return streams.map((stream) => ({ ...stream, crc: stream.crc }));
  if (hasSizes) property = reader.byte();
  for (; property !== id.end; property = reader.byte()) {
    if (property !== id.crc) throw damaged('in the files’ streams');
    const unknown = streams.filter((stream) => stream.crc === undefined);
    for (const [index, crc] of reader.digests(unknown.length).entries()) {
      const stream = unknown[index];
      if (stream) stream.crc = crc;
    }
  }
  return streams.map((stream) => ({ ...stream, crc: stream.crc }));
}

/** The signature header's length, from whose end all positions count. */
export const signatureBytes = 32;

function placeFolders(pack: { position: number; sizes: number[] }, raw: readonly UnpackFolder[]): Folder[] {
  let start = signatureBytes + pack.position;
  let next = 0;
  return raw.map(({ coders, raw: bytes, sizes, crc, inputs, mainOutput }) => {
    const packed = pack.sizes.slice(next, next + inputs);
    next += inputs;
    const folder = {
      coders,
      raw: bytes,
      unpackSizes: sizes,
      bytes: sizes[mainOutput] ?? 0,
      crc,
      start,
      packed,
    };
    start += packed.reduce((sum, size) => sum + size, 0);
    return folder;
  });
}

function readStreams(reader: HeaderReader): Streams {
  let pack = { position: 0, sizes: [] as number[] };
  let folders: Folder[] = [];
  let subStreams: SubStream[] | undefined;
  for (let property = reader.byte(); property !== id.end; property = reader.byte()) {
    if (property === id.packInfo) pack = readPackInfo(reader);
    else if (property === id.unpackInfo) folders = placeFolders(pack, readUnpackInfo(reader));
    else if (property === id.subStreams) subStreams = readSubStreams(reader, folders);
    else throw damaged('in the streams');
  }
  return { folders, subStreams: subStreams ?? readSubStreams(undefined, folders) };
}

/** UTF-16LE names, each ended by a NUL. A lone surrogate stays as it is. */
function readNames(bytes: Buffer, count: number): string[] {
  const names: string[] = [];
  let from = 0;
  for (let at = 0; at + 1 < bytes.length && names.length < count; at += 2) {
    if (bytes.readUInt16LE(at) !== 0) continue;
    names.push(bytes.toString('utf16le', from, at));
    from = at + 2;
  }
  return names;
}

interface FileColumns {
  names: string[];
  emptyStream: boolean[];
  emptyFile: boolean[];
  anti: boolean[];
  times: Partial<Record<'created' | 'accessed' | 'modified', (bigint | undefined)[]>>;
  attributes: (number | undefined)[];
}

const timeProperties = new Map<number, 'created' | 'accessed' | 'modified'>([
  [id.created, 'created'],
  [id.accessed, 'accessed'],
  [id.modified, 'modified'],
]);

function readColumn(reader: HeaderReader, property: number, count: number, columns: FileColumns): void {
  const timeKey = timeProperties.get(property);
  const empty = columns.emptyStream.filter(Boolean).length;
  if (property === id.emptyStream) columns.emptyStream = reader.bits(count);
  else if (property === id.emptyFile) columns.emptyFile = reader.bits(empty);
  else if (property === id.anti) columns.anti = reader.bits(empty);
  else if (property === id.names && reader.byte() === 0) {
    columns.names = readNames(reader.slice(reader.at, Number.MAX_SAFE_INTEGER), count);
  } else if (timeKey) {
    const defined = reader.defined(count);
    if (reader.byte() !== 0) return;
    columns.times[timeKey] = defined.map((has) => (has ? reader.take(8).readBigUInt64LE(0) : undefined));
  } else if (property === id.attributes) {
    const defined = reader.defined(count);
    if (reader.byte() !== 0) return;
    columns.attributes = defined.map((has) => (has ? reader.take(4).readUInt32LE(0) : undefined));
  }
}

function readFiles(reader: HeaderReader, subStreams: readonly SubStream[]): SevenZipFile[] {
  const count = reader.count();
  const columns: FileColumns = {
    names: [],
    emptyStream: [],
    emptyFile: [],
    anti: [],
    times: {},
    attributes: [],
  };
  for (let property = reader.byte(); property !== id.end; property = reader.byte()) {
    // Each column on its own bytes: one that is damaged or unknown does not shift those after it.
    readColumn(new HeaderReader(reader.take(reader.number())), property, count, columns);
  }
  let [streams, empties] = [0, 0];
  return Array.from({ length: count }, (_, index) => {
    const isEmpty = columns.emptyStream[index] ?? false;
    const empty = isEmpty ? empties++ : -1;
    const stream = isEmpty ? undefined : subStreams[streams++];
    const attributes = columns.attributes[index] ?? 0;
    return {
      name: columns.names[index] ?? '',
      times: timesOf(columns, index),
      attributes,
      isDirectory: isEmpty && !(columns.emptyFile[empty] ?? false) && !(columns.anti[empty] ?? false),
      isAnti: columns.anti[empty] ?? false,
      stream,
    };
  });
}

function timesOf(columns: FileColumns, index: number): ItemTimes {
  const times: { -readonly [K in keyof ItemTimes]: ItemTimes[K] } = {};
  for (const key of ['modified', 'accessed', 'created'] as const) {
    const value = columns.times[key]?.[index];
    const time = value === undefined ? undefined : filetime(value);
    if (time) times[key] = time;
  }
  return times;
}

/** What a header says: the files, or where the real header lies, compressed. Throws `corrupt`. */
export function parseHeader(
  bytes: Buffer,
): { readonly encoded: Folder } | { readonly folders: readonly Folder[]; readonly files: SevenZipFile[] } {
  const reader = new HeaderReader(bytes);
  const kind = reader.byte();
  if (kind === id.encodedHeader) {
    const [folder] = readStreams(reader).folders;
    if (!folder) throw damaged('the encoded header has no folder');
    return { encoded: folder };
  }
  if (kind !== id.header) throw damaged('unknown kind');
  let streams: Streams = { folders: [], subStreams: [] };
  let files: SevenZipFile[] = [];
  for (let property = reader.byte(); property !== id.end; property = reader.byte()) {
    if (property === id.archiveProperties) {
      while (reader.byte() !== id.end) reader.skip();
    } else if (property === id.additionalStreams) readStreams(reader);
    else if (property === id.mainStreams) streams = readStreams(reader);
    else if (property === id.files) files = readFiles(reader, streams.subStreams);
    else throw damaged('unknown section');
  }
  return { folders: streams.folders, files };
}

/** A number as 7z writes it, always in nine bytes. */
const writeNumber = (value: number): Buffer => {
  const bytes = Buffer.alloc(9, 0xff);
  bytes.writeBigUInt64LE(BigInt(value), 1);
  return bytes;
};

/** An archive of one file that is this whole folder; what lies between its two parts are the packed streams. */
export function isolateFolder(folder: Folder): { before: Buffer; after: Buffer } {
  const after = Buffer.concat([
    Buffer.from([id.header, id.mainStreams, id.packInfo, 0]),
    writeNumber(folder.packed.length),
    Buffer.from([id.size]),
    ...folder.packed.map(writeNumber),
    Buffer.from([id.end, id.unpackInfo, id.folder, 1, 0]),
    folder.raw,
    Buffer.from([id.unpackSize]),
    ...folder.unpackSizes.map(writeNumber),
    Buffer.from([id.end, id.subStreams, id.end, id.end]),
    // One file, whose name is `m`: property, its size, not external, UTF-16 and NUL.
    Buffer.from([id.files, 1, id.names, 5, 0, 0x6d, 0, 0, 0, id.end, id.end]),
  ]);
  const before = Buffer.alloc(signatureBytes);
  Buffer.from('377abcaf271c0004', 'hex').copy(before);
  before.writeBigUInt64LE(BigInt(folder.packed.reduce((sum, size) => sum + size, 0)), 12);
  before.writeBigUInt64LE(BigInt(after.length), 20);
  before.writeUInt32LE(crc32(after), 28);
  before.writeUInt32LE(crc32(before.subarray(12, 32)), 8);
  return { before, after };
}
