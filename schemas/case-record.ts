/** Case records: what people write about a case beside marks, version by version, and what of the evidence they cite. */
import { z } from 'zod';
import type { Annotator } from './label.ts';
import type { RecordBody, RecordKind } from './record-kinds.ts';

/** UTF-16 units of a body and its citations as JSON. A version that fills memory would be read by every page that lists it. */
export const maxRecordUnits = 256 * 1024;
/** Of a version. Each is looked at for every reader from whom something is withheld. */
export const maxCitations = 500;
/** A quotation proves a passage; a whole text is read where it lies. */
export const maxQuoteUnits = 10_000;
/** Records, or versions of one, that are given at one time: whoever saves by a script must not fill the others' pages. */
export const maxRecordsGiven = 1_000;

/** A word that may stand in an address. */
export const recordId = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._:-]{0,199}$/u, {
  error: 'an id of 1 to 200 letters, digits, dots, colons, hyphens and underscores',
});

const passage = {
  /** Id of the text, which is the hash of it. */
  text: z
    .string()
    .regex(/^[0-9a-f]{64}$/u)
    .optional(),
  /** UTF-16 units into the text. */
  start: z.int().nonnegative().optional(),
  end: z.int().positive().optional(),
  /** What stands there. */
  quote: z.string().max(maxQuoteUnits).optional(),
};

/** A document or an item, or a passage of it. */
export const citation = z
  .discriminatedUnion('covers', [
    z.strictObject({ covers: z.literal('content'), id: z.string().regex(/^[0-9a-f]{64}$/u), ...passage }),
    z.strictObject({ covers: z.literal('item'), id: z.string().regex(/^[0-9a-f]{32}$/u), ...passage }),
  ])
  .refine(
    ({ text, start, end }) =>
      text === undefined
        ? start === undefined && end === undefined
        : start !== undefined && end !== undefined && start < end,
    { error: 'a passage with its text, start and end, or none of them' },
  );
export type Citation = z.infer<typeof citation>;

/** Who wrote a version, and when. */
export interface RecordVersion<Kind extends RecordKind> extends Annotator {
  readonly kind: Kind;
  readonly id: string;
  /** From 1. */
  readonly version: number;
  /** Absent where `gone` says why. */
  readonly body?: RecordBody<Kind>;
  readonly cites: readonly Citation[];
  /** `removed` by a person, in this version; `evidence`: all that it cited was removed from the case, and its words with it. */
  readonly gone?: 'removed' | 'evidence';
}
