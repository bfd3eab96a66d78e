/** Writes who is named in a message into the SQLite catalogue; within a transaction. */
import type { DatabaseSync } from 'node:sqlite';
import type { Metadata } from '../../schemas/metadata.ts';
import { nameKey, participantsOf } from '../participants.ts';
import { type Prepared, prepareAll } from './prepared.ts';
import { textOf } from './row-values.ts';

/** Numbers of mailboxes that are kept at hand; evidence can name any number. */
const maxRemembered = 20_000;

const statements = {
  mailboxOf: 'SELECT mailbox AS row FROM mailbox WHERE address = ? AND name = ?',
  insertMailbox: 'INSERT INTO mailbox (address, name, name_key) VALUES (?, ?, ?)',
  addMailbox: 'INSERT OR REPLACE INTO document_mailbox (document, mailbox, roles) VALUES (?, ?, ?)',
  pairingOf: 'SELECT pairing AS row FROM pairing WHERE one = ? AND other = ? AND basis = ?',
  insertPairing: 'INSERT INTO pairing (one, other, basis) VALUES (?, ?, ?)',
  addPairing: 'INSERT OR IGNORE INTO document_pairing (document, pairing) VALUES (?, ?)',
  clearMailboxes: 'DELETE FROM document_mailbox WHERE document = ?',
  clearPairings: 'DELETE FROM document_pairing WHERE document = ?',
} as const;

export class ParticipantStore {
  readonly #run: Prepared<typeof statements>;
  readonly #known = new Map<string, number>();

  constructor(database: DatabaseSync) {
    this.#run = prepareAll(database, statements);
  }

  store(document: number, metadata: Metadata): void {
    const { mailboxes, pairings } = participantsOf(metadata);
    for (const { address, name, roles } of mailboxes)
      this.#run.addMailbox.run(document, this.#mailbox(address, name), roles);
    for (const { one, other, basis } of pairings) {
      const key = [one, other, basis] as const;
      const row =
        this.#run.pairingOf.get(...key)?.['row'] ?? this.#run.insertPairing.run(...key).lastInsertRowid;
      this.#run.addPairing.run(document, Number(row));
    }
  }

  #mailbox(address: string, name: string): number {
    const key = `${address}\0${name}`;
    let row = this.#known.get(key) ?? this.#run.mailboxOf.get(address, name)?.['row'];
    row ??= this.#run.insertMailbox.run(address, name, nameKey(name)).lastInsertRowid;
    if (this.#known.size >= maxRemembered) this.#known.clear();
    this.#known.set(key, Number(row));
    return Number(row);
  }

  /** What an earlier attempt stated. */
  clear(document: number): void {
    this.#run.clearMailboxes.run(document);
    this.#run.clearPairings.run(document);
  }

  /** Rows went: their numbers mean nothing any more. */
  forget(): void {
    this.#known.clear();
  }
}

/** Of a catalogue from before these tables: from the metadata that it keeps. */
export function fillParticipants(database: DatabaseSync): void {
  const store = new ParticipantStore(database);
  const rows = database
    .prepare(
      `SELECT document, metadata FROM document WHERE status IS NOT NULL AND coalesce(
         metadata -> '$.from', metadata -> '$.to', metadata -> '$.cc', metadata -> '$.bcc',
         metadata -> '$.sender', metadata -> '$.resent') IS NOT NULL`,
    )
    .iterate();
  for (const row of rows)
    store.store(Number(row['document']), JSON.parse(textOf(row['metadata'])) as Metadata);
}
