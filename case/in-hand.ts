/**
 * Which files were being read when a run died: evidence that kills the run itself would kill each that resumes it. Kept in
 * a small file of the case, written before a file is touched, and without waiting for the disk: it has to outlive the
 * process, not the machine.
 */
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { itemId } from '../schemas/findings.ts';

/**
 * Runs that must have died with a file alone in hand before it is given up. One that died in company, or before it was
 * suspected, is only read alone by the next run: whoever kills a run condemns nothing by that.
 */
const deathsAloneToGiveUp = 2;
/** More than any number of parsers has in hand. */
const maxItems = 10_000;

const record = z.object({
  /** In hand now. */
  hand: z.array(itemId).max(maxItems),
  /** Of those that a parser has, since when: for who looks at a run. */
  since: z.record(itemId, z.iso.datetime()).optional(),
  /** That runs died with: how many of them with nothing else in hand. */
  suspects: z.record(itemId, z.object({ alone: z.number().int().nonnegative(), givenUp: z.boolean() })),
});
const maxRecordBytes = 1024 * 1024;
const none: z.infer<typeof record> = { hand: [], suspects: {} };
/** A file that a parser has, and since when (ISO 8601, UTC). */
export interface HeldItem {
  readonly item: string;
  readonly since: string;
}

/** Those of a run that goes on, as it wrote them last; of one that died, those that it died with. */
export const readHeld = (path: string): readonly HeldItem[] =>
  Object.entries(readRecord(path).since ?? {}).map(([item, since]) => ({ item, since }));

type Suspect = z.infer<typeof record>['suspects'][string];

export class InHand {
  readonly #path: string;
  readonly #suspects: Map<string, Suspect>;
  /** Items by the batch of the ledger that ends them; absent while a parser has them. */
  readonly #hand = new Map<string, number | undefined>();
  readonly #since = new Map<string, string>();
  /** The last batch that the ledger has. */
  #committed = -1;

  /** `path`: of the file, which need not exist. What an earlier run had in hand when it died is suspected. */
  constructor(path: string) {
    this.#path = path;
    const { hand, suspects } = readRecord(path);
    this.#suspects = new Map(Object.entries(suspects));
    for (const item of hand) {
      // Not suspected when that run began: it may have been in hand alone since it was the only file, or the last.
      const known = this.#suspects.get(item);
      const alone = known && hand.length === 1 ? known.alone + 1 : (known?.alone ?? 0);
      this.#suspects.set(item, { alone, givenUp: false });
    }
  }

  /** Whether a run died with the file in hand: it is to be read alone, or given up. */
  isSuspect(item: string): boolean {
    return this.#suspects.has(item);
  }

  /** How many runs died with it alone in hand, when it was suspected already. */
  deathsAlone(item: string): number {
    return this.#suspects.get(item)?.alone ?? 0;
  }

  /** Whether enough runs died of it. */
  isToGiveUp(item: string): boolean {
    return this.deathsAlone(item) >= deathsAloneToGiveUp;
  }

  /** Whether it was given up before: where it is to be read all the same, somebody asked for it. */
  wasGivenUp(item: string): boolean {
    return this.#suspects.get(item)?.givenUp === true;
  }

  /** The ledger says that it is given up. */
  giveUp(item: string): void {
    this.#suspects.set(item, { alone: deathsAloneToGiveUp, givenUp: true });
    this.#write();
  }

  /** It ended with the run alive, or is to be tried as if nothing had been. */
  clear(item: string): void {
    if (this.#suspects.delete(item)) this.#write();
  }

  /** Files that are about to be touched. */
  take(items: readonly string[]): void {
    const now = new Date().toISOString();
    for (const item of items) {
      this.#hand.set(item, undefined);
      this.#since.set(item, now);
    }
    this.#write();
  }

  /** Files that no parser has any more; `batch` is the one of the ledger that ends them. */
  endIn(items: readonly string[], batch: number): void {
    for (const item of items) {
      this.#since.delete(item);
      if (batch <= this.#committed) this.#hand.delete(item);
      else this.#hand.set(item, batch);
    }
  }

  /** The ledger has this batch, and those before. */
  committed(batch: number): void {
    this.#committed = batch;
    for (const [item, endsIn] of this.#hand)
      if (endsIn !== undefined && endsIn <= batch) this.#hand.delete(item);
  }

  /** The run ends alive. */
  close(): void {
    this.#hand.clear();
    this.#since.clear();
    if (this.#suspects.size === 0) rmSync(this.#path, { force: true });
    else this.#write();
  }

  #write(): void {
    const text = JSON.stringify({
      hand: [...this.#hand.keys()],
      since: Object.fromEntries(this.#since),
      suspects: Object.fromEntries(this.#suspects),
    });
    writeFileSync(`${this.#path}.new`, text, { mode: 0o600 });
    renameSync(`${this.#path}.new`, this.#path);
  }
}

/** What cannot be read says nothing: it may come from others, and is no part of what was found. */
function readRecord(path: string): z.infer<typeof record> {
  try {
    if (statSync(path).size > maxRecordBytes) return none;
    return record.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return none;
  }
}
