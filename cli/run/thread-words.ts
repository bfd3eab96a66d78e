/** What the terminal and the page of a thread say alike. */
import { Problem } from '../../schemas/problem.ts';
import type { Query } from '../../search/query/ast.ts';
import { printQuery } from '../../search/query/print.ts';
import { formatCount } from '../frame/quantities.ts';
import type { ThreadMessage } from './thread-reading.ts';
import { guessedDays } from './thread-guess.ts';
import { followedMessages, maxThreadIds, type Thread } from './thread.ts';

/** A server takes 16 KiB of a request before its content, and a link writes a character in up to nine. */
const maxSearchUnits = 1_500;

export const noThread = (then: string): Problem =>
  new Problem('not-found', 'it states no id of a message, nor subject, sender and time to guess by', then);

/** What is shown, as a query to be typed or followed; undefined where that would be too long. */
export function threadSearch(query: Query): string | undefined {
  const search = printQuery(query);
  return search.length > maxSearchUnits ? undefined : search;
}

export const guessedWords = `Guessed: an answer that does not say what it answers is taken for one to the last message of its subject before it, within ${guessedDays} days, where the sender of one is among the people of the other.`;

/** Of a message that answers what it does not name. */
export const unnamedWords =
  'answers or passes on a message that it does not name, and that is not found by its subject';

/** Of a message that states the id of one above. */
export const againWords = ({ isRevision }: Pick<ThreadMessage, 'isRevision'>): string =>
  `states the id of a message above: ${isRevision ? 'a revision' : 'another copy'} of it, or one that says so`;

/** Where there may be more than is shown. */
export function cutWords({ isCut, isGuessCut }: Thread): string[] {
  return [
    ...(isCut
      ? [
          `They refer to more than is followed: ${formatCount(maxThreadIds)} ids, of ${formatCount(followedMessages)} messages. There may be more.`,
        ]
      : []),
    ...(isGuessCut
      ? ['More messages are of such a subject than were looked at for a guess. There may be more.']
      : []),
  ];
}
