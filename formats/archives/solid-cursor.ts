/** Reads members out of one stream that holds several of them, one after another (a solid block of 7z, a run of RAR). */
import { crc32 } from 'node:zlib';
import { ArchiveError } from './archive-error.ts';

const nothing = new Uint8Array();

/** A run of members being decoded, front to back; those that nobody opened are stepped over when a later one is. */
export class SolidCursor {
  readonly #iterator: AsyncGenerator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array();
  #at = 0;
  #failure: unknown;

  constructor(stream: AsyncGenerator<Uint8Array>) {
    this.#iterator = stream;
  }

  /** Up to `most` next bytes; throws what the decoder threw, again for every later file. */
  async #take(most: number): Promise<Uint8Array> {
    if (this.#failure) throw this.#failure;
    while (this.#chunk.length === 0) {
      try {
        const next = await this.#iterator.next();
        if (next.done) throw new ArchiveError('truncated', 'the solid block ends early');
        this.#chunk = next.value;
      } catch (error) {
        this.#failure = error;
        throw error;
      }
    }
    const part = this.#chunk.subarray(0, most);
    this.#chunk = this.#chunk.subarray(part.length);
    this.#at += part.length;
    return part;
  }

  async *read(offset: number, bytes: number, crc: number | undefined): AsyncGenerator<Uint8Array> {
    while (this.#at < offset) {
      await this.#take(offset - this.#at);
      // Shows whoever waits for the file that the stepping over goes on.
      yield nothing;
    }
    let sum = 0;
    for (const end = offset + bytes; this.#at < end;) {
      const part = await this.#take(end - this.#at);
      sum = crc32(part, sum);
      yield part;
    }
    if (crc !== undefined && sum !== crc) throw new ArchiveError('corrupt', 'bad checksum');
  }

  async close(): Promise<void> {
    await this.#iterator.return(undefined);
  }
}
