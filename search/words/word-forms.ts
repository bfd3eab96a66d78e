/**
 * The form in which words are compared: canonical composition, width and kana forms, case, ASCII folding by Lucene's
 * table, without accents and without characters that nobody sees. A form of its form is itself.
 */
import { asciiFoldings } from './ascii-folding.ts';

/**
 * Invisible by Unicode's own list (soft hyphens, marks of direction, zero-width characters, selectors of emoji), and
 * accents: marks over and under Latin, Greek and Cyrillic letters, points of Hebrew, vowels, hamzas and stretching of
 * Arabic, marks around symbols, colours of emoji. Marks that are letters' own elsewhere (Indic vowels, voiced kana) stay.
 */
const dropped =
  /\p{Default_Ignorable_Code_Point}|\p{Emoji_Modifier}|[\u0300-\u036f]|[\u0483-\u0489]|[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]|\u0640|[\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]|[\u1ab0-\u1aff]|[\u1dc0-\u1dff]|[\u20d0-\u20ff]|[\ufe20-\ufe2f]/gu;

const foldings = new Map<string, string>();
for (const [replacement, characters] of asciiFoldings) {
  for (const character of characters) foldings.set(character, replacement);
}

/**
 * Letters that keyboards and countries write in different ways: of Persian and Urdu for those of Arabic, the ends of
 * words (ArabicNormalizationFilter and PersianNormalizationFilter of Lucene 10).
 */
for (const [letter, others] of [
  ['ي', 'ىیېے'],
  ['ك', 'کڪ'],
  ['ه', 'ةہھەۃ'],
  ['ا', 'ٱ'],
] as const) {
  for (const other of others) foldings.set(other, letter);
}

/** Small letters, folded to ASCII where the table has them; nothing is composed, and nothing dropped. */
export function foldCase(text: string): string {
  let result = '';
  for (const character of text) {
    const lower = character.toLowerCase();
    result += foldings.get(lower) ?? foldings.get(character) ?? lower;
  }
  return result.toLowerCase();
}

const isDigit = /^\p{Nd}$/u;

/** Digits of all scripts stand in runs from nought to nine. */
function digitOf(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  let first = point;
  while (isDigit.test(String.fromCodePoint(first - 1))) first--;
  return String((point - first) % 10);
}

/** Composition can give a character back that folds, so that is done on both sides of it. */
function slowForm(character: string): string {
  if (isDigit.test(character)) return digitOf(character);
  const bare = character.normalize('NFD').replace(dropped, '');
  const apart = foldCase(bare).normalize('NFKD').replace(dropped, '');
  return foldCase(apart).replaceAll('ς', 'σ').normalize('NFKC').replace(dropped, '');
}

/** Of each unit of the Basic Multilingual Plane beyond ASCII; made at first use. */
const forms: (string | undefined)[] = [];
// Voicing marks of kana that stand by themselves: for Unicode each is a blank with a mark.
forms[0x309b] = '\u3099';
forms[0x309c] = '\u309a';

/** The form of one character of the Basic Multilingual Plane, by itself. */
export function formOfUnit(unit: number): string {
  return (forms[unit] ??= slowForm(String.fromCharCode(unit)));
}

/** The form of one character beyond it. */
export const formOfPoint = (codePoint: number): string => slowForm(String.fromCodePoint(codePoint));

/** Puts together what came from characters one by one: syllables of Hangul, voiced kana. */
export const composed = (form: string): string => form.normalize('NFKC');

const isHigh = (unit: number): boolean => (unit & 0xfc00) === 0xd800;

function formOfAny(text: string): string {
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 128) result += text[at] ?? '';
    else if (isHigh(unit) && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
      result += formOfPoint(text.codePointAt(at) ?? unit);
      at++;
    } else result += formOfUnit(unit);
  }
  return composed(result.toLowerCase());
}

/** The form of any text, its blanks and punctuation included: what names, paths and values are compared by. */
export function normalize(text: string): string {
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) >= 128) return formOfAny(text);
  }
  return text.toLowerCase();
}
