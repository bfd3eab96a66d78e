/** Decodes entries of an archive held in memory with libarchive's WebAssembly build, block by block. */
import { messageOf } from '../../schemas/problem.ts';
import { ArchiveError, statusCodeOf } from './archive-error.ts';

type Wrapped = Awaited<ReturnType<typeof import('libarchive-wasm').libarchiveWasm>>;

const blockBytes = 256 * 1024;
/** An instance whose memory grew beyond this is not used again: WebAssembly memory never shrinks. */
const maxKeptBytes = 64 * 1024 * 1024;

let kept: Wrapped | undefined;

async function borrow(): Promise<Wrapped> {
  const instance = kept;
  kept = undefined;
  if (instance) return instance;
  const { libarchiveWasm } = await import('libarchive-wasm');
  return libarchiveWasm();
}

const heap = (instance: Wrapped): Uint8Array => {
  const { buffer } = (instance.module as { HEAPU8: Uint8Array }).HEAPU8;
  return new Uint8Array(buffer);
};

/** emscripten's own functions beside libarchive's. */
const native = { allocate: '_malloc', free: '_free' } as const;

const allocate = (instance: Wrapped, bytes: number): number => {
  const pointer = (instance.module as { _malloc(bytes: number): number })[native.allocate](bytes);
  if (pointer === 0) throw new ArchiveError('too-large', `no memory for ${bytes} bytes`);
  return pointer;
};

/** libarchive tells its errors apart by wording only. */
function explain(message: string): ArchiveError {
  if (/memory/iu.test(message)) return new ArchiveError('too-large', message);
  if (/unknown codec|unsupported|not supported/iu.test(message))
    return new ArchiveError('no-extractor', message);
  return new ArchiveError(/truncated/iu.test(message) ? 'truncated' : 'corrupt', message.slice(0, 200));
}

/**
 * Yields the first entry's bytes of an archive made of `parts`, which lie one after another. Throws an
 * `ArchiveError`; what was decoded before it has been yielded.
 */
export const decodeFirstEntry = (parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> =>
  decodeAtMost(parts, 1);

/** The same of all its entries, the bytes of one behind those of another. */
export const decodeEntries = (parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> =>
  decodeAtMost(parts, Infinity);

async function* decodeAtMost(parts: readonly Uint8Array[], most: number): AsyncGenerator<Uint8Array> {
  const instance = await borrow();
  const { module } = instance as { module: { _free(pointer: number): void } };
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  let usable = true;
  let archive = 0;
  const pointers: number[] = [];
  try {
    const data = allocate(instance, size);
    pointers.push(data);
    let at = data;
    for (const part of parts) {
      heap(instance).set(part, at);
      at += part.length;
    }
    const block = allocate(instance, blockBytes);
    pointers.push(block);
    archive = instance.read_new_memory(data, size);
    if (instance.read_next_entry(archive) === 0) throw explain(instance.error_string(archive) || 'no entry');
    for (let entries = 1; ;) {
      const count = instance.read_data(archive, block, blockBytes);
      if (count > 0) yield heap(instance).slice(block, block + count);
      else if (entries++ >= most || instance.read_next_entry(archive) === 0) return;
    }
  } catch (error) {
    // A trap of WebAssembly leaves the instance in an unknown state.
    usable = !((error as { name?: unknown }).name === 'RuntimeError');
    throw statusCodeOf(error) === undefined ? explain(messageOf(error)) : error;
  } finally {
    if (usable) {
      if (archive !== 0) instance.read_free(archive);
      for (const pointer of pointers) module[native.free](pointer);
      if (heap(instance).length <= maxKeptBytes) kept = instance;
    }
  }
}
