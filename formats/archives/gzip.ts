/** Reads gzip (RFC 1952): one child, the members of a concatenated file joined, named by the header's FNAME. */
import { createGunzip } from 'node:zlib';
import type { Content, Extract, ExtractInput } from '../contract.ts';
import type { ItemTimes } from '../../schemas/item-times.ts';
import { unixTime } from '../time/archive-time.ts';
import { decodeName, guessNameCharset, type MemberName } from './member-name.ts';
import { type DecodeReport, extractSingleMember, type SingleMember } from './single-member.ts';
import { pump, type PumpResult } from './zlib-stream.ts';
import { countTrailing, readSlices } from './slices.ts';

export const version = '2';

/** No file system allows longer names; stops a header of gigabytes without NUL. */
const maxNameBytes = 4096;

/** Name and time of the first member's header (RFC 1952, 2.3). */
function readHeader(content: Content): SingleMember {
  const head = Buffer.from(content.read(0, 12 + 65_536 + maxNameBytes));
  if (head.length < 10) return {};
  const flags = head.readUInt8(3);
  const seconds = head.readUInt32LE(4);
  let member: MemberName | undefined;
  let at = 10;
  if (flags & 4 && head.length >= 12) at += 2 + head.readUInt16LE(10);
  if (flags & 8) {
    const end = head.indexOf(0, at);
    if (end > at && end - at <= maxNameBytes) {
      const bytes = head.subarray(at, end);
      member = decodeName(bytes, guessNameCharset(bytes));
    }
  }
  const modified = seconds > 0 ? unixTime(seconds, String(seconds)) : undefined;
  const times: { times?: ItemTimes } = modified ? { times: { modified } } : {};
  return { ...member, ...times };
}

/** What zlib's complaint means for us. */
function explainFailure(result: PumpResult, delivered: number): DecodeReport {
  const { failure } = result;
  if (!failure) return {};
  // zlib reads on after a member and finds no further header there.
  if (delivered > 0 && failure.message === 'incorrect header check') return { trailing: {} };
  const code = failure.code === 'Z_BUF_ERROR' ? 'truncated' : 'corrupt';
  return { failure: { code, detail: failure.message } };
}

async function* decode(input: ExtractInput, report: DecodeReport): AsyncGenerator<Uint8Array> {
  const { content } = input;
  const result: PumpResult = { consumed: 0 };
  let delivered = 0;
  for await (const chunk of pump(() => createGunzip(), readSlices(content), content.size, result)) {
    delivered += chunk.length;
    yield chunk;
  }
  Object.assign(report, explainFailure(result, delivered));
  const rest = result.failure ? 0 : countTrailing(content, result.consumed);
  if (rest > 0) report.trailing = { bytes: rest };
}

export const extract: Extract = async (input, sink) =>
  extractSingleMember(input, sink, readHeader(input.content), (report) => decode(input, report));
