/** Decodes what PKZIP 1 imploded (APPNOTE 5.3): copies and literals in Shannon-Fano codes. */
import { BitReader, PrefixCode } from './bit-reader.ts';
import { ArchiveError } from '../archives/archive-error.ts';
import { OutputWindow } from './output-window.ts';

/** Lengths of a code's values: how many bytes, then for each the count and the length of values in a row. */
function readCode(reader: BitReader, values: number): PrefixCode {
  const lengths: number[] = [];
  for (let left = reader.bits(8) + 1; left > 0; left--) {
    const bits = reader.bits(4) + 1;
    const count = reader.bits(4) + 1;
    for (let index = 0; index < count; index++) lengths.push(bits);
  }
  if (lengths.length !== values) throw new ArchiveError('corrupt', `a code of ${lengths.length} values`);
  return new PrefixCode(lengths, true);
}

/** Yields `size` bytes; `flags` are the entry's, bit 1 the larger dictionary, bit 2 the code for literals (4.4.4). */
export function* decodeImploded(data: Uint8Array, size: number, flags: number): Generator<Uint8Array> {
  const reader = new BitReader(data);
  const output = new OutputWindow();
  const lowBits = flags & 2 ? 7 : 6;
  const hasLiterals = (flags & 4) !== 0;
  const literals = hasLiterals ? readCode(reader, 256) : undefined;
  const lengths = readCode(reader, 64);
  const distances = readCode(reader, 64);
  while (output.written < size) {
    if (output.isFull) yield output.take();
    if (reader.bits(1) === 1) {
      output.put(literals ? literals.read(reader) : reader.bits(8));
      continue;
    }
    const low = reader.bits(lowBits);
    const distance = ((distances.read(reader) << lowBits) | low) + 1;
    const length = lengths.read(reader);
    const copied = (length === 63 ? length + reader.bits(8) : length) + (hasLiterals ? 3 : 2);
    // A last copy that runs over the stated size would otherwise make more than was said.
    output.copy(distance, Math.min(copied, size - output.written));
  }
  yield output.take();
}
