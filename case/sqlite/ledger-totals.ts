/** The totals of the ledger that a run ends with. */
import { DatabaseSync } from 'node:sqlite';
import { currentItems, itemStatusSql } from './item-status.ts';

export interface LedgerTotals {
  /** Items by status, folders apart. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly items: number;
  readonly folders: number;
  /** Unique contents. */
  readonly documents: number;
  /** Bytes of the source's files. */
  readonly sourceBytes: number;
  /** Bytes of what containers, messages and documents held. */
  readonly expandedBytes: number;
  /** Items that ended unsupported, encrypted, failed, or with warnings. */
  readonly exceptions: number;
}

export function readTotals(path: string): LedgerTotals {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
  try {
    const rows = database
      .prepare(
        `SELECT status, folder, held, count(*) AS n, sum(size) AS bytes, sum(exception) AS exceptions FROM (
           SELECT ${itemStatusSql} AS status, i.kind = 1 AS folder, i.holder IS NOT NULL AS held, COALESCE(i.size, 0) AS size,
             (i.fate IN ('failed', 'encrypted', 'unsupported') OR i.warnings IS NOT NULL OR
               (i.fate IS NULL AND (d.status IN ('failed', 'encrypted') OR (d.first = i.item AND (d.status = 'unsupported' OR d.warnings IS NOT NULL))))) AS exception
           FROM item i LEFT JOIN document d ON d.document = i.document WHERE ${currentItems})
         GROUP BY status, folder, held`,
      )
      .all() as unknown as {
      status: string;
      folder: number;
      held: number;
      n: number;
      bytes: number;
      exceptions: number | null;
    }[];
    const { documents } = database.prepare('SELECT count(*) AS documents FROM document').get() as {
      documents: number;
    };
    const statuses: Record<string, number> = {};
    const totals = { items: 0, folders: 0, sourceBytes: 0, expandedBytes: 0, exceptions: 0 };
    for (const { status, folder, held, n, bytes, exceptions } of rows) {
      totals.exceptions += exceptions ?? 0;
      if (folder) {
        totals.folders += n;
        continue;
      }
      statuses[status] = (statuses[status] ?? 0) + n;
      totals.items += n;
      totals[held ? 'expandedBytes' : 'sourceBytes'] += bytes;
    }
    return { statuses, documents, ...totals };
  } finally {
    database.close();
  }
}
