/** Pulls slices through a node:zlib engine with back-pressure, delivering all that can be read before an error. */
import type { Transform } from 'node:stream';

/** A decompressing stream of node:zlib; `bytesWritten` counts the input it consumed. */
export type Engine = Transform & { readonly bytesWritten: number };

export interface PumpResult {
  /** Bytes of input that the engine consumed; what follows is not part of the format. */
  consumed: number;
  /** What the engine complained of, after everything readable was delivered. */
  failure?: { code?: string; message: string };
}

/** Slices from `start`, of `step` bytes, up to `end`. */
export type ReadSlices = (start: number, end: number, step: number) => Iterable<Uint8Array>;

const coarseBytes = 65_536;
/** An engine that fails loses what it made of that one write: these writes are small enough to lose nothing much. */
const fineBytes = 64;

/** One pass: yields until the end or an error. Returns where the failing write began, and the error. */
async function* pumpOnce(
  engine: Engine,
  pieces: Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array, { fed: number; failure?: PumpResult['failure'] }> {
  let failure: PumpResult['failure'];
  let ended = false;
  let wake = (): void => {};
  engine.on('readable', () => wake());
  engine.on('close', () => {
    ended = true;
    wake();
  });
  engine.on('end', () => {
    ended = true;
    wake();
  });
  engine.on('error', (error: Error & { code?: string }) => {
    failure = { message: error.message, code: error.code };
    wake();
  });
  let fed = 0;
  try {
    const iterator = pieces[Symbol.iterator]();
    for (;;) {
      const next = iterator.next();
      let taken = false;
      const done = (): void => {
        taken = true;
        wake();
      };
      if (next.done) engine.end(done);
      else engine.write(next.value, done);
      for (;;) {
        for (let chunk: unknown = engine.read(); chunk !== null; chunk = engine.read())
          yield chunk as Uint8Array;
        if (failure || ended || (taken && !next.done)) break;
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (failure || ended || (taken && !next.done) || engine.readableLength > 0) resolve();
        });
      }
      if (failure || ended) return failure ? { fed, failure } : { fed };
      if (next.done) return { fed };
      fed += next.value.length;
    }
  } finally {
    engine.destroy();
  }
}

/**
 * Yields what the engine makes of `size` bytes. Where it fails, a second pass with tiny writes at the failing
 * place recovers what the first one lost; the failure is then in `result`, nothing is thrown.
 */
export async function* pump(
  create: () => Engine,
  read: ReadSlices,
  size: number,
  result: PumpResult,
): AsyncGenerator<Uint8Array> {
  let delivered = 0;
  let engine = create();
  const first = pumpOnce(engine, read(0, size, coarseBytes));
  let step = await first.next();
  try {
    for (; !step.done; step = await first.next()) {
      delivered += step.value.length;
      yield step.value;
    }
  } finally {
    if (!step.done) await first.return({ fed: 0 });
  }
  result.consumed = engine.bytesWritten;
  const { fed, failure } = step.value;
  if (!failure) return;
  result.failure = failure;
  if (fed >= size) return;
  engine = create();
  let skip = delivered;
  const finely = function* (): Generator<Uint8Array> {
    yield* read(0, fed, coarseBytes);
    yield* read(fed, Math.min(fed + coarseBytes, size), fineBytes);
  };
  for await (const chunk of pumpOnce(engine, finely())) {
    if (chunk.length > skip) yield skip > 0 ? chunk.subarray(skip) : chunk;
    skip = Math.max(0, skip - chunk.length);
  }
}
