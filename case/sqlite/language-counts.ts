/** How many documents have which language. */
import type { DatabaseSync } from 'node:sqlite';
import type { LanguageCounts } from '../ledger/coverage.ts';
import { currentItems } from './item-status.ts';
import { textOf } from './row-values.ts';
import type { Visible } from './visible.ts';

/** The row without a language counts the documents with texts in which no version has looked for one. */
const countsSql = (shown: Visible): string => `WITH
  now AS MATERIALIZED (
    SELECT d.metadata -> '$.languages' AS languages FROM document d
    WHERE EXISTS (SELECT 1 FROM text t WHERE t.document = d.document AND t.superseded IS NULL)
      AND EXISTS (SELECT 1 FROM item i WHERE i.document = d.document AND ${currentItems} AND ${shown.item}))
  SELECT l.value ->> '$.language' AS language, count(*) AS documents FROM now JOIN json_each(now.languages) l GROUP BY 1
  UNION ALL SELECT NULL, count(*) FROM now WHERE languages IS NULL
  ORDER BY documents DESC, language`;

export function readLanguageCounts(database: DatabaseSync, shown: Visible): LanguageCounts {
  const rows = database.prepare(countsSql(shown)).all();
  return {
    languages: rows.flatMap(({ language, documents }) =>
      language === null ? [] : [{ language: textOf(language), documents: Number(documents) }],
    ),
    notLookedAt: Number(rows.find(({ language }) => language === null)?.['documents'] ?? 0),
  };
}
