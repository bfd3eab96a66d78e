/** A report that was issued as a file: by its hash anybody can tell whether they have what was issued. */
import { z } from 'zod';
import { labelName } from '../label.ts';

export const issuedReport = z.strictObject({
  file: labelName,
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
  bytes: z.string().regex(/^\d{1,12}$/u),
});
