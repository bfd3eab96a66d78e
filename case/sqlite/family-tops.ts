/**
 * The rule of `../family.ts` as SQL: a file is the parent of its family, and so is a member of what lies at some place
 * outside of all families. Kinds by their numbers: 0 file, 4 member.
 */
import { currentItems } from './item-status.ts';

/**
 * `outside (document)`, for a `WITH RECURSIVE`: the contents outside of all families that hold anything. Of a mailbox its
 * messages are asked for and those that hold nothing left out, which is all but a few.
 */
export const outsideSql = `holding AS MATERIALIZED (SELECT DISTINCT holder AS document FROM item WHERE holder IS NOT NULL),
  outside (document) AS (
    SELECT i.document FROM holding CROSS JOIN item i INDEXED BY item_document ON i.document = holding.document
      WHERE ${currentItems} AND i.kind = 0
    UNION SELECT i.document FROM outside CROSS JOIN item i INDEXED BY item_holder ON i.holder = outside.document
      WHERE ${currentItems} AND i.kind = 4 AND i.document IN (SELECT document FROM holding))`;

/** Over `item i`, beside `outsideSql`; what is but a container is none all the same. */
export const isTop = '(i.kind = 0 OR (i.kind = 4 AND i.holder IN (SELECT document FROM outside)))';
