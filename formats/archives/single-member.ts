/** What gzip, bzip2, xz and zstd share: one child that streams, and a container that says how far it could be read. */
import type { Code } from '../../schemas/status.ts';
import type { ByteRange, ExtractInput, Outcome, Sink } from '../contract.ts';
import type { ItemTimes } from '../../schemas/item-times.ts';
import { describeError } from './archive-error.ts';
import { assertExpansion } from './expansion-limit.ts';
import { type MemberName, unsafeNameReason } from './member-name.ts';

/** What a decoder reports beside the bytes; filled in by the time its stream ends. */
export interface DecodeReport {
  /** Why the readable part is not the whole. */
  failure?: { code: Code; detail: string };
  /** Where the format ends, if bytes may lie behind. */
  end?: number;
  /** Places within that are skipped by every reader, as far as they are not padding. */
  readonly skipped: ByteRange[];
  /** Comments and further names that headers hold. */
  readonly notes: string[];
}

/** A report of nothing so far. */
export const newReport = (): DecodeReport => ({ skipped: [], notes: [] });

/** Places and notes kept of one file; stops a file of nothing else. */
export const maxKeptNotes = 1000;

/** Yields all that can be read; what stopped it goes into the report, or is thrown. */
export type Decode = (report: DecodeReport) => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface SingleMember extends Partial<MemberName> {
  readonly times?: ItemTimes;
  readonly declaredSize?: number;
}

/** Bytes between two reports of progress while nobody takes them. */
const drainBytes = 1024 * 1024;

/** A decode in progress, read ahead by one chunk so that an unreadable beginning is known before the child is. */
class Reading {
  readonly report: DecodeReport = newReport();
  readonly #input: ExtractInput;
  readonly #iterator: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;
  #pending: Uint8Array | undefined;
  #expanded = 0;
  ended = false;
  /** Whether who took the child met a limit: what follows is not decoded for nobody. */
  isLeft = false;

  constructor(input: ExtractInput, decode: Decode) {
    this.#input = input;
    const stream = decode(this.report);
    this.#iterator =
      Symbol.asyncIterator in stream ? stream[Symbol.asyncIterator]() : stream[Symbol.iterator]();
  }

  async begin(): Promise<boolean> {
    this.#pending = await this.#next();
    return this.#pending !== undefined;
  }

  async #next(): Promise<Uint8Array | undefined> {
    if (this.ended) return undefined;
    try {
      for (;;) {
        const step = await this.#iterator.next();
        if (step.done) break;
        this.#expanded += step.value.length;
        assertExpansion(this.#expanded, this.#input.content.size, this.#input.limits);
        if (step.value.length > 0) return step.value;
      }
    } catch (error) {
      await this.#stop(error);
      // The bomb fails its child; broken data does not, so that what was read of it stays.
      const code = this.report.failure?.code;
      if (code === 'bomb' || code === 'too-large') throw error;
    }
    this.ended = true;
    return undefined;
  }

  async #stop(error: unknown): Promise<void> {
    this.report.failure ??= describeError(error, 'corrupt');
    this.ended = true;
    await this.#iterator.return?.();
  }

  async *bytes(): AsyncGenerator<Uint8Array> {
    try {
      for (let chunk = this.#pending; chunk; chunk = await this.#next()) yield chunk;
    } finally {
      this.isLeft = !this.ended;
      this.ended = true;
      if (this.isLeft) await this.#iterator.return?.();
    }
  }

  /**
   * A child that was passed over: read on, so that a resumed run gives the same report. It counts as when it is taken:
   * a bomb that lies too deep to be opened is decoded no further than another.
   */
  async finish(sink: Sink): Promise<void> {
    try {
      for (let bytes = 0; !this.ended;) {
        const { length } = (await this.#next()) ?? [];
        sink.expanding(length);
        bytes += length;
        if (bytes < drainBytes) continue;
        await sink.drain();
        bytes = 0;
      }
    } catch (error) {
      await this.#stop(error);
    }
  }
}

/** Notes become text, what no reader takes goes to the sink. */
async function handOverRest({ end, skipped, notes }: DecodeReport, size: number, sink: Sink): Promise<void> {
  for (const note of new Set(notes)) if (note.trim() !== '') sink.text(`${note.trim()}\n`, 'comments');
  for (const range of skipped) await sink.unaccounted('unaccounted-data', range);
  if (end !== undefined && end < size) await sink.unaccounted('trailing-data', { start: end, end: size });
}

/**
 * Emits the one child. A stream that breaks half-way gives a child of what could be read and a warned,
 * `partial` container; one that gives nothing at all fails the container.
 */
export async function extractSingleMember(
  input: ExtractInput,
  sink: Sink,
  member: SingleMember,
  decode: Decode,
): Promise<Outcome> {
  const reading = new Reading(input, decode);
  const { report } = reading;
  let some: boolean;
  try {
    some = await reading.begin();
  } catch (error) {
    return { status: 'failed', ...describeError(error, 'corrupt'), completeness: 'partial' };
  }
  if (!some && report.failure) {
    if (report.failure.code === 'no-extractor') return { status: 'unsupported', ...report.failure };
    return { status: 'failed', ...report.failure, completeness: 'partial' };
  }
  // What only the file's own name could tell stays untold: a content's children must not depend on its name.
  const name = member.name ?? '';
  const unsafe = unsafeNameReason(name);
  if (unsafe) sink.warn('unsafe-name', unsafe);
  sink.expect(1);
  const { rawName, times, declaredSize } = member;
  await sink.child({
    locator: '0',
    name,
    relation: 'member',
    rawName,
    times,
    declaredSize,
    open: () => reading.bytes(),
  });
  await reading.finish(sink);
  if (report.failure) sink.warn(report.failure.code, report.failure.detail);
  await handOverRest(report, input.content.size, sink);
  return { status: 'extracted', completeness: report.failure || reading.isLeft ? 'partial' : 'complete' };
}
