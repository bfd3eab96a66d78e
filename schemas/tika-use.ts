/** What the two sides of a run that uses Tika Server agree on. */
import { z } from 'zod';

const count = z.number().int().nonnegative();

/** What a parser has to know of the Tika Server that the coordinator talks to for it. */
export const tikaUse = z.object({
  /** As the server states it: `3.3.2`; part of what the ledger calls the extractor. */
  version: z.string().regex(/^[\w.+-]{1,40}$/),
  /** Ids of formats that go there although Evidex reads them itself. */
  prefer: z.array(z.string()),
  /** Larger contents are not sent. */
  maxContentBytes: count,
  /** More of an answer is not taken: stops the answer that fills the parser's memory. */
  maxAnswerBytes: count,
});
export type TikaUse = z.infer<typeof tikaUse>;
