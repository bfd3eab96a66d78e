/** Names of organisations by the legal form that ends them: `Harbour Analytica Ltd`, `Müller & Söhne GmbH`. */
import {
  isCapital,
  isOpener,
  isSentenceWord,
  joining,
  maxNameWords,
  type NamedPart,
  type NameWord,
  wordsOf,
} from './name-words.ts';

/**
 * Legal forms as they are written behind a name, the longer first; each is a word by itself. Of the laws on companies of
 * the United Kingdom, India, the USA, Germany, France, Spain, Italy, the Netherlands, Brazil, Mexico, Australia and others.
 */
const forms = [
  'Private Limited', 'Pvt\\.? Ltd', 'Pty\\.? Ltd', 'Pte\\.? Ltd', 'Sdn\\.? Bhd', 'GmbH & Co\\.? KG', 'Sp\\. z o\\.o',
  'S\\.A\\. de C\\.V', 'S\\. de R\\.L\\. de C\\.V', 'S\\.A\\.S', 'S\\.A\\.R\\.L', 'S\\.à r\\.l', 'S\\.p\\.A', 'S\\.r\\.l', 'S\\.L\\.U', 'S\\.A', 'S\\.L',
  'Limited', 'LIMITED', 'Ltda', 'LTDA', 'Ltd', 'LTD', 'Lda', 'Incorporated', 'Inc', 'INC', 'L\\.L\\.C', 'LLC', 'L\\.L\\.P', 'LLP', 'L\\.P', 'LP',
  'Corporation', 'Corp', 'CORP', 'plc', 'PLC', 'Plc', 'GmbH', 'mbH', 'AG', 'KG', 'OHG', 'e\\.V', 'SARL', 'SAS', 'SpA', 'Srl', 'SRL',
  'B\\.V', 'BV', 'N\\.V', 'NV', 'A/S', 'ApS', 'ASA', 'Oyj', 'Oy', 'AB', 's\\.r\\.o', 'd\\.o\\.o', 'Kft', 'Zrt', 'EOOD', 'Bhd', '& Co', 'and Company',
].join('|'); // prettier-ignore

/** A name stands before it, with a blank, a comma or the end of a line between. */
const form = new RegExp(String.raw`(?<=[\p{L}\p{N}.)])(?:,? |,|,?\n[> ]{0,6})(${forms})(?:\.|(?![\p{L}\p{N}]))`, 'gu'); // prettier-ignore
/** Two letters that are states, books and batteries as well: a name of small letters must stand before them, and no comma. */
const shortForm = /^(?:AG|KG|BV|NV|AB|LP|SAS)$/u;

/** Words behind `Limited` that make it a word: `Limited Liability Company`, `Limited to`. */
const behindWord =
  /^ (?:Partnership|Liability|Edition|Warranty|Power|Access|Use|to|TO|in|on|by|number|time)\b/u;
/** Ends the name before it: `Siemens AG and E.ON AG` are two. */
const endOfName = /^(?:Ltd|Limited|Inc|LLC|LLP|LP|Corp|Corporation|plc|PLC|GmbH|AG|KG|BV|NV)\.?$/u;
const maxFormsOfLine = 50;
/** Units before a legal form in which its name lies. */
const maxNameUnits = 120;

/** Between two words of a name stand blanks, or the end of a line with the signs that quote it. */
const isGap = (between: string): boolean => /^(?: {1,2}|,? ?\n[> ]{0,6})$/u.test(between);
/** With a stop inside a name. */
const abbreviation = /^(?:\p{Lu}\.)+$|^(?:St|Mt|Bros|Co|Dr|Jr|Sr|Wm|Geo|Intl|Mfg|Assoc|Ins)\.$/u;
/** Forms that are cut short: a stop behind them is theirs; behind others it ends the sentence. */
const cutForm = /\.|(?:Ltda?|LTDA?|Lda|Inc|INC|Corp|CORP|Co|Bhd)$/u;

/** Whether a word can stand before another one of a name. */
const goesOn = (text: string): boolean =>
  !/[,;:!?]$|['’]s$/u.test(text) && (!text.endsWith('.') || abbreviation.test(text));

/** `(India)` between a name and its legal form; a sentence that goes on behind a bracket joins with `and`. */
const isBracketed = (line: string, { start, end }: NameWord): boolean =>
  line[start - 1] === '(' && line[end] === ')';

function isBefore(line: string, word: NameWord, next: NameWord): boolean {
  if (!goesOn(word.text)) return false;
  const between = line.slice(word.end, next.start);
  if (isGap(between)) return true;
  if (joining.has(next.text)) return false;
  return (between === ') ' && isBracketed(line, word)) || (between === ' (' && isBracketed(line, next));
}

/** Whether a legal form may follow it. */
const isLastWord = (line: string, word: NameWord): boolean =>
  (line[word.end] !== ')' || isBracketed(line, word)) &&
  (!word.text.endsWith('.') || abbreviation.test(word.text));

/** The words of the name that ends where `words` end: from the right as far as they are written as names are. */
function nameIn(line: string, words: readonly NameWord[]): readonly NameWord[] {
  let first = words.length;
  while (first > 0 && words.length - first < maxNameWords) {
    const word = words[first - 1];
    const next = words[first];
    if (!word || (next ? !isBefore(line, word, next) : !isLastWord(line, word))) break;
    if (isSentenceWord(word.text) || endOfName.test(word.text)) break;
    if (!isCapital(word.text.replace(/[,.]$/u, '')) && !joining.has(word.text)) break;
    first -= 1;
  }
  let name = words.slice(first);
  for (let word = name[0]; word && (joining.has(word.text) || isOpener(word.text)); word = name[0])
    name = name.slice(1);
  return name;
}

/** A word that no legal form has. */
const isOwnWord = ({ text }: NameWord): boolean =>
  /\p{L}{2}/u.test(text) && !/^(?:Pvt|Pty|Pte|Private|Sdn)\.?$|^(?:Ltd|Inc|LLC|Co)\.?,?$/u.test(text);

/** Capitals alone in more words than a name in a heading has are a sentence. */
const isShouted = (name: readonly NameWord[]): boolean =>
  name.length > 4 && name.every(({ text }) => !/\p{Ll}/u.test(text));

/** Where the names of a line stand, with their legal forms; those that end behind `after`. */
export function* legalFormNames(line: string, after = 0): Generator<NamedPart, void> {
  let seen = 0;
  let last: NamedPart | undefined;
  for (const found of line.matchAll(form)) {
    const isStop = found[0].endsWith('.') && !cutForm.test(found[1] ?? '');
    const end = found.index + found[0].length - (isStop ? 1 : 0);
    if (end <= after) continue;
    if (++seen > maxFormsOfLine) break;
    const start = nameStart(line, found, end);
    if (start === undefined) continue;
    // `Mason & Co. Ltd.` has two forms and is one name.
    if (last && last.start !== start) yield last;
    last = { start, end };
  }
  if (last) yield last;
}

/** Where the name begins that a legal form ends; undefined where none does. */
function nameStart(line: string, found: RegExpExecArray, end: number): number | undefined {
  const [all, legal = ''] = found;
  if (/imited|LIMITED/u.test(legal) && behindWord.test(line.slice(end, end + 20))) return undefined;
  const from = Math.max(0, found.index - maxNameUnits);
  const name = nameIn(line, [...wordsOf(line, from, found.index)]);
  const [first] = name;
  // A word that a window cut in two is none, and an initial by itself is no name.
  if (!first || (first.start === from && from > 0) || !name.some(isOwnWord) || isShouted(name))
    return undefined;
  const hasSmall = name.some(({ text }) => /^\p{Lu}.*\p{Ll}/u.test(text));
  return shortForm.test(legal) && (all.startsWith(',') || !hasSmall) ? undefined : first.start;
}

const ending = new RegExp(String.raw`(?:,? |,)(?:${forms})\.?$`, 'u');

/** A name without its legal form; itself where it has none. */
export const withoutLegalForm = (name: string): string => name.replace(ending, '');
