/** What the terms of a list came to; a version for each time that they were counted, under the id of the list. */
import { z } from 'zod';
import { maxTerms, maxTermUnits } from './term-list.ts';

const count = z.int().nonnegative();
const dated = z.strictObject({ date: z.string().max(100), kind: z.string().max(100) });
const counted = z.strictObject({ value: z.string().max(1_000), count });

/** More is said of a term by `evidex terms`. */
export const maxNotes = 20;
export const maxNoteUnits = 1_000;

const termRow = z.strictObject({
  term: z.string().max(maxTermUnits),
  /** Why it could not be searched; then there are no counts. */
  refused: z.string().max(maxNoteUnits).optional(),
  /** The number of the term, from 1, that asks the same and is counted. */
  sameAs: z.int().positive().optional(),
  documents: count.optional(),
  /** Messages among them that are copies of another among them. */
  mailCopies: count.optional(),
  /** Documents that no other term finds. Absent in counts of before where too many were found to compare. */
  unique: count.optional(),
  families: count.optional(),
  first: dated.optional(),
  last: dated.optional(),
  /** Documents without a date. */
  undated: count.optional(),
  /** Items that its words could not be found in. */
  unsearched: count.optional(),
  /** What may be other than whoever wrote the term meant. */
  notes: z.array(z.string().max(maxNoteUnits)).max(maxNotes).optional(),
});

/** Where the terms were searched, and what nobody could search; counts of before do not have it. */
const searched = z.strictObject({
  /** All that whoever counted may see. */
  documents: count,
  mails: count,
  /** How many different mails these are. */
  mailGroups: count,
  /** Without a document, and without words. */
  items: count,
  folders: count,
  pictures: count,
  /** By custodian, those who have most first. */
  unsearched: z
    .array(z.strictObject({ custodian: z.string().max(1_000).optional(), count, statuses: z.array(counted).max(100) }))
    .max(1_000),
  unaccounted: count,
  unendedRun: z.int().positive().optional(),
  /** Something was written to the case meanwhile. */
  changed: z.boolean(),
}); // prettier-ignore

export const termReport = z.strictObject({
  /** Of the list that was counted. */
  hash: z.string().regex(/^[0-9a-f]{64}$/u),
  /** As of `search-run`. */
  open: z.array(z.string()).max(100),
  searched: searched.optional(),
  rows: z.array(termRow).max(maxTerms),
  /** Documents that any term finds; in counts of before, of those terms alone whose documents were listed. */
  documents: count,
  /** Families that they lie in; absent where those of a term are more than the index lists. */
  families: count.optional(),
});
