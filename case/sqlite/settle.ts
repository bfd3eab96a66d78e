/** Derives what depends on all carriers of a content: whether its members are still there, and which carrier is first. */
import type { DatabaseSync } from 'node:sqlite';
import type { DocumentStore } from './document-store.ts';
import { hasOwnEntry } from './item-entry-schema.ts';
import type { Places } from './places.ts';

/** Deeper than any nesting limit: a change reaches what lies inside a content one level at a time. */
const maxRounds = 300;

const documentsOf = (rows: unknown): number[] =>
  (rows as { document: number }[]).map(({ document }) => document);

/**
 * Members of a content that nothing present carries are gone with it, and are back when it is. Gives the documents
 * whose carriers came or went by that.
 */
function followHolders(database: DatabaseSync, start: readonly number[], run: number): Set<number> {
  // A content that holds itself does not keep itself present.
  const isPresent = database.prepare(
    `SELECT 1 FROM item WHERE document = ?1 AND gone IS NULL AND superseded IS NULL AND holder IS NOT ?1 LIMIT 1`,
  );
  const back = database.prepare(
    'UPDATE item SET gone = NULL WHERE holder = ? AND gone IS NOT NULL RETURNING document',
  );
  const away = database.prepare(
    'UPDATE item SET gone = ? WHERE holder = ? AND gone IS NULL RETURNING document',
  );
  const moved = new Set<number>();
  let work = new Set(start);
  for (let round = 0; work.size > 0 && round < maxRounds; round++) {
    const next = new Set<number>();
    for (const document of work) {
      const rows = isPresent.get(document) ? back.all(document) : away.all(run, document);
      for (const member of documentsOf(rows)) {
        if (member === null) continue;
        moved.add(member);
        next.add(member);
      }
    }
    work = next;
  }
  return moved;
}

/** Within a transaction: done whole or not at all, since a killed run leaves `unsettled` to the next. */
export function settle(database: DatabaseSync, documents: DocumentStore, places: Places, run: number): void {
  const unsettled = documentsOf(database.prepare('SELECT document FROM unsettled').all());
  const moved = followHolders(database, unsettled, run);
  let work = new Set([...unsettled, ...moved]);
  const below = database.prepare(
    'SELECT DISTINCT o.document FROM item h JOIN item o ON o.document = h.document AND o.item <> h.item WHERE h.holder = ?',
  );
  // A first carrier that moves may reorder what its content holds, and so on down.
  for (let round = 0; work.size > 0 && round < maxRounds; round++) {
    // All are asked before one is written: each write takes from `places` what it has put together.
    const firsts = [...work].map((document) => ({ document, first: places.firstCarrier(document) }));
    const changed = firsts
      .filter(({ document, first }) => documents.setFirst(document, first))
      .map(({ document }) => document);
    work = new Set(changed.flatMap((document) => documentsOf(below.all(document))));
  }
  database.exec('DELETE FROM unsettled');
  // Of contents without an outcome only those that were begun: what is known got its rows when it was found.
  database.exec(`INSERT OR IGNORE INTO item_entry SELECT i.item, 1, 0 FROM item i LEFT JOIN document d ON d.document = i.document
    WHERE i.state <> 0 AND ${hasOwnEntry};
    INSERT OR IGNORE INTO item_entry SELECT i.item, 1, 0 FROM document d JOIN item i ON i.document = d.document
    WHERE d.status IS NULL AND d.known IS NULL AND d.indexed = 0;`);
}
