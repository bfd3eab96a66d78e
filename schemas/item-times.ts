/** The times a folder, file system or archive keeps for an item. */
import { z } from 'zod';
import { time } from './time.ts';

export const itemTimes = z.object({
  modified: time.optional(),
  accessed: time.optional(),
  changed: time.optional(),
  created: time.optional(),
});
export type ItemTimes = Readonly<z.infer<typeof itemTimes>>;
