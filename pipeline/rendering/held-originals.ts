/** Originals that were fetched, kept open for a while: whoever turns pages asks for the same one again. */
import { read } from 'node:fs';
import { promisify } from 'node:util';

/** The bytes of one content, in an open file without a name. */
export interface OpenOriginal {
  readonly size: number;
  readonly descriptor: number;
  close(): void;
}

export interface OriginalSource {
  /** Of its content: it is kept by it. */
  readonly sha256: string;
  /** Fetches it. Throws a `Problem` where it cannot be had. */
  readonly open: () => Promise<OpenOriginal>;
}

const readAt = promisify(read);
/** Worth the call that reads it. */
const sliceBytes = 1024 * 1024;

export async function readOriginal(
  { descriptor, size }: OpenOriginal,
  from: number,
  length: number,
): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - from)));
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await readAt(descriptor, bytes, filled, bytes.length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

export async function* slicesOf(original: OpenOriginal): AsyncGenerator<Buffer, void> {
  for (let from = 0; from < original.size; from += sliceBytes)
    yield await readOriginal(original, from, sliceBytes);
}

interface Held {
  readonly original: Promise<OpenOriginal>;
  users: number;
  size: number;
  isLeft: boolean;
}

export class HeldOriginals {
  readonly #maxFiles: number;
  readonly #maxBytes: number;
  /** The one that was used last comes last. */
  readonly #held = new Map<string, Held>();

  constructor(maxFiles: number, maxBytes: number) {
    this.#maxFiles = maxFiles;
    this.#maxBytes = maxBytes;
  }

  /** The original stays open until `use` has ended. */
  async with<T>({ sha256, open }: OriginalSource, use: (original: OpenOriginal) => Promise<T>): Promise<T> {
    const held = this.#held.get(sha256) ?? { original: open(), users: 0, size: 0, isLeft: false };
    this.#held.delete(sha256);
    this.#held.set(sha256, held);
    held.users += 1;
    try {
      const original = await held.original;
      held.size = original.size;
      this.#makeRoom();
      return await use(original);
    } catch (error) {
      // What could not be fetched now may be there later.
      await held.original.catch(() => this.#leave(sha256, held));
      throw error;
    } finally {
      held.users -= 1;
      if (held.isLeft && held.users === 0) await closeHeld(held);
    }
  }

  async close(): Promise<void> {
    for (const [sha256, held] of this.#held) {
      this.#leave(sha256, held);
      if (held.users === 0) await closeHeld(held);
    }
  }

  #leave(sha256: string, held: Held): void {
    held.isLeft = true;
    if (this.#held.get(sha256) === held) this.#held.delete(sha256);
  }

  #makeRoom(): void {
    let bytes = [...this.#held.values()].reduce((sum, { size }) => sum + size, 0);
    for (const [sha256, held] of this.#held) {
      if (this.#held.size <= this.#maxFiles && bytes <= this.#maxBytes) return;
      bytes -= held.size;
      this.#leave(sha256, held);
      if (held.users === 0) void closeHeld(held);
    }
  }
}

const closeHeld = async ({ original }: Held): Promise<void> => {
  await original.then((one) => one.close()).catch(() => undefined);
};
