/** What a browser is told by number beside the words of a problem. */
import type { Problem } from '../schemas/problem.ts';

export const statusOf = ({ code }: Problem): 400 | 404 | 409 =>
  code === 'not-found' ? 404 : code === 'conflict' ? 409 : 400;
