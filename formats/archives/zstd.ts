/** Reads Zstandard (RFC 8878): one child, concatenated frames joined; what skippable frames hold is handed over. */
import { constants, createZstdDecompress } from 'node:zlib';
import { walkFrames } from './zstd-frames.ts';
import type { Extract, ExtractInput } from '../contract.ts';
import { ArchiveError } from './archive-error.ts';
import { type DecodeReport, extractSingleMember } from './single-member.ts';
import { readSlices } from './slices.ts';
import { pump, type PumpResult } from './zlib-stream.ts';

export const version = '2';

/** The decoder allocates the window that a frame asks for, up to this (128 MiB, what `zstd -d` allows itself). */
const maxWindowLog = 27;

export const createZstdEngine = () =>
  createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: maxWindowLog } });

/** Fills the report from what the decoder complained of. */
function explain(result: PumpResult, delivered: number, input: ExtractInput, report: DecodeReport): void {
  const { failure } = result;
  const frames = walkFrames(input.content);
  report.skipped.push(...frames.skipped);
  if (!failure) {
    report.end = result.consumed;
  } else if (failure.code === 'ZSTD_error_frameParameter_windowTooLarge') {
    throw new ArchiveError('too-large', `window over ${2 ** maxWindowLog} bytes`);
  } else if (failure.code === 'ZSTD_error_prefix_unknown' && delivered > 0) {
    report.end = frames.end;
  } else {
    const code = failure.code === 'Z_BUF_ERROR' ? 'truncated' : 'corrupt';
    report.failure = { code, detail: failure.message };
  }
}

async function* decode(input: ExtractInput, report: DecodeReport): AsyncGenerator<Uint8Array> {
  const result: PumpResult = { consumed: 0 };
  let delivered = 0;
  for await (const chunk of pump(createZstdEngine, readSlices(input.content), input.content.size, result)) {
    delivered += chunk.length;
    yield chunk;
  }
  explain(result, delivered, input, report);
}

export const extract: Extract = (input, sink) =>
  extractSingleMember(input, sink, {}, (report) => decode(input, report));
