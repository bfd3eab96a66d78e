/** Expands compressed RTF ([MS-OXRTFCP]): what is there of it, where it is cut or damaged. */

/** The dictionary before the first byte (2.1.2.1). */
const start =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';
const dictionaryBytes = 4096;
const headBytes = 16;
/** "LZFu" and "MELA". */
const compressed = 0x75465a4c;
const uncompressed = 0x414c454d;
/** A reference of two bytes and its share of a control byte stand for 17 bytes at most. */
const maxRatio = 8;

export interface ExpandedRtf {
  readonly bytes: Buffer;
  /** What is missing or wrong; undefined where all is as the head states. */
  readonly problem: string | undefined;
}

/** Bytes that it may come to, by what it has and by what it states: nothing is allocated by a claim alone. */
function roomOf(data: Buffer): number {
  const stated = data.readUInt32LE(4);
  return Math.min(stated, (data.length - headBytes) * maxRatio + 64);
}

/** The bytes of the property 0x1009; undefined where its head is of no kind that there is. */
export function expandRtf(data: Buffer): ExpandedRtf | undefined {
  if (data.length < headBytes) return undefined;
  const kind = data.readUInt32LE(8);
  const stated = data.readUInt32LE(4);
  if (kind === uncompressed) {
    const bytes = data.subarray(headBytes, headBytes + stated);
    return { bytes, problem: lossOf(bytes.length, stated) };
  }
  if (kind !== compressed) return undefined;
  const bytes = expand(data, roomOf(data));
  return { bytes, problem: lossOf(bytes.length, stated) };
}

const lossOf = (found: number, stated: number): string | undefined =>
  found < stated ? `${found} of ${stated} bytes of the RTF are there` : undefined;

/** What was written last, in which references look, and all of it up to what there is room for. */
class Output {
  readonly #dictionary = Buffer.alloc(dictionaryBytes);
  readonly #out: Buffer;
  #length = 0;
  /** Where the next byte goes in the dictionary. */
  next = this.#dictionary.write(start, 'latin1');

  constructor(room: number) {
    this.#out = Buffer.alloc(room);
  }

  get isFull(): boolean {
    return this.#length >= this.#out.length;
  }

  put(byte: number): void {
    this.#dictionary[this.next] = byte;
    this.next = (this.next + 1) % dictionaryBytes;
    if (!this.isFull) this.#out[this.#length++] = byte;
  }

  copy(offset: number, length: number): void {
    for (let step = 0; step < length; step += 1)
      this.put(this.#dictionary[(offset + step) % dictionaryBytes] as number);
  }

  taken(): Buffer {
    return this.#out.subarray(0, this.#length);
  }
}

function expand(data: Buffer, room: number): Buffer {
  const output = new Output(room);
  for (let at = headBytes; at < data.length && !output.isFull;) {
    const control = data.readUInt8(at++);
    for (let bit = 0; bit < 8 && at < data.length; bit += 1) {
      if (((control >> bit) & 1) === 0) {
        output.put(data.readUInt8(at++));
        continue;
      }
      if (at + 2 > data.length) return output.taken();
      const reference = data.readUInt16BE(at);
      at += 2;
      // A reference to where the next byte goes ends it (3.1.2).
      if (reference >> 4 === output.next) return output.taken();
      output.copy(reference >> 4, (reference & 15) + 2);
    }
  }
  return output.taken();
}
