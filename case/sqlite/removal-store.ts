/** Removals of the SQLite catalogue; each method that writes within a transaction. */
import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { emptyLog } from '../../sqlite/empty-log.ts';
import type { Annotator } from '../../schemas/label.ts';
import type { Removal } from '../../schemas/removal.ts';
import type { RemovalPlan, RemovalRequest } from '../catalogue/removals.ts';
import { blanked, blankedJson, saltBytes, saltedHash, tombstoneItem } from '../tombstone.ts';
import type { DocumentStore } from './document-store.ts';
import type { Places } from './places.ts';
import { gather, kindOf, lostContents, lostMarks, noteEntries, planOf } from './removal-gathering.ts';
import { forgetNumbered } from './number-schema.ts';
import { forgetParticipants, participantsOfContents } from './participant-schema.ts';
import { citedAmong, takeFromRecords } from './record-store.ts';
import { bytesOf, textOf } from './row-values.ts';
import { settling } from './settle.ts';
import { Tombstones } from './tombstones.ts';

const ofContents = ['text', 'event', 'attempt', 'document_entity', 'document_personal_data', 'unsettled', 'unshown', 'message_id', ...participantsOfContents]; // prettier-ignore

/** In this order: what says what goes comes last. `?1` is the row that stays as the tombstone. */
const deletions = [
  ...['label', 'note', 'withholding'].map((table) => `DELETE FROM ${table} WHERE ${lostMarks}`),
  ...['label', 'withholding'].map(
    (table) =>
      `UPDATE ${table} SET carried = NULL WHERE carried IN (SELECT id FROM item WHERE item IN temp.taken)`,
  ),
  `DELETE FROM mention_block WHERE text IN (SELECT text FROM text WHERE document IN ${lostContents})`,
  ...ofContents.map((table) => `DELETE FROM ${table} WHERE document IN ${lostContents}`),
  'UPDATE document SET first = NULL WHERE document IN temp.kept AND first IN temp.taken',
  'DELETE FROM item_entry WHERE item IN temp.taken',
  'DELETE FROM relisted WHERE item IN temp.taken',
  forgetNumbered,
  'UPDATE tombstone SET item = NULL WHERE item IN temp.taken',
  'DELETE FROM item WHERE item IN temp.taken AND item <> ?1',
  `DELETE FROM screened WHERE sha256 IN (SELECT sha256 FROM document WHERE document IN ${lostContents})`,
  `DELETE FROM screened_holder WHERE sha256 IN (SELECT sha256 FROM document WHERE document IN ${lostContents})`,
  'DELETE FROM screened_family WHERE family NOT IN (SELECT id FROM item)',
  'DELETE FROM screened_message WHERE id NOT IN (SELECT id FROM message_id)',
  `DELETE FROM document WHERE document IN ${lostContents}`,
  'DELETE FROM entity WHERE entity NOT IN (SELECT entity FROM document_entity)',
  ...forgetParticipants,
];

/** Where somebody may have written of it: table, key, column, and whether that is JSON. */
const written = [
  ['note', 'note', 'text', false],
  ['withholding', 'withholding', 'reason', false],
  ['custody', 'entry', 'body', true],
  ['run', 'run', 'record', true],
] as const;

export class RemovalStore {
  readonly #database: DatabaseSync;
  readonly #documents: DocumentStore;
  readonly #places: Places;
  readonly #tombstones: Tombstones;

  constructor(database: DatabaseSync, documents: DocumentStore, places: Places) {
    this.#database = database;
    this.#documents = documents;
    this.#places = places;
    this.#tombstones = new Tombstones(database);
  }

  plan(target: string): RemovalPlan {
    return planOf(this.#database, this.#gather(target));
  }

  #gather(target: string): number {
    const item = gather(this.#database, target);
    if (item !== undefined) return item;
    throw Object.assign(new Error(`the ledger has no item ${target}`), { code: 'not-found' });
  }

  remove({ target, reason, names, words, work }: RemovalRequest, { at, by, record }: Annotator): Removal {
    const item = this.#gather(target);
    const database = this.#database;
    const { kind, items, documents, kept, holds, addresses } = planOf(database, item);
    if (holds.length > 0)
      throw Object.assign(new Error(`it is held by the label ${holds.join(', ')}`), { code: 'held' });
    const key = this.#hash(target);
    const { removal } = database
      .prepare(
        `INSERT INTO removal (key, kind, at, by, record, reason, items, documents, kept, work)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING removal`,
      )
      .get(bytesOf(key), kind, at, by, record, reason, items, documents, kept, work) as { removal: number };
    noteEntries(database);
    const cited = citedAmong(database, lostMarks);
    // Freed room is overwritten from here on; what was freed before goes with the scrubbing.
    for (const statement of deletions) {
      if (statement.includes('?1')) database.prepare(statement).run(item);
      else database.exec(statement);
    }
    this.#leaveTombstone(item, { key, target, removal, at, by, reason });
    const name = database.prepare('INSERT OR REPLACE INTO tombstone (key, removal) VALUES (?, ?)');
    for (const known of new Set(names).difference(new Set([target])))
      name.run(bytesOf(this.#hash(known)), removal);
    this.#documents.forgetNumbers();
    const gone = this.#ofNothingElse(words);
    this.#blank(gone);
    takeFromRecords(database, cited, { words: gone, addresses });
    this.#settle();
    return { removal, kind, key, at, by, reason, record, items, documents, kept, ended: false };
  }

  /** Of a source nothing stays among the items: it has no place in another. */
  #leaveTombstone(
    item: number,
    of: { key: string; target: string; removal: number; at: string; by: string; reason: string },
  ): void {
    const database = this.#database;
    const isSource = kindOf(database, item) === 'source';
    database
      .prepare('INSERT INTO tombstone (key, removal, item) VALUES (?, ?, ?)')
      .run(bytesOf(of.key), of.removal, isSource ? null : item);
    if (isSource) {
      const { source } = database.prepare('SELECT source FROM item WHERE item = ?').get(item) as { source: number }; // prettier-ignore
      database.prepare('DELETE FROM custody WHERE source = ?').run(source);
      database.prepare('DELETE FROM source WHERE source = ?').run(source);
      database.prepare('DELETE FROM item WHERE item = ?').run(item);
      this.#places.forgetSources();
      return;
    }
    const { id, name, ended } = tombstoneItem(of.key, of.target, of);
    database
      .prepare(
        `UPDATE item SET id = ?, name = ?, raw_name = NULL, locator = NULL, size = NULL, modified = NULL, accessed = NULL,
           changed = NULL, created = NULL, time_forms = 0, device = NULL, inode = NULL, document = NULL, state = 0,
           fate = ?, code = ?, detail = ?, warnings = NULL, superseded = NULL WHERE item = ?`,
      )
      .run(bytesOf(id), name, ended.status, ended.code, ended.detail, item);
  }

  /** Without names that an item which stays has too: who writes of them means that. */
  #ofNothingElse(words: readonly string[]): string[] {
    const stay = this.#database
      .prepare('SELECT DISTINCT name FROM item WHERE name IN (SELECT value FROM json_each(?))')
      .all(JSON.stringify(words));
    return [...new Set(words).difference(new Set(stay.map((row) => textOf(row['name']))))];
  }

  /** What others have written of it, where they name it. */
  #blank(words: readonly string[]): void {
    for (const [table, key, column, isJson] of written) {
      const change = this.#database.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${key} = ?`);
      for (const row of this.#database
        .prepare(`SELECT ${key} AS key, ${column} AS said FROM ${table}`)
        .all()) {
        const said = textOf(row['said']);
        const left = isJson ? blankedJson(said, words) : blanked(said, words);
        if (left !== (isJson ? blankedJson(said, []) : said)) change.run(left, Number(row['key']));
      }
    }
  }

  /** First carriers of what stays, and what of it has gone. */
  #settle(): void {
    const kept = this.#database.prepare('SELECT document FROM temp.kept').all();
    for (const row of kept) this.#documents.unsettle(Number(row['document']));
    const last = this.#database.prepare('SELECT COALESCE(max(run), 0) AS run FROM run').get();
    // In the transaction of the removal: all or nothing.
    const steps = settling(this.#database, this.#documents, this.#places, Number(last?.['run']));
    while (!steps.next().done);
  }

  entries(limit: number): { entry: string; document: number | null }[] {
    return this.#database
      .prepare('SELECT entry, document FROM removed_entry ORDER BY entry LIMIT ?')
      .all(limit) as { entry: string; document: number | null }[];
  }

  mark(entries: readonly { readonly entry: string }[]): void {
    const forget = this.#database.prepare('DELETE FROM removed_entry WHERE entry = ?');
    for (const { entry } of entries) forget.run(entry);
  }

  open(): { removal: number; work: string }[] {
    return this.#database
      .prepare('SELECT removal, work FROM removal WHERE work IS NOT NULL ORDER BY removal')
      .all() as { removal: number; work: string }[];
  }

  end(removal: number): void {
    this.#database.prepare('UPDATE removal SET work = NULL WHERE removal = ?').run(removal);
  }

  /** Makes the secret of the case where it has none yet; then within a transaction. */
  #hash(words: string): string {
    let salt = this.#tombstones.salt();
    if (!salt) {
      salt = randomBytes(saltBytes);
      this.#database.prepare('INSERT INTO removal_salt VALUES (?)').run(salt);
    }
    return saltedHash(salt, words);
  }

  /** Outside of a transaction. */
  scrub(): void {
    this.#database.exec('VACUUM');
    this.emptyLog();
  }

  /** Outside of a transaction. */
  emptyLog(): void {
    emptyLog(this.#database, 'the case');
  }
}
