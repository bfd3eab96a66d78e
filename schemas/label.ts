/** Investigators' labels and notes: what may be written, and the records of who wrote it. */
import { z } from 'zod';

export const maxLabelUnits = 100;
export const maxNoteUnits = 10_000;

/** Control characters, line separators, halves of surrogate pairs, and marks that turn the direction of writing. */
const unfitForLabel = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
/** The same for a text of several lines. */
const unfitForNote = /(?![\n\t])[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

/**
 * What a supplier's load file says of an item is kept as labels of this beginning: `production.FIELD: VALUE`. No person can
 * write one, so that it always is of a supplier.
 */
export const productionPrefix = 'production.';

export const isOfProduction = (label: string): boolean => label.toLowerCase().startsWith(productionPrefix);

/** Blanks at the ends are dropped, runs of blanks become one. */
export const labelName = z
  .string()
  .refine((name) => !unfitForLabel.test(name), {
    error: 'a label without control characters, line breaks or marks of writing direction',
  })
  .transform((name) => name.replaceAll(/\s+/gu, ' ').trim())
  .refine((name) => name.length >= 1 && name.length <= maxLabelUnits, {
    error: `a label of 1 to ${maxLabelUnits} characters`,
  })
  .refine((name) => !isOfProduction(name), {
    error: `a label that does not begin with ${productionPrefix}, as what suppliers state does`,
  })
  .refine((name) => /[\p{L}\p{N}\p{S}]/u.test(name), {
    error: 'a label with at least one letter, digit or symbol',
  });

export const noteText = z
  .string()
  .transform((text) => text.replaceAll('\r\n', '\n').trim())
  .refine((text) => !unfitForNote.test(text), {
    error: 'a note without control characters other than line breaks and tabs',
  })
  .refine((text) => text.length >= 1 && text.length <= maxNoteUnits, {
    // Put together when wanted: `Intl` takes 4 ms to load.
    error: () => `a note of 1 to ${maxNoteUnits.toLocaleString('en-US')} characters`,
  });

/** A review scope is a word, so that it can be named in a list. */
export const scopeName = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u, {
  error: 'a scope of 1 to 64 letters, digits, dots, hyphens and underscores',
});

/** On what ground something is withheld: a word, since it is shown with counts to who may see nothing else of it. */
export const groundName = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u, {
  error: 'a ground of 1 to 64 letters, digits, dots, hyphens and underscores',
});

/** What a label, a note or a withholding covers: this item, its family, or the content wherever it lies. */
export const markCovers = z.enum(['item', 'family', 'content']);
export type MarkCovers = z.infer<typeof markCovers>;

/** `id`: of the item, of the parent item of the family, or the SHA-256 of the content. */
export interface MarkTarget {
  readonly covers: MarkCovers;
  readonly id: string;
}

/** Who wrote a label or note. */
export interface Annotator {
  readonly by: string;
  /** UTC, ISO 8601. */
  readonly at: string;
  /** Sequence number of the audit record of the command. */
  readonly record: number;
}

/** A mark that a run carried over from an earlier item, which is told where it shows. */
export interface Carried {
  readonly from?: { readonly item: string; readonly source: string; readonly path: string } | undefined;
}

export interface LabelRecord extends Annotator {
  readonly label: string;
  readonly covers: MarkCovers;
  /** Absent while it is there. */
  readonly removed?: Annotator;
  /** Absent for what a person said of just this. */
  readonly carried?: Carried | undefined;
}

export interface NoteRecord extends Annotator {
  readonly text: string;
  readonly covers: MarkCovers;
}

/** A note with the first place that shows of what it is of; a parent's for a family. */
export interface PlacedNote extends NoteRecord {
  /** Of the target: see `MarkTarget`. */
  readonly id: string;
  /** The reference. */
  readonly source: string;
  /** Below the source. */
  readonly path: string;
}

export interface WithholdingRecord extends Annotator {
  readonly scope: string;
  /** Absent where none was stated. */
  readonly ground?: string;
  readonly reason: string;
  readonly covers: MarkCovers;
  /** Absent while it is in force. */
  readonly removed?: Annotator;
  /** Absent for what a person, or a screen, said of just this. */
  readonly carried?: Carried | undefined;
}
