/** That a person relies on what a sentence states of two parties, and why; the record cites the sentence. */
import { z } from 'zod';
import { noteText } from '../label.ts';

const word = z.string().regex(/^[a-z]+(?:-[a-z]+)*$/u).max(40); // prettier-ignore

const party = z.strictObject({
  is: z.enum(['entity', 'person', 'name']),
  /** As `evidex relations` takes it. */
  id: z.string().min(1).max(1_000),
  name: z.string().min(1).max(1_000),
  /** Of a person of whom a name alone is stated. */
  bare: z.literal(true).optional(),
});

export const acceptedAssertion = z.strictObject({
  verb: word,
  /** It is of what was read when it was accepted: of the same sentence read as a denial it is not. */
  polarity: word,
  /** Who did it. */
  from: party,
  to: party,
  /** SHA-256 of the sentence, its blanks made one each: it stays where a new reading moves offsets. */
  sentence: z.string().regex(/^[0-9a-f]{64}$/u),
  reason: noteText,
});
