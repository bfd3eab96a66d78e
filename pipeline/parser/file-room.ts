/**
 * The last stop for what a file of the source comes to with all that lies in it. Accounts of contents
 * (`account.ts`) follow from the bytes of each alone, so that each nest, and each batch of members asked about together, may
 * go beyond what holds it: tars of tars of small archives came to a hundred times what their file may.
 */
import { mib } from '../../schemas/byte-units.ts';

/** What a file may come to whatever its size. */
const floorBytes = 64 * mib;

export class FileRoom {
  readonly #bytes: number;
  #left: number;

  /** `size`: of the file, as it lies in the source. */
  constructor(size: number, maxCaseRatio: number) {
    this.#bytes = Math.max(floorBytes, maxCaseRatio * size);
    this.#left = this.#bytes;
  }

  /** Whether no more members are opened anywhere in the file: a fifth is for the rows of those that are not. */
  get isFull(): boolean {
    return this.#left < this.#bytes / 5;
  }

  /** Whether these are not listed either. */
  get isFullOfRows(): boolean {
    return this.#left < 0;
  }

  /** Bytes of case, but text that is no more than the bytes that it is of. */
  charge(caseBytes: number): void {
    this.#left -= caseBytes;
  }
}
