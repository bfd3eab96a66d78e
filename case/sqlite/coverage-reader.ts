/** Sums up the ledger: how items ended, by status, type, code and source, and whether containers' counts agree. */
import type { DatabaseSync } from 'node:sqlite';
import type { Scope } from '../../schemas/scope.ts';
import { unaccountedCodes } from '../../schemas/status.ts';
import type {
  ClosedContents,
  ContainerCounts,
  CoverageGroup,
  CoverageReading,
  CoverageRow,
  LedgerContainer,
  LedgerTotals,
  MailCounts,
  ReadBy,
  SourceCoverage,
  Unaccounted,
  WithheldCount,
} from '../ledger/coverage.ts';
import { currentItems, exceptionIn, itemStatusIn, itemTables } from './item-status.ts';
import type { ItemPlace } from './item-place.ts';
import { targetNumber } from './mark-reader.ts';
import { addCounts } from './many-places.ts';
import { PlaceSums } from './place-sums.ts';
import type { Places } from './places.ts';
import { present, textOf } from './row-values.ts';
import { readMailCounts } from './mail-counts.ts';
import type { Visibility, Visible } from './visible.ts';
import { withheldCounts } from './withheld-counts.ts';

/**
 * The rule of `family.ts`, counted: a file is the parent of its family, and so is a member of what lies at some place
 * outside of all families. What is but a container is left out. Kinds by their numbers: 0 file, 4 member.
 */
const parentsSql = (shown: Visible, columns: string): string => `WITH RECURSIVE outside (document) AS (
    SELECT document FROM item i WHERE ${currentItems} AND i.kind = 0 AND document IS NOT NULL
    UNION SELECT i.document FROM outside CROSS JOIN item i INDEXED BY item_holder ON i.holder = outside.document
      WHERE ${currentItems} AND i.kind = 4 AND i.document IS NOT NULL)
  SELECT ${columns} FROM ${itemTables} WHERE ${currentItems} AND ${shown.item} AND COALESCE(d.status, '') <> 'container'
    AND (i.kind = 0 OR (i.kind = 4 AND i.holder IN (SELECT document FROM outside)))`;

/** Containers and messages with the numbers that must agree; items that do not show are counted as `hidden`. */
const containersSql = (shown: Visible): string => {
  const held = (which: string): string =>
    `(SELECT count(*) FROM item i WHERE i.holder = d.document AND ${which})`;
  return `SELECT d.sha256, ${shown.first} AS first, COALESCE(d.completeness, 'unknown') AS completeness, d.members_expected AS expected,
      d.members_emitted AS emitted, d.members_skipped AS skipped, d.members_failed AS failed, ${held(shown.item)} AS recorded,
      ${shown.everything ? '0' : held(`NOT (${shown.item})`)} AS hidden
    FROM document d WHERE d.members_emitted IS NOT NULL AND d.first IS NOT NULL AND ${shown.document}`;
};

export class CoverageReader implements CoverageReading {
  readonly #database: DatabaseSync;
  readonly #places: Places;
  readonly #visibility: Visibility;
  #sums: { readonly key: string; readonly sums: PlaceSums } | undefined;

  constructor(database: DatabaseSync, places: Places, visibility: Visibility) {
    this.#database = database;
    this.#places = places;
    this.#visibility = visibility;
  }

  /** Nothing else is written down while one report asks: the sums of a scope are made once for each state of the file. */
  #sumsOf(scope: Scope): PlaceSums {
    const version = this.#places.version();
    const key = JSON.stringify([version, scope.open.toSorted()]);
    if (this.#sums?.key === key) return this.#sums.sums;
    const sums = new PlaceSums(this.#database, this.#places, this.#visibility.to(scope));
    // Its own temporary tables are writes too.
    this.#sums = { key: JSON.stringify([this.#places.version(), scope.open.toSorted()]), sums };
    return sums;
  }

  async totals(scope: Scope): Promise<LedgerTotals> {
    const shown = this.#visibility.to(scope);
    const { by, folders, sourceBytes, expandedBytes, exceptions } = this.#sumsOf(scope);
    const row = this.#database
      .prepare(
        `SELECT count(*) AS documents, COALESCE(sum(f.gone IS NOT NULL OR f.superseded IS NOT NULL), 0) AS past
         FROM document d LEFT JOIN item f ON f.item = ${shown.first} WHERE d.indexed > 0 AND ${shown.document}`,
      )
      .get() as { documents: number; past: number };
    const statuses = Object.fromEntries(
      [...by.status]
        .map(([status, { items }]) => [status, items] as const)
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    );
    const items = Object.values(statuses).reduce(addCounts, 0);
    return {
      statuses,
      items,
      folders,
      documents: row.documents,
      pastDocuments: row.past,
      sourceBytes,
      expandedBytes,
      exceptions,
    };
  }

  async by(group: CoverageGroup, scope: Scope): Promise<readonly CoverageRow[]> {
    return [...this.#sumsOf(scope).by[group]]
      .map(([value, { items, bytes }]) => ({ value, items, bytes }))
      .sort((one, other) => other.items - one.items || (one.value < other.value ? -1 : 1));
  }

  async unaccounted(scope: Scope): Promise<Unaccounted> {
    const shown = this.#visibility.to(scope);
    const codes = unaccountedCodes.map((code) => `'${code}'`).join(', ');
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

  async readBy(scope: Scope): Promise<readonly ReadBy[]> {
    const shown = this.#visibility.to(scope);
    return this.#database
      .prepare(
        `SELECT d.format, d.extractor, d.status, count(*) AS documents FROM document d JOIN item f ON f.item = d.first
         WHERE d.status IS NOT NULL AND f.gone IS NULL AND f.superseded IS NULL AND ${shown.document}
         GROUP BY d.format, d.extractor, d.status ORDER BY d.format, d.extractor, d.status`,
      )
      .all()
      .map((row) => ({
        format: textOf(row['format']),
        ...present({ extractor: row['extractor'] as string | null }),
        status: textOf(row['status']),
        documents: Number(row['documents']),
      }));
  }

  async bySource(scope: Scope): Promise<readonly SourceCoverage[]> {
    return [...this.#sumsOf(scope).bySource]
      .sort(([one], [other]) => one - other)
      .map(([source, sums]) => {
        const { reference, custodian } = this.#places.source(source);
        return { source: reference, custodian, ...sums };
      });
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

  async containerCounts(scope: Scope): Promise<ContainerCounts> {
    const rows = this.#database
      .prepare(
        `SELECT completeness, count(*) AS count, sum(recorded > 0) AS with_members
         FROM (${containersSql(this.#visibility.to(scope))}) GROUP BY completeness ORDER BY completeness`,
      )
      .all();
    const sumOf = (column: string): number => rows.reduce((sum, row) => sum + Number(row[column]), 0);
    return {
      count: sumOf('count'),
      withMembers: sumOf('with_members'),
      byCompleteness: Object.fromEntries(
        rows.map((row) => [textOf(row['completeness']), Number(row['count'])]),
      ),
    };
  }

  async *containers(scope: Scope, which: 'all' | 'doubtful'): AsyncGenerator<LedgerContainer, void> {
    const shown = this.#visibility.to(scope);
    const asked = which === 'all' ? 'TRUE' : `(recorded <> emitted - hidden OR completeness <> 'complete')`;
    // Not by the index of hashes: it leads to every row on another page.
    const rows = this.#database
      .prepare(`SELECT * FROM (${containersSql(shown)}) WHERE ${asked} ORDER BY +sha256`)
      .iterate();
    for (const row of rows) {
      const place = shown.placeOf(Number(row['first']));
      const hidden = Number(row['hidden']);
      yield {
        source: place ? this.#places.source(place.source).reference : '',
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

  async mails(scope: Scope): Promise<MailCounts> {
    return readMailCounts(this.#database, parentsSql(this.#visibility.to(scope), 'i.document'));
  }

  async withheld(scope: Scope): Promise<readonly WithheldCount[]> {
    return withheldCounts(this.#database, this.#places, this.#visibility.to(scope));
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
