/** Dates that the texts of a case state, as events: found when they are asked for, in the scope of who asks. Decision 0147. */
import { EntityRulings } from '../../case/entity-rulings.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { TimelineEvent } from '../../case/ledger/timeline.ts';
import type { Anchor } from '../../schemas/anchor.ts';
import { AnchorFinder } from '../../schemas/find-anchor.ts';
import type { IndexEntry } from '../../schemas/index-entry.ts';
import type { Scope } from '../../schemas/scope.ts';
import { type DaySpan, isoDay } from '../../search/dates/calendar.ts';
import { DateFinder } from '../../search/dates/date-finder.ts';
import {
  type DateCertainty,
  type DateGround,
  DatesOfDocument,
  type ResolvedDate,
  type Unresolved,
} from '../../search/dates/resolve-dates.ts';
import type { WrittenPrecision } from '../../search/dates/written-date.ts';
import type { IndexReader } from '../../search/port.ts';
import { mainDate, offsetMinutes, precisionOf, senderClock, stretchOf } from '../../search/query/dates.ts';
import { documentPages } from './query.ts';
import { textPieces } from './text-pieces.ts';
import type { Span } from './time-span.ts';

/** What is held: rows in order of time, and the dates of one document, whose readings another of them may settle. */
const maxRows = 100_000;
const maxOfDocument = 10_000;
/** Units of one text that are read. */
const maxTextUnits = 8 * 1024 * 1024;
const readUnits = 256 * 1024;

/** What a row of the timeline has beside an event’s own fields: where it is written, and how sure its day is. */
export interface Written {
  readonly wording: string;
  readonly certainty: DateCertainty;
  readonly precision: WrittenPrecision;
  /** First and last day, ISO 8601. */
  readonly from: string;
  readonly to: string;
  /** The other day that it may be, which has a row of its own. */
  readonly other?: { readonly from: string; readonly to: string };
  /** What it was settled or resolved by. */
  readonly by?: string;
  /** In what a mail quotes or sends on. */
  readonly isQuoted: boolean;
  readonly textId: string;
  readonly text: IndexEntry['texts'][number]['kind'];
  readonly start: number;
  readonly end: number;
  readonly anchor?: Anchor;
}

export interface WrittenEvent extends TimelineEvent {
  readonly written: Written;
}

export interface WrittenFound {
  /** In the order of their first days; of two readings both, where the span that was asked for has them. */
  readonly events: readonly WrittenEvent[];
  /** Dates with a day, by certainty, whatever their days; those left out for their number are not among them. */
  readonly byCertainty: Readonly<Partial<Record<DateCertainty, number>>>;
  /** Documents whose texts were read. */
  readonly documents: number;
  readonly unresolved: Readonly<Partial<Record<Unresolved, number>>>;
  /** In heads of quoted mails, which are no statements. */
  readonly heads: number;
  /** Texts of which the beginning alone was read. */
  readonly cut: number;
  /** Rows, and dates of documents with very many, that are not given. */
  readonly leftOut: number;
  readonly isStopped: boolean;
}

export interface WrittenReading {
  readonly ledger: Ledger;
  readonly index: IndexReader;
  readonly scope: Scope;
  readonly signal: AbortSignal;
  readonly span: Span;
  /** Absent for all. */
  readonly documents?: ReadonlySet<string> | undefined;
  readonly progress: (documents: number) => void;
}

const dayMs = 86_400_000;

/** The document’s own day, by the clock of its sender where that is known: yesterday is that of who writes. */
export function groundOf({ dates, metadata }: Pick<IndexEntry, 'dates' | 'metadata'>): DateGround {
  const known = (metadata.languages ?? []).filter(({ language }) => language !== 'unknown');
  const languages = known.map(({ language }) => language);
  const main = mainDate(dates);
  if (!main || precisionOf(main) !== 'day') return { languages };
  const clock = main.kind === 'sent' ? dates.find(({ kind }) => kind === senderClock)?.date : undefined;
  const from = (clock === undefined ? undefined : stretchOf(clock)?.from) ?? main.from + offsetMinutes(main.date) * 60_000;
  const is = Math.floor(from / dayMs);
  return { languages, day: { is, words: `${isoDay(is)}, the date ${main.kind}` } };
} // prettier-ignore

const msOf = (nanoseconds: bigint): number => Number(nanoseconds / 1_000_000n);

const isAsked = ({ from, to }: DaySpan, asked: Span): boolean =>
  (asked.from === undefined || (to + 1) * dayMs > msOf(asked.from)) &&
  (asked.to === undefined || from * dayMs < msOf(asked.to));

const timeOf = ({ from }: DaySpan, { precision, written }: ResolvedDate): TimelineEvent['time'] => {
  const stated = precision === 'month' || precision === 'year' ? precision : 'day';
  const local = isoDay(from).slice(0, { year: 4, month: 7, day: 10 }[stated]);
  return { local, precision: stated, zoneSource: 'none', raw: written.wording.slice(0, 100) };
};

type TextOf = IndexEntry['texts'][number];

/** Of its readings those that are asked for. */
function* rowsOf(whose: Omit<TimelineEvent, 'time' | 'message'>, text: TextOf, anchors: AnchorFinder, date: ResolvedDate, asked: Span): Generator<WrittenEvent, void> {
  const { written: { start, end, wording, isQuoted }, readings, certainty, precision, by } = date;
  const days = ({ from, to }: DaySpan) => ({ from: isoDay(from), to: isoDay(to) });
  for (const reading of readings) {
    if (!isAsked(reading, asked)) continue;
    const other = readings.find((one) => one !== reading);
    const anchor = anchors.at(start);
    yield {
      ...whose,
      time: timeOf(reading, date),
      message: `“${wording.replaceAll(/\s+/gu, ' ')}”`,
      written: {
        wording, certainty, precision, ...days(reading), ...(other && { other: days(other) }), ...(by !== undefined && { by }),
        isQuoted, textId: text.id, text: text.kind, start, end, ...(anchor && { anchor }),
      },
    };
  }
} // prettier-ignore

class Finding {
  readonly events: WrittenEvent[] = [];
  readonly byCertainty: Partial<Record<DateCertainty, number>> = {};
  readonly unresolved: Partial<Record<Unresolved, number>> = {};
  readonly #reading: WrittenReading;
  readonly #rulings: EntityRulings;
  heads = 0;
  cut = 0;
  leftOut = 0;

  constructor(reading: WrittenReading, rulings: EntityRulings) {
    this.#reading = reading;
    this.#rulings = rulings;
  }

  async read(entry: IndexEntry): Promise<void> {
    const ground = groundOf(entry);
    const whose = this.#whose(entry);
    if (!whose) return;
    const dates = new DatesOfDocument(ground);
    const placed: TextOf[] = [];
    for (const text of entry.texts) {
      if (text.kind === 'headers') continue;
      const finder = new DateFinder();
      const take = (found: ReturnType<DateFinder['find']>): void => {
        for (const date of found) {
          if (dates.count >= maxOfDocument) this.leftOut += 1;
          else {
            dates.add(date);
            placed.push(text);
          }
        }
      };
      for await (const piece of textPieces(this.#reading.index, text, maxTextUnits, readUnits)) take(finder.find(piece));
      take(finder.end());
      this.heads += finder.heads;
      if (text.units > maxTextUnits) this.cut += 1;
    }
    this.#give(whose, dates, placed);
  } // prettier-ignore

  #give(whose: Omit<TimelineEvent, 'time' | 'message'>, dates: DatesOfDocument, placed: readonly TextOf[]): void {
    const anchors = new Map<TextOf, AnchorFinder>();
    for (const { date, at } of dates.resolved()) {
      const text = placed[at];
      if (!text) continue;
      this.byCertainty[date.certainty] = (this.byCertainty[date.certainty] ?? 0) + 1;
      const finder = anchors.get(text) ?? new AnchorFinder(text.anchors);
      anchors.set(text, finder);
      for (const row of rowsOf(whose, text, finder, date, this.#reading.span)) {
        if (this.events.length < maxRows) this.events.push(row);
        else this.leftOut += 1;
      }
    }
    for (const [why, count] of dates.unresolved) this.unresolved[why] = (this.unresolved[why] ?? 0) + count;
  } // prettier-ignore

  /** What all events of a document have: its first place that shows. */
  #whose({ document, metadata, entities, occurrences }: IndexEntry): Omit<TimelineEvent, 'time' | 'message'> | undefined {
    const [place] = occurrences;
    if (!place) return undefined;
    const { from = [], to = [], cc = [], bcc = [] } = metadata;
    const names = [...new Set(entities.toSorted((a, b) => b.count - a.count).map(({ entity }) => this.#rulings.nameOf(entity)))];
    const isDismissed = (name: string): boolean => this.#rulings.judgementOf(name)?.says === 'dismiss';
    const dismissed = names.filter(isDismissed);
    const custodians = [...new Set(occurrences.flatMap(({ custodian }) => custodian ?? []))].toSorted();
    return {
      kind: 'written',
      source: place.source, path: place.path, item: place.item, document,
      ...(place.past && { past: place.past }), ...(place.custodian !== undefined && { custodian: place.custodian }),
      custodians, from, to, cc, bcc,
      entities: names.filter((name) => !isDismissed(name)),
      ...(dismissed.length > 0 && { dismissedEntities: dismissed }),
      plausible: true,
    };
  } // prettier-ignore
}

async function* documentsOf({ index, scope, documents }: WrittenReading): AsyncGenerator<string, void> {
  if (documents) yield* documents;
  else for await (const page of documentPages(index, { op: 'all' }, scope)) yield* page;
}

/** The whole time as text, for the order of one list: what is stated to the day stands before its moments. */
export const orderOf = ({ time }: Pick<TimelineEvent, 'time'>): string =>
  (time.instant ?? time.local ?? '').replace(/Z$/u, '');

/** Over the documents that are asked for, one after the other. Ended early when it is stopped. */
export async function findWritten(reading: WrittenReading): Promise<WrittenFound> {
  const finding = new Finding(reading, await EntityRulings.open(reading.ledger, reading.scope));
  let documents = 0;
  for await (const id of documentsOf(reading)) {
    if (reading.signal.aborted) break;
    const shown = await reading.index.shownEntry(id, reading.scope);
    if (!shown || shown.entry.item) continue;
    documents += 1;
    reading.progress(documents);
    await finding.read(shown.entry);
  }
  const { events, byCertainty, unresolved, heads, cut, leftOut } = finding;
  const keyed = events.map((event) => ({ event, key: `${orderOf(event)} ${event.item}` }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.event.written.start - b.event.written.start));
  return { events: keyed.map(({ event }) => event), byCertainty, documents, unresolved, heads, cut, leftOut, isStopped: reading.signal.aborted };
} // prettier-ignore

/** Both in one order of time. */
export async function* withWritten(
  events: AsyncIterable<TimelineEvent>,
  written: readonly WrittenEvent[],
): AsyncGenerator<TimelineEvent | WrittenEvent, void> {
  let next = 0;
  for await (const event of events) {
    const key = orderOf(event);
    for (let row = written[next]; row && orderOf(row) <= key; row = written[next]) {
      yield row;
      next += 1;
    }
    yield event;
  }
  yield* written.slice(next);
}
