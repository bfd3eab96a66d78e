/** What a decoder of a ZIP method has written: handed out in chunks, the last 64 KiB kept to copy from. */
import { ArchiveError } from '../archives/archive-error.ts';

/** The farthest that any method of ZIP looks back (deflate64). */
const windowBytes = 64 * 1024;
const chunkBytes = 256 * 1024;

export class OutputWindow {
  readonly #bytes = new Uint8Array(windowBytes + chunkBytes);
  #at = windowBytes;
  #given = windowBytes;
  #written = 0;

  /** Bytes written since the start. */
  get written(): number {
    return this.#written;
  }

  /** Whether a chunk is to be taken before anything more is written; no copy is longer than what is then left. */
  get isFull(): boolean {
    return this.#at + windowBytes + 258 > this.#bytes.length;
  }

  put(byte: number): void {
    this.#bytes[this.#at++] = byte;
    this.#written += 1;
  }

  /** Repeats `length` bytes (up to 65,794) from `distance` back. Before the start lie zeros, as PKZIP has it. */
  copy(distance: number, length: number): void {
    if (distance > windowBytes) throw new ArchiveError('corrupt', 'a copy from before the window');
    for (let index = 0; index < length; index++) {
      this.#bytes[this.#at] = this.#bytes[this.#at - distance] ?? 0;
      this.#at += 1;
    }
    this.#written += length;
  }

  /** What was written since the last time. */
  take(): Uint8Array {
    const chunk = this.#bytes.slice(this.#given, this.#at);
    this.#bytes.copyWithin(0, this.#at - windowBytes, this.#at);
    this.#at = windowBytes;
    this.#given = windowBytes;
    return chunk;
  }
}
