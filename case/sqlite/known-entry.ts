/** An entry of a folder as the ledger has it, compared with what a listing sees of it now. */
import type { ListedEntry } from '../catalogue/sources.ts';
import { itemKinds } from './catalogue-schema.ts';
import type { timeValues } from './row-values.ts';

export interface KnownEntry {
  readonly item: bigint;
  readonly id: Uint8Array;
  readonly revision: bigint;
  readonly kind: bigint;
  readonly size: bigint | null;
  readonly modified: bigint | null;
  readonly changed: bigint | null;
  readonly device: string | null;
  readonly inode: string | null;
  readonly fate: string | null;
  readonly code: string | null;
  readonly detail: string | null;
  /** Of a volume: what is shown of its set. */
  readonly locator: string | null;
  readonly document: bigint | null;
  readonly state: bigint;
  readonly gone: bigint | null;
}

/** Whether an entry shows the same traits as when it was listed; see `Sources.listFolder`. */
export function isAsListed(
  row: KnownEntry,
  entry: ListedEntry,
  times: ReturnType<typeof timeValues>,
): boolean {
  return (
    itemKinds[Number(row.kind)] === entry.kind &&
    Number(row.size ?? -1) === (entry.size ?? -1) &&
    row.locator === (entry.volumeOf ?? null) &&
    row.modified === (times[0] ?? null) &&
    (row.changed === (times[2] ?? null) || entry.kind !== 'file') &&
    (row.fate ?? '') ===
      (entry.ended?.status ?? (entry.kind === 'folder' ? 'container' : (row.fate ?? ''))) &&
    (!entry.ended || (row.code === entry.ended.code && row.detail === (entry.ended.detail ?? null)))
  );
}

/** What was read of a file by itself, or in another set, is of an earlier revision: its bytes are part of another whole. */
export const isOfAnotherSet = (row: KnownEntry, { volumeOf }: ListedEntry): boolean =>
  row.locator !== (volumeOf ?? null) && row.document !== null;
