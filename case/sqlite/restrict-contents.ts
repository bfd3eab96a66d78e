/** Takes out of the SQLite catalogue what was read of contents that turned out to be restricted. */
import type { DatabaseSync } from 'node:sqlite';
import type { NotableContent } from '../catalogue/work.ts';
import { asRestricted } from '../restricted.ts';
import { bytesOf } from './row-values.ts';

const ofContent = 'document = ?';
/** Its texts stay on record as what was replaced, without what was found in them. */
const deletions = [
  `DELETE FROM mention_block WHERE text IN (SELECT text FROM text WHERE ${ofContent})`,
  ...['document_entity', 'document_personal_data', 'event'].map(
    (table) => `DELETE FROM ${table} WHERE ${ofContent}`,
  ),
];

/** Within a transaction. */
export function restrictContents(
  database: DatabaseSync,
  run: number,
  contents: readonly NotableContent[],
): void {
  const rowOf = database.prepare('SELECT document FROM document WHERE sha256 = ?');
  const endItems = database.prepare(
    `UPDATE item SET fate = 'skipped', code = 'restricted', detail = ?, warnings = NULL WHERE ${ofContent}`,
  );
  const supersede = database.prepare(
    `UPDATE text SET superseded = ? WHERE ${ofContent} AND superseded IS NULL`,
  );
  const flag = database.prepare(
    `UPDATE document SET known = ?, status = NULL, code = NULL, detail = NULL, metadata = NULL, warnings = NULL, indexed = 0
     WHERE ${ofContent}`,
  );
  const clear = deletions.map((sql) => database.prepare(sql));
  for (const { sha256, set } of contents) {
    const row = rowOf.get(bytesOf(sha256));
    if (!row) continue;
    const document = Number(row['document']);
    endItems.run(set, document);
    supersede.run(run, document);
    for (const statement of clear) statement.run(document);
    flag.run(asRestricted(set), document);
  }
}
