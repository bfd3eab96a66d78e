/** Begins a question over what a content holds: `inside` has its row, and the rows of all contents in it at any depth. The first parameter is its SHA-256. */
export const insideContent = `WITH RECURSIVE inside (document) AS (
    SELECT document FROM document WHERE sha256 = ?1
    UNION SELECT i.document FROM inside JOIN item i ON i.holder = inside.document WHERE i.document IS NOT NULL)`;
