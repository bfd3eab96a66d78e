/** What contents say of what they hold, by their rows: read once for all that lies in them. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type AskedMetadata, statedBy, type StatedByContent } from '../carrying-message.ts';

/** Contents that are remembered: the messages of some mailboxes. */
const maxRemembered = 10_000;

export class ContentStatements {
  readonly #metadata: StatementSync;
  readonly #known = new Map<number, StatedByContent>();

  constructor(database: DatabaseSync) {
    this.#metadata = database.prepare(
      `SELECT json_object('sent', metadata -> '$.sent', 'received', metadata -> '$.received',
         'deleted', metadata ->> '$.deleted', 'labels', metadata ->> '$.other."x-gmail-labels"') AS asked
       FROM document WHERE document = ?`,
    );
  }

  of(document: number): StatedByContent {
    let stated = this.#known.get(document);
    if (stated === undefined) {
      if (this.#known.size >= maxRemembered) this.#known.clear();
      this.#known.set(document, (stated = this.#read(document)));
    }
    return stated;
  }

  /** After any write. */
  forget(): void {
    this.#known.clear();
  }

  #read(document: number): StatedByContent {
    const row = this.#metadata.get(document) as { asked: string } | undefined;
    const asked = JSON.parse(row?.asked ?? '{}') as {
      -readonly [key in keyof AskedMetadata]: AskedMetadata[key] | null;
    } & { labels?: string | null };
    return statedBy({
      ...(asked.sent ? { sent: asked.sent } : {}),
      ...(asked.received ? { received: asked.received } : {}),
      ...(asked.deleted ? { deleted: asked.deleted } : {}),
      ...(asked.labels ? { other: { 'x-gmail-labels': asked.labels } } : {}),
    });
  }
}
