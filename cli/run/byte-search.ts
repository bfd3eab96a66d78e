/** Searches bytes for many strings at one time: as UTF-8, as UTF-16 in both orders, hashes as bytes and as digits. */
import { createReadStream } from 'node:fs';

/** What is looked for. `hash`: hex digits, also as the bytes that they mean. */
export interface Needle {
  readonly kind: 'word' | 'name' | 'path' | 'hash';
  readonly text: string;
}

interface Pattern {
  readonly needle: Needle;
  readonly bytes: Uint8Array;
}

/** Patterns are found by their first three bytes. */
const prefixBytes = 3;

/** Small letters of ASCII for capitals: words stand folded in an index, and as they were in a text. */
const folded = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte,
);
const fold = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => folded[byte] ?? byte);

function patternsOf(needle: Needle): Pattern[] {
  const little = Buffer.from(needle.text, 'utf16le');
  const forms = [Buffer.from(needle.text, 'utf8'), little, Buffer.from(little).swap16()];
  if (needle.kind === 'hash') forms.push(Buffer.from(needle.text, 'hex'));
  return forms
    .map((bytes) => ({ needle, bytes: fold(bytes) }))
    .filter(({ bytes }) => bytes.length > prefixBytes);
}

const pieceBytes = 1024 * 1024;

/** The bytes of a file as they are taken: it may be larger than what can be read at one time. */
export const piecesOf = (file: string, signal: AbortSignal): AsyncIterable<Uint8Array> =>
  createReadStream(file, { highWaterMark: pieceBytes, signal });

/** For one stream of bytes after the other: `begin`, then its pieces in their order. */
export class ByteSearch {
  readonly #byPrefix = new Map<number, Pattern[]>();
  /** A bit for each prefix that some pattern has. */
  readonly #prefixes = new Uint8Array(1 << 21);
  readonly #longest: number;
  #rest = new Uint8Array(0);
  /** Bytes of the stream before `#rest`, and where each needle was last found to end: two forms of one may overlap. */
  #before = 0;
  #ends = new Map<Needle, number>();
  /** How often each needle was found in the stream. */
  found = new Map<Needle, number>();

  constructor(needles: readonly Needle[]) {
    const patterns = needles.flatMap(patternsOf);
    for (const pattern of patterns) {
      const prefix = prefixAt(pattern.bytes, 0);
      const same = this.#byPrefix.get(prefix);
      if (same) same.push(pattern);
      else this.#byPrefix.set(prefix, [pattern]);
      this.#prefixes[prefix >> 3] = (this.#prefixes[prefix >> 3] ?? 0) | (1 << (prefix & 7));
    }
    this.#longest = Math.max(prefixBytes, ...patterns.map(({ bytes }) => bytes.length));
  }

  begin(): void {
    this.#rest = new Uint8Array(0);
    this.#before = 0;
    this.#ends = new Map();
    this.found = new Map();
  }

  take(piece: Uint8Array): void {
    const before = this.#rest.length;
    const bytes = new Uint8Array(before + piece.length);
    bytes.set(this.#rest);
    for (let at = 0; at < piece.length; at++) bytes[before + at] = folded[piece[at] as number] as number;
    for (let at = 0; at + prefixBytes <= bytes.length; at++) {
      const prefix = prefixAt(bytes, at);
      if (((this.#prefixes[prefix >> 3] as number) & (1 << (prefix & 7))) !== 0)
        this.#compare(bytes, at, prefix, before);
    }
    this.#rest = bytes.slice(Math.max(0, bytes.length - this.#longest + 1));
    this.#before += bytes.length - this.#rest.length;
  }

  /** What lies in the bytes of before alone was counted with them. */
  #compare(bytes: Uint8Array, at: number, prefix: number, before: number): void {
    for (const { needle, bytes: pattern } of this.#byPrefix.get(prefix) ?? []) {
      const end = at + pattern.length;
      if (end <= before || end > bytes.length) continue;
      if (!pattern.every((byte, offset) => bytes[at + offset] === byte)) continue;
      if (this.#before + at < (this.#ends.get(needle) ?? 0)) continue;
      this.#ends.set(needle, this.#before + end);
      this.found.set(needle, (this.found.get(needle) ?? 0) + 1);
    }
  }
}

const prefixAt = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
