/** What stands right beside a candidate: capitals, articles, hyphens, the start of a sentence. */
import { isAllCaps } from './letter-case.ts';
import type { NameIndex } from './name-index.ts';
import type { Candidate } from './name-matcher.ts';
import { surroundings, type PlaceFacts, type Surroundings } from './name-scorer.ts';
import { firstWordFrom, type Words } from './words.ts';

const definite = new Set('the der die das dem den des le la les el los il lo gli o os as het de'.split(' '));
const indefinite = new Set(
  'a an ein eine einen un una une um uma een my your his her their our some any no'.split(' '),
);

/** Titles of persons; with a name behind them it is a person's. */
const honorifics = new Set(
  'rep sen gov hon capt sgt lt col gen mr mrs ms miss mx dr prof professor sir dame lord lady cllr councillor councilor alderman senator congressman congresswoman congressperson judge justice president secretary minister officer captain sergeant inspector constable detective reverend rev sister brother uncle aunt herr frau señor señora monsieur madame signor signora shri smt'.split(
    ' ',
  ),
);
const behindTally =
  /^(?:[ \t]*[)|\t:;,]?[ \t]*\d|[ \t]*\)|[ \t]+(?:hold|gain|win|lead|majority|maj|vote|votes|seats?|cllrs?|councillors?|mps?|msps?|candidates?|ppc)(?![\p{L}]))/iu;
const beforeTally = /(?:\d[ \t%]*[(|\t:;,]?[ \t]*|\()$/u;

const isDash = (unit: string): boolean => unit === '-' || unit === '\u2010' || unit === '\u2011';

/** The facts of a candidate's place. What is dear to find is found when it is asked for, and once. */
export function placeFacts(text: string, words: Words, index: NameIndex, candidate: Candidate): PlaceFacts {
  const { start, end } = candidate;
  let around: Surroundings | undefined;
  let allCaps: boolean | undefined;
  const at = firstWordFrom(words, start);
  const before = at > 0 ? text.slice(words.starts[at - 1], words.ends[at - 1]) : '';
  const gapBefore = at > 0 ? text.slice(words.ends[at - 1], start) : '\n';
  const previous = text.charAt(start - 1);
  const next = text.charAt(end);
  const startsSentence = start === 0 || /[.!?:\n\r\t|•"“„«([–—]/.test(gapBefore) || before === '';
  const joins = gapBefore === ' ' && !startsSentence;
  const article = joins ? articleOf(before) : 'none';
  return {
    around: () => (around ??= surroundings(text, words, index, start, end)),
    allCaps: () => (allCaps ??= isAllCaps(text, start, end)),
    alone: candidate.readings.length === 1,
    capitalFollows: strangerFollows(text, words, index, end),
    capitalPrecedes: joins && article === 'none' && isStranger(text, words, index, at - 1),
    startsSentence,
    hyphenated:
      (isDash(previous) && /\p{L}/u.test(text.charAt(start - 2))) ||
      (isDash(next) && /\p{L}/u.test(text.charAt(end + 1))),
    tagged: previous === '@' || previous === '#',
    article,
    honorific: joinsPerson(text, words, at, gapBefore),
    inTally:
      behindTally.test(text.slice(end, end + 16)) ||
      beforeTally.test(text.slice(Math.max(0, start - 8), start)),
  };
}

/** Behind a title or an initial, over its full stop. */
function joinsPerson(text: string, words: Words, at: number, gapBefore: string): boolean {
  if (at === 0 || !/^\.? $/.test(gapBefore)) return false;
  const before = text.slice(words.starts[at - 1], words.ends[at - 1]);
  return honorifics.has(before.toLowerCase()) || (gapBefore === '. ' && /^[A-Z]$/.test(before));
}

function articleOf(word: string): PlaceFacts['article'] {
  const small = word.toLowerCase();
  return definite.has(small) ? 'definite' : indefinite.has(small) ? 'indefinite' : 'none';
}

const isCapitalised = (word: string): boolean => /^\p{Lu}\p{Ll}/u.test(word);

/** A capitalised word that no list knows and that starts no sentence: probably part of another name. */
function isStranger(text: string, words: Words, index: NameIndex, at: number): boolean {
  const start = words.starts[at] as number;
  if (!isCapitalised(text.slice(start, words.ends[at])) || !isUnknownWord(words, index, at)) return false;
  return start > 0 && !/[.!?:\n]/.test(text.slice(Math.max(0, start - 2), start));
}

function strangerFollows(text: string, words: Words, index: NameIndex, end: number): boolean {
  if (text.charCodeAt(end) !== 0x20) return false;
  const at = firstWordFrom(words, end);
  if (at >= words.count || words.starts[at] !== end + 1) return false;
  return isCapitalised(text.slice(end + 1, words.ends[at])) && isUnknownWord(words, index, at);
}

function isUnknownWord(words: Words, index: NameIndex, at: number): boolean {
  const id = index.words.find(words.hashes[at] as number);
  return id < 0 || ((index.topics[id] as number) === 0 && (index.places[id] as number) === 0);
}
