/** Reads the ledger: coverage, items, exceptions, and what happened to one item. Any number of readers at a time. */
import type { DatabaseSync } from 'node:sqlite';
import type { Intake } from '../../schemas/intake.ts';
import type { Metadata } from '../../schemas/metadata.ts';
import type { Warning } from '../../schemas/status.ts';
import type { ItemTimes } from '../../pipeline/contract.ts';
import { type ItemKind, itemKinds } from './catalogue-schema.ts';
import { currentItems, itemStatusSql } from './item-status.ts';
import { openDatabase } from './open-database.ts';
import { Places } from './places.ts';
import { hexOf, textOf, timesOf } from './row-values.ts';

export interface LedgerItem {
  readonly row: number;
  readonly id: string;
  readonly revision: number;
  readonly kind: ItemKind;
  /** Below the source, `/` between parts; the first place where the content that holds it has several. */
  readonly path: string;
  readonly source: string;
  readonly status: string;
  readonly code?: string;
  readonly detail?: string;
  readonly size?: number;
  readonly sha256?: string;
  readonly sha1?: string;
  readonly md5?: string;
  readonly format?: string;
  readonly mediaType?: string;
  readonly known?: string;
  readonly notable?: string;
  readonly times: ItemTimes;
  readonly warnings: readonly Warning[];
  readonly superseded: boolean;
  readonly gone: boolean;
}

export interface CoverageRow {
  readonly value: string;
  readonly items: number;
  readonly bytes: number;
}

export interface LedgerDocument {
  readonly row: number;
  readonly sha256: string;
  readonly sha1: string;
  readonly md5: string;
  readonly size: number;
  readonly format: string;
  readonly mediaType: string;
  readonly status?: string;
  readonly code?: string;
  readonly detail?: string;
  readonly known?: string;
  readonly notable?: string;
  readonly metadata: Metadata;
  readonly warnings: readonly Warning[];
  readonly extractor?: string;
  readonly completeness?: string;
  readonly members?: {
    readonly expected?: number;
    readonly emitted: number;
    readonly skipped: number;
    readonly failed: number;
  };
  readonly firstItem?: string;
  readonly carriers: number;
}

export interface LedgerAttempt {
  readonly run: number;
  readonly worker: number;
  readonly at: string;
  readonly status: string;
  readonly code?: string;
  readonly detail?: string;
  readonly extractor?: string;
  readonly milliseconds: {
    readonly read: number;
    readonly identify: number;
    readonly extract: number;
    readonly enrich: number;
  };
}

export interface LedgerText {
  readonly id: string;
  readonly kind: string;
  readonly units: number;
  readonly extractor: string;
  readonly run: number;
  readonly superseded: boolean;
}

export interface LedgerRun {
  readonly run: number;
  readonly id: string;
  readonly verb: string;
  readonly started: string;
  readonly ended?: string;
  readonly outcome?: string;
  readonly record: Readonly<Record<string, unknown>>;
}

/** Items of one name that are looked at; a name that more share tells nothing. */
const maxSameName = 10_000;

type Row = Record<string, unknown>;

/** Leaves out what SQLite gives as null. */
function present<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  ) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

const itemColumns = `i.item, i.id, i.revision, i.kind, i.source, i.place, i.holder, i.name, i.size, i.modified, i.accessed, i.changed, i.created,
  i.time_forms, COALESCE(i.code, d.code) AS code, COALESCE(i.detail, d.detail) AS detail, i.warnings AS item_warnings, i.superseded, i.gone,
  d.sha256, d.sha1, d.md5, d.format, d.media_type, d.known, d.notable, d.warnings AS document_warnings, ${itemStatusSql} AS status`;
const itemTables = 'item i LEFT JOIN document d ON d.document = i.document';
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

const groups = {
  status: itemStatusSql,
  type: "COALESCE(d.format, '(not read)')",
  code: 'COALESCE(i.code, d.code)',
} as const;

export class LedgerReader {
  readonly #database: DatabaseSync;
  readonly #places: Places;

  constructor(path: string) {
    this.#database = openDatabase(path, { readOnly: true });
    this.#places = new Places(this.#database);
  }

  close(): void {
    this.#database.close();
  }

  runs(): readonly LedgerRun[] {
    const rows = this.#database
      .prepare('SELECT run, id, verb, started, ended, outcome, record FROM run ORDER BY run')
      .all() as Row[];
    return rows.map(
      (row) =>
        ({ ...present(row), record: JSON.parse(textOf(row['record'])) as object }) as unknown as LedgerRun,
    );
  }

  sources(): readonly { source: number; id: string; reference: string; root: string; intake: Intake }[] {
    const rows = this.#database
      .prepare('SELECT source, id, reference, root, intake FROM source ORDER BY source')
      .all() as Row[];
    return rows.map((row) => ({
      source: Number(row['source']),
      id: textOf(row['id']),
      reference: textOf(row['reference']),
      root: Buffer.from(row['root'] as Uint8Array).toString(),
      intake: JSON.parse(textOf(row['intake'])) as Intake,
    }));
  }

  /** Items (folders apart) and their bytes, by status, type or code; most items first. */
  coverage(by: keyof typeof groups): readonly CoverageRow[] {
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
        `SELECT i.source, i.holder, i.kind, ${itemStatusSql} AS status, count(*) AS n, COALESCE(sum(i.size), 0) AS bytes
         FROM ${itemTables} WHERE ${currentItems} GROUP BY i.source, i.holder, i.kind, status`,
      )
      .iterate() as Iterable<{
      source: number | null;
      holder: number | null;
      kind: number;
      status: string;
      n: number;
      bytes: number;
    }>;
    for (const { source, holder, kind, status, n, bytes } of rows) {
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
      sum.statuses[status] = (sum.statuses[status] ?? 0) + n;
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

  /** Families: files and members that are nobody's attachment; and unique documents with an outcome. */
  uniques(): { documents: number; families: number } {
    const { documents } = this.#database.prepare('SELECT count(*) AS documents FROM document').get() as {
      documents: number;
    };
    const { families } = this.#database
      .prepare(
        `SELECT count(*) AS families FROM ${itemTables} WHERE ${currentItems} AND i.kind IN (0, 4) AND COALESCE(d.status, '') <> 'container'`,
      )
      .get() as { families: number };
    return { documents, families };
  }

  /** All items in ledger order, earlier revisions and gone ones included. */
  *items(where: { readonly exceptionsOnly?: boolean } = {}): Generator<LedgerItem> {
    const exceptions = `(i.fate IN ('failed', 'encrypted', 'unsupported') OR i.warnings IS NOT NULL
      OR (i.fate IS NULL AND (d.status IN ('failed', 'encrypted') OR (d.first = i.item AND (d.status = 'unsupported' OR d.warnings IS NOT NULL)))))`;
    const statement = this.#database.prepare(
      `SELECT ${itemColumns} FROM ${itemTables} WHERE (i.place IS NOT NULL OR i.holder IS NOT NULL) ${where.exceptionsOnly ? `AND ${currentItems} AND ${exceptions}` : ''} ORDER BY i.item`,
    );
    statement.setReadBigInts(true);
    for (const row of statement.iterate()) yield this.#item(row);
  }

  /** Items whose content is on a list of notable files. */
  *notable(): Generator<LedgerItem> {
    const statement = this.#database.prepare(
      `SELECT ${itemColumns} FROM ${itemTables} WHERE d.notable IS NOT NULL AND ${currentItems} ORDER BY i.item`,
    );
    statement.setReadBigInts(true);
    for (const row of statement.iterate()) yield this.#item(row);
  }

  #item(row: Row): LedgerItem {
    const item = Number(row['item']);
    const [place] = this.#places.ofItem(item);
    const warnings = [row['item_warnings'], row['document_warnings']].flatMap((json) =>
      json ? (JSON.parse(textOf(json)) as Warning[]) : [],
    );
    return {
      row: item,
      id: hexOf(row['id']),
      revision: Number(row['revision']),
      kind: itemKinds[Number(row['kind'])] ?? 'other',
      path: place?.path ?? textOf(row['name']),
      source: place ? this.#places.source(place.source).reference : '',
      status: textOf(row['status']),
      times: timesOf(row),
      warnings,
      superseded: row['superseded'] !== null,
      gone: row['gone'] !== null,
      ...present({
        code: row['code'] as string | null,
        detail: row['detail'] as string | null,
        size: row['size'] === null ? null : Number(row['size']),
        sha256: row['sha256'] ? hexOf(row['sha256']) : null,
        sha1: row['sha1'] ? hexOf(row['sha1']) : null,
        md5: row['md5'] ? hexOf(row['md5']) : null,
        format: row['format'] as string | null,
        mediaType: row['media_type'] as string | null,
        known: row['known'] as string | null,
        notable: row['notable'] as string | null,
      }),
    };
  }

  item(row: number): LedgerItem | undefined {
    const statement = this.#database.prepare(`SELECT ${itemColumns} FROM ${itemTables} WHERE i.item = ?`);
    statement.setReadBigInts(true);
    const found = statement.get(row) as Row | undefined;
    return found && this.#item(found);
  }

  /** All places of an item's paths. */
  placesOf(row: number, limit: number): readonly string[] {
    const paths: string[] = [];
    for (const { path } of this.#places.ofItem(row)) {
      paths.push(path);
      if (paths.length >= limit) break;
    }
    return paths;
  }

  /**
   * Items at a path: below a source, with or without its reference before it, or absolute below where the
   * source lies. A name inside an archive may itself hold `/`.
   */
  find(path: string): readonly LedgerItem[] {
    const found = new Map<number, LedgerItem>();
    for (const { source, reference, root } of this.sources()) {
      const top = (
        this.#database.prepare('SELECT item FROM item WHERE source = ? AND place IS NULL').get(source) as {
          item: number;
        }
      ).item;
      const rests = [
        path,
        ...[`${reference}/`, `${root}/`]
          .filter((prefix) => path.startsWith(prefix))
          .map((prefix) => path.slice(prefix.length)),
      ];
      if (root.endsWith(`/${path}`) || path === root) rests.push(path.slice(path.lastIndexOf('/') + 1));
      for (const rest of rests)
        for (const row of this.#descend(top, null, rest)) found.set(row, this.item(row) as LedgerItem);
    }
    if (found.size === 0) for (const item of this.#findByEnd(path)) found.set(item.row, item);
    return [...found.values()];
  }

  /** Items whose path ends so: a name alone is what people remember. Looks at every item of that name. */
  *#findByEnd(path: string): Generator<LedgerItem> {
    const rows = this.#database
      .prepare('SELECT item FROM item i WHERE name = ? AND superseded IS NULL LIMIT ?')
      .all(path.slice(path.lastIndexOf('/') + 1), maxSameName) as { item: number }[];
    for (const { item } of rows) {
      const found = this.item(item);
      if (found && (found.path === path || found.path.endsWith(`/${path}`))) yield found;
    }
  }

  *#descend(place: number | null, holder: number | null, rest: string): Generator<number> {
    const parent = place === null ? 'i.holder = ?2' : 'i.place = ?2';
    const rows = this.#database
      .prepare(
        `SELECT i.item, i.kind, i.document, COALESCE(NULLIF(i.name, ''), '#' || i.ordinal) AS shown FROM item i
         WHERE ${parent} AND i.superseded IS NULL AND (shown = ?1 OR substr(?1, 1, length(shown) + 1) = shown || '/')`,
      )
      .all(rest, place ?? holder) as { item: number; kind: number; document: number | null; shown: string }[];
    for (const { item, kind, document, shown } of rows) {
      if (shown === rest) yield item;
      else if (itemKinds[kind] === 'folder') yield* this.#descend(item, null, rest.slice(shown.length + 1));
      else if (document !== null) yield* this.#descend(null, document, rest.slice(shown.length + 1));
    }
  }

  /** By SHA-256, MD5, SHA-1 or item id, or the beginning of one of at least 6 digits; at most `limit`. */
  findByHash(prefix: string, limit: number): readonly LedgerItem[] {
    if (!/^[0-9a-f]{6,64}$/iu.test(prefix)) return [];
    const low = Buffer.from(prefix.toLowerCase().padEnd(64, '0'), 'hex');
    const high = Buffer.from(prefix.toLowerCase().padEnd(64, 'f'), 'hex');
    const rows = this.#database
      .prepare(
        `SELECT i.item FROM ${itemTables} WHERE d.sha256 BETWEEN ?1 AND ?2 AND d.first = i.item
         UNION SELECT item FROM item WHERE id BETWEEN substr(?1, 1, 16) AND substr(?2, 1, 16) LIMIT ?3`,
      )
      .all(low, high, limit) as { item: number }[];
    return rows.map(({ item }) => this.item(item) as LedgerItem);
  }

  /** Files of the sources whose content was hashed, with where they lie. */
  *files(): Generator<{ path: string; root: Buffer; rawPath: Uint8Array; sha256: string }> {
    const roots = new Map(
      this.#database
        .prepare('SELECT source, kind, root FROM source')
        .all()
        .map((row) => [Number(row['source']), row]),
    );
    const rows = this.#database
      .prepare(
        `SELECT i.item, d.sha256 FROM item i JOIN document d ON d.document = i.document
         WHERE i.place IS NOT NULL AND i.kind = 0 AND i.state = 0 AND ${currentItems} ORDER BY i.item`,
      )
      .iterate() as Iterable<{ item: number; sha256: Uint8Array }>;
    for (const { item, sha256 } of rows) {
      const { path, rawPath, source } = this.#places.file(item);
      const row = roots.get(source);
      const at = Buffer.from(row?.['root'] as Uint8Array);
      const root = row?.['kind'] === 'file' ? at.subarray(0, Math.max(1, at.lastIndexOf(0x2f))) : at;
      yield {
        path: `${this.#places.source(source).reference}/${path}`,
        root,
        rawPath,
        sha256: hexOf(sha256),
      };
    }
  }

  /** Documents that the index must hold, in the order of their ids. */
  *indexedDocuments(): Generator<{ sha256: string; revision: number; texts: readonly string[] }, void> {
    const texts = this.#database.prepare('SELECT id FROM text WHERE document = ? AND superseded IS NULL');
    const rows = this.#database
      .prepare('SELECT document, sha256, indexed FROM document WHERE indexed > 0 ORDER BY sha256')
      .iterate() as Iterable<{ document: number; sha256: Uint8Array; indexed: number }>;
    for (const { document, sha256, indexed } of rows) {
      yield {
        sha256: hexOf(sha256),
        revision: indexed,
        texts: texts.all(document).map((row) => hexOf(row['id'])),
      };
    }
  }

  document(sha256: string): LedgerDocument | undefined {
    const row = this.#database
      .prepare(
        `SELECT d.*, f.id AS first_id, (SELECT count(*) FROM item i WHERE i.document = d.document) AS carriers
         FROM document d LEFT JOIN item f ON f.item = d.first WHERE d.sha256 = ?`,
      )
      .get(Buffer.from(sha256, 'hex')) as Row | undefined;
    if (!row) return undefined;
    const number = (name: string): number | null => (row[name] === null ? null : Number(row[name]));
    return {
      row: Number(row['document']),
      sha256,
      sha1: hexOf(row['sha1']),
      md5: hexOf(row['md5']),
      size: Number(row['size']),
      format: textOf(row['format']),
      mediaType: textOf(row['media_type']),
      metadata: (row['metadata'] ? JSON.parse(textOf(row['metadata'])) : {}) as Metadata,
      warnings: (row['warnings'] ? JSON.parse(textOf(row['warnings'])) : []) as Warning[],
      carriers: Number(row['carriers']),
      ...present({
        status: row['status'] as string | null,
        code: row['code'] as string | null,
        detail: row['detail'] as string | null,
        known: row['known'] as string | null,
        notable: row['notable'] as string | null,
        extractor: row['extractor'] as string | null,
        completeness: row['completeness'] as string | null,
        firstItem: row['first_id'] ? hexOf(row['first_id']) : null,
      }),
      ...(row['members_emitted'] === null
        ? {}
        : {
            members: {
              ...present({ expected: number('members_expected') }),
              emitted: number('members_emitted') ?? 0,
              skipped: number('members_skipped') ?? 0,
              failed: number('members_failed') ?? 0,
            },
          }),
    };
  }

  attempts(document: number): readonly LedgerAttempt[] {
    const rows = this.#database
      .prepare('SELECT * FROM attempt WHERE document = ? ORDER BY attempt')
      .all(document) as Row[];
    return rows.map((row) => ({
      run: Number(row['run']),
      worker: Number(row['worker']),
      at: textOf(row['at']),
      status: textOf(row['status']),
      ...present({
        code: row['code'] as string | null,
        detail: row['detail'] as string | null,
        extractor: row['extractor'] as string | null,
      }),
      milliseconds: {
        read: Number(row['read_ms']),
        identify: Number(row['identify_ms']),
        extract: Number(row['extract_ms']),
        enrich: Number(row['enrich_ms']),
      },
    }));
  }

  texts(document: number): readonly LedgerText[] {
    const rows = this.#database
      .prepare(
        'SELECT id, kind, units, extractor, run, superseded FROM text WHERE document = ? ORDER BY text',
      )
      .all(document) as Row[];
    return rows.map((row) => ({
      id: hexOf(row['id']),
      kind: textOf(row['kind']),
      units: Number(row['units']),
      extractor: textOf(row['extractor']),
      run: Number(row['run']),
      superseded: row['superseded'] !== null,
    }));
  }
}
