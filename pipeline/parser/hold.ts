/** Takes the bytes of a member as they stream out of its container: into memory while small, into the spool beyond. */
import type { Hashes } from '../../schemas/findings.ts';
import { codes } from '../../schemas/status.ts';
import type { Code, SpoolCode } from '../../schemas/status.ts';
import { type Child, type Content, LimitError } from '../../formats/contract.ts';
import { memoryContent } from '../../formats/content.ts';
import { Digest, digestBytes } from './digest.ts';
import type { Account } from './account.ts';
import type { FileRoom } from './file-room.ts';
import type { Spool, SpoolRegion } from './spool.ts';
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
  /** Of what does not fit there. */
  readonly spoolCode: SpoolCode;
  /** What it may still come to. */
  readonly room: FileRoom;
}

/** Limits that end a member without anything of it: of what is damaged, what came before is held. */
const abandoned: ReadonlySet<Code> = new Set(['bomb', 'spool-full', 'disk-full', 'too-large']);

/** As `MemberBatch` lets wait. */
const maxCopiedBytes = 1024 * 1024;

/** The code of an error as far as it is one of the ledger's. */
export function ledgerCodeOf(error: unknown, otherwise: Code): Code {
  const found = codeOf(error);
  return found !== undefined && Object.hasOwn(codes, found) ? (found as Code) : otherwise;
}

/** Where the bytes of a member are counted: its container's account. */
export type ExpansionAccount = Pick<Account, 'expand'>;

/** Stops what expands beyond its top-level item's limit, or its container's. */
function chargeExpanded(budget: Budget, account: ExpansionAccount, bytes: number): void {
  budget.expandedBytes -= bytes;
  if (budget.expandedBytes < 0)
    throw new LimitError('bomb', 'expands beyond the limit of one top-level item');
  account.expand(bytes);
}

class Taker {
  readonly #spool: Spool;
  readonly #budget: Budget;
  readonly #account: ExpansionAccount;
  readonly #maxHeldBytes: number;
  readonly #digest = new Digest();
  #parts: Uint8Array[] = [];
  #size = 0;
  #region: SpoolRegion | undefined;
  #spooledBytes = 0;

  constructor(spool: Spool, budget: Budget, account: ExpansionAccount, maxHeldBytes: number) {
    this.#spool = spool;
    this.#budget = budget;
    this.#account = account;
    this.#maxHeldBytes = maxHeldBytes;
  }

  take(bytes: Uint8Array): void {
    chargeExpanded(this.#budget, this.#account, bytes.length);
    this.#size += bytes.length;
    this.#digest.update(bytes);
    if (this.#region === undefined && this.#size > Math.min(this.#maxHeldBytes, this.#budget.heldBytes))
      this.#spill();
    if (this.#region === undefined) this.#parts.push(Uint8Array.from(bytes));
    else this.#write(this.#region, bytes);
  }

  #spill(): void {
    const region = this.#spool.open();
    this.#region = region;
    for (const part of this.#parts) this.#write(region, part);
    this.#parts = [];
  }

  #write(region: SpoolRegion, bytes: Uint8Array): void {
    this.#budget.spoolBytes -= bytes.length;
    this.#spooledBytes += bytes.length;
    if (this.#budget.spoolBytes < 0)
      throw new LimitError(this.#budget.spoolCode, 'more than the spool may take');
    region.write(bytes);
  }

  end(broken?: Held['broken']): Held {
    const hashes = this.#digest.end();
    const more = broken ? { broken } : {};
    const region = this.#region;
    if (region !== undefined) {
      return {
        content: region.content(this.#maxHeldBytes),
        hashes,
        ...more,
        release: () => {
          region.release();
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
    this.#region?.release();
  }
}

/**
 * Reads a member to its end. A stream that breaks keeps what came before (nothing readable is lost); one that
 * meets a limit throws, because what came before is the attack.
 */
export async function hold(
  open: NonNullable<Child['open']>,
  spool: Spool,
  budget: Budget,
  account: ExpansionAccount,
  maxHeldBytes: number,
): Promise<Held> {
  const opened = open();
  if (opened instanceof Uint8Array && opened.length <= Math.min(maxHeldBytes, budget.heldBytes)) {
    chargeExpanded(budget, account, opened.length);
    // The container may use its buffer again before the member's turn comes; a large one's comes at once.
    const bytes = opened.length < maxCopiedBytes ? Buffer.from(opened) : opened;
    return { content: memoryContent(bytes), hashes: digestBytes(bytes), release: () => undefined };
  }
  const taker = new Taker(spool, budget, account, maxHeldBytes);
  try {
    for await (const bytes of opened instanceof Uint8Array ? [opened] : opened) taker.take(bytes);
    return taker.end();
  } catch (error) {
    const code = ledgerCodeOf(error, 'corrupt');
    if (abandoned.has(code)) {
      taker.abandon();
      throw error;
    }
    return taker.end({ code, detail: messageOf(error).slice(0, 500) });
  }
}
