/** Reads the numbers, bit fields and checksums of which a 7z header consists. */
import { ArchiveError } from './archive-error.ts';

export const damaged = (what: string): ArchiveError => new ArchiveError('corrupt', `7z header: ${what}`);

/** A header's bytes, read in order; throws `corrupt` at their end. */
export class HeaderReader {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  byte(): number {
    const value = this.#bytes[this.at++];
    if (value === undefined) throw damaged('it ends early');
    return value;
  }

  take(length: number): Buffer {
    if (length > this.#bytes.length - this.at) throw damaged('it ends early');
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  slice(from: number, to: number): Buffer {
    return this.#bytes.subarray(from, to);
  }

  /** One to nine bytes: the leading ones of the first say how many follow. */
  number(): number {
    const first = this.byte();
    let value = 0;
    let mask = 0x80;
    for (let index = 0; index < 8; index++, mask >>= 1) {
      if ((first & mask) === 0) {
        value += (first & (mask - 1)) * 2 ** (8 * index);
        break;
      }
      value += this.byte() * 2 ** (8 * index);
    }
    if (!Number.isSafeInteger(value)) throw damaged('a number out of range');
    return value;
  }

  /** A count of things that each take a byte of the header at least; stops allocations by mere claim. */
  count(): number {
    const value = this.number();
    if (value > this.#bytes.length) throw damaged('a count beyond its size');
    return value;
  }

  numbers(count: number): number[] {
    return Array.from({ length: count }, () => this.number());
  }

  bits(count: number): boolean[] {
    const bytes = this.take(Math.ceil(count / 8));
    return Array.from(
      { length: count },
      (_, index) => ((bytes[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0,
    );
  }

  /** A bit for each of `count`, or one byte that says "all". */
  defined(count: number): boolean[] {
    return this.byte() !== 0 ? Array.from({ length: count }, () => true) : this.bits(count);
  }

  digests(count: number): (number | undefined)[] {
    return this.defined(count).map((isDefined) => (isDefined ? this.take(4).readUInt32LE(0) : undefined));
  }

  expect(property: number): void {
    if (this.byte() !== property) throw damaged(`property ${property} is missing`);
  }

  skip(): void {
    this.take(this.number());
  }
}
