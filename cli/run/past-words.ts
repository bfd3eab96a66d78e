/** Says that a place is no longer as it was when it was read. */
import type { Occurrence } from '../../schemas/index-entry.ts';

const words = { gone: 'gone from the source', replaced: 'an earlier revision' } as const;

/** What follows a path in a line for people; empty for what is there. */
export const pastWords = (past: Occurrence['past']): string =>
  past === undefined ? '' : `  [${words[past]}]`;
