/** The rows of what lies directly in a content or in a folder, a page at a time. */
import type { DatabaseSync } from 'node:sqlite';
import type { HeldAsked, Holder } from '../ledger/items.ts';
import { bytesOf } from './row-values.ts';
import type { Visible } from './visible.ts';

const nameOf = "COALESCE(NULLIF(i.name, ''), '#' || i.ordinal)";

export interface HeldRows {
  readonly rows: readonly { readonly item: number; readonly name: string }[];
  readonly total: number;
}

export function heldRows(
  database: DatabaseSync,
  shown: Visible,
  of: Holder,
  { begins, order, from, limit }: HeldAsked,
): HeldRows {
  const [lies, key] =
    'content' in of
      ? ['i.holder = (SELECT document FROM document WHERE sha256 = ?1)', bytesOf(of.content)]
      : ['i.place = (SELECT item FROM item WHERE id = ?1 AND superseded IS NULL)', bytesOf(of.folder)];
  const where = `${lies} AND i.superseded IS NULL AND substr(${nameOf}, 1, length(?2)) = ?2 AND ${shown.item}`;
  const inOrder = order === 'names' ? `${nameOf}, i.ordinal, i.item` : 'i.ordinal, i.item';
  const rows = database
    .prepare(
      `SELECT i.item, ${nameOf} AS name FROM item i WHERE ${where} ORDER BY ${inOrder} LIMIT ?3 OFFSET ?4`,
    )
    .all(key, begins, limit, from);
  const counted = database.prepare(`SELECT count(*) AS total FROM item i WHERE ${where}`).get(key, begins);
  return {
    rows: rows.map(({ item, name }) => ({ item: Number(item), name: String(name) })),
    total: Number(counted?.['total'] ?? 0),
  };
}
