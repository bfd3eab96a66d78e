/** Reads the labels and notes of documents, with who wrote them and what was removed. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { LabelRecord, NoteRecord } from '../../schemas/label.ts';

type LabelRow = Readonly<Record<'name' | 'added_at' | 'added_by', string>> &
  Readonly<Record<'removed_at' | 'removed_by', string | null>> &
  Readonly<Record<'added_record' | 'removed_record', number>>;

export class LabelReader {
  readonly #labels: StatementSync;
  readonly #notes: StatementSync;

  constructor(database: DatabaseSync) {
    this.#labels = database.prepare('SELECT * FROM label WHERE document = ? ORDER BY key, label');
    this.#notes = database.prepare('SELECT text, at, by, record FROM note WHERE document = ? ORDER BY note');
  }

  /** By the document's row: all that it has and had, by label, then in the order in which they were added. */
  labels(document: number): readonly LabelRecord[] {
    return (this.#labels.all(document) as unknown as LabelRow[]).map((row) => ({
      label: row.name,
      by: row.added_by,
      at: row.added_at,
      record: row.added_record,
      ...(row.removed_at === null
        ? {}
        : { removed: { by: row.removed_by ?? '', at: row.removed_at, record: row.removed_record } }),
    }));
  }

  /** By the document's row, oldest first. */
  notes(document: number): readonly NoteRecord[] {
    return this.#notes.all(document).map((row) => ({ ...row })) as unknown as NoteRecord[];
  }
}
