/** Reads the body of a message of HTTP as a browser would: its chunks joined (RFC 9112, 7.1), its coding undone (RFC 9110, 8.4). */
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import type { Limits } from '../../schemas/limits.ts';
import { bufferAt, memoryContent, sliceContent } from '../content.ts';
import type { Content } from '../contract.ts';
import { ArchiveError } from './archive-error.ts';
import { limitExpansion } from './expansion-limit.ts';
import { readSlices } from './slices.ts';
import { type Engine, pump, type PumpResult } from './zlib-stream.ts';

/** A chunk states its size in some digits, and may have words behind it. */
const maxChunkLine = 200;
const chunkLine = /^([0-9a-f]{1,12})[ \t]{0,20}(?:;[^\r\n]*)?\r?\n/i;

const engines: Readonly<Record<string, () => Engine>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/** The chunks' bytes, one after another. Throws where they end before the last. */
function* readChunks(body: Content): Generator<Uint8Array> {
  for (let at = 0; at < body.size;) {
    const [line, digits] = chunkLine.exec(bufferAt(body, at, maxChunkLine).toString('latin1')) ?? [];
    if (line === undefined || digits === undefined) throw new ArchiveError('corrupt', `no chunk at ${at}`);
    const bytes = Number.parseInt(digits, 16);
    if (bytes === 0) return;
    const start = at + line.length;
    yield* body.slices(start, Math.min(start + bytes, body.size));
    if (start + bytes > body.size) throw new ArchiveError('truncated', 'the last chunk is cut off');
    at = start + bytes;
    const [first, second] = body.read(at, 2);
    at += first === 0x0d && second === 0x0a ? 2 : first === 0x0a ? 1 : 0;
  }
  throw new ArchiveError('truncated', 'the last chunk is missing');
}

/** Tools that archive pages join the chunks and leave the field. */
const hasChunks = (body: Content): boolean =>
  chunkLine.test(bufferAt(body, 0, maxChunkLine).toString('latin1'));

async function* decode(body: Content, engine: () => Engine, limits: Limits): AsyncGenerator<Uint8Array> {
  const result: PumpResult = { consumed: 0 };
  let given = 0;
  for await (const chunk of limitExpansion(
    pump(engine, readSlices(body), body.size, result),
    body.size,
    limits,
  )) {
    given += chunk.length;
    yield chunk;
  }
  if (!result.failure) return;
  // The coding was undone already, and the field was left.
  if (given === 0) yield* body.slices();
  else throw new ArchiveError('corrupt', result.failure.message);
}

/** The bytes of a body that lies in [start, end), by the fields of its message. Throws an `ArchiveError` behind what can be read. */
export function readBody(
  content: Content,
  start: number,
  end: number,
  fields: ReadonlyMap<string, string>,
  limits: Limits,
): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  const body = sliceContent(content, start, end);
  const isChunked = /\bchunked\b/i.test(fields.get('transfer-encoding') ?? '') && hasChunks(body);
  const engine = engines[(fields.get('content-encoding') ?? '').trim().toLowerCase()];
  if (!engine) return isChunked ? readChunks(body) : body.slices();
  // Chunks are joined before they are decoded, which has to be able to go back.
  if (!isChunked) return decode(body, engine, limits);
  if (body.size > limits.maxHeldBytes)
    throw new ArchiveError('too-large', `${body.size} bytes in coded chunks`);
  return decode(memoryContent(Buffer.concat([...readChunks(body)])), engine, limits);
}
