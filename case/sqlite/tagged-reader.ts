/** Reads of the SQLite ledger which run the texts of a document have their tags of. */
import type { DatabaseSync } from 'node:sqlite';
import type { TextKind } from '../../schemas/anchor.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { TaggedBy, TaggedReading, TextsOfDocument } from '../ledger/tagged.ts';
import { bytesOf, hexOf, textOf } from './row-values.ts';
import type { Visibility } from './visible.ts';

const isIndexed = 'd.indexed > 0 AND d.status IS NOT NULL';

export class TaggedReader implements TaggedReading {
  readonly #database: DatabaseSync;
  readonly #visibility: Visibility;

  constructor(database: DatabaseSync, visibility: Visibility) {
    this.#database = database;
    this.#visibility = visibility;
  }

  async by(scope: Scope): Promise<readonly TaggedBy[]> {
    return this.#database
      .prepare(
        `SELECT t.run, count(DISTINCT t.document) AS documents FROM text t JOIN document d ON d.document = t.document
         WHERE t.superseded IS NULL AND ${isIndexed} AND ${this.#visibility.to(scope).document} GROUP BY t.run ORDER BY t.run`,
      )
      .all()
      .map((row) => ({ run: Number(row['run']), documents: Number(row['documents']) }));
  }

  async documents(
    runs: readonly number[],
    after: string | undefined,
    limit: number,
    scope: Scope,
  ): Promise<readonly TextsOfDocument[]> {
    const texts = this.#database.prepare(
      'SELECT kind, id, units FROM text WHERE document = ? AND superseded IS NULL ORDER BY text',
    );
    return this.#database
      .prepare(
        `SELECT d.document, d.sha256 FROM document d WHERE d.sha256 > ? AND ${isIndexed} AND EXISTS (
           SELECT 1 FROM text t WHERE t.document = d.document AND t.superseded IS NULL AND t.run IN (SELECT value FROM json_each(?)))
         AND ${this.#visibility.to(scope).document} ORDER BY d.sha256 LIMIT ?`,
      )
      .all(bytesOf(after ?? ''), JSON.stringify(runs), limit)
      .map((row) => ({
        document: hexOf(row['sha256']),
        texts: texts.all(row['document'] as number).map((text) => ({
          kind: textOf(text['kind']) as TextKind,
          id: hexOf(text['id']),
          units: Number(text['units']),
        })),
      }));
  }
}
