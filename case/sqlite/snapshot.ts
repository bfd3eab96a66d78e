/** The ledger as it stood when a run had ended, in an order and form that two cases can be compared by. */
import { createHash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { unpackTagBlock } from '../tag-block.ts';
import { itemStatusSql } from './item-status.ts';
import { openDatabase } from './open-database.ts';
import { hexOf, textOf } from './row-values.ts';

/** One line of the comparison: an item or a document, and all that must be equal. */
export interface SnapshotLine {
  readonly key: string;
  readonly values: Readonly<Record<string, string>>;
}

/** What is read back from before a later run: by the attempts and texts that existed then. */
export class Snapshot {
  readonly #database: DatabaseSync;
  readonly #run: number;
  readonly #latest: boolean;
  readonly #blocks: StatementSync;
  readonly #texts: StatementSync;
  readonly #attempt: StatementSync;
  readonly #events: StatementSync;

  /** Throws `not-found` for a run that the case does not have; without a run: as it stands now. */
  constructor(path: string, run?: number) {
    this.#database = openDatabase(path, { readOnly: true });
    const { last } = this.#database.prepare('SELECT max(run) AS last FROM run').get() as {
      last: number | null;
    };
    this.#run = run ?? last ?? 0;
    this.#latest = this.#run >= (last ?? 0);
    this.#blocks = this.#database.prepare(
      'SELECT list_version, block FROM mention_block WHERE text = ? ORDER BY list_version, seq',
    );
    this.#texts = this.#database.prepare(
      'SELECT text, id, kind, units FROM text WHERE document = ?1 AND run <= ?2 AND (superseded IS NULL OR superseded > ?2) ORDER BY kind, id',
    );
    this.#attempt = this.#database.prepare(
      'SELECT status, code FROM attempt WHERE document = ? AND run <= ? ORDER BY attempt DESC LIMIT 1',
    );
    this.#events = this.#database.prepare(
      'SELECT kind, at, form, raw, message FROM event WHERE document = ? ORDER BY kind, at, raw',
    );
    this.#events.setReadBigInts(true);
  }

  close(): void {
    this.#database.close();
  }

  has(run: number): boolean {
    return this.#database.prepare('SELECT 1 FROM run WHERE run = ?').get(run) !== undefined;
  }

  /** Items by id: what they carry and how they ended. */
  *items(): Generator<SnapshotLine> {
    const rows = this.#database
      .prepare(
        `SELECT i.id, i.revision, i.name, i.kind, i.size, i.code, d.sha256, ${itemStatusSql} AS status FROM item i
         LEFT JOIN document d ON d.document = i.document WHERE i.run <= ?1 AND (i.superseded IS NULL OR i.superseded > ?1)
         AND (i.gone IS NULL OR i.gone > ?1) ORDER BY i.id, i.revision`,
      )
      .iterate(this.#run);
    for (const row of rows) {
      yield {
        key: `item ${hexOf(row['id'])}`,
        values: {
          name: textOf(row['name']),
          size: String(row['size']),
          content: row['sha256'] ? hexOf(row['sha256']) : '',
          // An earlier run's derived statuses are not kept; its documents' outcomes are compared below.
          ...(this.#latest ? { status: textOf(row['status']), code: textOf(row['code']) } : {}),
        },
      };
    }
  }

  /** Documents by SHA-256: outcome, texts, mentions, events. */
  *documents(): Generator<SnapshotLine> {
    const rows = this.#database
      .prepare(
        'SELECT document, sha256, format, status, code, extractor, metadata FROM document WHERE run <= ?1 OR ?2 ORDER BY sha256',
      )
      .iterate(this.#run, this.#latest ? 1 : 0);
    for (const row of rows) {
      const document = Number(row['document']);
      const attempt = this.#latest ? row : this.#attempt.get(document, this.#run);
      const texts = this.#texts.all(document, this.#run);
      yield {
        key: `document ${hexOf(row['sha256'])}`,
        values: {
          format: textOf(row['format']),
          status: textOf(attempt?.['status']),
          code: textOf(attempt?.['code']),
          texts: texts.map((text) => `${textOf(text['kind'])}:${hexOf(text['id'])}`).join(' '),
          mentions: this.#mentions(texts.map((text) => Number(text['text']))),
          ...(this.#latest
            ? {
                extractor: textOf(row['extractor']),
                metadata: textOf(row['metadata']),
                events: this.#digestEvents(document),
              }
            : {}),
        },
      };
    }
  }

  /** Of what was found, not of how it was packed: blocks end where messages ended. */
  #mentions(texts: readonly number[]): string {
    const hash = createHash('sha256');
    for (const text of texts) {
      for (const row of this.#blocks.all(text)) {
        const { mentions, personalData } = unpackTagBlock(row['block'] as Uint8Array);
        hash.update(textOf(row['list_version']));
        for (const found of [...mentions, ...personalData]) hash.update(JSON.stringify(found));
      }
    }
    return hash.digest('hex');
  }

  #digestEvents(document: number): string {
    const hash = createHash('sha256');
    for (const row of this.#events.all(document)) hash.update(Object.values(row).map(String).join('\0'));
    return hash.digest('hex');
  }
}
