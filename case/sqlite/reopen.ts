/** Marks items and documents that ended to be read or parsed again. */
import type { DatabaseSync } from 'node:sqlite';
import type { ReopenFilter } from '../catalogue/work.ts';
import { currentItems, itemStatusSql, itemTables } from './item-status.ts';
import type { Places } from './places.ts';

/** See `ItemStore`: the state of an item to be read that no rule puts first. */
const readAgain = 10_000;

interface Match {
  readonly item: number;
  readonly document: number | null;
  readonly holder: number | null;
  readonly fate: string | null;
}

function inSources(places: Places, item: number, sources: readonly string[] | undefined): boolean {
  if (!sources?.length) return true;
  return places
    .ofItem(item)
    .kinds.some(({ first }) => sources.includes(places.source(first.source).reference));
}

/** Within a transaction. A member without content of its own is reached through what holds it, which is opened again. */
export function reopen(
  database: DatabaseSync,
  places: Places,
  filter: ReopenFilter,
): { documents: number; files: number } {
  const { statuses, codes, formats, sources } = filter;
  const lists = {
    statuses: JSON.stringify(statuses ?? []),
    codes: JSON.stringify(codes ?? []),
    formats: JSON.stringify(formats ?? []),
  };
  const matches = database
    .prepare(
      `SELECT * FROM (
         SELECT i.item, i.document, i.holder, i.fate, ${itemStatusSql} AS status, COALESCE(i.code, d.code) AS code, d.format,
           COALESCE(i.warnings, '[]') AS item_warnings, COALESCE(d.warnings, '[]') AS document_warnings
         FROM ${itemTables}
         WHERE ${currentItems} AND i.kind NOT IN (1, 2, 3))
       WHERE status NOT IN ('pending', 'awaiting content', 'skipped', 'known', 'duplicate')
         AND (:statuses = '[]' OR status IN (SELECT value FROM json_each(:statuses)))
         AND (:codes = '[]' OR code IN (SELECT value FROM json_each(:codes))
           OR EXISTS (SELECT 1 FROM json_each(item_warnings) WHERE value ->> 'code' IN (SELECT value FROM json_each(:codes)))
           OR EXISTS (SELECT 1 FROM json_each(document_warnings) WHERE value ->> 'code' IN (SELECT value FROM json_each(:codes))))
         AND (:formats = '[]' OR format IN (SELECT value FROM json_each(:formats)))`,
    )
    .all(lists) as unknown as Match[];
  const openDocument = database.prepare(
    'UPDATE document SET status = NULL, code = NULL, detail = NULL WHERE document = ? AND status IS NOT NULL',
  );
  const openFile = database.prepare(
    'UPDATE item SET state = ?, fate = NULL, code = NULL, detail = NULL WHERE item = ? AND state = 0',
  );
  let documents = 0;
  let files = 0;
  for (const { item, document, holder, fate } of matches) {
    if (!inSources(places, item, sources)) continue;
    if (fate === null && document !== null) documents += Number(openDocument.run(document).changes);
    else if (holder !== null) documents += Number(openDocument.run(holder).changes);
    else files += Number(openFile.run(readAgain, item).changes);
  }
  return { documents, files };
}
