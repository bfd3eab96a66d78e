/** Addresses that rulings on identities name, and that a removal takes since no document which stays states them. */
import type { DatabaseSync } from 'node:sqlite';
import { ruledAddresses } from '../records.ts';
import { textOf } from './row-values.ts';

const stated = (documents: string): string => `(
  EXISTS (SELECT 1 FROM mailbox m JOIN document_mailbox d ON d.mailbox = m.mailbox
    WHERE m.address = asked.value AND d.document ${documents})
  OR EXISTS (SELECT 1 FROM pairing p JOIN document_pairing d ON d.pairing = p.pairing
    WHERE (p.one = asked.value OR p.other = asked.value) AND d.document ${documents}))`;

/** `lost`: the contents that go, as a list of rows that is still there. Each once, in the order of text. */
export function lostAddresses(database: DatabaseSync, lost: string): string[] {
  const bodies = database
    .prepare(`SELECT body FROM case_record WHERE kind = 'identity-ruling' AND body IS NOT NULL`)
    .all();
  const ruled = new Set(bodies.flatMap(({ body }) => ruledAddresses(textOf(body))));
  return database
    .prepare(
      `SELECT asked.value AS address FROM json_each(?) asked
       WHERE ${stated(`IN ${lost}`)} AND NOT ${stated(`NOT IN ${lost}`)} ORDER BY address`,
    )
    .all(JSON.stringify([...ruled]))
    .map(({ address }) => textOf(address));
}
