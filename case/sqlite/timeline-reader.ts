/** Gathers everything in the case that has a time, in the order of time, with the ground that each time stands on. */
import type { DatabaseSync } from 'node:sqlite';
import type { Scope } from '../../schemas/scope.ts';
import { spanMinutes, spansInZone } from '../event-time.ts';
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
import { fromColumn, packTime, unpackTime } from '../packed-time.ts';
import { EventCustodians } from './event-custodians.ts';
import { EventContents } from './event-contents.ts';
import { declaredZone, floatingZone, GatheredEvents } from './gathered-events.ts';
import type { Places } from './places.ts';
import { hexOf, textOf } from './row-values.ts';
import type { Visibility, Visible } from './visible.ts';

const nanosecondsPerMinute = 60_000_000_000n;

const nanosecondsOf = (iso: string): bigint | undefined =>
  packTime({ instant: iso, precision: 'second', zoneSource: 'utc', raw: iso })?.at;

const compareText = (one: string, other: string): number =>
  Buffer.compare(Buffer.from(one), Buffer.from(other));

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

class SqliteTimeline implements Timeline {
  readonly #database: DatabaseSync;
  readonly #places: Places;
  readonly #visible: Visible;
  readonly #custodians: EventCustodians;
  readonly #gathered: GatheredEvents;
  /** Whose the events are, by what they share, in a table of this name; undefined until somebody asks. */
  #named: string | undefined;
  readonly counts: TimelineCounts;

  constructor(database: DatabaseSync, places: Places, filter: TimelineFilter, visible: Visible) {
    this.#database = database;
    this.#places = places;
    this.#visible = visible;
    this.#custodians = new EventCustodians(database, places, visible);
    const { started } = this.#database
      .prepare("SELECT COALESCE(max(started), '9999') AS started FROM run")
      .get() as { started: string };
    const lastRunBegan = nanosecondsOf(started) ?? 0n;
    const custodians = this.#custodians;
    this.#gathered = new GatheredEvents({ database, places, visible, custodians, lastRunBegan }, filter);
    this.counts = this.#count();
  }

  async close(): Promise<void> {
    if (this.#named !== undefined) this.#database.exec(`DROP TABLE ${this.#named}`);
    this.#gathered.close();
  }

  #count(): TimelineCounts {
    const row = this.#database
      .prepare(
        `SELECT count(*) AS events, COALESCE(sum((form & 3) = ${floatingZone}), 0) AS floating,
           COALESCE(sum((form & 3) = ${declaredZone}), 0) AS declared, COALESCE(sum(NOT plausible), 0) AS implausible,
           (SELECT count(*) FROM document d WHERE d.status IN ('indexed', 'empty') AND ${this.#visible.document}
             AND NOT EXISTS (SELECT 1 FROM event e WHERE e.document = d.document)) AS undated
         FROM ${this.#gathered.table}`,
      )
      .get();
    const of = (name: string): number => Number(row?.[name] ?? 0);
    return {
      events: of('events'),
      floating: of('floating'),
      declared: of('declared'),
      implausible: of('implausible'),
      undatedDocuments: of('undated'),
    };
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
    const named = this.#nameCustodians();
    return this.#spans('name', digits, zone, `JOIN ${named} USING (held)`);
  }

  /** Plausible events by lane, an SQL expression over the events and what is joined to them, and span. */
  #spans(lane: string, digits: SpanDigits, zone: string, joined = ''): LaneSpan[] {
    const minutes = spanMinutes(digits, zone);
    const nanoseconds = BigInt(minutes) * nanosecondsPerMinute;
    const rows = this.#database
      .prepare(
        `SELECT ${lane} AS lane, at / ${nanoseconds} - (at % ${nanoseconds} < 0) AS part, ground > 0 AS floats,
           count(*) AS events FROM ${this.#gathered.table} ${joined} WHERE plausible GROUP BY lane, part, floats`,
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

  /** A table of what events share, and the custodians of that. */
  #nameCustodians(): string {
    if (this.#named !== undefined) return this.#named;
    const { table } = this.#gathered;
    const named = `${table}_custodian`;
    this.#database.exec(
      `CREATE TABLE ${named} (held TEXT, name TEXT, PRIMARY KEY (held, name)) WITHOUT ROWID`,
    );
    this.#named = named;
    const insert = this.#database.prepare(`INSERT INTO ${named} VALUES (?, ?)`);
    const keys = this.#database.prepare(`SELECT DISTINCT held FROM ${table}`).all() as { held: string }[];
    for (const { held } of keys) for (const name of this.#custodians.of(held)) insert.run(held, name);
    return named;
  }

  async byKind(): Promise<readonly { kind: string; events: number }[]> {
    return this.#database
      .prepare(
        `SELECT kind, count(*) AS events FROM ${this.#gathered.table} GROUP BY kind ORDER BY events DESC, kind`,
      )
      .all() as { kind: string; events: number }[];
  }

  async *events({ skip, limit } = { skip: 0, limit: -1 }): AsyncGenerator<TimelineEvent, void> {
    // Without an index: what comes first is picked out in one walk, which takes less than to put all in order.
    const rows = this.#database.prepare(
      `SELECT * FROM ${this.#gathered.table} ORDER BY at, id, kind, raw LIMIT ? OFFSET ?`,
    );
    rows.setReadBigInts(true);
    const contents = new EventContents(this.#database);
    for (const row of rows.iterate(limit, skip)) {
      const item = Number(row['item']);
      const place = this.#visible.placeOf(item);
      if (!place && !this.#visible.everything) continue;
      const document = row['document'] as Uint8Array | null;
      const path = place?.path ?? '';
      const { title, from, to, cc, bcc, entities } = contents.of(document);
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
        cc,
        bcc,
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
