/** Decodes bzip2 block by block through seek-bzip, so that what lies before a damage is still read. */
import Bunzip from 'seek-bzip';
import type { DecodeReport } from './single-member.ts';

/** The steps of `Bunzip.decode`, which would decode the whole at once. */
const step = { startBlock: '_init_block', writeBlock: '_read_bunzip', startStream: '_start_bunzip' } as const;

/** The end of the input: thrown, because a reader that returns nothing would decode zeros without end. */
const endOfInput = { code: 'truncated' };

class ByteSource {
  readonly #slices: Iterator<Uint8Array>;
  #slice: Uint8Array = new Uint8Array();
  #at = 0;
  #done = false;
  /** Bytes of the slices before this one. */
  #before = 0;

  constructor(slices: Iterable<Uint8Array>) {
    this.#slices = slices[Symbol.iterator]();
  }

  /** True at the end; loads the next slice otherwise. */
  eof(): boolean {
    while (!this.#done && this.#at >= this.#slice.length) {
      const next = this.#slices.next();
      if (next.done) this.#done = true;
      else {
        this.#before += this.#slice.length;
        this.#slice = next.value;
        this.#at = 0;
      }
    }
    return this.#done;
  }

  /** Bytes taken so far. */
  get position(): number {
    return this.#before + this.#at;
  }

  readByte(): number {
    if (this.#at >= this.#slice.length && this.eof()) throw endOfInput;
    return this.#slice[this.#at++] ?? 0;
  }

  read(buffer: Uint8Array, at: number, length: number): number {
    let count = 0;
    while (count < length && !this.eof()) buffer[at + count++] = this.readByte();
    return count;
  }
}

/** Collects one block, at most 46 MB (900 kB of runs of five bytes that mean 259). */
class ByteSink {
  #full: Uint8Array[] = [];
  #chunk = new Uint8Array(65_536);
  #at = 0;

  writeByte(byte: number): void {
    if (this.#at === this.#chunk.length) {
      this.#full.push(this.#chunk);
      this.#chunk = new Uint8Array(65_536);
      this.#at = 0;
    }
    this.#chunk[this.#at++] = byte;
  }

  take(): Uint8Array[] {
    const taken = [...this.#full, this.#chunk.subarray(0, this.#at)];
    this.#full = [];
    this.#chunk = new Uint8Array(65_536);
    this.#at = 0;
    return taken;
  }
}

/** The next stream of a concatenated file, if there is one. */
function startNext(bunzip: Bunzip, source: ByteSource, sink: ByteSink, report: DecodeReport): boolean {
  if (source.eof()) return false;
  const { position } = source;
  try {
    bunzip[step.startStream](source, sink);
    return true;
  } catch {
    report.end = position;
    return false;
  }
}

/** Yields the decoded bytes of all concatenated streams; an error ends it and is told in the report. */
export function* decodeBzip2(slices: Iterable<Uint8Array>, report: DecodeReport): Generator<Uint8Array> {
  const source = new ByteSource(slices);
  const sink = new ByteSink();
  try {
    const bunzip = new Bunzip(source, sink);
    for (;;) {
      if (bunzip[step.startBlock]()) {
        bunzip[step.writeBlock]();
        yield* sink.take();
        continue;
      }
      const expected = bunzip.reader.read(32) >>> 0;
      if (expected !== bunzip.streamCRC) {
        report.failure = { code: 'corrupt', detail: 'bad stream checksum' };
        return;
      }
      if (!startNext(bunzip, source, sink, report)) return;
    }
  } catch (error) {
    const truncated = error === endOfInput;
    const detail = truncated ? 'the stream ends early' : (error as Error).message.slice(0, 200);
    report.failure = { code: truncated ? 'truncated' : 'corrupt', detail };
  }
}
