/**
 * Writes a ZIP file of deflated members, front to back, the same bytes each time: no clock, no name of a machine. Sizes
 * stand in a data descriptor behind each member (APPNOTE 4.3.9), so that none is held.
 */
import { once } from 'node:events';
import { crc32, createDeflateRaw } from 'node:zlib';
import { Problem } from '../../schemas/problem.ts';
import type { OutFile } from './out-file.ts';

/** 1 January 1980, the first that the format can say: a time of making would make each copy another file. */
const dosDate = 0x21;
/** Names in UTF-8, sizes behind the data. */
const memberFlags = 0x0808;
const deflated = 8;
/** Beyond it a ZIP needs the records of ZIP64, which some programs for tables do not read. */
const maxBytes = 0xffffffff;

interface Member {
  readonly name: Buffer;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

export class ZipWriter {
  readonly #file: OutFile;
  readonly #members: Member[] = [];

  constructor(file: OutFile) {
    this.#file = file;
  }

  /** Throws `failed` where the file grows beyond 4 GiB. */
  async add(name: string, pieces: AsyncIterable<string> | Iterable<string>): Promise<void> {
    const raw = Buffer.from(name);
    const offset = this.#file.size;
    this.#file.write(Buffer.concat([Buffer.from('PK\x03\x04'), this.#head(0, 0, 0), number16(raw.length), number16(0), raw])); // prettier-ignore
    const start = this.#file.size;
    let [crc, size] = [0, 0];
    const deflate = createDeflateRaw();
    const done = once(deflate, 'end');
    deflate.on('data', (bytes: Buffer) => this.#file.write(bytes));
    for await (const piece of pieces) {
      const bytes = Buffer.from(piece);
      crc = crc32(bytes, crc);
      size += bytes.length;
      if (!deflate.write(bytes)) await once(deflate, 'drain');
    }
    deflate.end();
    await done;
    const packed = this.#file.size - start;
    this.#file.write(
      Buffer.concat([Buffer.from('PK\x07\x08'), number32(crc), number32(packed), number32(size)]),
    );
    if (this.#file.size > maxBytes || size > maxBytes)
      throw new Problem(
        'failed',
        'the list as a workbook would be larger than 4 GiB',
        'Leave it out with --no-xlsx; the list as CSV has no limit.',
      );
    this.#members.push({ name: raw, crc, packed, size, offset });
  }

  /** The directory (4.3.12) and its end (4.3.16). */
  end(): void {
    const start = this.#file.size;
    for (const { name, crc, packed, size, offset } of this.#members)
      this.#file.write(
        Buffer.concat([
          Buffer.from('PK\x01\x02'),
          number16(20),
          this.#head(crc, packed, size),
          number16(name.length),
          Buffer.alloc(12),
          number32(offset),
          name,
        ]),
      );
    const count = number16(this.#members.length);
    this.#file.write(
      Buffer.concat([
        Buffer.from('PK\x05\x06'),
        Buffer.alloc(4),
        count,
        count,
        number32(this.#file.size - start),
        number32(start),
        number16(0),
      ]),
    );
  }

  #head(crc: number, packed: number, size: number): Buffer {
    return Buffer.concat([
      number16(20),
      number16(memberFlags),
      number16(deflated),
      number16(0),
      number16(dosDate),
      number32(crc),
      number32(packed),
      number32(size),
    ]);
  }
}

function number16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(Math.min(value, maxBytes));
  return bytes;
}
