/** Places of a file in columns, so that a million of them are 16 MB: which overlap, and what lies between them. */
import type { ByteRange } from '../contract.ts';

export class Ranges {
  #starts = new Float64Array(1024);
  #ends = new Float64Array(1024);
  count = 0;

  add(start: number, end: number): void {
    if (this.count === this.#starts.length) {
      for (const key of ['starts', 'ends'] as const) this.#grow(key);
    }
    this.#starts[this.count] = start;
    this.#ends[this.count++] = end;
  }

  #grow(key: 'starts' | 'ends'): void {
    const grown = new Float64Array(this.count * 2);
    grown.set(key === 'starts' ? this.#starts : this.#ends);
    if (key === 'starts') this.#starts = grown;
    else this.#ends = grown;
  }

  starts(): Set<number> {
    return new Set(this.#starts.subarray(0, this.count));
  }

  #inOrder(): Uint32Array {
    const starts = this.#starts;
    const order = Uint32Array.from({ length: this.count }, (_, index) => index);
    return order.sort((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0) || a - b);
  }

  /** The numbers of those that begin before one ahead of them in the file has ended. */
  findOverlaps(): Set<number> {
    const overlapping = new Set<number>();
    let reached = -1;
    for (const index of this.#inOrder()) {
      if ((this.#starts[index] ?? 0) < reached) overlapping.add(index);
      else reached = this.#ends[index] ?? 0;
    }
    return overlapping;
  }

  /** What none of them covers of a file of `size` bytes, in order. */
  *gaps(size: number): Generator<ByteRange> {
    let reached = 0;
    for (const index of this.#inOrder()) {
      const start = this.#starts[index] ?? 0;
      if (start >= size) break;
      if (start > reached) yield { start: reached, end: start };
      reached = Math.max(reached, this.#ends[index] ?? 0);
    }
    if (reached < size) yield { start: reached, end: size };
  }
}
