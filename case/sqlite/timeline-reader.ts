/** Gathers everything in the case that has a time, in the order of time, with the ground that each time stands on. */
import { DatabaseSync } from 'node:sqlite';
import type { Time } from '../../schemas/time.ts';
import { itemKinds } from './catalogue-schema.ts';
import { currentItems } from './item-status.ts';
import { openDatabase } from './open-database.ts';
import { formAt, packTime, unpackTime } from './packed-time.ts';
import { Places } from './places.ts';
import { hexOf, textOf, timeColumns } from './row-values.ts';

export interface TimelineFilter {
  /** ISO dates or times in UTC; both ends as stated, `to` exclusive. */
  readonly from?: string;
  readonly to?: string;
  readonly kinds?: readonly string[];
  /** Only events of these documents, by SHA-256. */
  readonly documents?: ReadonlySet<string>;
}

export interface TimelineEvent {
  /** `instant` where there is one; with `zoneSource: 'declared'` it follows from the intake's zone. */
  readonly time: Time;
  readonly kind: string;
  readonly message: string;
  readonly source: string;
  readonly path: string;
  readonly item: string;
  readonly document?: string;
  readonly plausible: boolean;
}

export interface TimelineCounts {
  events: number;
  /** Events whose time states no zone and gets none from the intake. */
  floating: number;
  /** Events that take their zone from the intake. */
  declared: number;
  /** Before 1971, after the case's last run, or the zero of a clock: listed, marked, never dropped. */
  implausible: number;
  /** Documents without any time of their own. */
  undatedDocuments: number;
}

const nanosecondsPerMinute = 60_000_000_000n;
const earliestPlausible = BigInt(Date.UTC(1971, 0, 1)) * 1_000_000n;
/** The zeros of DOS, and of formats that count from another year, are values that were never set. */
const zeroTimes = new Set(
  [
    Date.UTC(1980, 0, 1),
    Date.UTC(1980, 1, 1),
    Date.UTC(1904, 0, 1),
    Date.UTC(1899, 11, 30),
    Date.UTC(1899, 11, 31),
    Date.UTC(1601, 0, 1),
  ].map((ms) => BigInt(ms) * 1_000_000n),
);
const floatingZone = 3;
const declaredZone = 2;

/** Minutes that a zone was east of UTC at a wall-clock time; of a time that occurred twice, the first. */
function offsetAt(zone: string, local: bigint): number {
  const formatter = zoneFormatter(zone);
  const milliseconds = Number(local / 1_000_000n);
  const at = (guess: number): number => {
    const parts = Object.fromEntries(
      formatter.formatToParts(guess).map(({ type, value }) => [type, Number(value)]),
    );
    const shown = Date.UTC(
      parts['year'] ?? 0,
      (parts['month'] ?? 1) - 1,
      parts['day'],
      (parts['hour'] ?? 0) % 24,
      parts['minute'],
      parts['second'],
    );
    return Math.round((shown - Math.floor(guess / 1000) * 1000) / 60_000);
  };
  const before = at(milliseconds - 86_400_000);
  return at(milliseconds - before * 60_000) === before
    ? before
    : at(milliseconds - at(milliseconds) * 60_000);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function zoneFormatter(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}

const nanosecondsOf = (iso: string): bigint | undefined =>
  packTime({ instant: iso, precision: 'second', zoneSource: 'utc', raw: iso })?.at;

interface RawEvent {
  readonly item: number;
  readonly document: Uint8Array | null;
  readonly kind: string;
  readonly at: bigint;
  readonly form: number;
  readonly offset: number | null;
  readonly raw: string | null;
  readonly message: string | null;
}

export class TimelineReader {
  readonly #database: DatabaseSync;
  readonly #places: Places;
  /** Holds the events of one question in order; a temporary file, so that memory stays bounded. */
  readonly #sorted = new DatabaseSync('');
  readonly #zones = new Map<number, string | undefined>();
  readonly #sourceOfItem = new Map<number, number>();
  readonly #latestPlausible: bigint;
  readonly counts: TimelineCounts = {
    events: 0,
    floating: 0,
    declared: 0,
    implausible: 0,
    undatedDocuments: 0,
  };

  constructor(path: string, filter: TimelineFilter) {
    this.#database = openDatabase(path, { readOnly: true });
    this.#places = new Places(this.#database);
    this.#sorted.exec(
      'CREATE TABLE event (at INTEGER, item INTEGER, kind TEXT, form INTEGER, offset INTEGER, raw TEXT, message TEXT, document BLOB, plausible INTEGER)',
    );
    const { started } = this.#database
      .prepare("SELECT COALESCE(max(started), '9999') AS started FROM run")
      .get() as { started: string };
    this.#latestPlausible = (nanosecondsOf(started) ?? 0n) + 86_400n * 1_000_000_000n;
    this.#gather(filter);
    this.counts.undatedDocuments = (
      this.#database
        .prepare(
          "SELECT count(*) AS n FROM document d WHERE d.status IN ('indexed', 'empty') AND NOT EXISTS (SELECT 1 FROM event e WHERE e.document = d.document)",
        )
        .get() as { n: number }
    ).n;
  }

  close(): void {
    this.#sorted.close();
    this.#database.close();
  }

  #gather(filter: TimelineFilter): void {
    const insert = this.#sorted.prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    const from = filter.from === undefined ? undefined : nanosecondsOf(filter.from);
    const to = filter.to === undefined ? undefined : nanosecondsOf(filter.to);
    this.#sorted.exec('BEGIN');
    for (const event of this.#rawEvents()) {
      if (filter.kinds && !filter.kinds.includes(event.kind)) continue;
      if (filter.documents && !(event.document && filter.documents.has(hexOf(event.document)))) continue;
      const { at, form } = this.#grounded(event);
      if ((from !== undefined && at < from) || (to !== undefined && at >= to)) continue;
      const plausible = at >= earliestPlausible && at <= this.#latestPlausible && !zeroTimes.has(event.at);
      this.counts.events += 1;
      if (!plausible) this.counts.implausible += 1;
      if ((form & 3) === floatingZone) this.counts.floating += 1;
      if ((form & 3) === declaredZone) this.counts.declared += 1;
      insert.run(
        at,
        event.item,
        event.kind,
        form,
        event.offset,
        event.raw,
        event.message,
        event.document,
        plausible ? 1 : 0,
      );
    }
    this.#sorted.exec('COMMIT; CREATE INDEX event_at ON event (at, item, kind)');
  }

  *#rawEvents(): Generator<RawEvent> {
    const items = this.#database.prepare(
      `SELECT i.item, i.kind, i.modified, i.accessed, i.changed, i.created, i.time_forms, d.sha256 FROM item i
       LEFT JOIN document d ON d.document = i.document WHERE ${currentItems}`,
    );
    items.setReadBigInts(true);
    for (const row of items.iterate()) {
      if (itemKinds[Number(row['kind'])] === 'folder') continue;
      for (const [index, name] of timeColumns.entries()) {
        const at = row[name];
        if (at === null) continue;
        yield {
          item: Number(row['item']),
          document: row['sha256'] as Uint8Array | null,
          kind: `file ${name}`,
          at: at as bigint,
          form: formAt(Number(row['time_forms']), index),
          offset: null,
          raw: null,
          message: null,
        };
      }
    }
    const events = this.#database.prepare(
      'SELECT e.kind, e.at, e.form, e.offset_minutes, e.raw, e.message, d.first, d.sha256 FROM event e JOIN document d ON d.document = e.document WHERE d.first IS NOT NULL',
    );
    events.setReadBigInts(true);
    for (const row of events.iterate()) {
      yield {
        item: Number(row['first']),
        document: row['sha256'] as Uint8Array,
        kind: textOf(row['kind']),
        at: row['at'] as bigint,
        form: Number(row['form']),
        offset: row['offset_minutes'] === null ? null : Number(row['offset_minutes']),
        raw: textOf(row['raw']),
        message: row['message'] === null ? null : textOf(row['message']),
      };
    }
  }

  /** A floating time becomes an instant only where the intake of its source declares a zone. */
  #grounded({ at, form, item }: RawEvent): { at: bigint; form: number } {
    if ((form & 3) !== floatingZone) return { at, form };
    const zone = this.#zoneOf(item);
    if (zone === undefined) return { at, form };
    return { at: at - BigInt(offsetAt(zone, at)) * nanosecondsPerMinute, form: (form & ~3) | declaredZone };
  }

  #zoneOf(item: number): string | undefined {
    let source = this.#sourceOfItem.get(item);
    if (source === undefined) {
      const [place] = this.#places.ofItem(item);
      source = place?.source ?? 0;
      if (this.#sourceOfItem.size > 100_000) this.#sourceOfItem.clear();
      this.#sourceOfItem.set(item, source);
    }
    if (!this.#zones.has(source)) {
      const row = this.#database.prepare('SELECT intake FROM source WHERE source = ?').get(source);
      this.#zones.set(
        source,
        row ? (JSON.parse(textOf(row['intake'])) as { timeZone?: string }).timeZone : undefined,
      );
    }
    return this.#zones.get(source);
  }

  /** Events by span: the first characters of the UTC time, 4 for years, 7 for months, 10 for days. */
  histogram(digits: 4 | 7 | 10): readonly { span: string; events: number }[] {
    const rows = this.#sorted
      .prepare(
        'SELECT at / 86400000000000 - (at % 86400000000000 < 0) AS day, count(*) AS events FROM event WHERE plausible GROUP BY day ORDER BY day',
      )
      .all() as { day: number; events: number }[];
    const spans = new Map<string, number>();
    for (const { day, events } of rows) {
      const span = new Date(day * 86_400_000).toISOString().slice(0, digits);
      spans.set(span, (spans.get(span) ?? 0) + events);
    }
    return [...spans].map(([span, events]) => ({ span, events }));
  }

  byKind(): readonly { kind: string; events: number }[] {
    return this.#sorted
      .prepare('SELECT kind, count(*) AS events FROM event GROUP BY kind ORDER BY events DESC, kind')
      .all() as { kind: string; events: number }[];
  }

  /** In the order of time; implausible ones where their time puts them. */
  *events(): Generator<TimelineEvent> {
    const rows = this.#sorted.prepare('SELECT * FROM event ORDER BY at, item, kind');
    rows.setReadBigInts(true);
    const title = this.#database.prepare(
      "SELECT COALESCE(json_extract(metadata, '$.subject'), json_extract(metadata, '$.title')) AS title FROM document WHERE sha256 = ?",
    );
    const id = this.#database.prepare('SELECT id FROM item WHERE item = ?');
    for (const row of rows.iterate()) {
      const item = Number(row['item']);
      const [place] = this.#places.ofItem(item);
      const document = row['document'] as Uint8Array | null;
      const path = place?.path ?? '';
      const titled = document ? textOf(title.get(document)?.['title']) : '';
      const kind = textOf(row['kind']);
      const offset = row['offset'] === null ? null : Number(row['offset']);
      yield {
        time: unpackTime(
          { at: row['at'] as bigint, form: Number(row['form']) },
          row['raw'] === null ? undefined : textOf(row['raw']),
          offset,
        ),
        kind,
        message: row['message'] === null ? titled || path : textOf(row['message']),
        source: place ? this.#places.source(place.source).reference : '',
        path,
        item: hexOf(id.get(item)?.['id']),
        ...(document ? { document: hexOf(document) } : {}),
        plausible: row['plausible'] === 1n,
      };
    }
  }
}
