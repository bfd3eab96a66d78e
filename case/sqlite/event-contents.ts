/** What an event says of the content that it is of: its title, who is on it, and what it names. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Mailbox } from '../../schemas/metadata.ts';
import { hexOf, textOf } from './row-values.ts';

export interface EventContent {
  readonly title: string;
  readonly from: readonly Mailbox[];
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly bcc: readonly Mailbox[];
  /** Canonical names, the most named first, then by name. */
  readonly entities: readonly string[];
}

const none: EventContent = { title: '', from: [], to: [], cc: [], bcc: [], entities: [] };

export class EventContents {
  readonly #content: StatementSync;
  readonly #entities: StatementSync;
  /** Events of one content follow one another often: its copies were written at one time. */
  #last = { document: '', content: none };

  constructor(database: DatabaseSync) {
    this.#content = database.prepare(
      `SELECT document, COALESCE(metadata ->> '$.subject', metadata ->> '$.title') AS title,
         metadata -> '$.from' AS sender, metadata -> '$.to' AS recipients,
         metadata -> '$.cc' AS copied, metadata -> '$.bcc' AS blind FROM document WHERE sha256 = ?`,
    );
    this.#entities = database.prepare(
      `SELECT e.name FROM document_entity c JOIN entity e ON e.entity = c.entity WHERE c.document = ?
       GROUP BY e.name ORDER BY sum(c.count) DESC, e.name`,
    );
  }

  of(sha256: Uint8Array | null): EventContent {
    if (sha256 === null) return none;
    const document = hexOf(sha256);
    if (this.#last.document !== document) this.#last = { document, content: this.#read(sha256) };
    return this.#last.content;
  }

  #read(sha256: Uint8Array): EventContent {
    const row = this.#content.get(sha256);
    if (!row) return none;
    const mailboxes = (column: string): Mailbox[] => JSON.parse(textOf(row[column]) || '[]') as Mailbox[];
    return {
      title: textOf(row['title']),
      from: mailboxes('sender'),
      to: mailboxes('recipients'),
      cc: mailboxes('copied'),
      bcc: mailboxes('blind'),
      entities: this.#entities.all(Number(row['document'])).map(({ name }) => textOf(name)),
    };
  }
}
