/** The table of what was written last in the SQLite catalogue. */
import { ledgerParts } from '../ledger/changes.ts';

/**
 * changed: one row, a word for each part of the ledger. Random, and no count: of a copy that was put back and written to
 * since, a count would come to what it was before, with another content.
 */
export const changedTable = `
CREATE TABLE changed (${ledgerParts.map((part) => `${part} TEXT NOT NULL`).join(', ')}) STRICT;
INSERT INTO changed VALUES (${ledgerParts.map(() => "'begun'").join(', ')});
`;
