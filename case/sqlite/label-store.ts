/** Writes the labels and notes of the SQLite catalogue; each method within a transaction. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Annotator } from '../../schemas/label.ts';
import type { Label, LabelChange, LabelResult } from '../catalogue.ts';
import { bytesOf, textOf } from './row-values.ts';

const statements = {
  document: 'SELECT document, revision, indexed FROM document WHERE sha256 = ?',
  spelling: 'SELECT name FROM label WHERE key = ? AND removed_at IS NULL LIMIT 1',
  has: 'SELECT 1 FROM label WHERE key = ? AND document = ? AND removed_at IS NULL',
  insert: `INSERT INTO label (document, key, name, added_revision, added_at, added_by, added_record)
    VALUES (?, ?, ?, ?, ?, ?, ?)`,
  remove: `UPDATE label SET removed_revision = ?, removed_at = ?, removed_by = ?, removed_record = ?
    WHERE key = ? AND document = ? AND removed_at IS NULL`,
  raise: 'UPDATE document SET revision = ? WHERE document = ?',
  note: 'INSERT INTO note (document, text, at, by, record) VALUES (?, ?, ?, ?, ?)',
  current: 'SELECT name FROM label WHERE document = ? AND removed_at IS NULL ORDER BY key',
  any: 'SELECT 1 FROM label WHERE document = ? LIMIT 1',
  revisionsSince: `SELECT count(*) AS n FROM (
    SELECT added_revision AS revision FROM label WHERE document = ?1 AND added_revision > ?2
    UNION SELECT removed_revision FROM label WHERE document = ?1 AND removed_revision > ?2)`,
} as const;

interface DocumentRow {
  readonly document: number;
  readonly revision: number;
  readonly indexed: number;
}

export class LabelStore {
  readonly #run: Record<keyof typeof statements, StatementSync>;

  constructor(database: DatabaseSync) {
    this.#run = Object.fromEntries(
      Object.entries(statements).map(([name, sql]) => [name, database.prepare(sql)]),
    ) as unknown as Record<keyof typeof statements, StatementSync>;
  }

  change({ documents, add, remove }: LabelChange, by: Annotator): LabelResult {
    const added = add.map(() => 0);
    const removed = remove.map(() => 0);
    let changed = 0;
    let notIndexed = 0;
    const spelled = add.map((label) => ({ ...label, name: this.#spellingOf(label) }));
    for (const sha256 of documents) {
      const row = this.#document(sha256);
      const revision = row.indexed > 0 ? row.revision + 1 : row.revision;
      const gained = spelled.map((label) => this.#add(row.document, label, revision, by));
      const lost = remove.map((label) => this.#remove(row.document, label, revision, by));
      for (const [at, one] of gained.entries()) added[at] = (added[at] ?? 0) + (one ? 1 : 0);
      for (const [at, one] of lost.entries()) removed[at] = (removed[at] ?? 0) + (one ? 1 : 0);
      if (!gained.includes(true) && !lost.includes(true)) continue;
      changed += 1;
      if (row.indexed > 0) this.#run.raise.run(revision, row.document);
      else notIndexed += 1;
    }
    return { changed, added, removed, notIndexed };
  }

  note(sha256: string, text: string, { at, by, record }: Annotator): void {
    this.#run.note.run(this.#document(sha256).document, text, at, by, record);
  }

  /** In the order of their keys. */
  current(document: number): string[] {
    return this.#run.current.all(document).map((row) => textOf(row['name']));
  }

  /** Whether the document ever had a label. */
  hadAny(document: number): boolean {
    return this.#run.any.get(document) !== undefined;
  }

  /** How many of the document's revisions after the given one were made by labels. */
  revisionsSince(document: number, revision: number): number {
    return (this.#run.revisionsSince.get(document, revision) as { n: number }).n;
  }

  #document(sha256: string): DocumentRow {
    const row = this.#run.document.get(bytesOf(sha256)) as DocumentRow | undefined;
    if (row) return row;
    throw Object.assign(new Error(`the ledger has no document ${sha256}`), { code: 'not-found' });
  }

  #spellingOf({ name, key }: Label): string {
    return (this.#run.spelling.get(key) as { name: string } | undefined)?.name ?? name;
  }

  #add(document: number, { name, key }: Label, revision: number, by: Annotator): boolean {
    if (this.#run.has.get(key, document)) return false;
    this.#run.insert.run(document, key, name, revision, by.at, by.by, by.record);
    return true;
  }

  #remove(document: number, { key }: Label, revision: number, by: Annotator): boolean {
    return Number(this.#run.remove.run(revision, by.at, by.by, by.record, key, document).changes) > 0;
  }
}
