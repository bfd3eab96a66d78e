/** Walks the frames of a Zstandard file (RFC 8878, 3.1) without decoding them: where they end, and what skippable ones hold. */
import type { ByteRange, Content } from '../contract.ts';
import { maxKeptNotes } from './single-member.ts';

const frameMagic = 0xfd2fb528;
const isSkippable = (magic: number): boolean => magic >= 0x184d2a50 && magic <= 0x184d2a5f;
/** Parallel writers (pzstd) put the size of the next frame into a skippable one of four bytes. */
const maxSizeBytes = 4;
/** The seek table of the seekable format ends with this number. */
const seekableMagic = 0x8f92eab1;
/** Blocks walked; a hostile file can consist of empty ones. */
const maxBlocks = 10_000_000;
const windowBytes = 64 * 1024;

/** Reads forward through a window: blocks can be few bytes long. */
function openWindow(content: Content): (at: number, length: number) => Buffer {
  let start = 0;
  let window: Buffer = Buffer.alloc(0);
  return (at, length) => {
    if (at < start || at + length > start + window.length) {
      const bytes = content.read(at, Math.max(length, windowBytes));
      window = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      start = at;
    }
    return window.subarray(at - start, at - start + length);
  };
}

/** Bytes of a frame's header with its magic number (3.1.1.1). */
function headerBytes(descriptor: number): number {
  const isSingle = (descriptor >> 5) & 1;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const size = [isSingle, 2, 4, 8][descriptor >> 6] ?? 0;
  return 4 + 1 + (1 - isSingle) + dictionary + size;
}

class FrameWalk {
  readonly #content: Content;
  readonly #read: (at: number, length: number) => Buffer;
  readonly skipped: ByteRange[] = [];
  #blocks = 0;

  constructor(content: Content) {
    this.#content = content;
    this.#read = openWindow(content);
  }

  /** Where the frame at `at` ends, or undefined where there is no whole one. */
  next(at: number): number | undefined {
    const head = this.#read(at, 8);
    if (head.length < 8) return undefined;
    const magic = head.readUInt32LE(0);
    if (magic === frameMagic) return this.#endOfFrame(at, head.readUInt8(4));
    if (!isSkippable(magic)) return undefined;
    const [start, end] = [at + 8, at + 8 + head.readUInt32LE(4)];
    if (end > this.#content.size) return undefined;
    this.#note(start, end);
    return end;
  }

  #note(start: number, end: number): void {
    if (end - start <= maxSizeBytes || this.skipped.length >= maxKeptNotes) return;
    const last = Buffer.from(this.#content.read(end - 4, 4));
    if (last.readUInt32LE(0) !== seekableMagic) this.skipped.push({ start, end });
  }

  #endOfFrame(start: number, descriptor: number): number | undefined {
    let at = start + headerBytes(descriptor);
    for (; this.#blocks < maxBlocks; this.#blocks += 1) {
      const bytes = this.#read(at, 3);
      if (bytes.length < 3) return undefined;
      const block = bytes.readUIntLE(0, 3);
      // A block of one repeated byte stores that byte alone (3.1.1.2.2).
      at += 3 + (((block >> 1) & 3) === 1 ? 1 : block >> 3);
      if ((block & 1) === 0) continue;
      const end = at + ((descriptor >> 2) & 1 ? 4 : 0);
      return end <= this.#content.size ? end : undefined;
    }
    return undefined;
  }
}

/** Where the last whole frame ends, and the content of skippable frames that says more than a size. */
export function walkFrames(content: Content): {
  readonly end: number;
  readonly skipped: readonly ByteRange[];
} {
  const walk = new FrameWalk(content);
  let end = 0;
  for (let next = walk.next(0); next !== undefined; next = walk.next(end)) end = next;
  return { end, skipped: walk.skipped };
}
