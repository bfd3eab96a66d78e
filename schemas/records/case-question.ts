/** A question of the case, with its deadline and its answer; the documents that show it are what it cites. */
import { z } from 'zod';
import { noteText } from '../label.ts';
import { maybeDate, maybeLine, maybeLines } from './words.ts';

const questionStatus = z.enum(['open', 'answered', 'cannot be answered', 'dropped']);

export const caseQuestion = z.strictObject({
  question: noteText,
  status: questionStatus,
  deadline: maybeDate,
  /** Who is to answer it. */
  assigned: maybeLine,
  answer: maybeLines,
});
