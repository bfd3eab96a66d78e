/** Finds the members of a tar by their headers, with what extension headers say of them. */
import type { ByteRange, Content } from '../contract.ts';
import { decodeName } from './member-name.ts';
import {
  applyPax,
  blockBytes,
  parseHeader,
  parsePax,
  readPaxNotes,
  readReplacedName,
  readUnusedNotes,
  type TarHeader,
} from './tar-header.ts';

/** A pax header or long name beyond this is none; stops one that claims the whole archive. */
const maxExtensionBytes = 1024 * 1024;
/** Places noted of one archive beside its members. */
export const maxSkipped = 1000;
/** Keys of global headers that are kept beside those below; stops millions of them, which each member would have. */
const maxGlobalKeys = 1000;
/** What changes how a member is read is kept however many keys stand before it. */
const ofMembers = /^(?:path|linkpath|size|[amc]time|[ug]name|GNU\.sparse\.name)$/u;
/** Stops a chain of extension headers without a member. */
const maxExtensions = 64;

export interface Member {
  readonly header: TarHeader;
  /** Where its header and its data begin, and where the next header does. */
  readonly offset: number;
  readonly dataStart: number;
  readonly next: number;
  readonly sparse: boolean;
  /** Whether data follows the header, as it does behind that of a file. */
  readonly hasData: boolean;
  /** Comments and attributes that extension headers give it. */
  readonly notes: readonly string[];
}

type NextMember =
  { readonly member: Member } | { readonly stop: 'end' | 'truncated' | 'corrupt'; readonly at: number };

export const padded = (size: number): number => Math.ceil(size / blockBytes) * blockBytes;

export const isZero = (block: Uint8Array): boolean => block.every((byte) => byte === 0);

/** Reads one member after another; keeps what global pax headers said. */
export class TarReader {
  readonly #content: Content;
  readonly #global = new Map<string, Buffer>();
  /** Bytes of extension headers behind what they say. */
  readonly skipped: ByteRange[] = [];
  /** What global headers say of the archive. */
  readonly notes: string[] = [];
  /** Extension headers that say more than is kept in either. */
  left = 0;

  constructor(content: Content) {
    this.#content = content;
  }

  /** Another archive begins: what the one before said of all its members does not hold. */
  restart(): void {
    this.#global.clear();
  }

  /** The member whose extension headers or own header begin at `from`. */
  find(from: number): NextMember {
    let at = from;
    const pax = new Map(this.#global);
    for (let count = 0; count < maxExtensions; count++) {
      const block = this.#content.read(at, blockBytes);
      if (block.length === 0) return { stop: count === 0 ? 'end' : 'truncated', at };
      if (block.length < blockBytes) return { stop: isZero(block) ? 'end' : 'truncated', at };
      if (isZero(block)) return { stop: 'end', at };
      const header = parseHeader(block);
      if (!header) return { stop: 'corrupt', at };
      if (!'xgXLK'.includes(header.type)) return { member: this.#member(header, pax, at) };
      if (header.size > maxExtensionBytes) return { stop: 'corrupt', at };
      const data = Buffer.from(this.#content.read(at + blockBytes, header.size));
      if (data.length < header.size) return { stop: 'truncated', at };
      this.#extend(pax, header, data, at + blockBytes);
      at += blockBytes + padded(header.size);
    }
    return { stop: 'corrupt', at };
  }

  /** A long name ends with its first NUL; records end where there are no more. */
  #extend(pax: Map<string, Buffer>, header: TarHeader, data: Buffer, start: number): void {
    if (header.type === 'L' || header.type === 'K') {
      const key = header.type === 'L' ? 'path' : 'linkpath';
      const nul = data.indexOf(0);
      const end = nul === -1 ? data.length : nul;
      this.#noteUnused(header, data, end, start, [pax.get(key)]);
      pax.set(key, data.subarray(0, end));
      return;
    }
    const { records, replaced, end } = parsePax(data);
    const own =
      header.type === 'g' ? [] : [...records.keys()].filter((key) => this.#global.get(key) !== pax.get(key));
    this.#noteUnused(header, data, end, start, [...replaced, ...own.map((key) => pax.get(key))]);
    if (header.type === 'g') {
      this.#note(readPaxNotes(records), { start, end: start + end });
      for (const [key, value] of records)
        if (this.#isKept(key)) this.#global.set(key, value);
        else records.delete(key);
    }
    for (const [key, value] of records) pax.set(key, value);
  }

  #isKept(key: string): boolean {
    return this.#global.size < maxGlobalKeys || this.#global.has(key) || ofMembers.test(key);
  }

  /** What is too much for notes is found in the bytes of the header. */
  #note(notes: readonly string[], header: ByteRange): void {
    const room = Math.max(0, maxSkipped - this.notes.length);
    this.notes.push(...notes.slice(0, room));
    if (notes.length > room) this.#skip(header);
  }

  #skip(range: ByteRange): void {
    if (this.skipped.length < maxSkipped) this.skipped.push(range);
    else this.left += 1;
  }

  #noteUnused(
    { name }: TarHeader,
    data: Buffer,
    end: number,
    start: number,
    replaced: readonly (Buffer | undefined)[],
  ): void {
    const given = replaced.filter((value) => value !== undefined);
    this.#note(readUnusedNotes(name, given), { start, end: start + end });
    if (!isZero(data.subarray(end))) this.#skip({ start: start + end, end: start + data.length });
  }

  /**
   * Links, devices and folders have no data, whatever size they state (POSIX.1-2001, pax); some writers give them some
   * all the same. Where a header or the end follows at once they have none.
   */
  #hasData({ type, size }: TarHeader, dataStart: number): boolean {
    if (!'123456'.includes(type)) return true;
    if (size === 0) return false;
    const block = this.#content.read(dataStart, blockBytes);
    return block.length > 0 && !isZero(block) && !parseHeader(block)?.name.length;
  }

  /** The target of what is no link. */
  #unusedLink({ type, linkName }: TarHeader): string[] {
    return '12'.includes(type) || linkName.length === 0 ? [] : [decodeName(linkName, 'cp437').name];
  }

  /** What the extension headers of this one member say. */
  #ownRecords(pax: ReadonlyMap<string, Buffer>): ReadonlyMap<string, Buffer> {
    return new Map([...pax].filter(([key, value]) => this.#global.get(key) !== value));
  }

  #member(own: TarHeader, pax: ReadonlyMap<string, Buffer>, offset: number): Member {
    const header = applyPax(own, pax);
    const sparse = header.type === 'S' || [...pax.keys()].some((key) => key.startsWith('GNU.sparse.'));
    let dataStart = offset + blockBytes;
    // GNU's old sparse maps go on in blocks of their own while byte 504 (482 in the header) says so.
    if (header.type === 'S') {
      let more = this.#content.read(offset + 482, 1)[0] !== 0;
      while (more && dataStart < this.#content.size) {
        more = (this.#content.read(dataStart + 504, 1)[0] ?? 0) !== 0;
        dataStart += blockBytes;
      }
    }
    const hasData = this.#hasData(header, dataStart);
    const next = dataStart + (hasData ? padded(header.size) : 0);
    const notes = [...readPaxNotes(this.#ownRecords(pax)), ...readReplacedName(own.name, header.name)];
    return {
      header,
      offset,
      dataStart,
      next,
      sparse,
      hasData,
      notes: [...notes, ...this.#unusedLink(header)],
    };
  }
}
