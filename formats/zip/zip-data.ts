/** Decodes one ZIP member's data, checked against its checksum and stopped where it expands beyond the limits. */
import { constants, crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { type ByteRange, type Content, LimitError } from '../contract.ts';
import type { Limits } from '../../schemas/limits.ts';
import { createZstdEngine } from '../archives/zstd.ts';
import { ArchiveError } from '../archives/archive-error.ts';
import { decodeBzip2 } from '../archives/bzip2-decoder.ts';
import { limitExpansion } from '../archives/expansion-limit.ts';
import { decodeFirstEntry } from '../archives/libarchive.ts';
import { decodeDeflate64 } from './deflate64.ts';
import { decodeImploded } from './implode.ts';
import { decodeReduced } from './reduce.ts';
import { decodeShrunk } from './shrink.ts';
import { newReport } from '../archives/single-member.ts';
import { readSlices } from '../archives/slices.ts';
import { readLocal, type ZipEntry } from './zip-records.ts';
import { type Engine, pump, type PumpResult } from '../archives/zlib-stream.ts';

/** Members up to this many bytes are inflated at once: most are, and it saves a stream for each. */
const maxAtOnceBytes = 8 * 1024 * 1024;

/** Compression methods (4.4.5) by how they are decoded. */
const methods = { store: 0, deflate: 8, bzip2: 12, lzma: 14, zstdOld: 20, zstd: 93, xz: 95, ppmd: 98 };
/** Those that no library reads: decoded by ourselves, from the member's data held in memory. */
const oldMethods = { shrink: 1, reduceLeast: 2, reduceMost: 5, implode: 6, deflate64: 9 };

const isReduced = (method: number): boolean =>
  method >= oldMethods.reduceLeast && method <= oldMethods.reduceMost;

export const isKnownMethod = (method: number): boolean =>
  isReduced(method) || [...Object.values(methods), ...Object.values(oldMethods)].includes(method);

/** Told of bytes of a member's data that lie behind the end of its compressed stream. */
export type OnRest = (rest: ByteRange) => void;

interface Packed {
  readonly content: Content;
  readonly start: number;
  readonly size: number;
  readonly onRest: OnRest;
}

async function* pumpMember(
  create: () => Engine,
  { content, start, size, onRest }: Packed,
): AsyncGenerator<Uint8Array> {
  const result: PumpResult = { consumed: 0 };
  yield* pump(create, readSlices(content, start), size, result);
  if (!result.failure) {
    if (result.consumed < size) onRest({ start: start + result.consumed, end: start + size });
    return;
  }
  const code = result.failure.code === 'Z_BUF_ERROR' ? 'truncated' : 'corrupt';
  throw new ArchiveError(code, result.failure.message);
}

function* bunzipMember({ content, start, size, onRest }: Packed): Generator<Uint8Array> {
  const report = newReport();
  yield* decodeBzip2(readSlices(content, start)(0, size, 65_536), report);
  if (report.failure) throw new ArchiveError(report.failure.code, report.failure.detail);
  if (report.end !== undefined) onRest({ start: start + report.end, end: start + size });
}

/** A ZIP file of just this member, for the methods that only libarchive reads. */
function isolateMember(entry: ZipEntry, data: Uint8Array): Uint8Array[] {
  const local = Buffer.alloc(31);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(63, 4);
  // Of the flags only those that the method's decoder needs (bit 1: LZMA has an end marker).
  local.writeUInt16LE(entry.flags & 2, 6);
  local.writeUInt16LE(entry.method, 8);
  local.writeUInt32LE(entry.crc, 14);
  local.writeUInt32LE(entry.compressedBytes, 18);
  local.writeUInt32LE(entry.bytes, 22);
  local.writeUInt16LE(1, 26);
  local.write('m', 30);
  const central = Buffer.alloc(47);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(63, 4);
  local.copy(central, 6, 4, 30);
  central.write('m', 46);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length + data.length, 16);
  return [local, data, central, end];
}

interface OpenOptions {
  readonly limits: Limits;
  /** Its checksum is not stated: what it holds was authenticated otherwise. */
  readonly isUnsummed?: boolean;
  readonly onRest: OnRest;
}

function* deflate64Member(data: Uint8Array, start: number, onRest: OnRest): Generator<Uint8Array> {
  const taken = yield* decodeDeflate64(data);
  if (taken < data.length) onRest({ start: start + taken, end: start + data.length });
}

function decodeOld(
  entry: ZipEntry,
  data: Uint8Array,
  start: number,
  onRest: OnRest,
): Generator<Uint8Array> | undefined {
  if (entry.method === oldMethods.shrink) return decodeShrunk(data, entry.bytes);
  if (isReduced(entry.method)) return decodeReduced(data, entry.bytes, entry.method - 1);
  if (entry.method === oldMethods.implode) return decodeImploded(data, entry.bytes, entry.flags);
  return entry.method === oldMethods.deflate64 ? deflate64Member(data, start, onRest) : undefined;
}

async function* decodeHeld(
  content: Content,
  entry: ZipEntry,
  start: number,
  { limits, onRest }: OpenOptions,
) {
  if (entry.compressedBytes > Math.min(limits.maxHeldBytes, 0x7fffffff) || entry.bytes > 0xfffffffe) {
    throw new LimitError('too-large', `${entry.compressedBytes} bytes of method ${entry.method}`);
  }
  const data = content.read(start, entry.compressedBytes);
  yield* decodeOld(entry, data, start, onRest) ?? decodeFirstEntry(isolateMember(entry, data));
}

function decode(
  content: Content,
  entry: ZipEntry,
  start: number,
  options: OpenOptions,
): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  const size = entry.compressedBytes;
  const { onRest } = options;
  if (entry.method === methods.store) return content.slices(start, start + size);
  if (entry.method === methods.deflate)
    return pumpMember(() => createInflateRaw(), { content, start, size, onRest });
  if (entry.method === methods.bzip2) return bunzipMember({ content, start, size, onRest });
  if (entry.method === methods.zstd || entry.method === methods.zstdOld) {
    return pumpMember(createZstdEngine, { content, start, size, onRest });
  }
  return decodeHeld(content, entry, start, options);
}

async function* checked(
  stream: AsyncIterable<Uint8Array>,
  entry: ZipEntry,
  isCut: boolean,
): AsyncGenerator<Uint8Array> {
  let crc = 0;
  let bytes = 0;
  for await (const chunk of stream) {
    crc = crc32(chunk, crc);
    bytes += chunk.length;
    yield chunk;
  }
  if (isCut) throw new ArchiveError('truncated', `cut off after ${bytes} bytes`);
  if (crc !== entry.crc) throw new ArchiveError('corrupt', `bad checksum after ${bytes} bytes`);
}

/** The whole of a small deflated or stored member, or undefined where it must be streamed. */
function inflateAtOnce(
  content: Content,
  entry: ZipEntry,
  start: number,
  onRest: OnRest,
): Uint8Array | undefined {
  if (entry.compressedBytes > maxAtOnceBytes || entry.bytes > maxAtOnceBytes) return undefined;
  const data = content.read(start, entry.compressedBytes);
  let bytes: Uint8Array | undefined;
  let taken = data.length;
  if (entry.method === methods.store) bytes = data;
  if (entry.method === methods.deflate) {
    try {
      ({ bytes, taken } = inflateCounted(data, Math.max(entry.bytes, 1)));
    } catch {
      // A false size or damaged data: the stream finds out which.
      return undefined;
    }
  }
  if (!bytes || crc32(bytes) !== entry.crc) return undefined;
  if (taken < data.length) onRest({ start: start + taken, end: start + data.length });
  return bytes;
}

/** The bytes, and how much of the data they took: what follows the end of the stream is passed over by zlib. */
function inflateCounted(data: Uint8Array, maxOutputLength: number): { bytes: Buffer; taken: number } {
  const options = { maxOutputLength, info: true };
  // With `info` the result also has the engine (Node's documentation of zlib); the types do not know that.
  const result = inflateRawSync(data, options) as unknown as {
    readonly buffer: Buffer;
    readonly engine: { readonly bytesWritten: number };
  };
  return { bytes: result.buffer, taken: result.engine.bytesWritten };
}

/** The member's bytes from where its data starts. The stream throws `corrupt`, `truncated`, `bomb` or `too-large`. */
export function openMember(
  content: Content,
  entry: ZipEntry,
  start: number,
  options: OpenOptions,
): Uint8Array | AsyncIterable<Uint8Array> {
  const atOnce = options.isUnsummed ? undefined : inflateAtOnce(content, entry, start, options.onRest);
  if (atOnce) return atOnce;
  const decoded = decode(content, entry, start, options);
  const stream = limitExpansion(decoded, entry.compressedBytes, options.limits);
  return options.isUnsummed ? stream : checked(stream, entry, start + entry.compressedBytes > content.size);
}

/** A small stored or deflated member as far as it can be read, for a look inside; nothing over `maxBytes`. */
export function peekMember(content: Content, entry: ZipEntry, maxBytes: number): Uint8Array {
  const start = readLocal(content, entry.offset)?.dataStart;
  if (start === undefined || entry.flags & 1) return new Uint8Array();
  const packed = content.read(start, Math.min(entry.compressedBytes, maxBytes));
  if (entry.method === methods.store) return packed;
  if (entry.method !== methods.deflate) return new Uint8Array();
  try {
    return inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: maxBytes });
  } catch {
    return new Uint8Array();
  }
}
