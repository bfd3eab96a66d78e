/** What a message says of all that it carries: when it was sent, and whether it was deleted. The same in every store of the ledger. */
import type { Deletion } from '../schemas/deletion.ts';
import type { IndexEntry } from '../schemas/index-entry.ts';
import type { Metadata } from '../schemas/metadata.ts';
import type { Time } from '../schemas/time.ts';
import { carriedKind, stretchOf } from '../search/query/dates.ts';
import { statedDeletions } from './deletion.ts';
import { indexDate } from './index-dates.ts';

/** Of one content, by its metadata. */
export interface StatedByContent {
  /** When it was sent, else received; absent for what is no message. */
  readonly sent?: Time;
  readonly deletions: readonly Deletion[];
}

/** What of the metadata is asked. */
export type AskedMetadata = Pick<Metadata, 'sent' | 'received' | 'deleted' | 'other'>;

export const statedBy = (metadata: AskedMetadata): StatedByContent => {
  const sent = metadata.sent ?? metadata.received;
  return { ...(sent ? { sent } : {}), deletions: statedDeletions(metadata) };
};

/** Whether it tells anything of what it holds, so that the index has to hear of that when it is known. */
export const tellsOfHeld = ({ sent, deletions }: StatedByContent): boolean =>
  sent !== undefined || deletions.length > 0;

/**
 * The nearest message on the way to a place, and what is said of its deletion by that or one above. `way` has the
 * contents that hold the place, the innermost first.
 */
export function carriedBy(way: Iterable<StatedByContent>): StatedByContent {
  let sent: Time | undefined;
  for (const stated of way) {
    sent ??= stated.sent;
    if (stated.deletions.length > 0) return { ...(sent ? { sent } : {}), deletions: stated.deletions };
  }
  return { ...(sent ? { sent } : {}), deletions: [] };
}

/** A place: when the message that carries it there was sent, its source with the zone that this declares, and whether it is withheld. */
export interface CarriedPlace {
  /** In the order of registration. */
  readonly source: number;
  readonly sent?: Time;
  readonly zone?: string;
  readonly withheld?: readonly string[];
}

/**
 * The date of the earliest message that carries a content, as the index holds dates. Of places that are withheld from
 * anybody none counts: a date would tell of them. One message may lie in sources that declare different zones: the first
 * source decides, as it does for the message.
 */
export function carriedDate(places: readonly CarriedPlace[]): IndexEntry['dates'][number] | undefined {
  let first: { readonly date: string; readonly from: number; readonly source: number } | undefined;
  for (const { sent, source, zone, withheld } of places) {
    if (sent === undefined || withheld !== undefined) continue;
    const date = indexDate(sent, zone);
    const from = stretchOf(date)?.from;
    if (from === undefined) continue;
    const order = first ? from - first.from || source - first.source : -1;
    if (order < 0 || (order === 0 && date < (first?.date ?? ''))) first = { date, from, source };
  }
  return first && { kind: carriedKind, date: first.date };
}
