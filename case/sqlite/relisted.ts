/**
 * Times of files that are read again. A file keeps its row until another content is found in it: till then nobody knows
 * whether it is another revision, and if it is, the earlier one must say what was listed of it and not of the later.
 */
import type { DatabaseSync } from 'node:sqlite';
import { type Prepared, prepareAll } from './prepared.ts';
import { timeColumns } from './row-values.ts';

/** relisted: times of a file as it was listed when it was last read, while it waits to be read again; see above. */
export const relistedTable = `
CREATE TABLE relisted (
  item INTEGER PRIMARY KEY,
  modified INTEGER,
  accessed INTEGER,
  changed INTEGER,
  created INTEGER,
  time_forms INTEGER NOT NULL
) STRICT;
`;

const columns = [...timeColumns, 'time_forms'].join(', ');

const statements = {
  // A second listing before it is read changes nothing: the first knows what was read.
  keep: `INSERT OR IGNORE INTO relisted (item, ${columns}) SELECT item, ${columns} FROM item WHERE item = ? AND document IS NOT NULL`,
  restore: `UPDATE item SET (${columns}) = (SELECT ${columns} FROM relisted r WHERE r.item = item.item)
    WHERE item = ?1 AND EXISTS (SELECT 1 FROM relisted r WHERE r.item = ?1)`,
  forget: 'DELETE FROM relisted WHERE item = ?',
} as const;

export class Relisted {
  readonly #run: Prepared<typeof statements>;

  constructor(database: DatabaseSync) {
    this.#run = prepareAll(database, statements);
  }

  /** Before an item gets the times of a later listing. */
  keep(item: number): void {
    this.#run.keep.run(item);
  }

  /** Another content was found: the item is an earlier revision, with the times that it had. */
  restore(item: number): void {
    this.#run.restore.run(item);
    this.forget(item);
  }

  /** It was read, and is what it was. */
  forget(item: number): void {
    this.#run.forget.run(item);
  }
}
