/**
 * What the index holds: an entry for each document, and one for each item that has no document there. The whole of it is
 * one entry, its places are nested in it.
 */
import { z } from 'zod';
import { anchor, textKind, textMark } from './anchor.ts';
import { deletion } from './deletion.ts';
import { entryStatus } from './status.ts';
import { entityKind, personalDataKind } from './mention.ts';
import { metadata } from './metadata.ts';

/** One place where a document was found. `path` is the display path below its source, `/` between parts. */
export const occurrence = z.object({
  item: z.string(),
  path: z.string(),
  name: z.string(),
  source: z.string(),
  custodian: z.string().optional(),
  /** The item id of the topmost message or file of the family. */
  family: z.string(),
  /** What says that it was deleted, each kind once; absent where nothing does. */
  deletions: z.array(deletion).optional(),
  /**
   * The item or something on the way to it has `gone` from the source, or was `replaced` by a later revision; absent for
   * what is there.
   */
  past: z.enum(['gone', 'replaced']).optional(),
  /** Labels that this place has, by itself, its family or its content, in the order of their keys; absent for none. */
  labels: z.array(z.string()).optional(),
  /**
   * Codes of the warnings about the item that lies here (its name, or how it lies in what holds it), each once; those
   * about its content are the entry's. Absent for none.
   */
  codes: z.array(z.string()).optional(),
  /** Review scopes from whose readers alone it is not kept; absent for nearly all. */
  withheld: z.array(z.string()).optional(),
});
export type Occurrence = z.infer<typeof occurrence>;

export const itemKind = z.enum(['file', 'folder', 'link', 'other', 'member', 'attachment', 'embedded']);
export type ItemKind = z.infer<typeof itemKind>;

/**
 * An item that has an entry of its own: it ended without a content, or its content has no document in the index, or it
 * ended otherwise than that.
 */
const entryItem = z.object({
  id: z.string(),
  revision: z.number().int().nonnegative(),
  kind: itemKind,
  /** Where its content was hashed, and then left. */
  sha256: z.string().optional(),
});

/** The id of an item's entry: the item's, and its revision in eight digits. Shorter than a SHA-256, so never a document's. */
export const itemEntryId = ({ id, revision }: { readonly id: string; readonly revision: number }): string =>
  `${id}${revision.toString(16).padStart(8, '0')}`;

const entryId = /^(?:[0-9a-f]{64}|[0-9a-f]{40})$/;
/** Whether an entry may go by it: the SHA-256 of a document, or the id of an item's entry. */
export const isEntryId = (id: string): boolean => entryId.test(id);

export const isItemEntryId = (id: string): boolean => id.length === 40;

/** The item whose entry it is. */
export const itemOfEntryId = (id: string): { readonly id: string; readonly revision: number } => ({
  id: id.slice(0, 32),
  revision: Number.parseInt(id.slice(32), 16),
});

export const indexEntry = z.object({
  /** SHA-256 of the content, hex: the document's id; of an item's entry that of `itemEntryId`. */
  document: z.string(),
  /** Absent for a document. */
  item: entryItem.optional(),
  format: z.string(),
  mediaType: z.string(),
  /** Absent for an item of which none is stated, and for folders. */
  size: z.number().int().nonnegative().optional(),
  status: entryStatus,
  run: z.number().int(),
  /** Grows with every change; an older revision never replaces a newer one. */
  revision: z.number().int(),
  metadata,
  /** The texts that make up the entry, by id; each was staged with `text` operations before. */
  texts: z.array(
    z.object({
      kind: textKind,
      id: z.string(),
      units: z.number().int(),
      anchors: z.array(anchor),
      /** The marks of its anchors; absent for none. */
      marks: z.array(textMark).optional(),
    }),
  ),
  entities: z.array(z.object({ entity: z.string(), kind: entityKind, count: z.number().int().positive() })),
  personalData: z.array(z.object({ kind: personalDataKind, count: z.number().int().positive() })),
  /** Codes of the document's warnings and of its failure; what is said of an item is at its place. */
  codes: z.array(z.string()),
  /** ISO dates (day or finer, as stated) by event kind: `created`, `modified`, `sent`, `taken` … */
  dates: z.array(z.object({ kind: z.string(), date: z.string() })),
  occurrences: z.array(occurrence),
});
export type IndexEntry = z.infer<typeof indexEntry>;
