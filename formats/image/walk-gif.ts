/** Walks the blocks of a GIF file (GIF89a), and reads its comments. */
import type { Content } from '../contract.ts';
import {
  addUnknown,
  type ImageParts,
  maxBlockBytes,
  maxBlocks,
  maxComments,
  noParts,
} from './image-parts.ts';
import { decodeComment } from './walk-jpeg.ts';

const windowBytes = 64 * 1024;

/** Reads forward through a window, since sub-blocks have at most 255 bytes. */
function openWindow(content: Content) {
  let window = content.read(0, windowBytes);
  let start = 0;
  return (at: number, length: number): Uint8Array => {
    if (at < start || at + length > start + window.length) {
      window = content.read(at, Math.max(length, windowBytes));
      start = at;
    }
    return window.subarray(at - start, at - start + length);
  };
}

const extension = 0x21;
const image = 0x2c;
const trailer = 0x3b;
const commentLabel = 0xfe;
const applicationLabel = 0xff;

const textLabel = 1;
const controlLabel = 0xf9;
/** Application extensions that say how the picture is shown, or hold its colours. */
const knownApplications = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0', 'XMP DataXMP', 'ICCRGBG1012']);

const tableBytes = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));

/** Behind XMP stand 257 bytes that lead any reader of sub-blocks to the end (XMP part 3, 1.1.2). */
function cutTrailer(bytes: Buffer): Buffer {
  const at = bytes.lastIndexOf(Buffer.of(1, 255, 254));
  return at < 0 ? bytes : bytes.subarray(0, at);
}

/** Where a walk is, and what it has found. */
class GifWalk {
  readonly parts = noParts();
  readonly #read: ReturnType<typeof openWindow>;
  #at = 0;
  #blocks = 0;

  constructor(content: Content) {
    this.#read = openWindow(content);
  }

  #byte(ahead: number): number | undefined {
    return this.#read(this.#at + ahead, 1)[0];
  }

  /** Steps over sub-blocks up to the empty one; keeps their bytes where asked. */
  #readSubBlocks(isKept: boolean, withLengths = false): Buffer {
    const kept: Uint8Array[] = [];
    let bytes = 0;
    for (; this.#blocks < maxBlocks * 16; this.#blocks += 1) {
      const length = this.#byte(0);
      if (length === undefined) this.parts.isTruncated = true;
      this.#at += 1 + (length ?? 0);
      if (length === undefined || length === 0) break;
      bytes += length;
      if (isKept && bytes > maxBlockBytes) this.parts.cut ??= `a block of more than ${maxBlockBytes} bytes`;
      if (!isKept || bytes > maxBlockBytes) continue;
      const from = this.#at - length;
      kept.push(Uint8Array.from(withLengths ? this.#read(from - 1, length + 1) : this.#read(from, length)));
    }
    return Buffer.concat(kept);
  }

  /** Steps over the first block, which holds fixed fields. */
  #skipFields(): void {
    this.#at += 1 + (this.#byte(0) ?? 0);
  }

  #readWords(key: string): void {
    const text = decodeComment(this.#readSubBlocks(true));
    if (this.parts.comments.length < maxComments) this.parts.comments.push({ key, text });
    else this.parts.cut ??= `more than ${maxComments} comments`;
  }

  #readApplication(): void {
    const name = Buffer.from(this.#read(this.#at + 1, 11)).toString('latin1');
    this.#skipFields();
    const start = this.#at + 1;
    const isXmp = name === 'XMP DataXMP';
    // XMP is written without sub-blocks: what look like lengths are its characters.
    const bytes = this.#readSubBlocks(isXmp, true);
    if (isXmp) this.parts.xmp ??= cutTrailer(bytes);
    else if (!knownApplications.has(name)) addUnknown(this.parts, start, this.#at - 1);
  }

  #readExtension(): void {
    const label = this.#byte(1);
    this.#at += 2;
    if (label === commentLabel) this.#readWords('comment');
    else if (label === textLabel) {
      // Fixed numbers, then the words that are drawn over the picture (GIF89a, section 25).
      this.#skipFields();
      this.#readWords('text');
    } else if (label === applicationLabel) this.#readApplication();
    else {
      const start = this.#at + 1;
      this.#readSubBlocks(false);
      if (label !== controlLabel) addUnknown(this.parts, start, this.#at - 1);
    }
  }

  #readHeader(): boolean {
    const header = Buffer.from(this.#read(0, 13));
    if (header.length < 13) return false;
    this.parts.width = header.readUInt16LE(6);
    this.parts.height = header.readUInt16LE(8);
    this.#at = 13 + tableBytes(header[10] as number);
    return true;
  }

  run(): void {
    if (!this.#readHeader()) {
      this.parts.isTruncated = true;
      return;
    }
    for (; this.#blocks < maxBlocks * 16; this.#blocks += 1) {
      const kind = this.#byte(0);
      if (kind === trailer) {
        this.parts.end = this.#at + 1;
        return;
      }
      if (kind === extension) this.#readExtension();
      else if (kind === image) {
        this.#at += 10 + tableBytes(this.#byte(9) ?? 0) + 1;
        this.#readSubBlocks(false);
      } else {
        this.parts.isTruncated = true;
        break;
      }
    }
    // No block begins here, though the picture has not ended.
    this.parts.end = this.#at;
  }
}

export function walkGif(content: Content): ImageParts {
  const walk = new GifWalk(content);
  walk.run();
  return walk.parts;
}
