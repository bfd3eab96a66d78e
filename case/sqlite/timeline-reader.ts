/** Gathers everything in the case that has a time, in the order of time, with the ground that each time stands on. */
import { DatabaseSync } from 'node:sqlite';
import { itemEntryId } from '../../schemas/index-entry.ts';
import type { Scope } from '../../schemas/scope.ts';
import { beginsIn, endsOf, isPlausible, offsetAt, spanMinutes, spansInZone } from '../event-time.ts';
import {
  type LaneOf,
  type LaneSpan,
  type SpanDigits,
  zoneLanes,
  type Timeline,
  type TimelineCounts,
  type TimelineEvent,
  type TimelineFilter,
  type TimelineReading,
} from '../ledger/timeline.ts';
import { itemKinds } from './catalogue-schema.ts';
import { endOf, formAt, fromColumn, hasClock, packTime, toColumn, unpackTime } from '../packed-time.ts';
import { EventCustodians, type EventWhereabouts } from './event-custodians.ts';
import { EventContents } from './event-contents.ts';
import { currentItems, itemTables } from './item-status.ts';
import type { Places } from './places.ts';
import { hexOf, textOf, timeColumns } from './row-values.ts';
import type { Visibility, Visible } from './visible.ts';

const nanosecondsPerMinute = 60_000_000_000n;
const floatingZone = 3;
const declaredZone = 2;
/** What an event is more at most than its column says: a time stated to the year is the whole year, a zone moves it by a day. */
const widestNanoseconds = 367n * 86_400n * 1_000_000_000n;

const nanosecondsOf = (iso: string): bigint | undefined =>
  packTime({ instant: iso, precision: 'second', zoneSource: 'utc', raw: iso })?.at;

interface RawEvent extends EventWhereabouts {
  readonly id: Uint8Array;
  readonly document: Uint8Array | null;
  /** Of the item, where the event is its own. */
  readonly revision: number | null;
  readonly kind: string;
  readonly at: bigint;
  readonly form: number;
  readonly offset: number | null;
  readonly raw: string | null;
  readonly message: string | null;
}

/** The entries of the index that an event may belong to. */
const entriesOf = ({ id, document, revision }: RawEvent): string[] => [
  ...(document ? [hexOf(document)] : []),
  ...(revision === null ? [] : [itemEntryId({ id: hexOf(id), revision })]),
];

const heldBy = (row: Record<string, unknown>): Pick<RawEvent, 'source' | 'holder'> => ({
  source: row['source'] === null ? null : Number(row['source']),
  holder: row['holder'] === null ? null : Number(row['holder']),
});

/** Its place in `zoneLanes`. */
const groundOf = (form: number): 0 | 1 | 2 => (hasClock(form) ? ((form & 3) === floatingZone ? 1 : 0) : 2);

const compareText = (one: string, other: string): number =>
  Buffer.compare(Buffer.from(one), Buffer.from(other));

/** Where an event stands, and the minutes east of UTC that were stated or follow from the declared zone. */
type Grounded = Pick<RawEvent, 'at' | 'form' | 'offset'>;

export class TimelineReader implements TimelineReading {
  readonly #database: DatabaseSync;
  readonly #places: Places;
  readonly #visibility: Visibility;

  constructor(database: DatabaseSync, places: Places, visibility: Visibility) {
    this.#database = database;
    this.#places = places;
    this.#visibility = visibility;
  }

  async open(filter: TimelineFilter, scope: Scope): Promise<Timeline> {
    return new SqliteTimeline(this.#database, this.#places, filter, this.#visibility.to(scope));
  }
}

type Counts = { -readonly [name in keyof TimelineCounts]: number };

class SqliteTimeline implements Timeline {
  readonly #database: DatabaseSync;
  readonly #places: Places;
  readonly #visible: Visible;
  readonly #custodians: EventCustodians;
  /** Holds the events of one question in order; a temporary file, so that memory stays bounded. */
  readonly #sorted = new DatabaseSync('');
  readonly #zones = new Map<number, string | undefined>();
  /** By what an item lies in. */
  readonly #sources = new Map<number, number>();
  readonly #lastRunBegan: bigint;
  readonly counts: Counts = { events: 0, floating: 0, declared: 0, implausible: 0, undatedDocuments: 0 };

  constructor(database: DatabaseSync, places: Places, filter: TimelineFilter, visible: Visible) {
    this.#database = database;
    this.#places = places;
    this.#visible = visible;
    this.#custodians = new EventCustodians(database, places, visible);
    this.#sorted.exec(
      'CREATE TABLE event (at INTEGER, item INTEGER, id BLOB, kind TEXT, form INTEGER, offset INTEGER, raw TEXT, message TEXT, document BLOB, plausible INTEGER, ground INTEGER, held TEXT)',
    );
    const { started } = this.#database
      .prepare("SELECT COALESCE(max(started), '9999') AS started FROM run")
      .get() as { started: string };
    this.#lastRunBegan = nanosecondsOf(started) ?? 0n;
    this.#gather(filter);
    const undated = this.#database
      .prepare(
        `SELECT count(*) AS n FROM document d WHERE d.status IN ('indexed', 'empty') AND ${this.#visible.document}
         AND NOT EXISTS (SELECT 1 FROM event e WHERE e.document = d.document)`,
      )
      .get();
    this.counts.undatedDocuments = Number(undated?.['n']);
  }

  async close(): Promise<void> {
    this.#sorted.close();
  }

  #gather(filter: TimelineFilter): void {
    const insert = this.#sorted.prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    const { from, to, within } = filter;
    const isWithin = within && beginsIn(within.span, within.zone);
    this.#sorted.exec('BEGIN');
    for (const event of this.#rawEvents(filter)) {
      if (filter.kinds && !filter.kinds.includes(event.kind)) continue;
      const held = this.#custodians.keyOf(event);
      if (filter.custodians && !this.#custodians.of(held).some((one) => filter.custodians?.includes(one)))
        continue;
      if (filter.documents && !entriesOf(event).some((entry) => filter.documents?.has(entry))) continue;
      const { at, form, offset } = this.#grounded(event);
      if ((from !== undefined && endOf({ at, form }) <= from) || (to !== undefined && at >= to)) continue;
      if (isWithin && !isWithin(at, groundOf(form) > 0)) continue;
      const plausible = isPlausible(at, event.at, this.#lastRunBegan);
      this.counts.events += 1;
      if (!plausible) this.counts.implausible += 1;
      if ((form & 3) === floatingZone) this.counts.floating += 1;
      if ((form & 3) === declaredZone) this.counts.declared += 1;
      insert.run(
        toColumn(at),
        event.item,
        event.id,
        event.kind,
        form,
        offset,
        event.raw,
        event.message,
        event.document,
        plausible ? 1 : 0,
        groundOf(form),
        held,
      );
    }
    this.#sorted.exec('COMMIT; CREATE INDEX event_at ON event (at, id, kind, raw)');
  }

  /** At least those that the filter asks for: what its span is far from is left out by the store. */
  *#rawEvents(filter: TimelineFilter): Generator<RawEvent> {
    const { from, to } = filter.within ? endsOf(filter.within.span) : filter;
    const near = [
      from === undefined ? null : toColumn(from - widestNanoseconds),
      to === undefined ? null : toColumn(to + widestNanoseconds),
    ] as const;
    const isNear = (column: string): string =>
      `((?1 IS NULL OR ${column} >= ?1) AND (?2 IS NULL OR ${column} <= ?2))`;
    const items = this.#database.prepare(
      `SELECT i.item, i.source, i.holder, i.id, i.revision, i.kind, i.modified, i.accessed, i.changed, i.created, i.time_forms, d.sha256
       FROM ${itemTables} WHERE ${currentItems} AND ${this.#visible.item}
       AND (${timeColumns.map((name) => isNear(`i.${name}`)).join(' OR ')})`,
    );
    items.setReadBigInts(true);
    for (const row of items.iterate(...near)) {
      if (itemKinds[Number(row['kind'])] === 'folder') continue;
      for (const [index, name] of timeColumns.entries()) {
        const at = row[name];
        if (at === null) continue;
        yield {
          item: Number(row['item']),
          ...heldBy(row),
          copies: null,
          id: row['id'] as Uint8Array,
          document: row['sha256'] as Uint8Array | null,
          revision: Number(row['revision']),
          kind: `file ${name}`,
          at: fromColumn(at as bigint),
          form: formAt(Number(row['time_forms']), index),
          offset: null,
          raw: null,
          message: null,
        };
      }
    }
    const events = this.#database.prepare(
      `SELECT e.kind, e.at, e.form, e.offset_minutes, e.raw, e.message, f.item AS first, f.source, f.holder, f.id, d.sha256,
         CASE WHEN (SELECT count(*) FROM (SELECT 1 FROM item c WHERE c.document = d.document LIMIT 2)) > 1 THEN d.document END AS copies FROM event e
       JOIN document d ON d.document = e.document JOIN item f ON f.item = ${this.#visible.first} WHERE ${this.#visible.document}
       AND ${isNear('e.at')}`,
    );
    events.setReadBigInts(true);
    for (const row of events.iterate(...near)) {
      yield {
        item: Number(row['first']),
        ...heldBy(row),
        copies: row['copies'] === null ? null : Number(row['copies']),
        id: row['id'] as Uint8Array,
        document: row['sha256'] as Uint8Array,
        revision: null,
        kind: textOf(row['kind']),
        at: fromColumn(row['at'] as bigint),
        form: Number(row['form']),
        offset: row['offset_minutes'] === null ? null : Number(row['offset_minutes']),
        raw: textOf(row['raw']),
        message: row['message'] === null ? null : textOf(row['message']),
      };
    }
  }

  /**
   * A floating time becomes an instant only where the intake of its source declares a zone. A day without a clock is
   * no moment: shifted to UTC it would be shown as the day before.
   */
  #grounded(event: RawEvent): Grounded {
    const { at, form, offset: stated, item } = event;
    const asStated = { at, form, offset: stated };
    if ((form & 3) !== floatingZone || !hasClock(form)) return asStated;
    const zone = this.#zoneOf(item, this.#liesIn(event));
    if (zone === undefined) return asStated;
    const offset = offsetAt(zone, at);
    return { at: at - BigInt(offset) * nanosecondsPerMinute, form: (form & ~3) | declaredZone, offset };
  }

  /**
   * A number that items share whose first place lies in one source: what lies in folders has its source, what a content
   * holds is where that first lies. Where something is withheld each item is looked at for itself.
   */
  #liesIn({ item, source, holder }: RawEvent): number {
    if (!this.#visible.everything) return -2 * item - 1;
    return source ?? -2 * (holder ?? 0);
  }

  /** Of its first place that shows; 0 where none does. */
  #sourceOf(item: number, lies: number): number {
    if (lies > 0) return lies;
    let source = this.#sources.get(lies);
    if (source === undefined) {
      source = this.#visible.placeOf(item)?.source ?? 0;
      if (this.#sources.size > 100_000) this.#sources.clear();
      this.#sources.set(lies, source);
    }
    return source;
  }

  #zoneOf(item: number, lies: number): string | undefined {
    const source = this.#sourceOf(item, lies);
    if (!this.#zones.has(source)) {
      const row = this.#database.prepare('SELECT intake FROM source WHERE source = ?').get(source);
      this.#zones.set(
        source,
        row ? (JSON.parse(textOf(row['intake'])) as { timeZone?: string }).timeZone : undefined,
      );
    }
    return this.#zones.get(source);
  }

  async histogram(digits: SpanDigits, zone = 'UTC'): Promise<{ span: string; events: number }[]> {
    return this.#spans("''", digits, zone).map(({ span, events }) => ({ span, events }));
  }

  async lanes(of: LaneOf, digits: SpanDigits, zone = 'UTC'): Promise<readonly LaneSpan[]> {
    if (of === 'kind') return this.#spans('kind', digits, zone);
    if (of === 'zone')
      return this.#spans('ground', digits, zone).map((one) => ({
        ...one,
        lane: zoneLanes[Number(one.lane)] ?? '',
      }));
    this.#nameCustodians();
    return this.#spans('name', digits, zone, 'event JOIN custodian USING (held)');
  }

  /** Plausible events by lane, an SQL expression over `table`, and span. */
  #spans(lane: string, digits: SpanDigits, zone: string, table = 'event'): LaneSpan[] {
    const minutes = spanMinutes(digits);
    const nanoseconds = BigInt(minutes) * nanosecondsPerMinute;
    const rows = this.#sorted
      .prepare(
        `SELECT ${lane} AS lane, at / ${nanoseconds} - (at % ${nanoseconds} < 0) AS part, ground > 0 AS floats,
           count(*) AS events FROM ${table} WHERE plausible GROUP BY lane, part, floats`,
      )
      .all() as { lane: string | number; part: number; floats: number; events: number }[];
    const stated = spansInZone(digits, 'UTC');
    const shifted = spansInZone(digits, zone);
    const spans = new Map<string, { lane: string; span: string; events: number }>();
    for (const { lane: own, part, floats, events } of rows) {
      const span = (floats === 1 ? stated : shifted)(part * minutes);
      const key = `${span}\0${own}`;
      const known = spans.get(key) ?? { lane: String(own), span, events: 0 };
      known.events += events;
      spans.set(key, known);
    }
    return [...spans].sort(([one], [other]) => compareText(one, other)).map(([, span]) => span);
  }

  /** Whose the events are, by what they share; once. */
  #nameCustodians(): void {
    this.#sorted.exec(
      'CREATE TABLE IF NOT EXISTS custodian (held TEXT, name TEXT, PRIMARY KEY (held, name)) WITHOUT ROWID',
    );
    const insert = this.#sorted.prepare('INSERT INTO custodian VALUES (?, ?)');
    const keys = this.#sorted
      .prepare('SELECT DISTINCT held FROM event WHERE held NOT IN (SELECT held FROM custodian)')
      .all() as { held: string }[];
    this.#sorted.exec('BEGIN');
    for (const { held } of keys) for (const name of this.#custodians.of(held)) insert.run(held, name);
    this.#sorted.exec('COMMIT');
  }

  async byKind(): Promise<readonly { kind: string; events: number }[]> {
    return this.#sorted
      .prepare('SELECT kind, count(*) AS events FROM event GROUP BY kind ORDER BY events DESC, kind')
      .all() as { kind: string; events: number }[];
  }

  async *events({ skip, limit } = { skip: 0, limit: -1 }): AsyncGenerator<TimelineEvent, void> {
    const rows = this.#sorted.prepare('SELECT * FROM event ORDER BY at, id, kind, raw LIMIT ? OFFSET ?');
    rows.setReadBigInts(true);
    const contents = new EventContents(this.#database);
    for (const row of rows.iterate(limit, skip)) {
      const item = Number(row['item']);
      const place = this.#visible.placeOf(item);
      if (!place && !this.#visible.everything) continue;
      const document = row['document'] as Uint8Array | null;
      const path = place?.path ?? '';
      const { title, from, to, entities } = contents.of(document);
      const kind = textOf(row['kind']);
      const offset = row['offset'] === null ? null : Number(row['offset']);
      yield {
        time: unpackTime(
          { at: fromColumn(row['at'] as bigint), form: Number(row['form']) },
          row['raw'] === null ? undefined : textOf(row['raw']),
          offset,
        ),
        kind,
        message: row['message'] === null ? title || path : textOf(row['message']),
        source: place ? this.#places.source(place.source).reference : '',
        custodian: place && this.#places.source(place.source).custodian,
        custodians: this.#custodians.of(textOf(row['held'])).filter((name) => name !== ''),
        from,
        to,
        entities,
        path,
        ...(place?.pastBy && { past: place.pastBy }),
        item: hexOf(row['id']),
        document: document ? hexOf(document) : undefined,
        plausible: row['plausible'] === 1n,
      };
    }
  }
}
