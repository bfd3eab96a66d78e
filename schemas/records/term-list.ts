/** Terms to be searched one by one, as they were pasted. */
import { z } from 'zod';
import { labelName } from '../label.ts';

/** Each is a query of its own against the whole case. */
export const maxTerms = 500;
export const maxTermUnits = 400;

export const termList = z.strictObject({
  name: labelName,
  terms: z.array(z.string().trim().min(1).max(maxTermUnits)).min(1).max(maxTerms),
});
