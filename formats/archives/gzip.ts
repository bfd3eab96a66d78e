/** Reads gzip (RFC 1952): one child, the members of a concatenated file joined, named by the first header's FNAME. */
import { crc32, createGunzip, createInflateRaw } from 'node:zlib';
import type { Content, Extract, ExtractInput } from '../contract.ts';
import { unixTime } from '../time/archive-time.ts';
import { type GzipHeader, readGzipHeader } from './gzip-header.ts';
import { decodeName, guessNameCharset } from './member-name.ts';
import { type DecodeReport, extractSingleMember, maxKeptNotes, type SingleMember } from './single-member.ts';
import { pump, type PumpResult } from './zlib-stream.ts';
import { readSlices } from './slices.ts';

export const version = '5';

/** CRC-32 and size of what a member holds (RFC 1952, 2.3.1). */
const trailerBytes = 8;
/** Members read one by one; the rest of a file of countless small ones is left to zlib, which is faster with them. */
const maxSingly = 100_000;

const decodeText = (bytes: Uint8Array): string => decodeName(bytes, guessNameCharset(bytes)).name;

/** Name and time of the first member's header. */
function describe(content: Content): SingleMember {
  const header = readGzipHeader(content, 0);
  if (!header) return {};
  const { seconds, name } = header;
  const modified = seconds > 0 ? unixTime(seconds, String(seconds)) : undefined;
  const named = name && decodeName(name, guessNameCharset(name));
  return { ...named, ...(modified ? { times: { modified } } : {}) };
}

/** Keeps what a header says beside the data; the first one's name is the child's. */
function keepNotes({ name, comment, unknown }: GzipHeader, isFirst: boolean, report: DecodeReport): void {
  if (report.notes.length < maxKeptNotes) {
    if (comment) report.notes.push(decodeText(comment));
    if (name && !isFirst) report.notes.push(decodeText(name));
  }
  if (report.skipped.length < maxKeptNotes) report.skipped.push(...unknown);
}

/** What zlib's complaint means for us. */
function failureOf({ failure }: PumpResult): DecodeReport['failure'] {
  if (!failure) return undefined;
  return { code: failure.code === 'Z_BUF_ERROR' ? 'truncated' : 'corrupt', detail: failure.message };
}

/** Bytes behind damage in which the next member is looked for, and how often a header may be none. */
const maxSearchBytes = 64 * 1024 * 1024;
const maxTries = 100;

/** Where the next member begins behind one that is damaged; undefined where none does. */
function findHeader(content: Content, from: number): number | undefined {
  let tries = 0;
  for (let at = from; at < Math.min(content.size, from + maxSearchBytes);) {
    const bytes = Buffer.from(content.read(at, 65_536 + 3));
    const found = bytes.indexOf('\x1f\x8b\x08', 0, 'latin1');
    if (found === -1) at += 65_536;
    else {
      // Of the flags three bits are none (2.3.1.2): what has them is no header.
      if ((content.read(at + found + 3, 1)[0] ?? 0xff) < 0x20 && readGzipHeader(content, at + found))
        return at + found;
      if (++tries > maxTries) return undefined;
      at += found + 1;
    }
  }
  return undefined;
}

/** Yields one member's data; returns where the next may begin, or undefined where this one is damaged and none follows. */
async function* inflateMember(
  content: Content,
  start: number,
  report: DecodeReport,
): AsyncGenerator<Uint8Array, number | undefined> {
  const result: PumpResult = { consumed: 0 };
  let [sum, bytes] = [0, 0];
  const stream = pump(() => createInflateRaw(), readSlices(content, start), content.size - start, result);
  for await (const chunk of stream) {
    sum = crc32(chunk, sum);
    bytes += chunk.length;
    yield chunk;
  }
  const failure = failureOf(result);
  report.failure ??= failure;
  if (failure) return findHeader(content, start + result.consumed);
  const end = start + result.consumed;
  const trailer = Buffer.from(content.read(end, trailerBytes));
  if (trailer.length < trailerBytes) {
    report.failure ??= { code: 'truncated', detail: 'unexpected end of file' };
    return undefined;
  }
  // What follows is whole all the same.
  if (trailer.readUInt32LE(0) !== sum) report.failure ??= { code: 'corrupt', detail: 'incorrect data check' };
  else if (trailer.readUInt32LE(4) !== bytes % 2 ** 32)
    report.failure ??= { code: 'corrupt', detail: 'incorrect length check' };
  return end + trailerBytes;
}

/** The members from `start` on as zlib joins them. */
async function* decodeRest(
  content: Content,
  start: number,
  report: DecodeReport,
): AsyncGenerator<Uint8Array> {
  const result: PumpResult = { consumed: 0 };
  yield* pump(() => createGunzip(), readSlices(content, start), content.size - start, result);
  // zlib reads on after a member; where it finds no header there, how far it came is not known.
  if (result.failure?.message === 'incorrect header check')
    report.failure = { code: 'corrupt', detail: 'data behind the members' };
  else report.failure = failureOf(result);
  if (!result.failure) report.end = start + result.consumed;
}

async function* decode({ content }: ExtractInput, report: DecodeReport): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let count = 0; ; count++) {
    if (count === maxSingly && readGzipHeader(content, at)) {
      yield* decodeRest(content, at, report);
      return;
    }
    const header = readGzipHeader(content, at);
    if (!header) break;
    keepNotes(header, count === 0, report);
    const next = yield* inflateMember(content, header.dataStart, report);
    if (next === undefined) return;
    at = next;
  }
  if (at === 0)
    report.failure ??= { code: content.size < 18 ? 'truncated' : 'corrupt', detail: 'no gzip header' };
  else report.end = at;
}

export const extract: Extract = async (input, sink) =>
  extractSingleMember(input, sink, describe(input.content), (report) => decode(input, report));
