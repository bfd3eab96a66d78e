/** A search that is kept under a name, for whoever opens the case. */
import { z } from 'zod';
import { labelName } from '../label.ts';

/** A query of the command line has no bound but the system's; one that pages of the case list again and again has. */
const maxQueryUnits = 60_000;

export const savedSearch = z.strictObject({
  name: labelName,
  query: z.string().trim().min(1).max(maxQueryUnits),
});
