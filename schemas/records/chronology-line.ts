/** A line of a chronology: when, what happened in somebody's words, and on what that rests. */
import { z } from 'zod';
import { labelName, noteText } from '../label.ts';
import { dateWords, maybeLine, maybeLines } from './words.ts';

export const chronologyLine = z.strictObject({
  /** The name of the chronology that it stands in. */
  chronology: labelName,
  when: dateWords,
  /** Of lines at one time: the lesser first, as text. */
  order: maybeLine,
  text: noteText,
  /** What the time and the words rest on: whose clock, which zone, who says so. */
  basis: maybeLines,
});
