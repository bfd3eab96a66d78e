/** That something was exported from a page: what, for whom, on what basis, and what came of it. */
import { z } from 'zod';

const party = z.string().trim().min(1).max(500);

export const caseExport = z.strictObject({
  query: z.string().trim().min(1).max(60_000),
  recipient: party,
  /** The legal basis. */
  basis: party,
  /** What its numbers begin with. */
  prefix: z.string().max(20),
  /** Of the list; all where there are none. */
  columns: z.array(z.string().max(60)).max(100),
  families: z.boolean(),
  natives: z.boolean(),
  texts: z.boolean(),
  /** Review scopes that were open: who has them not is not shown it. */
  open: z.array(z.string()).max(100),
  /** `begun` stays where it was stopped: it can be gone on with. */
  state: z.enum(['begun', 'ended']),
  items: z.int().nonnegative().optional(),
  exceptions: z.int().nonnegative().optional(),
  /** Numbers, as they are written. */
  first: z.string().optional(),
  last: z.string().optional(),
  /** SHA-256 of the manifest, by which the whole is known again. */
  manifest: z.string().optional(),
});
