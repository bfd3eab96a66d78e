/** Tells a text of which a reader sees something from one of blanks, fillers and characters without width alone. */

/**
 * Control and format characters, blanks, and the letters and marks that show nothing: with them a newsletter fills the line
 * that a list of mails shows beside its subject.
 */
const seen = /[^\p{Cc}\p{Cf}\p{Z}\u034f\u115f\u1160\u2800\u3164\uffa0]/u;

export const isSeen = (text: string): boolean => seen.test(text);
