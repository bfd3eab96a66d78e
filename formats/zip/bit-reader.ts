/** Reads the bits of ZIP's own compression methods, the least of each byte first, and codes made of them. */
import { ArchiveError } from '../archives/archive-error.ts';

/** Bits in order; throws `truncated` at their end. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #held = 0;
  #count = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The next `count` bits, up to 16. */
  bits(count: number): number {
    while (this.#count < count) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new ArchiveError('truncated', 'the data ends early');
      this.#held |= byte << this.#count;
      this.#count += 8;
    }
    const value = this.#held & ((1 << count) - 1);
    this.#held >>>= count;
    this.#count -= count;
    return value;
  }

  /** Passes over the rest of a byte that was begun. */
  align(): void {
    this.#held >>>= this.#count & 7;
    this.#count &= ~7;
  }

  /** Whole bytes taken so far. */
  get taken(): number {
    return this.#at - (this.#count >> 3);
  }
}

/** No code is longer: deflate's go to 15 bits, those of implode to 16. */
const maxCodeBits = 16;

/** A prefix code given by the lengths of its codes alone (RFC 1951, 3.2.2). Incomplete ones are taken as they are. */
export class PrefixCode {
  readonly #counts = new Uint16Array(maxCodeBits + 1);
  readonly #symbols: Uint16Array;
  readonly #flip: number;

  /** `isInverted`: each bit of a code is written as its opposite, as implode does. Throws `corrupt`. */
  constructor(lengths: readonly number[], isInverted = false) {
    this.#flip = isInverted ? 1 : 0;
    for (const length of lengths) this.#counts[length] = (this.#counts[length] ?? 0) + 1;
    this.#counts[0] = 0;
    const starts = [0, 0];
    let left = 1;
    for (let bits = 1; bits <= maxCodeBits; bits++) {
      left = left * 2 - (this.#counts[bits] ?? 0);
      if (left < 0) throw new ArchiveError('corrupt', 'a code with more values than its bits can tell');
      starts.push((starts[bits] ?? 0) + (this.#counts[bits] ?? 0));
    }
    this.#symbols = new Uint16Array(lengths.length);
    for (const [symbol, length] of lengths.entries()) {
      if (length === 0) continue;
      const place = starts[length] ?? 0;
      this.#symbols[place] = symbol;
      starts[length] = place + 1;
    }
  }

  read(reader: BitReader): number {
    let [code, first, index] = [0, 0, 0];
    for (let bits = 1; bits <= maxCodeBits; bits++) {
      code |= reader.bits(1) ^ this.#flip;
      const count = this.#counts[bits] ?? 0;
      if (code - first < count) return this.#symbols[index + code - first] ?? 0;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new ArchiveError('corrupt', 'a code that stands for nothing');
  }
}
