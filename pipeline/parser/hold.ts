/** Takes the bytes of a member as they stream out of its container: into memory while small, into the spool beyond. */
import { closeSync, constants, openSync, statfsSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Hashes } from '../../schemas/findings.ts';
import { codes } from '../../schemas/status.ts';
import type { Code } from '../../schemas/status.ts';
import { type Child, type Content, LimitError } from '../../formats/contract.ts';
import { memoryContent } from '../../formats/content.ts';
import { fileContent } from '../../sources/file-content.ts';
import { Digest, digestBytes } from './digest.ts';
import { codeOf, messageOf } from '../../schemas/problem.ts';

export interface Held {
  readonly content: Content;
  readonly hashes: Hashes;
  /** Set when the stream broke off: what came before it is held. */
  readonly broken?: { readonly code: Code; readonly detail: string };
  release(): void;
}

/** What the visit of one top-level item may still use up. */
export interface Budget {
  /** Bytes that members may still expand to. */
  expandedBytes: number;
  /** Bytes of memory that held members may still take. */
  heldBytes: number;
  /** Bytes of disk that spooled members may still take. */
  spoolBytes: number;
}

/** Stops evidence from filling the disk the case lies on. */
const minFreeDiskBytes = 1024 * 1024 * 1024;
/** As `MemberBatch` lets wait. */
const maxCopiedBytes = 1024 * 1024;
const checkDiskEveryBytes = 64 * 1024 * 1024;

/** The code of an error as far as it is one of the ledger's. */
export function ledgerCodeOf(error: unknown, otherwise: Code): Code {
  const found = codeOf(error);
  return found !== undefined && Object.hasOwn(codes, found) ? (found as Code) : otherwise;
}

/** A spool file that has no name any more: it is gone when the process is, however that ends. */
function openSpool(folder: string): number {
  const path = join(folder, `${process.pid}-${process.hrtime.bigint()}`);
  const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
  unlinkSync(path);
  return descriptor;
}

function checkDisk(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < minFreeDiskBytes)
    throw new LimitError('spool-full', 'less than 1 GiB is free for the spool');
}

/** A spool that cannot be written is no fault of the evidence: the member is not to be called corrupt for it. */
function intoSpool<Result>(step: () => Result): Result {
  try {
    return step();
  } catch (error) {
    if (codeOf(error) === 'spool-full') throw error;
    throw new LimitError('spool-full', `the spool cannot be written: ${messageOf(error)}`);
  }
}

class Taker {
  readonly #spoolFolder: string;
  readonly #budget: Budget;
  readonly #maxHeldBytes: number;
  readonly #digest = new Digest();
  #parts: Uint8Array[] = [];
  #size = 0;
  #descriptor: number | undefined;
  #nextDiskCheck = 0;
  #spooledBytes = 0;

  constructor(spoolFolder: string, budget: Budget, maxHeldBytes: number) {
    this.#spoolFolder = spoolFolder;
    this.#budget = budget;
    this.#maxHeldBytes = maxHeldBytes;
  }

  take(bytes: Uint8Array): void {
    this.#budget.expandedBytes -= bytes.length;
    if (this.#budget.expandedBytes < 0)
      throw new LimitError('bomb', 'expands beyond the limit of one top-level item');
    this.#size += bytes.length;
    this.#digest.update(bytes);
    if (this.#descriptor === undefined && this.#size > Math.min(this.#maxHeldBytes, this.#budget.heldBytes))
      this.#spill();
    if (this.#descriptor === undefined) this.#parts.push(Uint8Array.from(bytes));
    else this.#write(bytes);
  }

  #spill(): void {
    this.#descriptor = intoSpool(() => openSpool(this.#spoolFolder));
    for (const part of this.#parts) this.#write(part);
    this.#parts = [];
  }

  #write(bytes: Uint8Array): void {
    if (this.#size >= this.#nextDiskCheck) {
      intoSpool(() => checkDisk(this.#spoolFolder));
      this.#nextDiskCheck = this.#size + checkDiskEveryBytes;
    }
    this.#budget.spoolBytes -= bytes.length;
    this.#spooledBytes += bytes.length;
    if (this.#budget.spoolBytes < 0) throw new LimitError('spool-full', 'more than the spool may take');
    let at = 0;
    while (at < bytes.length) at += intoSpool(() => writeSync(this.#descriptor as number, bytes, at));
  }

  end(broken?: Held['broken']): Held {
    const hashes = this.#digest.end();
    const more = broken ? { broken } : {};
    if (this.#descriptor !== undefined) {
      const content = fileContent(this.#descriptor, this.#size, this.#maxHeldBytes);
      return {
        content,
        hashes,
        ...more,
        release: () => {
          content.close();
          this.#budget.spoolBytes += this.#spooledBytes;
        },
      };
    }
    const bytes = this.#parts.length === 1 ? (this.#parts[0] as Uint8Array) : Buffer.concat(this.#parts);
    this.#budget.heldBytes -= bytes.length;
    return {
      content: memoryContent(bytes),
      hashes,
      ...more,
      release: () => void (this.#budget.heldBytes += bytes.length),
    };
  }

  abandon(): void {
    this.#budget.spoolBytes += this.#spooledBytes;
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
  }
}

/**
 * Reads a member to its end. A stream that breaks keeps what came before (nothing readable is lost); one that
 * meets a limit throws, because what came before is the attack.
 */
export async function hold(
  open: NonNullable<Child['open']>,
  spoolFolder: string,
  budget: Budget,
  maxHeldBytes: number,
): Promise<Held> {
  const opened = open();
  if (opened instanceof Uint8Array && opened.length <= Math.min(maxHeldBytes, budget.heldBytes)) {
    budget.expandedBytes -= opened.length;
    if (budget.expandedBytes < 0)
      throw new LimitError('bomb', 'expands beyond the limit of one top-level item');
    // The container may use its buffer again before the member's turn comes; a large one's comes at once.
    const bytes = opened.length < maxCopiedBytes ? Buffer.from(opened) : opened;
    return { content: memoryContent(bytes), hashes: digestBytes(bytes), release: () => undefined };
  }
  const taker = new Taker(spoolFolder, budget, maxHeldBytes);
  try {
    for await (const bytes of opened instanceof Uint8Array ? [opened] : opened) taker.take(bytes);
    return taker.end();
  } catch (error) {
    const code = ledgerCodeOf(error, 'corrupt');
    if (code === 'bomb' || code === 'spool-full' || code === 'too-large') {
      taker.abandon();
      throw error;
    }
    return taker.end({ code, detail: messageOf(error).slice(0, 500) });
  }
}
