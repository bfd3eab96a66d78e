/** Gives numbers to what goes out of the case; within a transaction. */
import type { DatabaseSync } from 'node:sqlite';
import type { NumberedPlace } from '../catalogue/numbers.ts';
import { bytesOf } from './row-values.ts';

export function giveNumbers(
  database: DatabaseSync,
  prefix: string,
  places: readonly NumberedPlace[],
): readonly number[] {
  const rowOf = database.prepare('SELECT item FROM item WHERE id = ? AND revision = ?');
  // A family is its parent whatever revision that is at.
  const parentOf = database.prepare('SELECT min(item) AS item FROM item WHERE id = ?');
  const known = database.prepare(
    'SELECT number FROM given_number WHERE item = ? AND family = ? AND prefix = ?',
  );
  const give = database.prepare(
    'INSERT INTO given_number (prefix, number, item, family) VALUES (?, ?, ?, ?)',
  );
  const last = database
    .prepare('SELECT COALESCE(max(number), 0) AS number FROM given_number WHERE prefix = ?')
    .get(prefix);
  let next = Number(last?.['number']);
  return places.map(({ item, revision, family }) => {
    const row = rowOf.get(bytesOf(item), revision)?.['item'];
    const parent = parentOf.get(bytesOf(family))?.['item'];
    if (row === undefined || parent === null || parent === undefined)
      throw Object.assign(new Error(`the ledger has no item ${item}`), { code: 'not-found' });
    const given = known.get(Number(row), Number(parent), prefix);
    if (given) return Number(given['number']);
    next += 1;
    give.run(prefix, next, Number(row), Number(parent));
    return next;
  });
}
