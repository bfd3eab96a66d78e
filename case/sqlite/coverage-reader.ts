/** Sums up the ledger: how items ended, by status, type, code and source, and whether containers' counts agree. */
import type { DatabaseSync } from 'node:sqlite';
import type { Scope } from '../../schemas/scope.ts';
import { unreadCodes } from '../../schemas/status.ts';
import type {
  ClosedContents,
  CoverageGroup,
  CoverageReading,
  CoverageRow,
  LedgerContainer,
  LedgerTotals,
  SourceCoverage,
  Unaccounted,
} from '../ledger/coverage.ts';
import { itemKinds } from './catalogue-schema.ts';
import { currentItems, exceptionIn, itemStatusIn, itemTables } from './item-status.ts';
import type { ItemPlace } from './item-place.ts';
import { targetNumber } from './mark-reader.ts';
import type { Places } from './places.ts';
import { present, textOf } from './row-values.ts';
import type { Visibility, Visible } from './visible.ts';

const groups = {
  status: itemStatusIn,
  type: () => "COALESCE(d.format, '(not read)')",
  code: () => 'COALESCE(i.code, d.code)',
} as const satisfies Record<CoverageGroup, (shown: Visible) => string>;

/**
 * The rule of `family.ts`, counted: a file is the parent of its family, and so is a member of what lies at some place
 * outside of all families. What is but a container is left out. Kinds by their numbers: 0 file, 4 member.
 */
const parentsSql = (shown: Visible, columns: string): string => `WITH RECURSIVE outside (document) AS (
    SELECT document FROM item i WHERE ${currentItems} AND i.kind = 0 AND document IS NOT NULL
    UNION SELECT i.document FROM outside JOIN item i ON i.holder = outside.document
      WHERE ${currentItems} AND i.kind = 4 AND i.document IS NOT NULL)
  SELECT ${columns} FROM ${itemTables} WHERE ${currentItems} AND ${shown.item} AND COALESCE(d.status, '') <> 'container'
    AND (i.kind = 0 OR (i.kind = 4 AND i.holder IN (SELECT document FROM outside)))`;

interface TotalsRow {
  readonly status: string;
  readonly folder: number;
  readonly held: number;
  readonly items: number;
  readonly bytes: number;
  readonly exceptions: number | null;
}

interface SourceRow {
  readonly source: number | null;
  readonly holder: number | null;
  readonly kind: number;
  readonly ending: string;
  readonly items: number;
  readonly bytes: number;
}

interface SourceSums {
  files: number;
  folders: number;
  bytes: number;
  heldItems: number;
  heldBytes: number;
  readonly statuses: Record<string, number>;
}

export class CoverageReader implements CoverageReading {
  readonly #database: DatabaseSync;
  readonly #places: Places;
  readonly #visibility: Visibility;

  constructor(database: DatabaseSync, places: Places, visibility: Visibility) {
    this.#database = database;
    this.#places = places;
    this.#visibility = visibility;
  }

  async totals(scope: Scope): Promise<LedgerTotals> {
    const shown = this.#visibility.to(scope);
    const rows = this.#database
      .prepare(
        `SELECT status, folder, held, count(*) AS items, sum(size) AS bytes, sum(exception) AS exceptions FROM (
           SELECT ${itemStatusIn(shown)} AS status, i.kind = 1 AS folder, i.holder IS NOT NULL AS held, COALESCE(i.size, 0) AS size,
             ${exceptionIn(shown)} AS exception FROM ${itemTables} WHERE ${currentItems} AND ${shown.item})
         GROUP BY status, folder, held`,
      )
      .all() as unknown as TotalsRow[];
    const { documents } = this.#database
      .prepare(`SELECT count(*) AS documents FROM document d WHERE ${shown.document}`)
      .get() as { documents: number };
    const statuses: Record<string, number> = {};
    const totals = { items: 0, folders: 0, sourceBytes: 0, expandedBytes: 0, exceptions: 0 };
    for (const { status, folder, held, items, bytes, exceptions } of rows) {
      totals.exceptions += exceptions ?? 0;
      if (folder) {
        totals.folders += items;
        continue;
      }
      statuses[status] = (statuses[status] ?? 0) + items;
      totals.items += items;
      totals[held ? 'expandedBytes' : 'sourceBytes'] += bytes;
    }
    return { statuses, documents, ...totals };
  }

  async by(group: CoverageGroup, scope: Scope): Promise<readonly CoverageRow[]> {
    const shown = this.#visibility.to(scope);
    const rows = this.#database
      .prepare(
        `SELECT ${groups[group](shown)} AS value, count(*) AS items, COALESCE(sum(i.size), 0) AS bytes FROM ${itemTables}
         WHERE ${currentItems} AND i.kind <> 1 AND ${shown.item}
         GROUP BY value HAVING value IS NOT NULL ORDER BY items DESC, value`,
      )
      .all() as unknown as CoverageRow[];
    return rows.map(({ value, items, bytes }) => ({ value, items, bytes }));
  }

  async unaccounted(scope: Scope): Promise<Unaccounted> {
    const shown = this.#visibility.to(scope);
    const codes = unreadCodes.map((code) => `'${code}'`).join(', ');
    const row = this.#database
      .prepare(
        `SELECT sum(${itemStatusIn(shown)} IN ('pending', 'awaiting content')) AS open,
           sum(i.kind = 1 AND i.fate = 'failed') AS folders,
           sum(i.kind <> 1 AND ${itemStatusIn(shown)} = 'failed' AND COALESCE(i.code, d.code) IN (${codes})) AS unread
         FROM ${itemTables} WHERE ${currentItems} AND ${shown.item}`,
      )
      .get();
    const unfinished = this.#database
      .prepare('SELECT reference FROM source WHERE listing IS NOT listed OR listed IS NULL ORDER BY source')
      .all();
    return {
      open: Number(row?.['open'] ?? 0),
      unlistedFolders: Number(row?.['folders'] ?? 0),
      unread: Number(row?.['unread'] ?? 0),
      unfinishedListings: unfinished.map(({ reference }) => textOf(reference)),
    };
  }

  async closed(scope: Scope): Promise<readonly ClosedContents[]> {
    const shown = this.#visibility.to(scope);
    const rows = this.#database
      .prepare(
        `SELECT d.format, d.status, count(*) AS documents FROM document d JOIN item f ON f.item = d.first
         WHERE d.status IN ('encrypted', 'failed', 'unsupported') AND f.gone IS NULL AND f.superseded IS NULL
           AND d.members_emitted IS NULL AND ${shown.document}
         GROUP BY d.format, d.status ORDER BY d.format, d.status`,
      )
      .all() as unknown as ClosedContents[];
    return rows.map(({ format, status, documents }) => ({ format, status, documents }));
  }

  async bySource(scope: Scope): Promise<readonly SourceCoverage[]> {
    const shown = this.#visibility.to(scope);
    const sourceOf = this.#sourceOfContent(shown);
    const sums = new Map<number, SourceSums>();
    const rows = this.#database
      .prepare(
        `SELECT i.source, i.holder, i.kind, ${itemStatusIn(shown)} AS ending, count(*) AS items, COALESCE(sum(i.size), 0) AS bytes
         FROM ${itemTables} WHERE ${currentItems} AND ${shown.item} GROUP BY i.source, i.holder, i.kind, ending`,
      )
      .iterate() as Iterable<unknown> as Iterable<SourceRow>;
    for (const { source, holder, kind, ending, items, bytes } of rows) {
      const number = source ?? sourceOf(holder ?? 0);
      const sum = sums.get(number) ?? {
        files: 0,
        folders: 0,
        bytes: 0,
        heldItems: 0,
        heldBytes: 0,
        statuses: {},
      };
      sums.set(number, sum);
      if (itemKinds[kind] === 'folder') {
        sum.folders += items;
        continue;
      }
      sum[holder === null ? 'files' : 'heldItems'] += items;
      sum[holder === null ? 'bytes' : 'heldBytes'] += bytes;
      sum.statuses[ending] = (sum.statuses[ending] ?? 0) + items;
    }
    return [...sums]
      .sort(([a], [b]) => a - b)
      .map(([source, sum]) => {
        const { reference, custodian } = this.#places.source(source);
        return { source: reference, ...(custodian ? { custodian } : {}), ...sum };
      });
  }

  /** The source of a content's first place, each looked up once. */
  #sourceOfContent(shown: Visible): (document: number) => number {
    const known = new Map<number, number>();
    const first = this.#database.prepare(
      `SELECT i.source, i.holder FROM document d JOIN item i ON i.item = ${shown.first} WHERE d.document = ?`,
    );
    const sourceOf = (document: number, depth = 0): number => {
      const found = known.get(document);
      if (found !== undefined || depth > 100) return found ?? 0;
      const row = first.get(document) as { source: number | null; holder: number | null } | undefined;
      const source = row?.source ?? (row?.holder ? sourceOf(row.holder, depth + 1) : 0);
      known.set(document, source);
      return source;
    };
    return sourceOf;
  }

  async warnings(scope: Scope): Promise<Readonly<Record<string, number>>> {
    const shown = this.#visibility.to(scope);
    const rows = this.#database
      .prepare(
        `SELECT w.value ->> 'code' AS warning, sum(COALESCE(w.value ->> 'count', 1)) AS times
         FROM ${itemTables}, (SELECT 1 AS one UNION ALL SELECT 2) AS part,
           json_each(CASE part.one WHEN 1 THEN COALESCE(i.warnings, '[]') ELSE COALESCE(d.warnings, '[]') END) AS w
         WHERE ${currentItems} AND ${exceptionIn(shown)} AND ${shown.item}
         GROUP BY warning ORDER BY times DESC, warning`,
      )
      .all();
    return Object.fromEntries(rows.map((row) => [textOf(row['warning']), Number(row['times'])]));
  }

  async *containers(scope: Scope): AsyncGenerator<LedgerContainer, void> {
    const shown = this.#visibility.to(scope);
    const rows = this.#database
      .prepare(
        `SELECT ${shown.first} AS first, COALESCE(d.completeness, 'unknown') AS completeness, d.members_expected AS expected, d.members_emitted AS emitted,
           d.members_skipped AS skipped, d.members_failed AS failed,
           (SELECT count(*) FROM item i WHERE i.holder = d.document AND ${shown.item}) AS recorded,
           (SELECT count(*) FROM item i WHERE i.holder = d.document AND NOT (${shown.item})) AS hidden
         FROM document d WHERE d.members_emitted IS NOT NULL AND d.first IS NOT NULL AND ${shown.document} ORDER BY d.sha256`,
      )
      .iterate();
    for (const row of rows) {
      const place = shown.placeOf(Number(row['first']));
      const hidden = Number(row['hidden']);
      yield {
        path: place?.path ?? '',
        completeness: textOf(row['completeness']),
        ...present({ expected: row['expected'] === null ? null : Number(row['expected']) - hidden }),
        emitted: Number(row['emitted']) - hidden,
        skipped: Number(row['skipped']),
        failed: Number(row['failed']),
        recorded: Number(row['recorded']),
      };
    }
  }

  async families(scope: Scope): Promise<number> {
    const shown = this.#visibility.to(scope);
    const { families } = this.#database.prepare(parentsSql(shown, 'count(*) AS families')).get() as {
      families: number;
    };
    return shown.everything ? families : families - this.#hiddenFamilies(shown);
  }

  /** Of items that show: at no place where they are parents. Their family is withheld, they show in another. */
  #hiddenFamilies(shown: Visible): number {
    const withheld = this.#database
      .prepare(
        `${parentsSql(shown, 'i.item')} AND i.id IN (SELECT id FROM withholding WHERE target = ? AND removed_at IS NULL)`,
      )
      .all(targetNumber('family'));
    const isParent = ({ item, family, past }: ItemPlace): boolean => item === family && !past;
    return withheld.filter(
      ({ item }) => !shown.placesOf(Number(item)).kinds.some(({ first }) => isParent(first)),
    ).length;
  }
}
