/** Reads the ledger: coverage, items, exceptions, and what happened to one item. Any number of readers at a time. */
import type { DatabaseSync } from 'node:sqlite';
import type { MarkedPlace } from '../catalogue/marks.ts';
import type { MarkTarget } from '../../schemas/label.ts';
import type { Intake } from '../../schemas/intake.ts';
import type { Warning } from '../../schemas/status.ts';
import type { ItemTimes } from '../../schemas/item-times.ts';
import { type ItemKind, itemKinds } from './catalogue-schema.ts';
import { currentItems, itemStatusSql } from './item-status.ts';
import { openDatabase } from './open-database.ts';
import { Places } from './places.ts';
import { CoverageReader } from './coverage-reader.ts';
import { DocumentReader } from './document-reader.ts';
import { EntryReader } from './entry-reader.ts';
import { MarkReader } from './mark-reader.ts';
import { contentsOfTarget } from './mark-store.ts';
import { hexOf, present, textOf, timesOf } from './row-values.ts';

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

export interface LedgerRun {
  readonly run: number;
  readonly id: string;
  readonly verb: string;
  readonly started: string;
  readonly ended?: string;
  readonly outcome?: string;
  readonly record: Readonly<Record<string, unknown>>;
}

/** An item with its content at one of its places. */
export interface LedgerPlace extends MarkedPlace {
  readonly source: string;
  readonly path: string;
}

/** Items of one name that are looked at; a name that more share tells nothing. */
const maxSameName = 10_000;

type Row = Record<string, unknown>;

const itemColumns = `i.item, i.id, i.revision, i.kind, i.source, i.place, i.holder, i.name, i.size, i.modified, i.accessed, i.changed, i.created,
  i.time_forms, COALESCE(i.code, d.code) AS code, COALESCE(i.detail, d.detail) AS detail, i.warnings AS item_warnings, i.superseded, i.gone,
  d.sha256, d.sha1, d.md5, d.format, d.media_type, d.known, d.notable, d.warnings AS document_warnings, ${itemStatusSql} AS status`;
const itemTables = 'item i LEFT JOIN document d ON d.document = i.document';
export class LedgerReader {
  readonly coverage: CoverageReader;
  readonly documents: DocumentReader;
  readonly marks: MarkReader;
  readonly entries: EntryReader;
  readonly #database: DatabaseSync;
  readonly #places: Places;

  constructor(path: string) {
    this.#database = openDatabase(path, { readOnly: true });
    this.#places = new Places(this.#database);
    this.coverage = new CoverageReader(this.#database, this.#places);
    this.documents = new DocumentReader(this.#database);
    this.marks = new MarkReader(this.#database);
    this.entries = new EntryReader(this.#database, this.documents, this.#places);
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

  /** All places of an item, by its row; it has several where it lies in a content that has copies. */
  placesOfItem(row: number, limit: number): LedgerPlace[] {
    const found: LedgerPlace[] = [];
    const document = this.item(row)?.sha256 ?? '';
    for (const { item, family, path, source } of this.#places.ofItem(row)) {
      if (found.length >= limit) break;
      found.push({ item, family, document, path, source: this.#places.source(source).reference });
    }
    return found;
  }

  /** All places of a content, by its row. */
  placesOfContent(document: number, limit: number): LedgerPlace[] {
    const found: LedgerPlace[] = [];
    const rows = this.#database
      .prepare(`SELECT i.item FROM item i WHERE i.document = ? AND ${currentItems} ORDER BY i.item`)
      .all(document) as { item: number }[];
    for (const { item } of rows) {
      if (found.length >= limit) break;
      found.push(...this.placesOfItem(item, limit - found.length));
    }
    return found;
  }

  /** Rows of the documents that lie in a target. */
  contentsOf({ covers, id }: MarkTarget): number[] {
    return this.#database
      .prepare(contentsOfTarget[covers])
      .all(Buffer.from(id, 'hex'))
      .map((row) => Number(row['document']));
  }

  /** The SHA-256 of what an item carries now. */
  documentOfItem(id: string): string | undefined {
    const row = this.#database
      .prepare(
        `SELECT d.sha256 FROM item i JOIN document d ON d.document = i.document WHERE i.id = ? AND i.superseded IS NULL`,
      )
      .get(Buffer.from(id, 'hex'));
    return row && hexOf(row['sha256']);
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
}
