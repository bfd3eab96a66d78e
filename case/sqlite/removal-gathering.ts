/** Gathers what a removal takes from the SQLite catalogue: items, contents that nothing else carries, and those that stay. */
import type { DatabaseSync } from 'node:sqlite';
import { itemEntryId } from '../../schemas/index-entry.ts';
import type { RemovedKind } from '../../schemas/removal.ts';
import { maxNamedContents, type RemovalPlan } from '../catalogue/removals.ts';
import { isHold } from '../tombstone.ts';
import { itemKinds } from './catalogue-schema.ts';
import { countCiting } from './record-store.ts';
import { bytesOf, hexOf, textOf } from './row-values.ts';
import { lostAddresses } from './ruled-addresses.ts';
import { isTombstone } from './tombstones.ts';

/**
 * taken: rows of items that go. reached: contents that they carry, and all in these; of these kept: those that something
 * else leads to, by an item that stays and lies in none that goes. above: items and contents that lead to the target.
 */
const tables = ['taken (item INTEGER PRIMARY KEY)', 'reached (document INTEGER PRIMARY KEY)', 'kept (document INTEGER PRIMARY KEY)', 'above (item INTEGER PRIMARY KEY)']; // prettier-ignore

const takeBelow = `INSERT OR IGNORE INTO temp.taken WITH RECURSIVE below (item) AS (SELECT item FROM temp.taken
  UNION SELECT i.item FROM item i JOIN below ON i.place = below.item) SELECT item FROM below`;

const reach = `INSERT INTO temp.reached WITH RECURSIVE inside (document) AS (
    SELECT document FROM item WHERE item IN temp.taken AND document IS NOT NULL
    UNION SELECT i.document FROM item i JOIN inside ON i.holder = inside.document WHERE i.document IS NOT NULL)
  SELECT document FROM inside`;

/** A content that holds itself, or two that hold each other, do not keep themselves: it begins with what is not inside. */
const keep = `INSERT INTO temp.kept WITH RECURSIVE stays (document) AS (
    SELECT i.document FROM temp.reached r JOIN item i ON i.document = r.document
      WHERE i.item NOT IN temp.taken AND (i.holder IS NULL OR i.holder NOT IN temp.reached)
    UNION SELECT i.document FROM stays JOIN item i ON i.holder = stays.document
      WHERE i.item NOT IN temp.taken AND i.document IN temp.reached)
  SELECT document FROM stays`;

const takeHeld = `INSERT OR IGNORE INTO temp.taken SELECT item FROM item
  WHERE holder IN (SELECT document FROM temp.reached EXCEPT SELECT document FROM temp.kept)`;

const lookAbove = `INSERT OR IGNORE INTO temp.above WITH RECURSIVE up (item, place, holder) AS (
    SELECT item, place, holder FROM item WHERE id = ?1
    UNION SELECT i.item, i.place, i.holder FROM up JOIN item i ON i.item = up.place OR i.document = up.holder)
  SELECT item FROM up`;

/** Contents that go, as a list of rows. */
export const lostContents = '(SELECT document FROM temp.reached EXCEPT SELECT document FROM temp.kept)';

/** Marks of what goes: of its items, of the families that they begin, of the contents that go with them. */
export const lostMarks = `((target IN (0, 1) AND id IN (SELECT id FROM item WHERE item IN temp.taken))
  OR (target = 2 AND id IN (SELECT sha256 FROM document WHERE document IN ${lostContents})))`;

/** Marks in force that are of something in it or above it, contents that stay included. */
const concerned = `removed_at IS NULL AND (
  (target IN (0, 1) AND id IN (SELECT id FROM item WHERE item IN temp.taken OR item IN temp.above))
  OR (target = 2 AND id IN (SELECT sha256 FROM document WHERE document IN temp.reached
    OR document IN (SELECT document FROM item WHERE item IN temp.above))))`;

/** Fills the tables. Gives the row that the target has now; undefined where the ledger does not have it, or its tombstone alone. */
export function gather(database: DatabaseSync, target: string): number | undefined {
  for (const table of tables) database.exec(`CREATE TEMP TABLE IF NOT EXISTS ${table}`);
  for (const name of ['taken', 'reached', 'kept', 'above']) database.exec(`DELETE FROM temp.${name}`);
  const id = bytesOf(target);
  const row = database
    .prepare(
      `SELECT item FROM item WHERE id = ? AND NOT ${isTombstone}
       ORDER BY superseded IS NOT NULL, revision DESC LIMIT 1`,
    )
    .get(id);
  if (!row) return undefined;
  database.prepare('INSERT INTO temp.taken SELECT item FROM item WHERE id = ?').run(id);
  for (const step of [takeBelow, reach, keep, takeHeld]) database.exec(step);
  database.prepare(lookAbove).run(id);
  return Number(row['item']);
}

const countIn = (database: DatabaseSync, sql: string): number => Number(database.prepare(sql).get()?.['n']);

export function kindOf(database: DatabaseSync, item: number): RemovedKind {
  const row = database.prepare('SELECT kind, place, holder FROM item WHERE item = ?').get(item);
  if (row?.['place'] === null && row['holder'] === null) return 'source';
  return itemKinds[Number(row?.['kind'])] ?? 'other';
}

/** Of what was gathered, whose target has this row. */
export function planOf(database: DatabaseSync, item: number): RemovalPlan {
  const named = (sql: string): string[] => database.prepare(sql).all().map((row) => textOf(row['name'])); // prettier-ignore
  const contents = database
    .prepare(`SELECT sha256 FROM document WHERE document IN ${lostContents} ORDER BY sha256 LIMIT ?`)
    .all(maxNamedContents);
  const labels = database
    .prepare(`SELECT DISTINCT key, name FROM label WHERE ${concerned} ORDER BY key`)
    .all();
  return {
    kind: kindOf(database, item),
    items: countIn(database, 'SELECT count(*) AS n FROM temp.taken'),
    documents: countIn(database, `SELECT count(*) AS n FROM ${lostContents}`),
    kept: countIn(database, 'SELECT count(*) AS n FROM temp.kept'),
    bytes: countIn(
      database,
      `SELECT COALESCE(sum(size), 0) AS n FROM document WHERE document IN ${lostContents}`,
    ),
    marks: ['label', 'note', 'withholding'].reduce(
      (sum, table) => sum + countIn(database, `SELECT count(*) AS n FROM ${table} WHERE ${lostMarks}`),
      countCiting(database, lostMarks),
    ),
    contents: contents.map((row) => hexOf(row['sha256'])),
    addresses: lostAddresses(database, lostContents),
    holds: labels.flatMap((row) => (isHold(textOf(row['key'])) ? [textOf(row['name'])] : [])),
    scopes: named(`SELECT DISTINCT scope AS name FROM withholding WHERE ${concerned} ORDER BY scope`),
  };
}

/** Writes down what the index must be told, before the rows go. */
export function noteEntries(database: DatabaseSync): void {
  database.exec(`INSERT OR REPLACE INTO removed_entry SELECT lower(hex(sha256)), NULL FROM document
      WHERE document IN ${lostContents};
    INSERT OR REPLACE INTO removed_entry SELECT lower(hex(sha256)), document FROM document
      WHERE document IN temp.kept AND indexed > 0;`);
  const note = database.prepare('INSERT OR REPLACE INTO removed_entry VALUES (?, NULL)');
  const rows = database
    .prepare(
      `SELECT i.id, i.revision FROM item_entry e JOIN item i ON i.item = e.item WHERE e.item IN temp.taken`,
    )
    .all();
  for (const row of rows) note.run(itemEntryId({ id: hexOf(row['id']), revision: Number(row['revision']) }));
}
