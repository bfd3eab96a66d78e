/** What the index holds of one document: the whole document is one entry, its places are nested in it. */
import { z } from 'zod';
import { anchor, textKind, textMark } from './anchor.ts';
import { deletion } from './deletion.ts';
import { documentStatus } from './status.ts';
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
  /** Review scopes from whose readers alone it is not kept; absent for nearly all. */
  withheld: z.array(z.string()).optional(),
});
export type Occurrence = z.infer<typeof occurrence>;

export const indexEntry = z.object({
  /** SHA-256 of the content, hex: the document's id. */
  document: z.string(),
  format: z.string(),
  mediaType: z.string(),
  size: z.number().int().nonnegative(),
  status: documentStatus,
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
  /** Codes of the document's warnings and of its failure. */
  codes: z.array(z.string()),
  /** ISO dates (day or finer, as stated) by event kind: `created`, `modified`, `sent`, `taken` … */
  dates: z.array(z.object({ kind: z.string(), date: z.string() })),
  occurrences: z.array(occurrence),
});
export type IndexEntry = z.infer<typeof indexEntry>;
