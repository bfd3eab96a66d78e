/**
 * The parser's spool: members that memory cannot hold, one behind another in the one file that the process was given to
 * write. Nothing here can open a file: evidence that takes the process over has no other place to write to.
 */
import { ftruncateSync, writeSync } from 'node:fs';
import { codeOf, messageOf } from '../../schemas/problem.ts';
import { type Content, LimitError } from '../../formats/contract.ts';
import { fileContent } from '../../sources/file-content.ts';

/** A stretch of the file that is one member. */
export interface SpoolRegion {
  /** Appends; throws `LimitError`: `spool-full` where it may take no more, `disk-full` where the disk does not. */
  write(bytes: Uint8Array): void;
  /** What was written, while it is not released. */
  content(maxHeldBytes: number): Content;
  release(): void;
}

interface Extent {
  readonly start: number;
  end: number;
}

export class Spool {
  readonly #descriptor: number;
  readonly #live = new Set<Extent>();

  /** `descriptor` is open to be read and written, and stays so. */
  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  get #end(): number {
    return Math.max(0, ...[...this.#live].map(({ end }) => end));
  }

  /** A region behind all that live; it is written before another is opened. */
  open(): SpoolRegion {
    return this.#region(this.#end, 0);
  }

  /** What the coordinator has written there: `size` bytes from `start`. */
  adopt(start: number, size: number): SpoolRegion {
    return this.#region(start, size);
  }

  #region(start: number, size: number): SpoolRegion {
    const extent = { start, end: start + size };
    this.#live.add(extent);
    return {
      write: (bytes) => this.#append(extent, bytes),
      content: (maxHeldBytes) => fileContent(this.#descriptor, extent.end - start, maxHeldBytes, start),
      release: () => this.#release(extent),
    };
  }

  #append(extent: Extent, bytes: Uint8Array): void {
    if (this.#end !== extent.end) throw new Error('two members are written into the spool at one time');
    let at = 0;
    while (at < bytes.length) {
      try {
        const written = writeSync(this.#descriptor, bytes, at, bytes.length - at, extent.end);
        at += written;
        extent.end += written;
      } catch (error) {
        // A spool that cannot be written is no fault of the evidence: the member is not to be called corrupt for it.
        if (codeOf(error) === 'EFBIG')
          throw new LimitError('spool-full', 'the spool cannot be written: more than the spool may take');
        throw new LimitError('disk-full', `the spool cannot be written: ${messageOf(error)}`);
      }
    }
  }

  #release(extent: Extent): void {
    if (!this.#live.delete(extent) || extent.end === extent.start) return;
    try {
      ftruncateSync(this.#descriptor, this.#end);
    } catch {
      // A full disk that copies what it changes refuses to free as well: what comes next is written over it, and no member is lost for it.
    }
  }
}
