/** The lines that two cases are compared by, made from records alone, so that every store makes the same. */
import { createHash } from 'node:crypto';
import type { Metadata } from '../schemas/metadata.ts';
import { canonicalJson } from './canonical-json.ts';
import type { SnapshotLine } from './ledger/snapshots.ts';
import type { TagBlock } from './tag-block.ts';

/** How something ended, where that is known of the moment of the snapshot. */
interface Outcome {
  readonly status?: string;
  readonly code?: string;
}

export interface SnapshotItem extends Outcome {
  readonly id: string;
  readonly name: string;
  readonly size?: number;
  /** SHA-256 of its content. */
  readonly content?: string;
}

export interface SnapshotText {
  readonly kind: string;
  readonly id: string;
  /** Its tags, by the version of the lists, then by their place in the text. */
  readonly blocks: Iterable<TagBlock & { readonly listVersion: string }>;
}

export interface SnapshotEvent {
  readonly kind: string;
  /** As `packed-time.ts` keeps a time. */
  readonly at: bigint;
  readonly form: number;
  readonly raw: string;
  readonly message?: string;
}

export interface SnapshotDocument extends Outcome {
  readonly sha256: string;
  readonly format: string;
  /** In any order. */
  readonly texts: readonly SnapshotText[];
  /** Of the ledger as it stands now alone; events in any order. */
  readonly now?: {
    readonly extractor?: string;
    readonly metadata: Metadata;
    readonly events: readonly SnapshotEvent[];
  };
}

/** `isNow`: of the ledger as it stands now, so that the status is known. */
export const itemLine = (item: SnapshotItem, isNow: boolean): SnapshotLine => ({
  key: `item ${item.id}`,
  values: {
    name: item.name,
    size: String(item.size ?? ''),
    content: item.content ?? '',
    // Which copy came first in an earlier run is not kept; what became of the contents is compared by their own lines.
    ...(isNow ? { status: item.status ?? '', code: item.code ?? '' } : {}),
  },
});

export function documentLine({ sha256, format, status, code, texts, now }: SnapshotDocument): SnapshotLine {
  const sorted = texts.toSorted((one, other) => byBytes(one.kind, other.kind) || byBytes(one.id, other.id));
  return {
    key: `document ${sha256}`,
    values: {
      format,
      status: status ?? '',
      code: code ?? '',
      texts: sorted.map(({ kind, id }) => `${kind}:${id}`).join(' '),
      mentions: digestTags(sorted),
      ...(now
        ? {
            extractor: now.extractor ?? '',
            metadata: canonicalJson(now.metadata),
            events: digestEvents(now.events),
          }
        : {}),
    },
  };
}

/** Of what was found, not of how it was packed: blocks end where messages ended. */
function digestTags(texts: readonly SnapshotText[]): string {
  const named = createHash('sha256');
  const personal = createHash('sha256');
  for (const { id, blocks } of texts) {
    for (const { listVersion, mentions, personalData } of blocks) {
      for (const found of mentions) named.update(canonicalJson([id, listVersion, found]));
      for (const found of personalData) personal.update(canonicalJson([id, listVersion, found]));
    }
  }
  return createHash('sha256').update(named.digest()).update(personal.digest()).digest('hex');
}

function digestEvents(events: readonly SnapshotEvent[]): string {
  const hash = createHash('sha256');
  const sorted = events.toSorted(
    (one, other) => byBytes(one.kind, other.kind) || Number(one.at - other.at) || byBytes(one.raw, other.raw),
  );
  for (const { kind, at, form, raw, message } of sorted)
    hash.update(canonicalJson([kind, String(at), form, raw, message ?? null]));
  return hash.digest('hex');
}

/** As a store orders text: by its bytes in UTF-8. */
const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));
