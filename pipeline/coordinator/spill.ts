/**
 * Bytes that wait for the commit of their document: what a parser found in one may be larger than the coordinator's memory,
 * since it is sent as it is found and believed when the document ends.
 */
import { hash } from 'node:crypto';
import { closeSync, ftruncateSync, readSync, writeSync } from 'node:fs';
import type { BlobReference } from '../../case/blob-reference.ts';
import { openNameless } from '../sandbox/spool-file.ts';

/** Waiting bytes that are held in memory, of all documents together: honest ones hardly ever reach it. */
const maxHeldBytes = 16 * 1024 * 1024;

/** Bytes that are kept until they are released; `T` is what they say. */
export interface KeptBytes<T> extends BlobReference<T> {
  /** Once; nothing is read of them afterwards. */
  release(): void;
}

/**
 * Keeps bytes in memory as long as little waits, and beyond in one file. The file has no name once it is open, so that it is
 * gone however the run ends, and it begins anew whenever nothing in it waits any more.
 */
export class Spill {
  readonly #folder: string;
  readonly #maxHeldBytes: number;
  #heldBytes = 0;
  #descriptor: number | undefined;
  /** Kept pieces that lie in the file, and where the next one goes. */
  #inFile = 0;
  #end = 0;

  /** `folder`: of the case, where no parser may look. */
  constructor(folder: string, maxBytesInMemory = maxHeldBytes) {
    this.#folder = folder;
    this.#maxHeldBytes = maxBytesInMemory;
  }

  /** Bytes of the file that are in use. */
  get fileBytes(): number {
    return this.#end;
  }

  /** `read` tells what the bytes say, each time that they are asked. Fails as the file system does where the disk is full. */
  keep<T>(bytes: Uint8Array, read: (bytes: Uint8Array) => T): KeptBytes<T> {
    // No function below may name `bytes`: they would live as long as it does, though they lie in the file.
    const { length } = bytes;
    const inMemory = this.#heldBytes + length <= this.#maxHeldBytes;
    const load = inMemory ? this.#hold(bytes) : this.#write(bytes);
    return {
      get hash() {
        return hash('sha256', load());
      },
      bytes: load,
      value: () => read(load()),
      release: () => (inMemory ? this.#forget(length) : this.#forgetInFile()),
    };
  }

  #hold(bytes: Uint8Array): () => Uint8Array {
    this.#heldBytes += bytes.length;
    // A frame's bytes are a view of more.
    const own = Uint8Array.from(bytes);
    return () => own;
  }

  #write(bytes: Uint8Array): () => Uint8Array {
    this.#descriptor ??= openNameless(this.#folder);
    const descriptor = this.#descriptor;
    const from = this.#end;
    const { length } = bytes;
    for (let at = 0; at < length;) at += writeSync(descriptor, bytes, at, length - at, from + at);
    this.#end += length;
    this.#inFile += 1;
    return () => readAll(descriptor, from, length);
  }

  #forget(bytes: number): void {
    this.#heldBytes -= bytes;
  }

  #forgetInFile(): void {
    this.#inFile -= 1;
    if (this.#inFile > 0 || this.#descriptor === undefined) return;
    ftruncateSync(this.#descriptor);
    this.#end = 0;
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

function readAll(descriptor: number, from: number, length: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length;) {
    const read = readSync(descriptor, bytes, at, length - at, from + at);
    if (read === 0) throw new Error('the file of what waits for its commit was cut short');
    at += read;
  }
  return bytes;
}
