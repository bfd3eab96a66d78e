/**
 * Finds dates of birth: a date counts only where a word says that somebody was born then. The words are looked up by
 * their hash, so that a text without one costs nothing more; a date alone is never taken.
 */
import type { PersonalDatum } from '../../schemas/mention.ts';
import type { BirthColumn } from './birth-column.ts';
import { datesIn, type FoundDate } from './dates.ts';

/**
 * What speaks for a birth. `label` names a field (`DOB:`), `verb` says it of a person (_born_), `day` names a feast as
 * often as a field, so that the date must follow at once.
 */
export type BirthCue = 'label' | 'verb' | 'day';

/** Words of the languages that evidence is in, as they are written; they are compared without case and accents. */
export const birthCues: Readonly<Record<BirthCue, string>> = {
  label:
    'dob birth birthdate dateofbirth birthdt gebdat geburtsdatum geboortedatum geb naissance nacimiento fnac nasc nascimento ' +
    'nascita urodzenia рождения народження fødselsdato födelsedatum fødselsdag syntymäaika doğum जन्मतिथि जन्म b',
  verb:
    'born geboren geborene né née nacido nacida nació nac nascido nascida nasceu nato nata urodzony urodzona ur родился ' +
    'родилась född født syntynyt narozen narozena született',
  day: 'birthday birthdays bday geburtstag anniversaire cumpleaños aniversário जन्मदिन',
};

/** Units behind and before a word in which its date begins or ends. */
export const birthReachUnits = 64;
/** Words between a birth and a date that belong to something else. */
const otherEvent =
  /(?<!\p{L})(?:died|dead|deceased|death|founded|established|incorporated|opened|issued?|expir\p{L}*|valid|joined|hired|employed|started|admitted|dated|registered|married|signed|certificate|updated|created|verified|received|checked|before|after|until|since|added|field|form|coined|came|term|released|published|gestorben|ausgestellt|gültig|décédé\p{L}*|délivr\p{L}*|fallecid\p{L}*|expedid\p{L}*|falecid\p{L}*|मृत्यु|jahr|years?|weeks?)(?!\p{L})/iu;
/** What is born and is no person. */
const notPerson =
  /(?<!\p{L})(?:foals?|cal(?:f|ves)|lambs?|kittens?|pupp(?:y|ies)|piglets?|cubs?|chicks?|litters?|mares?|cows?|dogs?|cats?|horses?|goats?|ideas?|projects?|compan(?:y|ies)|clubs?|brands?|bands?|festivals?|movements?|magazines?|products?|apps?|websites?|hashtags?|campaigns?|legends?|part(?:y|ies)|nation|republic|verein|idee|projekt|marke|firma|projets?|proyectos?|projetos?|entreprise|société|empresa|association|fohlen|kalb|welpen?|chiots?|potrillo)(?!\p{L})/iu;

const isSentenceEnd = /[!?;]|\.\s+\p{Lu}|\n/u;
/** What may stand between a field's name and its value, also on the next line. */
const onlyMarks = /^[\s:=|"'’`>(),.\-–—_*#[\]{}/]*$/u;
/** The same with the words that join a feast to its date. */
const joinsDay =
  /^(?:;value=date)?[\s:=|"'’>-]*(?:(?:is|are|ist|est|es|é)?[\s:]*| (?:of|der|des|von|de|du|da|do|del) [\p{L} ]{1,24}:\s*)$/iu;

/** Whether the word is a cue where it stands: some are other words elsewhere. */
function isCue(text: string, start: number, end: number, cue: BirthCue): boolean {
  const word = text.slice(start, end);
  const before = text.slice(Math.max(0, start - 16), start);
  const lower = word.toLowerCase();
  // Of `ne` and `née`, `ur`, `nato` and `b` only the forms that say it.
  if (lower === 'b')
    return (
      /(?<![\p{L}\p{N}])d\.? ?o\.? ?$/iu.test(before) ||
      (/,\s*$/u.test(before) && /^\.? ?\d/u.test(text.slice(end, end + 3)))
    );
  if (lower === 'ne' || lower === 'nee') return false;
  if (/^(?:nato|nata)$/iu.test(word))
    return word === lower && /^\s+(?:a|ad|il|in|l')/u.test(text.slice(end, end + 5));
  if (lower === 'ur' || lower === 'nac' || lower === 'geb' || lower === 'nasc')
    return text.charAt(end) === '.';
  if (lower === 'birth' || lower === 'naissance' || lower === 'nascita')
    return !/(?:place|country|town|city|gave|at|lieu|pays|acte|luogo)[ _-]?(?:de |of |di )?[ _-]?$/iu.test(
      before,
    );
  // A surname: `Max Born, 3 May 2017`.
  if (word === 'Born' && text.charAt(end) === ',') return false;
  // The beginning of a title or a quotation (`"Born to run"`); a key of JSON ends with its quote too.
  if (/["“«'‘]$/u.test(before) && text.charAt(end) === ' ') return false;
  return cue !== 'verb' || !notPerson.test(text.slice(Math.max(0, start - 40), start));
}

function mayJoin(gap: string, cue: BirthCue): boolean {
  if (cue === 'day') return joinsDay.test(gap);
  if (onlyMarks.test(gap)) return true;
  if (isSentenceEnd.test(gap) || /[\d\u0966-\u096f]/u.test(gap)) return false;
  return !otherEvent.test(gap) && !notPerson.test(gap);
}

/** Between dates of one list: `born 3 May 1962, 4 June 1964 and 1 July 1970`. */
const joinsList = /^\s*(?:[,;/&|]|and|und|et|y|e)\s*$/iu;

function behind(text: string, end: number, cue: BirthCue): readonly FoundDate[] {
  const to = Math.min(text.length, end + birthReachUnits + 32);
  const dates = datesIn(text, end, to);
  const first = dates[0];
  if (first === undefined || first.start > end + birthReachUnits) return [];
  const gap = text.slice(end, first.start);
  if (!mayJoin(gap, cue) || (first.isShort && gap.length > 16)) return [];
  const out = [first];
  for (const next of dates.slice(1)) {
    if (!joinsList.test(text.slice((out.at(-1) as FoundDate).end, next.start))) break;
    out.push(next);
  }
  return out;
}

/** `12.03.1980 geboren`, `4 July 1931 (DOB)`. */
const joinsBefore =
  /^\s*[([–=-]?\s*(?:(?:is|was|as|her|his|my|the|their|your|wurde|date|of|d|o|[(.]|in \p{Lu}\p{L}+)[ _.]?){0,5}$/iu;

/** A date before the cue, joined to it: also `(1971-08-30, dob)`. */
function before(text: string, start: number, end: number): FoundDate | undefined {
  const from = Math.max(0, start - birthReachUnits);
  const last = datesIn(text, from, start).at(-1);
  if (last === undefined) return undefined;
  const gap = text.slice(last.end, start);
  const isInBrackets = gap === ', ' && text.charAt(end) === ')';
  return isInBrackets || (gap.length <= 24 && !gap.includes('\n') && joinsBefore.test(gap))
    ? last
    : undefined;
}

/** Dates of birth that the cue at `[start, end)` speaks for; a table that it is the heading of is opened in `column`. */
export function findDatesOfBirth(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  cue: BirthCue,
  column: BirthColumn,
  out: PersonalDatum[],
): void {
  if (!isCue(text, start, end, cue)) return;
  // `12 April 1977 (born), signed 3 May`: in brackets it belongs to what stands before them.
  const isBracketed = text.charAt(start - 1) === '(' && text.charAt(end) === ')';
  let found = isBracketed ? [] : behind(text, end, cue);
  if (found.length === 0 && cue !== 'day') {
    const one = before(text, start, end);
    found = one === undefined ? [] : [one];
  }
  if (found.every((date) => date.start > end)) column.open(text, start, end);
  for (const date of found) out.push({ start: date.start, end: date.end, kind: 'date-of-birth' });
}
