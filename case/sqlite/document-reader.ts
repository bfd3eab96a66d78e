/** Reads documents of the ledger with their attempts and texts. */
import type { DatabaseSync } from 'node:sqlite';
import type { Metadata } from '../../schemas/metadata.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { Warning } from '../../schemas/status.ts';
import type { DocumentReading, LedgerAttempt, LedgerDocument, LedgerText } from '../ledger/documents.ts';
import { asRestricted, restrictedSet } from '../restricted.ts';
import { insideContent } from './inside-content.ts';
import { bytesOf, hexOf, present, textOf } from './row-values.ts';
import type { Visibility } from './visible.ts';

type Row = Record<string, unknown>;

export class DocumentReader implements DocumentReading {
  readonly #database: DatabaseSync;
  readonly #visibility: Visibility;

  constructor(database: DatabaseSync, visibility: Visibility) {
    this.#database = database;
    this.#visibility = visibility;
  }

  /** Its row, for the other readers; undefined where the scope does not show it. */
  rowOf(sha256: string, scope: Scope): number | undefined {
    const row = this.#database.prepare('SELECT document FROM document WHERE sha256 = ?').get(bytesOf(sha256));
    if (!row || !this.#visibility.to(scope).hasDocument(Number(row['document']))) return undefined;
    return Number(row['document']);
  }

  async get(sha256: string, scope: Scope): Promise<LedgerDocument | undefined> {
    const shown = this.#visibility.to(scope);
    const row = this.#database
      .prepare(
        `SELECT d.*, f.id AS first_id, (SELECT count(*) FROM item i WHERE i.document = d.document AND ${shown.item}) AS carriers,
           (SELECT count(*) FROM item i WHERE i.holder = d.document AND NOT (${shown.item})) AS hidden
         FROM document d LEFT JOIN item f ON f.item = ${shown.first} WHERE d.sha256 = ? AND ${shown.document}`,
      )
      .get(bytesOf(sha256));
    return row && documentOf(row);
  }

  async attempts(sha256: string, scope: Scope): Promise<readonly LedgerAttempt[]> {
    const rows = this.#database
      .prepare('SELECT * FROM attempt WHERE document = ? ORDER BY attempt')
      .all(this.rowOf(sha256, scope) ?? null);
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

  async restrictedIn(sha256: string): Promise<string | undefined> {
    const row = this.#database
      .prepare(
        `${insideContent}
         SELECT d.known FROM inside JOIN document d ON d.document = inside.document
         WHERE d.known GLOB ?2 ORDER BY d.known LIMIT 1`,
      )
      .get(bytesOf(sha256), `${asRestricted('')}*`);
    return row && restrictedSet(textOf(row['known']));
  }

  async holdsHidden(sha256: string, scope: Scope): Promise<boolean> {
    const shown = this.#visibility.to(scope);
    if (shown.everything) return false;
    const sql = `${insideContent} SELECT 1 FROM inside JOIN item i ON i.holder = inside.document WHERE NOT (${shown.item}) LIMIT 1`;
    return this.#database.prepare(sql).get(bytesOf(sha256)) !== undefined;
  }

  async texts(sha256: string, scope: Scope): Promise<readonly LedgerText[]> {
    const rows = this.#database
      .prepare(
        'SELECT id, kind, units, extractor, run, superseded FROM text WHERE document = ? ORDER BY text',
      )
      .all(this.rowOf(sha256, scope) ?? null);
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

function documentOf(row: Row): LedgerDocument {
  return {
    sha256: hexOf(row['sha256']),
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
      members: membersOf(row),
    }),
  };
}

function membersOf(row: Row): LedgerDocument['members'] | null {
  if (row['members_emitted'] === null) return null;
  const hidden = Number(row['hidden']);
  return {
    ...present({
      expected: row['members_expected'] === null ? null : Number(row['members_expected']) - hidden,
    }),
    emitted: Number(row['members_emitted']) - hidden,
    skipped: Number(row['members_skipped']),
    failed: Number(row['members_failed']),
  };
}
