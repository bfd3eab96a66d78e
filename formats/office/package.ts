/** Reads the parts of an office package (a zip) with bounded inflation, damaged ones as far as they go. */
import { Readable } from 'node:stream';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { Inflate } from 'fflate';
import { type Content, LimitError, type Sink } from '../contract.ts';
import type { Limits } from '../../schemas/limits.ts';
import { readZipDirectory, type ZipEntry } from './zip-directory.ts';

/** Parts one package may have; the largest real ones have some thousands. Stops exhaustion by empty members. */
const maxParts = 50_000;
/** A part up to this size is inflated in one call. */
const maxAtOnceBytes = 8 * 1024 * 1024;
/** Ratios are judged above this size only, as the limits have it. */
const ratioFloorBytes = 64 * 1024 * 1024;
const salvageSliceBytes = 512;

/** Names compare without case and without a leading slash (OPC, ECMA-376 part 2, 6.2.2). */
const keyOf = (name: string): string => name.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase();

export class OfficePackage {
  readonly #content: Content;
  readonly #limits: Limits;
  readonly #sink: Sink;
  readonly #byName = new Map<string, ZipEntry>();
  #expandedBytes = 0;
  /** All entries, in directory order. */
  readonly entries: readonly ZipEntry[];
  /** Entries whose name an earlier one has already: no office program shows them, so they are given as children. */
  readonly shadowed: readonly ZipEntry[];
  readonly salvaged: boolean;

  constructor(content: Content, limits: Limits, sink: Sink) {
    this.#content = content;
    this.#limits = limits;
    this.#sink = sink;
    const directory = readZipDirectory(content, Math.min(maxParts, limits.maxMembers));
    const shadowed: ZipEntry[] = [];
    for (const entry of directory.entries) {
      const key = keyOf(entry.name);
      if (this.#byName.has(key)) shadowed.push(entry);
      else this.#byName.set(key, entry);
    }
    this.entries = directory.entries;
    this.shadowed = shadowed;
    this.salvaged = directory.salvaged;
    if (directory.entries.length === 0) return;
    if (directory.salvaged) sink.warn('corrupt', 'the package has no directory; its parts were searched for');
    if (directory.cut)
      sink.warn('member-limit', `only the first ${directory.entries.length} parts were read`);
    if (shadowed.length > 0) sink.warn('duplicate-name', shadowed[0]?.name.slice(0, 200));
  }

  find(name: string): ZipEntry | undefined {
    return this.#byName.get(keyOf(name));
  }

  /**
   * The bytes of a part. Throws `LimitError` with `password-required`, `bomb`, `truncated` or `corrupt`,
   * the last two after what could be read was given.
   */
  async *read(entry: ZipEntry): AsyncGenerator<Uint8Array> {
    let crc = 0;
    let bytes = 0;
    for await (const chunk of this.#expand(entry)) {
      bytes += chunk.length;
      this.#expandedBytes += chunk.length;
      if (this.#expandedBytes > this.#limits.maxExpandedBytes)
        throw new LimitError('bomb', `the package expands beyond ${this.#limits.maxExpandedBytes} bytes`);
      if (bytes > ratioFloorBytes && bytes > this.#limits.maxRatio * Math.max(entry.compressedBytes, 1))
        throw new LimitError('bomb', `${entry.name} expands more than ${this.#limits.maxRatio} times`);
      crc = crc32(chunk, crc);
      yield chunk;
    }
    if (entry.crc !== undefined && crc !== entry.crc)
      this.#sink.warn('corrupt', `the checksum of ${entry.name.slice(0, 200)} does not match`);
  }

  async *#expand(entry: ZipEntry): AsyncGenerator<Uint8Array> {
    if (entry.encrypted) throw new LimitError('password-required', `${entry.name} is encrypted`);
    const header = this.#content.read(entry.headerOffset, 30);
    const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
    if (header.length < 30 || view.getUint32(0, true) !== 0x04034b50)
      throw new LimitError('corrupt', `${entry.name} has no header where the directory says`);
    const start = entry.headerOffset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
    const end = Math.min(start + entry.compressedBytes, this.#content.size);
    if (entry.method === 0) yield* this.#content.slices(start, end);
    else if (entry.method === 8) yield* this.#inflate(entry, start, end);
    else throw new LimitError('corrupt', `${entry.name} is compressed in an unknown way (${entry.method})`);
    if (end < start + entry.compressedBytes) throw new LimitError('truncated', `${entry.name} is cut off`);
  }

  async *#inflate(entry: ZipEntry, start: number, end: number): AsyncGenerator<Uint8Array> {
    if (end <= start) return;
    if (end - start <= maxAtOnceBytes && (entry.bytes ?? 0) <= maxAtOnceBytes) {
      try {
        yield inflateRawSync(this.#content.read(start, end - start), { maxOutputLength: maxAtOnceBytes });
        return;
      } catch (error) {
        if ((error as { code?: string }).code !== 'ERR_BUFFER_TOO_LARGE') {
          yield* this.#salvage(entry, start, end);
          return;
        }
      }
    }
    const inflate = createInflateRaw({ chunkSize: 256 * 1024 });
    const source = Readable.from(this.#content.slices(start, end), { objectMode: true });
    source.on('error', (error) => inflate.destroy(error));
    try {
      for await (const chunk of source.pipe(inflate)) yield chunk as Uint8Array;
    } catch {
      throw new LimitError('corrupt', `the compressed data of ${entry.name} is damaged`);
    } finally {
      source.destroy();
      inflate.destroy();
    }
  }

  /** fflate gives what lies before the damage; zlib would throw it away with the error. */
  *#salvage(entry: ZipEntry, start: number, end: number): Generator<Uint8Array> {
    const pending: Uint8Array[] = [];
    const inflate = new Inflate((chunk) => pending.push(chunk));
    try {
      for (let at = start; at < end; at += salvageSliceBytes) {
        const slice = this.#content.read(at, Math.min(salvageSliceBytes, end - at));
        inflate.push(Uint8Array.from(slice), at + slice.length >= end);
        yield* pending.splice(0);
      }
    } catch {
      yield* pending.splice(0);
      // The caller says that the data are cut off.
      if (end < start + entry.compressedBytes) return;
      throw new LimitError('corrupt', `the compressed data of ${entry.name} is damaged`);
    }
    yield* pending;
  }
}
