/**
 * The last stop for what a file of the source comes to with all that lies in it. Accounts of contents
 * (`account.ts`) follow from the bytes of each alone, so that each nest, and each batch of members asked about together, may
 * go beyond what holds it: tars of tars of small archives came to a hundred times what their file may.
 */
import { mib } from '../../schemas/byte-units.ts';

/** By weights: of plain members the disk takes a fifth less, of mails a quarter more. */
const floorBytes = 64 * mib;
/** Of what a large file may come to: the rest is for rows of what is left. */
const shareOpened = 4 / 5;

export class FileRoom {
  readonly #bytes: number;
  #taken = 0;

  /** `size`: of the file, as it lies in the source. */
  constructor(size: number, maxCaseRatio: number) {
    this.#bytes = Math.max(floorBytes, shareOpened * maxCaseRatio * size);
  }

  /** Whether no more members are opened anywhere in the file. */
  get isFull(): boolean {
    return this.#taken > this.#bytes;
  }

  /** Whether those are not listed either. */
  get isFullOfRows(): boolean {
    return this.#taken > this.#bytes / shareOpened;
  }

  /** Bytes of case, but text that is no more than the bytes that it is of. */
  charge(caseBytes: number): void {
    this.#taken += caseBytes;
  }
}
