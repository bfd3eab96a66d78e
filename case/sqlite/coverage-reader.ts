/** Sums up the ledger: how items ended, by status, type, code and source, and whether containers' counts agree. */
import type { DatabaseSync } from 'node:sqlite';
import { itemKinds } from './catalogue-schema.ts';
import { currentItems, itemStatusSql } from './item-status.ts';
import type { Places } from './places.ts';
import { textOf } from './row-values.ts';

export interface CoverageRow {
  readonly value: string;
  readonly items: number;
  readonly bytes: number;
}

/** A container as the ledger accounts for it. `recorded` is the number of item rows that it holds. */
export interface LedgerContainer {
  readonly path: string;
  readonly completeness: string;
  readonly expected?: number;
  readonly emitted: number;
  readonly skipped: number;
  readonly failed: number;
  readonly recorded: number;
}

export interface SourceCoverage {
  readonly source: string;
  readonly custodian?: string;
  readonly files: number;
  readonly folders: number;
  readonly bytes: number;
  /** Items that its files held, each counted at its first place. */
  readonly heldItems: number;
  readonly heldBytes: number;
  readonly statuses: Readonly<Record<string, number>>;
}

const itemTables = 'item i LEFT JOIN document d ON d.document = i.document';

const groups = {
  status: itemStatusSql,
  type: "COALESCE(d.format, '(not read)')",
  code: 'COALESCE(i.code, d.code)',
} as const;

/**
 * The rule of `family.ts`, counted: a file is the parent of its family, and so is a member of what lies at some place
 * outside of all families. What is but a container is left out. Kinds by their numbers: 0 file, 4 member.
 */
const familiesSql = `WITH RECURSIVE outside (document) AS (
    SELECT document FROM item i WHERE ${currentItems} AND i.kind = 0 AND document IS NOT NULL
    UNION SELECT i.document FROM outside JOIN item i ON i.holder = outside.document
      WHERE ${currentItems} AND i.kind = 4 AND i.document IS NOT NULL)
  SELECT count(*) AS families FROM ${itemTables} WHERE ${currentItems} AND COALESCE(d.status, '') <> 'container'
    AND (i.kind = 0 OR (i.kind = 4 AND i.holder IN (SELECT document FROM outside)))`;

export class CoverageReader {
  readonly #database: DatabaseSync;
  readonly #places: Places;

  constructor(database: DatabaseSync, places: Places) {
    this.#database = database;
    this.#places = places;
  }

  /** Items (folders apart) and their bytes, by status, type or code; most items first. */
  by(by: keyof typeof groups): readonly CoverageRow[] {
    const rows = this.#database
      .prepare(
        `SELECT ${groups[by]} AS value, count(*) AS items, COALESCE(sum(i.size), 0) AS bytes FROM ${itemTables}
         WHERE ${currentItems} AND i.kind <> 1 GROUP BY value HAVING value IS NOT NULL ORDER BY items DESC, value`,
      )
      .all() as unknown as CoverageRow[];
    return rows.map(({ value, items, bytes }) => ({ value, items, bytes }));
  }

  /** What each source came to. */
  bySource(): readonly SourceCoverage[] {
    const known = new Map<number, number>();
    const first = this.#database.prepare(
      'SELECT i.source, i.holder FROM document d JOIN item i ON i.item = d.first WHERE d.document = ?',
    );
    const sourceOf = (document: number, depth = 0): number => {
      const found = known.get(document);
      if (found !== undefined || depth > 100) return found ?? 0;
      const row = first.get(document) as { source: number | null; holder: number | null } | undefined;
      const source = row?.source ?? (row?.holder ? sourceOf(row.holder, depth + 1) : 0);
      known.set(document, source);
      return source;
    };
    const sums = new Map<
      number,
      {
        files: number;
        folders: number;
        bytes: number;
        heldItems: number;
        heldBytes: number;
        statuses: Record<string, number>;
      }
    >();
    const rows = this.#database
      .prepare(
        `SELECT i.source, i.holder, i.kind, ${itemStatusSql} AS ending, count(*) AS n, COALESCE(sum(i.size), 0) AS bytes
         FROM ${itemTables} WHERE ${currentItems} GROUP BY i.source, i.holder, i.kind, ending`,
      )
      .iterate() as Iterable<{
      source: number | null;
      holder: number | null;
      kind: number;
      ending: string;
      n: number;
      bytes: number;
    }>;
    for (const { source, holder, kind, ending, n, bytes } of rows) {
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
        sum.folders += n;
        continue;
      }
      sum[holder === null ? 'files' : 'heldItems'] += n;
      sum[holder === null ? 'bytes' : 'heldBytes'] += bytes;
      sum.statuses[ending] = (sum.statuses[ending] ?? 0) + n;
    }
    return [...sums]
      .sort(([a], [b]) => a - b)
      .map(([source, sum]) => {
        const { reference, custodian } = this.#places.source(source);
        return { source: reference, ...(custodian ? { custodian } : {}), ...sum };
      });
  }

  /** Containers and messages with members, with the numbers that must agree. */
  *containers(): Generator<LedgerContainer> {
    const rows = this.#database
      .prepare(
        `SELECT d.first, COALESCE(d.completeness, 'unknown') AS completeness, d.members_expected AS expected, d.members_emitted AS emitted,
           d.members_skipped AS skipped, d.members_failed AS failed, (SELECT count(*) FROM item i WHERE i.holder = d.document) AS recorded
         FROM document d WHERE d.members_emitted IS NOT NULL AND d.first IS NOT NULL ORDER BY d.document`,
      )
      .iterate() as Iterable<Record<string, unknown>>;
    for (const row of rows) {
      const [place] = this.#places.ofItem(Number(row['first']));
      yield {
        path: place?.path ?? '',
        completeness: textOf(row['completeness']),
        ...(row['expected'] === null ? {} : { expected: Number(row['expected']) }),
        emitted: Number(row['emitted']),
        skipped: Number(row['skipped']),
        failed: Number(row['failed']),
        recorded: Number(row['recorded']),
      };
    }
  }

  /** Families, and unique documents with an outcome. */
  uniques(): { documents: number; families: number } {
    const { documents } = this.#database.prepare('SELECT count(*) AS documents FROM document').get() as {
      documents: number;
    };
    const { families } = this.#database.prepare(familiesSql).get() as { families: number };
    return { documents, families };
  }
}
