/** What a second reviewer found of a document, without seeing what the first did: values by the names of fields. */
import { z } from 'zod';

export const secondLook = z.strictObject({
  batch: z.string().max(200),
  values: z.record(z.string().max(100), z.string().max(100)),
});
