/** Reads documents of the ledger with their attempts and texts. */
import type { DatabaseSync } from 'node:sqlite';
import type { Metadata } from '../../schemas/metadata.ts';
import type { Warning } from '../../schemas/status.ts';
import { hexOf, present, textOf } from './row-values.ts';

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

type Row = Record<string, unknown>;

export class DocumentReader {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  get(sha256: string): LedgerDocument | undefined {
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
