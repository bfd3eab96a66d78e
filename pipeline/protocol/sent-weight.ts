/**
 * What the texts, tags and events of one file come to in the case, by the bytes that are sent of them: the parser keeps to
 * it, and the coordinator holds a parser to it that evidence has taken over.
 */
import { constants, zstdCompressSync } from 'node:zlib';
import { mib } from '../../schemas/byte-units.ts';

/** Packing costs nothing where so little comes of a file: that is nearly every one. */
const freeBytes = 4 * mib;
/** The index holds the words of a text beside it: half as much again as the text when packed. */
const sharesOf = { text: 3 / 2, tags: 1, events: 1 } as const;
/** What is proportional to the bytes of the source is never too much. */
const plainBytes = 2;
/** As ledger and index pack them, each for itself. */
const packing = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** Bytes that a message takes in the case. */
export const packedBytes = (message: Uint8Array): number => zstdCompressSync(message, packing).length;

/** A message of what was found in a content. */
export interface Sent {
  readonly type: keyof typeof sharesOf;
  readonly blob: Uint8Array;
}

export class SentWeight {
  #free: number;

  /** `size`: of the file, as it lies in the source. */
  constructor(size: number) {
    this.#free = freeBytes + plainBytes * size;
  }

  /**
   * Bytes of case of one more message: none for the first 4 MiB and twice the size of the file, then what it takes when
   * packed. So a log that an archive holds packed a hundred times weighs little, and random words weigh what they are.
   */
  of({ type, blob }: Sent): number {
    this.#free = Math.max(-1, this.#free - blob.length);
    return this.#free >= 0 ? 0 : Math.ceil(sharesOf[type] * packedBytes(blob));
  }
}
