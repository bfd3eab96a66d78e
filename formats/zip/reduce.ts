/** Decodes what PKZIP 0.9 reduced (APPNOTE 5.2): bytes told by what usually follows the last, then copies. */
import { ArchiveError } from '../archives/archive-error.ts';
import { BitReader } from './bit-reader.ts';
import { OutputWindow } from './output-window.ts';

/** The byte that says that a copy follows, or itself where a zero does. */
const escape = 144;

/** Up to 63 bytes that usually follow each byte, told from the last to the first. */
function readFollowers(reader: BitReader): Uint8Array[] {
  const sets: Uint8Array[] = [];
  for (let byte = 255; byte >= 0; byte--)
    sets[byte] = Uint8Array.from({ length: reader.bits(6) }, () => reader.bits(8));
  return sets;
}

function readByte(reader: BitReader, followers: Uint8Array): number {
  if (followers.length === 0 || reader.bits(1) === 1) return reader.bits(8);
  const byte = followers[reader.bits(Math.max(1, 32 - Math.clz32(followers.length - 1)))];
  if (byte === undefined) throw new ArchiveError('corrupt', 'a follower that is not in its set');
  return byte;
}

/** Yields `size` bytes. `factor` 1 to 4: how much of a copy's first byte is distance, not length. */
export function* decodeReduced(data: Uint8Array, size: number, factor: number): Generator<Uint8Array> {
  const reader = new BitReader(data);
  const output = new OutputWindow();
  const followers = readFollowers(reader);
  const lengthBits = 8 - factor;
  const maxLength = (1 << lengthBits) - 1;
  let last = 0;
  const next = (): number => (last = readByte(reader, followers[last] ?? new Uint8Array()));
  while (output.written < size) {
    if (output.isFull) yield output.take();
    const byte = next();
    const head = byte === escape ? next() : 0;
    if (head === 0) {
      output.put(byte);
      continue;
    }
    const length = head & maxLength;
    const copied = (length === maxLength ? length + next() : length) + 3;
    const distance = (head >> lengthBits) * 256 + next() + 1;
    output.copy(distance, Math.min(copied, size - output.written));
  }
  yield output.take();
}
