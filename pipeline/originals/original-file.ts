/** The bytes of one item as they arrive: written to an open file, counted and hashed against what the ledger has. */
import { createHash } from 'node:crypto';
import { closeSync, ftruncateSync, writeSync } from 'node:fs';
import type { LedgerItem } from '../../case/ledger/items.ts';
import { isDiskFull, messageOf, type Problem } from '../../schemas/problem.ts';
import { openNameless, spoolAllowance } from '../sandbox/spool-file.ts';
import { problemOf } from './original-problem.ts';

/** The bytes of an item, as the ledger has their SHA-256. Closed by whoever got it. */
export interface Original {
  readonly item: LedgerItem;
  readonly size: number;
  readonly sha256: string;
  /** Open to be read from any position; it has no name unless `open` gave it one, and is gone when it is closed. */
  readonly descriptor: number;
  close(): void;
}

export interface OriginalFileOptions {
  /** A folder of this program's own, on a disk with room. */
  readonly spoolFolder: string;
  /** Bytes of one original; larger ones are not taken. */
  readonly maxBytes: number;
  /** Opens the file that the bytes of an item are written to, empty; default: one without a name in the spool folder. */
  readonly open?: (item: LedgerItem) => number;
}

export class OriginalFile {
  readonly #item: LedgerItem;
  readonly #descriptor: number;
  readonly #hash = createHash('sha256');
  #size = 0;
  #isClosed = false;

  private constructor(item: LedgerItem, descriptor: number) {
    this.#item = item;
    this.#descriptor = descriptor;
  }

  /** The problem where it is larger than is taken, or than the disk has room for. */
  static open(
    item: LedgerItem,
    { spoolFolder, maxBytes, open }: OriginalFileOptions,
  ): OriginalFile | Problem {
    const size = item.size ?? 0;
    if (size > maxBytes) return problemOf(item, 'over-size', `${size} bytes, at most ${maxBytes}`);
    if (spoolAllowance(spoolFolder, size, 1).bytes < size) return problemOf(item, 'disk-full');
    return new OriginalFile(item, open ? open(item) : openNameless(spoolFolder));
  }

  /** The problem where more comes than the ledger says: what sends it is not believed. */
  write(bytes: Uint8Array): Problem | undefined {
    if (this.#size + bytes.length > (this.#item.size ?? 0))
      return this.#fail(problemOf(this.#item, 'mismatch', `more than ${this.#item.size ?? 0} bytes`));
    this.#hash.update(bytes);
    try {
      for (let at = 0; at < bytes.length;)
        at += writeSync(this.#descriptor, bytes, at, bytes.length - at, this.#size + at);
    } catch (error) {
      if (isDiskFull(error)) return this.#fail(problemOf(this.#item, 'disk-full', messageOf(error)));
      this.abandon();
      throw error;
    }
    this.#size += bytes.length;
    return undefined;
  }

  /** The whole, or the problem that it is not what the ledger has. */
  end(): Original | Problem {
    const [item, size, sha256] = [this.#item, this.#size, this.#hash.digest('hex')];
    if (sha256 !== item.sha256)
      return this.#fail(problemOf(item, 'mismatch', `SHA-256 is ${sha256}, the case has ${item.sha256}`));
    return { item, size, sha256, descriptor: this.#descriptor, close: () => this.#close() };
  }

  /** Leaves nothing of it. */
  abandon(): void {
    if (this.#isClosed) return;
    ftruncateSync(this.#descriptor);
    this.#close();
  }

  #fail(problem: Problem): Problem {
    this.abandon();
    return problem;
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeSync(this.#descriptor);
  }
}
