/**
 * The events of one question, in a table of their own: SQLite gathers them by itself, and only what it cannot tell is
 * looked at one by one. At a million events that is seconds.
 */
import type { DatabaseSync } from 'node:sqlite';
import { itemEntryId } from '../../schemas/index-entry.ts';
import { beginsIn, endsOf, offsetAt, plausibleTimes } from '../event-time.ts';
import type { TimelineFilter } from '../ledger/timeline.ts';
import { endOf, firstWithClock, formSql, fromColumn, toColumn, unclearZone } from '../packed-time.ts';
import { itemKinds } from './catalogue-schema.ts';
import { EventCustodians } from './event-custodians.ts';
import { currentItems, itemTables } from './item-status.ts';
import type { Places } from './places.ts';
import { hexOf, textOf, timeColumns } from './row-values.ts';
import type { Visible } from './visible.ts';

const nanosecondsPerMinute = 60_000_000_000n;
export const floatingZone = 3;
export const declaredZone = 2;
/** What an event is more at most than its column says: a time stated to the year is the whole year, a zone moves it by a day. */
const widestNanoseconds = 367n * 86_400n * 1_000_000_000n;

/** Of `zoneLanes` the place of an event, as SQL over its form. */
const groundSql = `CASE WHEN form < ${firstWithClock} THEN 2 WHEN (form & 3) = ${floatingZone} THEN 1 ELSE 0 END`;

const columns =
  'at, item, id, kind, form, offset, raw, message, document, plausible INTEGER, ground, held TEXT, lies INTEGER';

/** Numbers the tables of a connection: answers that are read at one time have each their own. */
let tables = 0;

export interface GatheringOptions {
  readonly database: DatabaseSync;
  readonly places: Places;
  readonly visible: Visible;
  readonly custodians: EventCustodians;
  /** Nanoseconds of UTC. */
  readonly lastRunBegan: bigint;
}

export class GatheredEvents {
  /** Of the table: at, item, id, kind, form, offset, raw, message, document, plausible, ground, held. */
  readonly table = `temp.timeline_${(tables += 1)}`;
  readonly #options: GatheringOptions;
  readonly #zones = new Map<number, string | undefined>();
  /** By what an item lies in. */
  readonly #sources = new Map<number, number>();

  constructor(options: GatheringOptions, filter: TimelineFilter) {
    this.#options = options;
    options.database.exec(`CREATE TABLE ${this.table} (${columns})`);
    try {
      this.#gather(filter);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    this.#options.database.exec(`DROP TABLE ${this.table}`);
  }

  #gather(filter: TimelineFilter): void {
    const { database, visible } = this.#options;
    const { from, to } = filter.within ? endsOf(filter.within.span) : filter;
    const asked: Record<string, string | bigint> = {};
    const where = ['TRUE'];
    const ask = (name: string, value: string | bigint, condition: string): void => {
      asked[name] = value;
      where.push(condition);
    };
    if (from !== undefined) ask(':from', toColumn(from - widestNanoseconds), 'at >= :from');
    if (to !== undefined) ask(':to', toColumn(to + widestNanoseconds), 'at <= :to');
    if (filter.kinds)
      ask(':kinds', JSON.stringify(filter.kinds), 'kind IN (SELECT value FROM json_each(:kinds))');
    if (filter.documents) where.push(this.#isOfEntry(filter.documents));
    const insert = (events: string): unknown =>
      database
        .prepare(
          `INSERT INTO ${this.table} SELECT at, item, id, kind, form, offset, raw, message, document, ${this.#plausible('at', 'at')},
             ${groundSql}, ${this.#held()}, ${visible.everything ? 'COALESCE(source, -2 * COALESCE(holder, 0))' : '-2 * item - 1'}
           FROM (${events}) WHERE ${where.join(' AND ')}`,
        )
        .run(asked);
    if (filter.contentsAlone !== true) insert(this.#ofItems());
    insert(this.#ofDocuments());
    this.#ground();
    this.#leaveOut(filter);
  }

  /** At least those that the filter asks for: what its span is far from is left out already. */
  #ofItems(): string {
    const { visible } = this.#options;
    const times = timeColumns.map((name, index) => `WHEN ${index} THEN i.${name}`).join(' ');
    const kinds = timeColumns.map((name, index) => `WHEN ${index} THEN 'file ${name}'`).join(' ');
    return `SELECT CASE t.number ${times} END AS at, i.item, i.id, i.revision, CASE t.number ${kinds} END AS kind,
        ${formSql('i.time_forms', 't.number')} AS form, NULL AS offset, NULL AS raw, NULL AS message, d.sha256 AS document,
        i.source, i.holder, NULL AS copies
      FROM ${itemTables} CROSS JOIN (SELECT 0 AS number UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) t
      WHERE ${currentItems} AND ${visible.item} AND i.kind <> ${itemKinds.indexOf('folder')}
        AND CASE t.number ${times} END IS NOT NULL`;
  }

  #ofDocuments(): string {
    const { visible, custodians } = this.#options;
    // Whether others carry it too is looked up where it matters.
    const copies = custodians.areOne
      ? 'NULL'
      : 'CASE WHEN (SELECT count(*) FROM (SELECT 1 FROM item c WHERE c.document = d.document LIMIT 2)) > 1 THEN d.document END';
    return `SELECT e.at, f.item, f.id, NULL AS revision, e.kind, e.form, e.offset_minutes AS offset, e.raw, e.message,
        d.sha256 AS document, f.source, f.holder, ${copies} AS copies
      FROM event e JOIN document d ON d.document = e.document JOIN item f ON f.item = ${visible.first} WHERE ${visible.document}`;
  }

  /** By what events share their custodians, as `EventCustodians` reads it. */
  #held(): string {
    const { visible, custodians } = this.#options;
    if (custodians.areOne) return `''`;
    const apart = visible.everything
      ? `CASE WHEN source IS NULL THEN 'held ' || COALESCE(holder, 0) ELSE 'source ' || source END`
      : `'item ' || item`;
    return `CASE WHEN copies IS NOT NULL THEN 'copies ' || copies ELSE ${apart} END`;
  }

  #plausible(at: string, stated: string): string {
    const { earliest, latest, zeros } = plausibleTimes(this.#options.lastRunBegan);
    return `(${at} >= ${toColumn(earliest)} AND ${at} <= ${toColumn(latest)} AND ${stated} NOT IN (${zeros.map(toColumn).join(', ')}))`;
  }

  #isOfEntry(documents: ReadonlySet<string>): string {
    const isAsked = (document: unknown, id: unknown, revision: unknown): number => {
      if (document !== null && documents.has(hexOf(document))) return 1;
      if (revision === null) return 0;
      return documents.has(itemEntryId({ id: hexOf(id), revision: Number(revision) })) ? 1 : 0;
    };
    this.#options.database.function('is_of_entry', { directOnly: true }, isAsked);
    return 'is_of_entry(document, id, revision)';
  }

  /**
   * A floating time becomes an instant only where the intake of its source declares a zone. A day without a clock is
   * no moment: shifted to UTC it would be shown as the day before.
   */
  #ground(): void {
    const { database } = this.#options;
    if (!database.prepare("SELECT 1 FROM source WHERE intake ->> '$.timeZone' IS NOT NULL").get()) return;
    const floating = database.prepare(
      `SELECT rowid, at, form, item, lies FROM ${this.table} WHERE ground = 1 AND form < ${unclearZone}`,
    );
    floating.setReadBigInts(true);
    const change = database.prepare(
      `UPDATE ${this.table} SET at = ?1, form = ?2, offset = ?3, ground = 0, plausible = ${this.#plausible('?1', '?4')} WHERE rowid = ?5`,
    );
    for (const row of floating.all()) {
      const zone = this.#zoneOf(Number(row['item']), Number(row['lies']));
      if (zone === undefined) continue;
      const stated = row['at'] as bigint;
      const at = fromColumn(stated);
      const offset = offsetAt(zone, at);
      const moved = toColumn(at - BigInt(offset) * nanosecondsPerMinute);
      change.run(moved, (Number(row['form']) & ~3) | declaredZone, offset, stated, row['rowid'] as bigint);
    }
  }

  /** What was near enough to the span, and is not in it after all; what is of other custodians. */
  #leaveOut({ from, to, within, custodians }: TimelineFilter): void {
    const { database } = this.#options;
    if (from !== undefined || to !== undefined || within) {
      const begins = within && beginsIn(within.span, within.zone);
      const isIn = (column: unknown, form: unknown, ground: unknown): number => {
        const at = fromColumn(column as bigint);
        if (from !== undefined && endOf({ at, form: Number(form) }) <= from) return 0;
        if (to !== undefined && at >= to) return 0;
        return !begins || begins(at, Number(ground) > 0) ? 1 : 0;
      };
      database.function('is_in_span', { directOnly: true, useBigIntArguments: true }, isIn);
      database.exec(`DELETE FROM ${this.table} WHERE NOT is_in_span(at, form, ground)`);
    }
    if (!custodians) return;
    const leave = database.prepare(
      `DELETE FROM ${this.table} WHERE held IN (SELECT value FROM json_each(?))`,
    );
    const others = database
      .prepare(`SELECT DISTINCT held FROM ${this.table}`)
      .all()
      .map(({ held }) => textOf(held))
      .filter((held) => !this.#options.custodians.of(held).some((one) => custodians.includes(one)));
    leave.run(JSON.stringify(others));
  }

  /**
   * `lies` is a number that items share whose first place lies in one source: what lies in folders has its source, what
   * a content holds is where that first lies. Where something is withheld each item is looked at for itself.
   */
  #sourceOf(item: number, lies: number): number {
    if (lies > 0) return lies;
    let source = this.#sources.get(lies);
    if (source === undefined) {
      source = this.#options.visible.placeOf(item)?.source ?? 0;
      if (this.#sources.size > 100_000) this.#sources.clear();
      this.#sources.set(lies, source);
    }
    return source;
  }

  #zoneOf(item: number, lies: number): string | undefined {
    const source = this.#sourceOf(item, lies);
    if (!this.#zones.has(source)) {
      const row = this.#options.database.prepare('SELECT intake FROM source WHERE source = ?').get(source);
      this.#zones.set(
        source,
        row ? (JSON.parse(textOf(row['intake'])) as { timeZone?: string }).timeZone : undefined,
      );
    }
    return this.#zones.get(source);
  }
}
