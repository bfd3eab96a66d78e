/** What a renderer is asked for, and what it gives: how the original of a document looks, in a form that can do nothing. */
import { z } from 'zod';
import { passwords } from './password.ts';
import { textMark } from './anchor.ts';

const count = z.number().int().nonnegative();
const ordinal = z.number().int().positive();

/** Pixels of a page's width; a screen has no more to show. */
export const maxPageWidth = 2000;
/** Words that are marked on one page: stops a query of one letter from costing more than the page. */
export const maxPageMarks = 500;
/** Rows of a sheet in one answer. */
export const gridRows = 200;
/** Columns of a sheet in one answer; the last one of a sheet is the 16,384th. */
export const gridColumns = 100;

/** Words of our text of a page, to be found on it: they begin about `from` units behind where the page begins. */
const pageMark = z.object({ from: count, words: z.string().min(1).max(2000) });
export type PageMark = z.infer<typeof pageMark>;

const asked = z.discriminatedUnion('as', [
  /** A page of a PDF, from 1. Marks are drawn into it, the one numbered `current` apart from the others. */
  z.object({
    as: z.literal('page'),
    page: ordinal,
    width: ordinal.max(maxPageWidth),
    marks: z.array(pageMark).max(maxPageMarks),
    current: count.optional(),
  }),
  /** A message or a page of the web, as one HTML document. */
  z.object({ as: z.literal('html') }),
  z.object({ as: z.literal('picture') }),
  /** Rows of a sheet, which is counted from 0, or goes by its name. */
  z.object({ as: z.literal('grid'), sheet: count, named: z.string().max(500).optional(), row: ordinal }),
]);
export type RenderingAsked = z.infer<typeof asked>;
export type RenderingKind = RenderingAsked['as'];

/** How a format is shown, by its key in the registry; the others have their text and their bytes. */
export const renderingOfFormat: Readonly<Partial<Record<string, RenderingKind>>> = {
  pdf: 'page',
  html: 'html',
  eml: 'html',
  emlx: 'html',
  jpeg: 'picture',
  png: 'picture',
  gif: 'picture',
  webp: 'picture',
  tiff: 'picture',
  xlsx: 'grid',
  ods: 'grid',
  csv: 'grid',
  tsv: 'grid',
};

export const renderRequest = z.object({
  /** A key of the registry of formats, as the ledger has it. */
  format: z.string().max(100),
  size: count,
  asked,
  /** What it is tried with where it is encrypted. */
  passwords: passwords.optional(),
});
export type RenderRequest = z.infer<typeof renderRequest>;

/** Pixels of the picture, from its upper left corner; `mark` is the place in the list of those asked for. */
const rectangle = z.object({
  mark: count,
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
});
export type Rectangle = z.infer<typeof rectangle>;

const cell = z.object({ column: ordinal, text: z.string(), mark: textMark.optional() });
export type GridCell = z.infer<typeof cell>;
const gridRow = z.object({ row: ordinal, mark: textMark.optional(), cells: z.array(cell) });
export type GridRow = z.infer<typeof gridRow>;

/** Why there is no rendering, in words that a reader is shown. */
export const refusals = {
  unreadable: 'its content cannot be shown as its format',
  encrypted: 'its content is encrypted, and no password is known',
  'too-large': 'it is larger than what is shown here',
  'too-slow': 'showing it took too long',
  'too-much-memory': 'showing it took too much memory',
  busy: 'too many originals are asked for at once: ask again in a moment',
  'no-rendering': 'there is no picture of this format; its text and its bytes are shown',
} as const;
export const refusal = z.enum(Object.keys(refusals) as [keyof typeof refusals, ...(keyof typeof refusals)[]]);
export type RefusalCode = z.infer<typeof refusal>;

export const rendered = z.discriminatedUnion('as', [
  /** With a PNG. `unplaced` of the marks are not found on the page. */
  z.object({
    as: z.literal('page'),
    pages: count,
    width: ordinal,
    height: ordinal,
    rectangles: z.array(rectangle).max(10 * maxPageMarks),
    unplaced: count,
  }),
  /** With HTML in UTF-8, in which no address is left but of pictures that it carries. */
  z.object({
    as: z.literal('html'),
    /** Addresses that it would have fetched or led to, at first sight; the first of them. */
    remote: z.array(z.string().max(2000)).max(200),
    remoteCount: count,
    /** Elements that are left out since they could do something, by name. */
    leftOut: z.array(z.string().max(40)).max(50),
    isCut: z.boolean(),
  }),
  /** With a PNG; `ofWidth` and `ofHeight` are those of the original. */
  z.object({
    as: z.literal('picture'),
    width: ordinal,
    height: ordinal,
    ofWidth: ordinal,
    ofHeight: ordinal,
  }),
  z.object({
    as: z.literal('grid'),
    /** The one whose rows these are. */
    sheet: count,
    sheets: z.array(z.object({ name: z.string().max(500), mark: textMark.optional() })).max(10_000),
    rows: z.array(gridRow).max(gridRows),
    /** Where the next rows begin; absent where these are the last. */
    next: ordinal.optional(),
    /** Cells beyond the columns that are given. */
    cutCells: count,
  }),
  z.object({ as: z.literal('refused'), code: refusal, why: z.string().max(500) }),
]);
export type Rendered = z.infer<typeof rendered>;

export interface Rendering {
  readonly rendered: Rendered;
  /** The PNG or HTML. */
  readonly bytes: Uint8Array;
}
