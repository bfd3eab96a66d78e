/**
 * The one rule of an item's family: its parent is the outermost message or loose file on the way to it that holds
 * attachments or embedded objects, or the item itself where there is none. Archives, mailboxes, disk images and
 * folders are never parents of what they hold; inside a family everything belongs to it, an attached archive and its
 * members too.
 *
 * | Where the item lies                                            | Parent      |
 * | -------------------------------------------------------------- | ----------- |
 * | folder → file                                                  | the file    |
 * | zip → file                                                     | the file    |
 * | docx → embedded xlsx                                           | the docx    |
 * | mbox → message → attached message → attachment                 | the message |
 * | zip → message → attached zip → docx → embedded xlsx            | the message |
 */
import type { FoundItem } from '../schemas/findings.ts';

/** How an item lies in the content that holds it; absent for what lies in a folder. */
export type Relation = NonNullable<FoundItem['relation']>;

/** An item at one of its places, with the parent of its family there: both by item id. */
export interface InFamily {
  readonly item: string;
  readonly family: string;
}

/** Who holds members is an archive, mailbox or image: what holds anything else is a parent. */
const isOfHolder = (relation: Relation | undefined): boolean =>
  relation === 'attachment' || relation === 'embedded';

/** The parent of an item, from that of what holds it at this place. */
export const familyOf = (item: string, relation?: Relation, holder?: InFamily): string =>
  holder && (isOfHolder(relation) || holder.family !== holder.item) ? holder.family : item;
