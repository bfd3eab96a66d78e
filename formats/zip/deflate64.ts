/** Decodes deflate64 (APPNOTE method 9): deflate (RFC 1951) that looks back 64 KiB and copies as much at once. */
import { ArchiveError } from '../archives/archive-error.ts';
import { BitReader, PrefixCode } from './bit-reader.ts';
import { OutputWindow } from './output-window.ts';

/** RFC 1951, 3.2.5; the last length differs: 16 bits more, from 3 on. */
const lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 16];
const lengthBase = lengthExtra.map((_, index) =>
  index === 28 ? 3 : lengthExtra.slice(0, index).reduce((sum, bits) => sum + 2 ** bits, 3),
);
/** As in RFC 1951, and two more codes. */
const distanceExtra = Array.from({ length: 32 }, (_, index) => Math.max(0, (index >> 1) - 1));
const distanceBase = distanceExtra.map((_, index) =>
  distanceExtra.slice(0, index).reduce((sum, bits) => sum + 2 ** bits, 1),
);
/** The order in which the lengths of the code for lengths are told (3.2.7). */
const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const endOfBlock = 256;

interface Codes {
  readonly literals: PrefixCode;
  readonly distances: PrefixCode;
}

function fixedCodes(): Codes {
  const lengths = Array.from({ length: 288 }, (_, value) =>
    value < 144 ? 8 : value < 256 ? 9 : value < 280 ? 7 : 8,
  );
  return { literals: new PrefixCode(lengths), distances: new PrefixCode(Array<number>(32).fill(5)) };
}

function readCodes(reader: BitReader): Codes {
  const literals = reader.bits(5) + 257;
  const distances = reader.bits(5) + 1;
  const told = reader.bits(4) + 4;
  const codeLengths = Array<number>(19).fill(0);
  for (const place of order.slice(0, told)) codeLengths[place] = reader.bits(3);
  const code = new PrefixCode(codeLengths);
  const lengths: number[] = [];
  while (lengths.length < literals + distances) {
    const symbol = code.read(reader);
    if (symbol < 16) {
      lengths.push(symbol);
      continue;
    }
    const repeated = symbol === 16 ? lengths.at(-1) : 0;
    if (repeated === undefined) throw new ArchiveError('corrupt', 'a repeated length before the first');
    const count =
      symbol === 16 ? 3 + reader.bits(2) : symbol === 17 ? 3 + reader.bits(3) : 11 + reader.bits(7);
    for (let index = 0; index < count; index++) lengths.push(repeated);
  }
  if (lengths.length > literals + distances) throw new ArchiveError('corrupt', 'more lengths than codes');
  return {
    literals: new PrefixCode(lengths.slice(0, literals)),
    distances: new PrefixCode(lengths.slice(literals)),
  };
}

function* decodeBlock(reader: BitReader, output: OutputWindow, codes: Codes): Generator<Uint8Array> {
  for (;;) {
    if (output.isFull) yield output.take();
    const symbol = codes.literals.read(reader);
    if (symbol === endOfBlock) return;
    if (symbol < endOfBlock) {
      output.put(symbol);
      continue;
    }
    const length = symbol - endOfBlock - 1;
    if (length >= lengthBase.length) throw new ArchiveError('corrupt', 'a length that is none');
    const copied = (lengthBase[length] ?? 0) + reader.bits(lengthExtra[length] ?? 0);
    const distanceCode = codes.distances.read(reader);
    const distance = (distanceBase[distanceCode] ?? 0) + reader.bits(distanceExtra[distanceCode] ?? 0);
    if (distance > output.written) throw new ArchiveError('corrupt', 'a copy from before the start');
    output.copy(distance, copied);
  }
}

function* decodeStored(reader: BitReader, output: OutputWindow): Generator<Uint8Array> {
  reader.align();
  const length = reader.bits(16);
  if ((reader.bits(16) ^ 0xffff) !== length)
    throw new ArchiveError('corrupt', 'the length of a stored block');
  for (let index = 0; index < length; index++) output.put(reader.bits(8));
  if (output.isFull) yield output.take();
}

/** Yields all blocks; returns how many bytes of `data` they took. */
export function* decodeDeflate64(data: Uint8Array): Generator<Uint8Array, number> {
  const reader = new BitReader(data);
  const output = new OutputWindow();
  for (let isLast = false; !isLast;) {
    isLast = reader.bits(1) === 1;
    const kind = reader.bits(2);
    if (kind === 3) throw new ArchiveError('corrupt', 'an unknown kind of block');
    // What a damaged block leaves is worth having: it is handed out before the next is begun.
    if (output.isFull) yield output.take();
    if (kind === 0) yield* decodeStored(reader, output);
    else yield* decodeBlock(reader, output, kind === 1 ? fixedCodes() : readCodes(reader));
  }
  yield output.take();
  return reader.taken;
}
