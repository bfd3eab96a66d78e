/** How an item ended, as SQL over `item i LEFT JOIN document d`: derived, so that it cannot depend on races. */

/**
 * Its own fate where it has one; else its document's: a failed, encrypted or known document's copies say so too,
 * of the others only the first carrier in evidence order shows the outcome. `first` is that of the carriers which show.
 */
export const itemStatusIn = ({ first }: { readonly first: string }): string => `CASE
  WHEN i.state <> 0 THEN 'pending'
  WHEN i.fate IS NOT NULL THEN i.fate
  WHEN d.known IS NOT NULL AND d.status IS NULL THEN 'known'
  WHEN d.status IS NULL THEN 'awaiting content'
  WHEN d.status IN ('failed', 'encrypted') THEN d.status
  WHEN ${first} = i.item THEN d.status
  ELSE 'duplicate' END`;

export const itemStatusSql = itemStatusIn({ first: 'd.first' });

/** Items beside their documents, by the names that all that stands here goes by. */
export const itemTables = 'item i LEFT JOIN document d ON d.document = i.document';

/** Items as the source has them now: not an earlier revision, not gone from it, not the root of a source. */
export const currentItems =
  'i.superseded IS NULL AND i.gone IS NULL AND (i.place IS NOT NULL OR i.holder IS NOT NULL)';

/** What needs a look: ended unsupported, encrypted or failed, or with warnings; of copies the first alone. */
export const exceptionIn = ({
  first,
}: {
  readonly first: string;
}): string => `(i.fate IN ('failed', 'encrypted', 'unsupported') OR i.warnings IS NOT NULL
  OR (i.fate IS NULL AND (d.status IN ('failed', 'encrypted')
    OR (${first} = i.item AND (d.status = 'unsupported' OR d.warnings IS NOT NULL)))))`;
