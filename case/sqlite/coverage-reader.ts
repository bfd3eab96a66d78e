/** Sums up the ledger: how items ended, by status, type, code and source, and whether containers' counts agree. */
import type { DatabaseSync } from 'node:sqlite';
import type { Scope } from '../../schemas/scope.ts';
import type {
  ClosedContents,
  ContainerCounts,
  CoverageGroup,
  CoverageReading,
  CoverageRow,
  LanguageCounts,
  LedgerContainer,
  LedgerTotals,
  MailCounts,
  ReadBy,
  SourceCoverage,
  Unaccounted,
  WithheldCount,
} from '../ledger/coverage.ts';
import { isTop, outsideSql } from './family-tops.ts';
import { currentItems, exceptionIn, itemTables } from './item-status.ts';
import type { ItemPlace } from './item-place.ts';
import { targetNumber } from './mark-reader.ts';
import { addCounts } from './many-places.ts';
import { KeptOfState } from './kept-of-state.ts';
import { PlaceSums } from './place-sums.ts';
import type { Places } from './places.ts';
import { present, textOf } from './row-values.ts';
import { readLanguageCounts } from './language-counts.ts';
import { readMailCounts } from './mail-counts.ts';
import type { Visibility, Visible } from './visible.ts';
import { withheldCounts } from './withheld-counts.ts';

/** Containers and messages with the numbers that must agree; items that do not show are counted as `hidden`. */
const containersSql = (shown: Visible): string => {
  const held = (which: string): string =>
    `(SELECT count(*) FROM item i WHERE i.holder = d.document AND ${which})`;
  return `SELECT d.sha256, ${shown.first} AS first, COALESCE(d.completeness, 'unknown') AS completeness, d.members_expected AS expected,
      d.members_emitted AS emitted, d.members_skipped AS skipped, d.members_failed AS failed, ${held(shown.item)} AS recorded,
      ${shown.everything ? '0' : held(`NOT (${shown.item})`)} AS hidden
    FROM document d WHERE d.members_emitted IS NOT NULL AND d.first IS NOT NULL AND ${shown.document}`;
};

const doubtfulSql = `(recorded <> emitted - hidden OR completeness <> 'complete')`;

interface ContainerSums {
  readonly counts: ContainerCounts;
  readonly doubtful: number;
}

function readContainers(database: DatabaseSync, shown: Visible): ContainerSums {
  const rows = database
    .prepare(
      `SELECT completeness, count(*) AS count, sum(recorded > 0) AS with_members, sum(${doubtfulSql}) AS doubtful
       FROM (${containersSql(shown)}) GROUP BY completeness ORDER BY completeness`,
    )
    .all();
  const sumOf = (column: string): number => rows.reduce((sum, row) => sum + Number(row[column]), 0);
  return {
    counts: {
      count: sumOf('count'),
      withMembers: sumOf('with_members'),
      byCompleteness: Object.fromEntries(
        rows.map((row) => [textOf(row['completeness']), Number(row['count'])]),
      ),
    },
    doubtful: sumOf('doubtful'),
  };
}

/** Contents whose first place is there, of one format, reader and status. */
interface OutcomeRow extends ReadBy {
  /** Those that are not known to hold anything. */
  readonly memberless: number;
}

function readOutcomes(database: DatabaseSync, shown: Visible): readonly OutcomeRow[] {
  return database
    .prepare(
      `SELECT d.format, d.extractor, d.status, count(*) AS documents, sum(d.members_emitted IS NULL) AS memberless
       FROM document d JOIN item f ON f.item = d.first
       WHERE d.status IS NOT NULL AND f.gone IS NULL AND f.superseded IS NULL AND ${shown.document}
       GROUP BY d.format, d.extractor, d.status ORDER BY d.format, d.extractor, d.status`,
    )
    .all()
    .map((row) => ({
      format: textOf(row['format']),
      ...present({ extractor: row['extractor'] as string | null }),
      status: textOf(row['status']),
      documents: Number(row['documents']),
      memberless: Number(row['memberless']),
    }));
}

/** What ended so may hold more than anybody knows. */
const closedStatuses: readonly string[] = ['encrypted', 'failed', 'unsupported'];

export class CoverageReader implements CoverageReading {
  readonly #database: DatabaseSync;
  readonly #places: Places;
  readonly #visibility: Visibility;
  readonly #sums: KeptOfState<PlaceSums>;
  readonly #outcomes: KeptOfState<readonly OutcomeRow[]>;
  readonly #containers: KeptOfState<ContainerSums>;
  #moments = 0;

  constructor(database: DatabaseSync, places: Places, visibility: Visibility) {
    this.#database = database;
    this.#places = places;
    this.#visibility = visibility;
    this.#sums = new KeptOfState(places, (scope) => new PlaceSums(database, places, visibility.to(scope)));
    this.#outcomes = new KeptOfState(places, (scope) => readOutcomes(database, visibility.to(scope)));
    this.#containers = new KeptOfState(places, (scope) => readContainers(database, visibility.to(scope)));
  }

  async atOneMoment<T>(work: () => Promise<T>): Promise<T> {
    if (this.#moments === 0) this.#database.exec('BEGIN');
    this.#moments += 1;
    try {
      return await work();
    } finally {
      this.#moments -= 1;
      if (this.#moments === 0) this.#database.exec('COMMIT');
    }
  }

  async totals(scope: Scope): Promise<LedgerTotals> {
    const shown = this.#visibility.to(scope);
    const { by, folders, sourceBytes, expandedBytes, exceptions } = this.#sums.of(scope);
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
    return [...this.#sums.of(scope).by[group]]
      .map(([value, { items, bytes }]) => ({ value, items, bytes }))
      .sort((one, other) => other.items - one.items || (one.value < other.value ? -1 : 1));
  }

  async unaccounted(scope: Scope): Promise<Unaccounted> {
    const unfinished = this.#database
      .prepare('SELECT reference FROM source WHERE listing IS NOT listed OR listed IS NULL ORDER BY source')
      .all();
    return {
      ...this.#sums.of(scope).unaccounted,
      unfinishedListings: unfinished.map(({ reference }) => textOf(reference)),
    };
  }

  async closed(scope: Scope): Promise<readonly ClosedContents[]> {
    const closed = this.#outcomes.of(scope).filter(({ status }) => closedStatuses.includes(status));
    const byEnd = Map.groupBy(closed, ({ format, status }) => JSON.stringify([format, status]));
    return [...byEnd]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([end, rows]) => {
        const [format, status] = JSON.parse(end) as [string, string];
        return { format, status, documents: rows.reduce((sum, { memberless }) => sum + memberless, 0) };
      })
      .filter(({ documents }) => documents > 0);
  }

  async readBy(scope: Scope): Promise<readonly ReadBy[]> {
    return this.#outcomes.of(scope).map(({ format, extractor, status, documents }) => ({
      format,
      ...present({ extractor }),
      status,
      documents,
    }));
  }

  async bySource(scope: Scope): Promise<readonly SourceCoverage[]> {
    return [...this.#sums.of(scope).bySource]
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
    return this.#containers.of(scope).counts;
  }

  async *containers(scope: Scope, which: 'all' | 'doubtful'): AsyncGenerator<LedgerContainer, void> {
    if (which === 'doubtful' && this.#containers.of(scope).doubtful === 0) return;
    const shown = this.#visibility.to(scope);
    const asked = which === 'all' ? 'TRUE' : doubtfulSql;
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
    const { parents } = this.#sums.of(scope);
    return shown.everything ? parents : parents - this.#hiddenFamilies(shown);
  }

  async mails(scope: Scope): Promise<MailCounts> {
    return readMailCounts(this.#database, this.#visibility.to(scope));
  }

  async languages(scope: Scope): Promise<LanguageCounts> {
    return readLanguageCounts(this.#database, this.#visibility.to(scope));
  }

  async withheld(scope: Scope): Promise<readonly WithheldCount[]> {
    return withheldCounts(this.#database, this.#places, this.#visibility.to(scope));
  }

  /** Of items that show: at no place where they are parents. Their family is withheld, they show in another. */
  #hiddenFamilies(shown: Visible): number {
    const withheld = this.#database
      .prepare(
        `WITH RECURSIVE ${outsideSql} SELECT i.item FROM ${itemTables}
         WHERE ${currentItems} AND ${shown.item} AND COALESCE(d.status, '') <> 'container' AND ${isTop}
           AND i.id IN (SELECT id FROM withholding WHERE target = ? AND removed_at IS NULL)`,
      )
      .all(targetNumber('family'));
    const isParent = ({ item, family, past }: ItemPlace): boolean => item === family && !past;
    return withheld.filter(
      ({ item }) => !shown.placesOf(Number(item)).kinds.some(({ first }) => isParent(first)),
    ).length;
  }
}
