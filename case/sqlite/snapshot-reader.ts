/** Reads the ledger as it stood when a run had ended. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Metadata } from '../../schemas/metadata.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { Snapshot, SnapshotLine, SnapshotReading } from '../ledger/snapshots.ts';
import { documentLine, itemLine, type SnapshotEvent, type SnapshotText } from '../snapshot-line.ts';
import { type TagBlock, unpackTagBlock } from '../tag-block.ts';
import { itemStatusIn, itemTables } from './item-status.ts';
import { isTombstone } from './tombstones.ts';
import { hexOf, textOf } from './row-values.ts';
import type { Visibility, Visible } from './visible.ts';

type Row = Readonly<Record<string, unknown>>;

export class SnapshotReader implements SnapshotReading {
  readonly #database: DatabaseSync;
  readonly #visibility: Visibility;

  constructor(database: DatabaseSync, visibility: Visibility) {
    this.#database = database;
    this.#visibility = visibility;
  }

  async after(run: number | undefined, scope: Scope): Promise<Snapshot | undefined> {
    const runs = this.#database
      .prepare('SELECT max(run) AS last, sum(run = ?) AS named FROM run')
      .get(run ?? null);
    if (run !== undefined && !runs?.['named']) return undefined;
    const last = Number(runs?.['last'] ?? 0);
    return new SqliteSnapshot(
      this.#database,
      { run: run ?? last, isLatest: (run ?? last) >= last },
      this.#visibility.to(scope),
    );
  }
}

class SqliteSnapshot implements Snapshot {
  readonly #database: DatabaseSync;
  readonly #run: number;
  readonly #latest: boolean;
  readonly #visible: Visible;
  readonly #blocks: StatementSync;
  readonly #texts: StatementSync;
  readonly #attempt: StatementSync;
  readonly #events: StatementSync;

  constructor(
    database: DatabaseSync,
    { run, isLatest }: { readonly run: number; readonly isLatest: boolean },
    visible: Visible,
  ) {
    this.#database = database;
    this.#run = run;
    this.#latest = isLatest;
    this.#visible = visible;
    this.#blocks = this.#database.prepare(
      'SELECT list_version, block FROM mention_block WHERE text = ? ORDER BY list_version, seq',
    );
    this.#texts = this.#database.prepare(
      'SELECT text, id, kind, units FROM text WHERE document = ?1 AND run <= ?2 AND (superseded IS NULL OR superseded > ?2)',
    );
    this.#attempt = this.#database.prepare(
      'SELECT status, code FROM attempt WHERE document = ? AND run <= ? ORDER BY attempt DESC LIMIT 1',
    );
    this.#events = this.#database.prepare(
      'SELECT kind, at, form, raw, message FROM event WHERE document = ?',
    );
    this.#events.setReadBigInts(true);
  }

  async *items(): AsyncGenerator<SnapshotLine, void> {
    const rows = this.#database
      .prepare(
        `SELECT i.id, i.revision, i.name, i.kind, i.size, i.code, d.sha256, ${itemStatusIn(this.#visible)} AS status
         FROM ${itemTables} WHERE i.run <= ?1 AND (i.superseded IS NULL OR i.superseded > ?1)
         AND (i.gone IS NULL OR i.gone > ?1)
         AND NOT i.${isTombstone} AND (i.place IS NOT NULL OR i.holder IS NOT NULL) AND ${this.#visible.item} ORDER BY i.id, i.revision`,
      )
      .iterate(this.#run);
    for (const row of rows) {
      const item = {
        id: hexOf(row['id']),
        name: textOf(row['name']),
        content: row['sha256'] ? hexOf(row['sha256']) : undefined,
        size: row['size'] === null ? undefined : Number(row['size']),
        status: textOf(row['status']),
        code: textOf(row['code']),
      };
      yield itemLine(item, this.#latest);
    }
  }

  async *documents(): AsyncGenerator<SnapshotLine, void> {
    const rows = this.#database
      .prepare(
        `SELECT d.document, d.sha256, d.format, d.status, d.code, d.extractor, d.metadata FROM document d
         WHERE (?2 OR d.run <= ?1 OR EXISTS (SELECT 1 FROM attempt a WHERE a.document = d.document AND a.run <= ?1)) AND ${this.#visible.document} ORDER BY d.sha256`,
      )
      .iterate(this.#run, this.#latest ? 1 : 0);
    for (const row of rows) {
      const document = Number(row['document']);
      const attempt = this.#latest ? row : this.#attempt.get(document, this.#run);
      yield documentLine({
        sha256: hexOf(row['sha256']),
        format: textOf(row['format']),
        status: textOf(attempt?.['status']),
        code: textOf(attempt?.['code']),
        texts: this.#texts.all(document, this.#run).map((text) => this.#text(text)),
        now: this.#latest
          ? {
              extractor: textOf(row['extractor']),
              metadata: JSON.parse(textOf(row['metadata']) || '{}') as Metadata,
              events: this.#events.all(document).map(eventOf),
            }
          : undefined,
      });
    }
  }

  #text(row: Row): SnapshotText {
    return { kind: textOf(row['kind']), id: hexOf(row['id']), blocks: this.#blocksOf(Number(row['text'])) };
  }

  *#blocksOf(text: number): Generator<TagBlock & { listVersion: string }> {
    for (const row of this.#blocks.iterate(text))
      yield {
        listVersion: textOf(row['list_version']),
        ...unpackTagBlock(row['block'] as Uint8Array),
      };
  }
}

const eventOf = (row: Row): SnapshotEvent => ({
  kind: textOf(row['kind']),
  at: row['at'] as bigint,
  form: Number(row['form']),
  raw: textOf(row['raw']),
  message: row['message'] === null ? undefined : textOf(row['message']),
});
