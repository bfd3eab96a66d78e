/** The language of a short passage: by its script where that decides, else by the words that it has most. */
import { commonWords } from './common-words.ts';

/** What is told of a passage of which nothing is sure. */
export const unknownLanguage = 'unknown';

/** Letters of a passage; fewer say nothing: of 16 letters good detectors are wrong one time in four. */
const minLetters = 40;
/** The same of scripts that one language is written in, which decide by themselves. */
const minLettersOfScript = 8;

/** Scripts that one language is written in, of those that are found here: from, to, language. */
const scripts: readonly (readonly [from: number, to: number, language: string])[] = [
  [0x0370, 0x03ff, 'el'],
  [0x0530, 0x058f, 'hy'],
  [0x0590, 0x05ff, 'he'],
  [0x0980, 0x09ff, 'bn'],
  [0x0a00, 0x0a7f, 'pa'],
  [0x0a80, 0x0aff, 'gu'],
  [0x0b00, 0x0b7f, 'or'],
  [0x0b80, 0x0bff, 'ta'],
  [0x0c00, 0x0c7f, 'te'],
  [0x0c80, 0x0cff, 'kn'],
  [0x0d00, 0x0d7f, 'ml'],
  [0x0d80, 0x0dff, 'si'],
  [0x0e00, 0x0e7f, 'th'],
  [0x0e80, 0x0eff, 'lo'],
  [0x1000, 0x109f, 'my'],
  [0x10a0, 0x10ff, 'ka'],
  [0x1100, 0x11ff, 'ko'],
  [0x1200, 0x139f, 'am'],
  [0x1780, 0x17ff, 'km'],
  [0x3040, 0x30ff, 'ja'],
  [0x4e00, 0x9fff, 'zh'],
  [0xac00, 0xd7af, 'ko'],
];
const firstOfScripts = 0x0370;

/** A word of one language alone gives a whole vote, one of several to each its part. */
const minVotes = 2.5;
/** By how much the first must be before the second. */
const minLead = 1.4;
/** Votes for each word: a list of names has some by chance. */
const minShare = 1 / 12;

const languages = Object.keys(commonWords);

interface Voters {
  /** Places in `languages`. */
  readonly at: readonly number[];
  readonly vote: number;
}

/** FNV-1a over UTF-16 units in 32 bits: no word is made of each run of letters, most of which no list has. */
const hashStart = 0x811c9dc5;
const hashNext = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193);

function hashOf(word: string): number {
  let hash = hashStart;
  for (let at = 0; at < word.length; at++) hash = hashNext(hash, word.charCodeAt(at));
  return hash;
}

const votersOf: ReadonlyMap<number, Voters> = (() => {
  const byWord = new Map<string, number[]>();
  for (const [at, language] of languages.entries())
    for (const word of new Set(commonWords[language]?.split(' ')))
      byWord.set(word, [...(byWord.get(word) ?? []), at]);
  return new Map([...byWord].map(([word, at]) => [hashOf(word), { at, vote: 1 / at.length }]));
})();

const notYet = 0;
const noLetter = 0xffff;
/** By UTF-16 unit: the small letter, or that it is none; filled as units come. */
const letterOf = new Uint16Array(0x1_00_00);

function smallLetter(unit: number): number {
  const known = letterOf[unit] ?? noLetter;
  if (known !== notYet) return known;
  const character = String.fromCharCode(unit);
  const small = /[\p{L}\p{M}]/u.test(character) ? character.toLowerCase() : '';
  return (letterOf[unit] = small.length === 1 ? small.charCodeAt(0) : noLetter);
}

function scriptOf(unit: number): string | undefined {
  for (const [from, to, language] of scripts) if (unit <= to) return unit < from ? undefined : language;
  return undefined;
}

export interface PassageLanguage {
  /** BCP 47, or `unknown`. */
  readonly language: string;
  readonly letters: number;
}

/** Of a passage of some hundred characters; takes time by its length. */
export function languageOf(passage: string): PassageLanguage {
  const text = passage.normalize('NFC');
  const votes = new Float64Array(languages.length);
  const ofScript = new Map<string, number>();
  let [letters, words, hash, length] = [0, 0, hashStart, 0];
  for (let at = 0; at <= text.length; at++) {
    const unit = at < text.length ? smallLetter(text.charCodeAt(at)) : noLetter;
    if (unit !== noLetter) {
      hash = hashNext(hash, unit);
      length += 1;
      const script = unit < firstOfScripts ? undefined : scriptOf(unit);
      if (script !== undefined) ofScript.set(script, (ofScript.get(script) ?? 0) + 1);
    } else if (length > 0) {
      letters += length;
      // One letter alone is an initial, a unit or half of an abbreviation as often as a word.
      const isWord = length > 1 || text.charCodeAt(at - 1) >= firstOfScripts;
      if (isWord) words += 1;
      const voters = isWord ? votersOf.get(hash) : undefined;
      if (voters) for (const language of voters.at) votes[language] = (votes[language] ?? 0) + voters.vote;
      [hash, length] = [hashStart, 0];
    }
  }
  const language = byScript(ofScript, letters) ?? byVotes(votes, words, letters) ?? unknownLanguage;
  return { language, letters };
}

/** The script that more than half of the letters are of; Japanese has characters of Chinese among its own. */
function byScript(ofScript: ReadonlyMap<string, number>, letters: number): string | undefined {
  const kana = ofScript.get('ja') ?? 0;
  const han = ofScript.get('zh') ?? 0;
  if (kana + han >= minLettersOfScript && (kana + han) * 2 > letters) return kana * 10 > han ? 'ja' : 'zh';
  for (const [language, count] of ofScript)
    if (count >= minLettersOfScript && count * 2 > letters) return language;
  return undefined;
}

function byVotes(votes: Float64Array, words: number, letters: number): string | undefined {
  if (letters < minLetters) return undefined;
  let [first, second, best] = [0, 0, 0];
  for (let at = 0; at < votes.length; at++) {
    const count = votes[at] ?? 0;
    if (count > first) [first, second, best] = [count, first, at];
    else if (count > second) second = count;
  }
  const isSure = first >= minVotes && first >= words * minShare && first >= second * minLead;
  return isSure ? languages[best] : undefined;
}
