/** An organisation or a person under investigation: status, and what was done when. */
import { z } from 'zod';
import { labelName } from '../label.ts';
import { maybeDate, maybeLines } from './words.ts';

const registerKind = z.enum(['organisation', 'person']);
const registerStatus = z.enum([
  'of interest',
  'under investigation',
  'action taken',
  'no further action',
  'closed',
]);

export const registerEntry = z.strictObject({
  name: labelName,
  kind: registerKind,
  status: registerStatus,
  /** Since when it has that status. */
  since: maybeDate,
  /** One a line, with its date. */
  actions: maybeLines,
  note: maybeLines,
});
