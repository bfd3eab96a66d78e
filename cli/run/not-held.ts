/** What is said of a name that nothing open to the reader goes by: the same words whether it is not there or withheld. */
import { Problem } from '../../schemas/problem.ts';
import { escapeLine } from '../frame/escape.ts';

/** Any difference between the two, in words, hint or exit code, would tell that something is withheld. */
export const notHeld = (name: string): Problem =>
  new Problem(
    'not-found',
    `nothing goes by ${escapeLine(name)}: not held, or not open to you`,
    'See `evidex explain`, or list all items that are open to you with `evidex report CASE --items`.',
  );
