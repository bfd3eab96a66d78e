/** A file of an export: written under another name, hashed on the way, and named when it is whole. */
import { createHash } from 'node:crypto';
import { closeSync, constants, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

const bufferBytes = 256 * 1024;
const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;

export class OutFile {
  readonly #path: string;
  readonly #partPath: string;
  readonly #descriptor: number;
  readonly #hash = createHash('sha256');
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #size = 0;

  constructor(path: string) {
    this.#path = path;
    this.#partPath = `${path}.part`;
    this.#descriptor = openSync(this.#partPath, flags, 0o600);
  }

  /** Bytes so far. */
  get size(): number {
    return this.#size;
  }

  write(bytes: Uint8Array | string): void {
    const piece = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
    this.#waiting.push(piece);
    this.#waitingBytes += piece.length;
    this.#size += piece.length;
    if (this.#waitingBytes >= bufferBytes) this.#flush();
  }

  /**
   * Gives the SHA-256 of what was written, in hex. One of very many files goes to the disk when the system sees fit: to wait
   * for each takes more time than all else, and an export that goes on writes them anew.
   */
  end({ isOneOfMany = false } = {}): string {
    this.#flush();
    if (!isOneOfMany) fsyncSync(this.#descriptor);
    closeSync(this.#descriptor);
    renameSync(this.#partPath, this.#path);
    return this.#hash.digest('hex');
  }

  /** Leaves nothing. */
  abandon(): void {
    closeSync(this.#descriptor);
    rmSync(this.#partPath, { force: true });
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#hash.update(bytes);
    for (let at = 0; at < bytes.length;) at += writeSync(this.#descriptor, bytes, at);
  }
}
