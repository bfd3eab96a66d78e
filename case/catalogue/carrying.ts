/**
 * Carrying over, of the catalogue port: labels and withholding that lay on an earlier item go over to what is found
 * anew and is the same to a person. The id of a member follows from the bytes of what holds it, so that an archive or
 * a mailbox with one byte changed has new items throughout.
 *
 * The earlier items of a new one are those of earlier runs, in the same source, with the same path or with the same
 * bytes, of what is past as well; the latest with both is the same thing, and alone decides where it has an answer. Of
 * several at one path the latest speaks. A mark of an item goes over to the item, that of a family to the family of the
 * new place; a mark of a content needs no carrying. For each review scope:
 *
 * - the same thing was withheld or was released: so is the new item;
 * - one of the others is withheld: so is the new item;
 * - one with the same bytes was released, and none is withheld: it is kept as released, so that a screen does not
 *   withhold it again.
 *
 * Labels come from one earlier item, so that answers to one question do not meet: from the same thing, else from the
 * latest with the same bytes that has any, else from the one at its path; not from the path alone in a mailbox, where a
 * name is a position. What a target has or had already stays as it is.
 */
import type { Annotator } from '../../schemas/label.ts';
import type { Occurrence } from '../../schemas/index-entry.ts';
import type { Claim } from './runs.ts';

/** Where a run found an item; `source` is its reference. */
export interface FoundPlace extends Pick<Occurrence, 'item' | 'family' | 'source' | 'path'> {
  /** SHA-256; absent where nothing of it could be read, and of what has no bytes. */
  readonly document?: string | undefined;
  /** Its name is its position in what holds it. */
  readonly isPosition: boolean;
}

export interface Carrying {
  /**
   * Before the index is given anything of the batch that the items come with: there is no moment in which what was
   * withheld could be read. Items that the ledger has are passed over. Again, it changes nothing.
   */
  carryOver(claim: Claim, places: readonly FoundPlace[], by: Annotator): Promise<void>;
}
