/** What stands right beside a candidate: capitals, articles, hyphens, the start of a sentence. */
import { isAllCaps } from './letter-case.ts';
import type { NameIndex } from './name-index.ts';
import type { Candidate } from './name-matcher.ts';
import { surroundings, type PlaceFacts, type Surroundings, type WordsBehind } from './name-scorer.ts';
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
  /^(?:[ \t]*[)|\t:;,]?[ \t]*\d|[ \t]*\)|[ \t]+(?:hold|gain|win|lead|majority|maj|vote|votes|seats?|cllrs?|councillors?|mps?|msps?|candidates?|ppc|second|third|fourth)(?![\p{L}]))/iu;
const beforeTally = /(?:\d[ \t%]*[(|\t:;,]?[ \t]*|\()$/u;

/** What a place is called behind its name, with its capital. */
const street =
  /^ (?:Street|Road|Lane|Avenue|Hill|Terrace|Crescent|Drive|Square|Bridge|Station|Mews|Alley|Stadium)(?![\p{L}])/u;

/** What is behind a surname in the plural. */
const family = /^ (?:family|famil(?:y|ies)|household|brothers|sisters|twins|boys|girls)(?![\p{L}])/u;
/** Parts of tables, circuits and bodies that letters name: `UDI field`, `SNP density`, `ERC sensor`. */
const part =
  /^ (?:fields?|columns?|keys?|bits?|bytes?|ports?|cables?|connectors?|boards?|chips?|sensors?|drivers?|modules?|scans?|arrays?|density|layers?|algorithms?|protocols?|packets?|headers?|filters?|buttons?|sockets?|plugs?|injections?|syndrome|disease|cells?|genes?|therapy|ratios?|values?|pointers?|calling|genotyping)(?![\p{L}])/u;
/** `Electoral Commission of the rowing club`, `PAN of the treasurer`: the name of something in what follows. */
const ofAnother = /^ of (?:the |a |an |each |every |this |that |all |our |my )?(?<thing>\p{Ll}[\p{L}'’-]*)/u;
/** The people and doings of a party or campaign. */
const ofParty =
  /^ (?:mps?|msps?|meps?|mlas?|councillors?|cllrs?|candidates?|leaders?|leadership|voters?|members?|party|wards?|hold|gain|lead|majority|activists?|supporters?|campaigns?|campaigners?|chair(?:man|woman)?|donors?|ministers?|governments?|manifestos?|conferences?|associations?|whips?|peers?|senators?|congress(?:man|woman|men)|governors?|mayors?|nominees?|primar(?:y|ies)|strategists?|volunteers?|agents?|posters?|leaflets?|seats?|rall(?:y|ies)|headquarters|spokes(?:man|woman|person)|backbenchers?|opponents?)(?![\p{L}])/iu;

const isDash = (unit: string): boolean => unit === '-' || unit === '\u2010' || unit === '\u2011';

/** The facts of a candidate's place. What is dear to find is found when it is asked for, and once. */
export function placeFacts(text: string, words: Words, index: NameIndex, candidate: Candidate): PlaceFacts {
  const { start, end } = candidate;
  let around: Surroundings | undefined;
  let allCaps: boolean | undefined;
  const at = firstWordFrom(words, start);
  const before = at > 0 ? text.slice(words.starts[at - 1], words.ends[at - 1]) : '';
  const gapBefore = at > 0 ? text.slice(words.ends[at - 1], start) : '\n';
  const following = text.charCodeAt(end) === 0x20 ? text.slice(end, end + 40) : '';
  let behind: WordsBehind | undefined;
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
    behind: () =>
      (behind ??= {
        ofAnother: ofAnother.test(following) && !isPlaceBehind(words, index, following, end),
        family: family.test(following),
        part: part.test(following),
        people: ofParty.test(following),
        thing: /^ (?!(?:and|or|in|at|to|by) )\p{Ll}/u.test(following) && !ofParty.test(following),
        street: street.test(following),
      }),
    hyphenated:
      (isDash(previous) && /\p{L}/u.test(text.charAt(start - 2))) ||
      (isDash(next) && /\p{L}/u.test(text.charAt(end + 1))),
    tagged: previous === '@' || previous === '#',
    article,
    behindOn:
      joins && /^(?:on|via|auf|über|sur|en|no|su|op|på)$/u.test(before) && /\p{Lu}/u.test(text.charAt(start)),
    honorific: joinsPerson(text, words, at, gapBefore),
    inTally:
      behindTally.test(text.slice(end, end + 16)) ||
      beforeTally.test(text.slice(Math.max(0, start - 8), start)),
  };
}

/** Whether a place is what follows `of`: `the ICO of the uk` is the body itself. */
function isPlaceBehind(words: Words, index: NameIndex, behind: string, end: number): boolean {
  const thing = ofAnother.exec(behind);
  if (thing === null) return false;
  const at = firstWordFrom(words, end + thing[0].length - (thing.groups?.['thing'] ?? '').length);
  const id = at < words.count ? index.words.find(words.hashes[at] as number) : -1;
  return id >= 0 && (index.places[id] as number) > 0;
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
