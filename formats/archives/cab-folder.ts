/** Decodes a folder of a cabinet ([MS-CAB] 2.6, [MS-MCI]): stored and MSZIP block by block, LZX by libarchive. */
import { inflateRawSync } from 'node:zlib';
import type { Limits } from '../../schemas/limits.ts';
import { bufferAt } from '../content.ts';
import { type Content, LimitError } from '../contract.ts';
import { ArchiveError } from './archive-error.ts';
import type { CabFolder } from './cab-header.ts';
import { limitExpansion } from './expansion-limit.ts';
import { decodeFirstEntry } from './libarchive.ts';

const blockHeaderBytes = 8;
/** What a block decodes to at most, which is also how far MSZIP looks back. */
const maxBlockBytes = 32_768;

interface Block {
  readonly data: Buffer;
  /** Bytes that it decodes to; 0 where it goes on in the next cabinet. */
  readonly bytes: number;
}

/** The bits of the words of four bytes, one over another; the last of less than four stand in the other order ([MS-CAB] 3.1). */
function checksum(bytes: Buffer, seed: number): number {
  let sum = seed;
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) sum ^= bytes.readUInt32LE(at);
  const rest = bytes.length - at;
  if (rest > 0) sum ^= bytes.readUIntBE(at, rest);
  return sum >>> 0;
}

/** The blocks of a folder. Throws an `ArchiveError` at the first that is not whole. */
function* readBlocks(content: Content, { start, blocks }: CabFolder, reserve: number): Generator<Block> {
  let at = start;
  for (let index = 0; index < blocks; index += 1) {
    const header = bufferAt(content, at, blockHeaderBytes + reserve);
    if (header.length < blockHeaderBytes + reserve)
      throw new ArchiveError('truncated', `block ${index} is missing`);
    const [stated, packed, bytes] = [header.readUInt32LE(0), header.readUInt16LE(4), header.readUInt16LE(6)];
    const data = bufferAt(content, at + header.length, packed);
    if (data.length < packed) throw new ArchiveError('truncated', `block ${index} is cut off`);
    if (bytes > maxBlockBytes) throw new ArchiveError('corrupt', `block ${index} states ${bytes} bytes`);
    if (stated !== 0 && checksum(header.subarray(4), checksum(data, 0)) !== stated)
      throw new ArchiveError('corrupt', `bad checksum of block ${index}`);
    if (bytes === 0) throw new ArchiveError('truncated', 'it goes on in the next cabinet');
    yield { data, bytes };
    at += header.length + packed;
  }
}

/** Each block is a stream of deflate of its own, which looks back at what the one before decoded to ([MS-MCI]). */
function inflateBlock({ data, bytes }: Block, before: Uint8Array): Buffer {
  if (data.toString('latin1', 0, 2) !== 'CK') throw new ArchiveError('corrupt', 'a block that is no MSZIP');
  try {
    return inflateRawSync(data.subarray(2), {
      maxOutputLength: bytes,
      ...(before.length > 0 && { dictionary: before }),
    });
  } catch {
    throw new ArchiveError('corrupt', 'a block that cannot be inflated');
  }
}

function* inflateBlocks(blocks: Iterable<Block>): Generator<Uint8Array> {
  let before: Uint8Array = new Uint8Array();
  for (const block of blocks) {
    before = inflateBlock(block, before);
    yield before;
  }
}

function* storedBlocks(blocks: Iterable<Block>): Generator<Uint8Array> {
  for (const { data } of blocks) yield data;
}

/**
 * A cabinet of one folder and one file that is all of it, as libarchive takes it: block by block, without sums. Blocks of LZX
 * that are not compressed it was seen to refuse, which fails the members from there on.
 */
function asCabinet(blocks: readonly Block[], method: number): Buffer[] {
  const parts = blocks.map(({ data, bytes }) => {
    const header = Buffer.alloc(blockHeaderBytes);
    header.writeUInt16LE(data.length, 4);
    header.writeUInt16LE(bytes, 6);
    return [header, data];
  });
  const head = Buffer.alloc(62);
  head.write('MSCF', 0, 'latin1');
  head.writeUInt32LE(44, 16);
  head.writeUInt16LE(0x0103, 24);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(1, 28);
  head.writeUInt32LE(head.length, 36);
  head.writeUInt16LE(blocks.length, 40);
  head.writeUInt16LE(method, 42);
  head.writeUInt32LE(
    blocks.reduce((sum, { bytes }) => sum + bytes, 0),
    44,
  );
  head.write('x', 60, 'latin1');
  const all = [head, ...parts.flat()];
  head.writeUInt32LE(
    all.reduce((sum, part) => sum + part.length, 0),
    8,
  );
  return all;
}

async function* decodeLzx(
  content: Content,
  folder: CabFolder,
  reserve: number,
  limits: Limits,
): AsyncGenerator<Uint8Array> {
  const blocks: Block[] = [];
  let packed = 0;
  let failure: unknown;
  try {
    for (const block of readBlocks(content, folder, reserve)) {
      packed += block.data.length;
      if (packed > limits.maxHeldBytes) throw new LimitError('too-large', `a folder of over ${packed} bytes`);
      blocks.push(block);
    }
  } catch (error) {
    failure = error;
  }
  // What stands before the damage is decoded all the same.
  if (blocks.length > 0) yield* decodeFirstEntry(asCabinet(blocks, folder.method));
  if (failure) throw failure;
}

/** The bytes of all files of a folder, one after another. Throws an `ArchiveError` behind what can be read. */
export function decodeFolder(
  content: Content,
  folder: CabFolder,
  reserve: number,
  limits: Limits,
): AsyncGenerator<Uint8Array> {
  const blocks = readBlocks(content, folder, reserve);
  const method = folder.method & 0x0f;
  if (method > 1 && method !== 3)
    throw new ArchiveError('no-extractor', method === 2 ? 'compressed by Quantum' : `method ${method}`);
  const stream =
    method === 3
      ? decodeLzx(content, folder, reserve, limits)
      : method === 1
        ? inflateBlocks(blocks)
        : storedBlocks(blocks);
  return limitExpansion(stream, content.size, limits);
}
