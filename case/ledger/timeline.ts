/**
 * Reading port: everything that has a time, with the ground that each time stands on. Current items other than folders
 * have events of the kinds `file modified`, `file accessed`, `file changed` and `file created`; a content has those of
 * `eventsOf` in `../event-time.ts`, at its first carrier. Times of the years 1 to 9999 are events; those that 64 bits of
 * nanoseconds cannot hold (before 1678, behind 2262) to the millisecond.
 */
import type { Occurrence } from '../../schemas/index-entry.ts';
import type { Mailbox } from '../../schemas/metadata.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { Time } from '../../schemas/time.ts';

/** Kinds of the times of files. */
export const fileTimeKinds: readonly string[] = [
  'file modified',
  'file accessed',
  'file changed',
  'file created',
];

export interface TimelineFilter {
  /**
   * Only events whose time has any part between these nanoseconds of UTC since 1970, `to` exclusive: what is stated to the
   * day alone is the whole day. Absent for no end.
   */
  readonly from?: bigint;
  readonly to?: bigint;
  /** Only events that begin in this span by the clock of the zone, as `histogram` says of them: `2016-06`, `2016-06-23T10`. */
  readonly within?: { readonly span: string; readonly zone: string };
  readonly kinds?: readonly string[];
  /** Only what contents state: no times of files, which a copy or a backup sets. */
  readonly contentsAlone?: boolean;
  /** Only events that one of these custodians has, by `custodians`; an empty text is a source without one. */
  readonly custodians?: readonly string[];
  /** Only events of these documents and items, by the ids of their entries. */
  readonly documents?: ReadonlySet<string>;
}

export interface TimelineEvent {
  /** `instant` where there is one; with `zoneSource: 'declared'` it and its offset follow from the intake's zone; a day without a clock stays as stated. */
  readonly time: Time;
  readonly kind: string;
  /** As the parser gave it; else the subject or title of the content, else the path. */
  readonly message: string;
  readonly source: string;
  readonly path: string;
  /** Where that place, or something on the way to it, is no longer as it was; a content that lies elsewhere too stands there. */
  readonly past?: Occurrence['past'];
  readonly item: string;
  readonly document?: string;
  /** Of the source. */
  readonly custodian?: string;
  /**
   * Everybody of whose sources one has the item, or a copy of the document, at a place that shows, in order: what two
   * hold is an event of both.
   */
  readonly custodians: readonly string[];
  /** Of the content, where it is a message. */
  readonly from: readonly Mailbox[];
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly bcc: readonly Mailbox[];
  /** Canonical names of what the content names, the most named first. */
  readonly entities: readonly string[];
  /** The same of those that people dismissed, which are then not among `entities`. */
  readonly dismissedEntities?: readonly string[];
  readonly plausible: boolean;
}

export interface TimelineCounts {
  readonly events: number;
  /** Events whose time states no zone and gets none from the intake. */
  readonly floating: number;
  /** Events that take their zone from the intake. */
  readonly declared: number;
  /** Before 1971, after the case's last run, or the zero of a clock: listed, marked, never dropped. */
  readonly implausible: number;
  /** Documents that were read (`indexed`, `empty`) and have no event of their own, whatever was filtered. */
  readonly undatedDocuments: number;
}

/** The first characters of a time: 4 for years, 7 for months, 10 for days, 13 for hours, 16 for minutes. */
export type SpanDigits = 4 | 7 | 10 | 13 | 16;

/** By what the events of one span are told apart; `zone` is what their time stands on, one of `zoneLanes`. */
export type LaneOf = 'kind' | 'custodian' | 'zone';

/** With a moment; by a clock whose zone nobody knows; a day, a month or a year alone. */
export const zoneLanes = ['known', 'unknown', 'day alone'] as const;

export interface LaneSpan {
  /** Empty for the sources without a custodian. */
  readonly lane: string;
  readonly span: string;
  readonly events: number;
}

/** The events of one question, put in order once. */
export interface Timeline {
  readonly counts: TimelineCounts;
  /**
   * Plausible events by span, in UTC or by the clock of `zone`. Days without a clock and floating times stay as stated; a
   * day without a clock has the hour and the minute with which it begins.
   */
  histogram(
    digits: SpanDigits,
    zone?: string,
  ): Promise<readonly { readonly span: string; readonly events: number }[]>;
  /** The same by lane: by span, then by lane. An event is once in the lane of each of its custodians, so that these can have more than there are. */
  lanes(of: LaneOf, digits: SpanDigits, zone?: string): Promise<readonly LaneSpan[]>;
  /** Most events first, then by kind. */
  byKind(): Promise<readonly { readonly kind: string; readonly events: number }[]>;
  /**
   * In the order of time, at one moment by item, kind and value; implausible ones where their time puts them. `part`: so
   * many behind the first so many.
   */
  events(part?: { readonly skip: number; readonly limit: number }): AsyncIterable<TimelineEvent>;
  close(): Promise<void>;
}

export interface TimelineReading {
  open(filter: TimelineFilter, scope: Scope): Promise<Timeline>;
}
