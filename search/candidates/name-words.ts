/** Words of names as they stand in a line: what may be part of one, and what begins a sentence. */

/** A word, with its place in the line. */
export interface NameWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Where a name stands in a line or a text, in UTF-16 units. */
export interface NamedPart {
  readonly start: number;
  readonly end: number;
}

/** Words of a name at most; a longer run of capitals is a heading. */
export const maxNameWords = 7;

/** A word with a capital, or one that begins with a figure (`3M`); with points and signs that stand inside names. */
const capital = /^(?:\p{Lu}[\p{L}\p{M}\p{N}.'’&+-]*|\d{1,4}\p{Lu}[\p{L}\p{N}&-]*)$/u;
/** Of people: no figures, more than capitals alone or an initial. */
const personWord = /^\p{Lu}[\p{L}\p{M}'’-]*$/u;
const initial = /^\p{Lu}\.?$/u;

/** Numbers run together with words are cells of a table. */
const maxWordUnits = 30;

export const isCapital = (word: string): boolean =>
  word.length <= maxWordUnits && capital.test(word) && !/\d\.\d/u.test(word);
export const isInitial = (word: string): boolean => initial.test(word);
export const isPersonWord = (word: string): boolean => personWord.test(word) && /\p{Ll}/u.test(word);

/** Stand inside names in small letters. */
export const joining: ReadonlySet<string> = new Set(
  '& and of the de du des di da dos del der den la le les y e et und en van von zu al el bin ibn'.split(' '),
);

/** What has a capital where a sentence, a heading or a line begins, and is no part of a name there. */
const openers: ReadonlySet<string> = new Set(
  (
    'a an the this that these those our your his her their its my we you they he she it i if as at by for from in into of on or and but to with within without ' +
    'between both all any each no not such also dear attn attention re fw fwd subject cc bcc sent date hello hi thanks regarding about per via please see ' +
    'who what when where why how is are was were will would shall should may can could has have had do does did while because since after before under over ' +
    'said says call called join contact ask mr mrs ms dr via copyright ' +
    'monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december'
  ).split(' '),
);

export const isOpener = (word: string): boolean => openers.has(word.toLowerCase().replace(/[.'’]+$/u, ''));

/** Belong to a sentence, with a capital or without, and to no name. */
const sentenceWords: ReadonlySet<string> = new Set(
  'will be is are was were shall may can has have had should would must not than from by to that which who'.split(
    ' ',
  ),
);

export const isSentenceWord = (word: string): boolean =>
  sentenceWords.has(word.toLowerCase()) || /-based$/iu.test(word);

/** The words of a line between blanks, without brackets and quotes around them. */
export function* wordsOf(line: string, from = 0, to = line.length): Generator<NameWord, void> {
  for (const { 0: text, index } of line.slice(from, to).matchAll(/[^\s"“”„«»()[\]{}<>|*_=~]+/gu))
    yield { text, start: from + index, end: from + index + text.length };
}
