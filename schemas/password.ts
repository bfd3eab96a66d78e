/** Words that encrypted contents are tried with, as they go from the user's lists to who opens contents. */
import { z } from 'zod';

/** Words of all lists of a case: each is tried on each encrypted content. */
export const maxPasswords = 10_000;

/** `list` is the id of the list, which tells nothing of its words; `entry` which of its words it is, from 1. */
export const password = z.object({
  word: z.string().min(1).max(1_000),
  list: z.string().max(64),
  entry: z.number().int().positive(),
});
export type Password = z.infer<typeof password>;

export const passwords = z.array(password).max(maxPasswords);
