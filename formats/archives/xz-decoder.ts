/** Decodes xz through the WebAssembly build of xz-embedded in xz-decompress, driven synchronously and with a memory cap. */
import { crc32 } from 'node:zlib';
import xzDecompress from 'xz-decompress';
import type { Content } from '../contract.ts';
import { ArchiveError } from './archive-error.ts';
import type { DecodeReport } from './single-member.ts';

/**
 * The module's interface (xz-decompress 0.2.3, `src/native`): a context of 32-bit fields. Its own
 * `XzReadableStream` runs the event loop for every 64 KiB and shares one instance whose memory never shrinks.
 */
interface XzExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  create_context(): number;
  destroy_context(context: number): void;
  supply_input(context: number, length: number): void;
  get_next_output(context: number): number;
}
const fields = { bufferBytes: 0, inputBuffer: 1, inputAt: 2, inputBytes: 3, outputBuffer: 4, outputAt: 5 };

/** Results of xz-embedded (`xz.h`, enum xz_ret). */
const xzResult = {
  ok: 0,
  streamEnd: 1,
  unsupportedCheck: 2,
  memory: 3,
  memoryLimit: 4,
  format: 5,
  options: 6,
};

/** The dictionary is the memory a stream may ask for: 64 MiB is what `xz -9` makes. The rest is buffers. */
const maxDictionaryBytes = 64 * 1024 * 1024;
const maxMemoryBytes = maxDictionaryBytes + 8 * 1024 * 1024;

/** Static members of `XzReadableStream` by which it makes its instance. */
const internal = { instantiate: '_getModuleInstance', instance: '_moduleInstance' } as const;

async function instantiate(): Promise<XzExports> {
  const stream = xzDecompress.XzReadableStream as unknown as {
    [internal.instantiate](): Promise<void>;
    [internal.instance]: { readonly exports: XzExports };
  };
  await stream[internal.instantiate]();
  return stream[internal.instance].exports;
}

/** A decoder at work: takes input, gives output, and says how much of the input it used. */
class XzContext {
  readonly #exports: XzExports;
  readonly #context: number;
  readonly bufferBytes: number;

  constructor(exports: XzExports) {
    this.#exports = exports;
    this.#context = exports.create_context();
    this.bufferBytes = this.#field(fields.bufferBytes);
  }

  /** Read afresh each time: the memory's buffer is replaced when it grows. */
  #field(index: number): number {
    return new DataView(this.#exports.memory.buffer).getUint32(this.#context + index * 4, true);
  }

  supply(input: Uint8Array): void {
    new Uint8Array(this.#exports.memory.buffer).set(input, this.#field(fields.inputBuffer));
    this.#exports.supply_input(this.#context, input.length);
  }

  get unused(): number {
    return this.#field(fields.inputBytes) - this.#field(fields.inputAt);
  }

  next(): { result: number; output: Uint8Array } {
    const result = this.#exports.get_next_output(this.#context);
    if (this.#exports.memory.buffer.byteLength > maxMemoryBytes) {
      throw new ArchiveError('too-large', `dictionary over ${maxDictionaryBytes} bytes`);
    }
    const from = this.#field(fields.outputBuffer);
    const output = new Uint8Array(this.#exports.memory.buffer).slice(
      from,
      from + this.#field(fields.outputAt),
    );
    new DataView(this.#exports.memory.buffer).setUint32(this.#context + fields.outputAt * 4, 0, true);
    return { result, output };
  }

  dispose(): void {
    this.#exports.destroy_context(this.#context);
  }
}

function failureOf(result: number): NonNullable<DecodeReport['failure']> {
  if (result === xzResult.memory || result === xzResult.memoryLimit) {
    throw new ArchiveError('too-large', 'not enough memory for the dictionary');
  }
  if (result === xzResult.options)
    return { code: 'no-extractor', detail: 'a filter or a check that is not read' };
  return { code: 'corrupt', detail: result === xzResult.format ? 'not an xz stream' : `xz error ${result}` };
}

/** How far before the place where the decoder stopped the end of the last stream is looked for. */
const maxFooterLookBytes = 64 * 1024;

/** Where the last stream before `to` ends, by its footer (xz format 2.1.2: CRC-32, backward size, flags, `YZ`). */
function findStreamEnd(content: Content, to: number): number | undefined {
  const from = Math.max(0, to - maxFooterLookBytes);
  const tail = Buffer.from(content.read(from, to - from));
  for (let end = tail.length; end >= 12; end--) {
    if (tail[end - 1] !== 0x5a || tail[end - 2] !== 0x59) continue;
    if (crc32(tail.subarray(end - 8, end - 2)) === tail.readUInt32LE(end - 12)) return from + end;
  }
  return undefined;
}

/** What it means that the decoder stopped with `result` at `at`, having taken all where it is `starved`. */
function explainEnd(
  content: Content,
  { result, at, isStarved }: { readonly result: number; readonly at: number; readonly isStarved: boolean },
  delivered: number,
  report: DecodeReport,
): void {
  if (result === xzResult.format && delivered > 0) report.end = findStreamEnd(content, at) ?? at;
  else if (!isStarved) report.failure = failureOf(result);
  else {
    // Too few bytes behind the last footer to be a stream's header.
    const end = findStreamEnd(content, content.size);
    if (end !== undefined && content.size - end < 12) report.end = end;
    else report.failure = { code: 'truncated', detail: 'the stream ends early' };
  }
}

/**
 * Yields the decoded bytes of all concatenated streams; an error ends it and is told in the report. The module
 * goes on to the next stream by itself and says that it is done when it is given an empty input there.
 */
export async function* decodeXz(content: Content, report: DecodeReport): AsyncGenerator<Uint8Array> {
  // An instance for each container: its memory cannot be given back otherwise.
  const context = new XzContext(await instantiate());
  let at = 0;
  let delivered = 0;
  let input: Uint8Array | undefined;
  try {
    for (;;) {
      if (context.unused === 0) {
        input = content.read(at, context.bufferBytes);
        context.supply(input);
        at += input.length;
      }
      const { result, output } = context.next();
      delivered += output.length;
      if (output.length > 0) yield output;
      if (result === xzResult.streamEnd) return;
      const goesOn = result === xzResult.ok || result === xzResult.unsupportedCheck;
      const starved = input?.length === 0 && output.length === 0;
      if (!goesOn || starved) {
        const stop = { result, at: at - context.unused, isStarved: input?.length === 0 };
        explainEnd(content, stop, delivered, report);
        return;
      }
    }
  } finally {
    context.dispose();
  }
}
