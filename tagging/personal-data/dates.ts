/** Reads whole dates (day, month, year) as people and programs write them. What each part means is not decided here. */

/** A date in a text; `isShort` where its year has two digits. */
export interface FoundDate {
  readonly start: number;
  readonly end: number;
  readonly isShort: boolean;
}

/** Years in which somebody who is named in evidence can have been born. */
const firstYear = 1885;
const lastYear = 2030;

/** Names of months, and their short forms, without accents and in small letters. */
const months = new Set(
  (
    'january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec ' +
    'januar februar marz mai juni juli oktober dezember janner mrz okt dez jänner märz maerz ' +
    'janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre janv fevr avr juil ' +
    'enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre ene abr ago dic ' +
    'janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro fev set out ' +
    'gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre gen mag giu lug ott ' +
    'januari februari maart mei augustus mrt ' +
    'stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia ' +
    'января февраля марта апреля мая июня июля августа сентября октября ноября декабря ' +
    'जनवरी फरवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर सितम्बर अक्टूबर अक्तूबर नवंबर नवम्बर दिसंबर दिसम्बर'
  )
    .split(' ')
    .map(plain),
);

function plain(word: string): string {
  const lower = word.toLowerCase();
  return /^[a-z]+$/u.test(lower) ? lower : lower.normalize('NFD').replaceAll(/[\u0300-\u036f\u093c]/gu, '');
}

const digit = '[\\d\\u0966-\\u096f]';
const notBehindDigit = `(?<![\\d\\u0966-\\u096f]|\\d[./:-])`;
const notBeforeDigit = `(?![\\d\\u0966-\\u096f]|[./:-]\\d)`;
const month = `([\\p{L}\\p{M}]{3,10})`;
const patterns = [
  // 1986-02-12, 1986/2/12, 1986年2月12日
  `(?<year>${digit}{4})(?<join>[-./])(?<a>${digit}{1,2})\\k<join>(?<b>${digit}{1,2})`,
  `(?<year>${digit}{4})年(?<a>${digit}{1,2})月(?<b>${digit}{1,2})日`,
  // 12.03.1980, 3/12/80, 12. 3. 1980, 12 03 1980
  `(?<a>${digit}{1,2})(?<join>[-./–]|\\. ?| )(?<b>${digit}{1,2})\\k<join>(?<year>${digit}{4}|${digit}{2})`,
  // 2 July 1934, 26th of October 2000, 21-Mar-55, 3 de mayo de 1962
  `(?<a>${digit}{1,2})(?:st|nd|rd|th|er|\\.|º|ª)?(?: ?-? ?| of | de | d')(?<month>${month})\\.?,?(?:[ -]| de | del | do )(?<year>${digit}{4}|${digit}{2})`,
  // July 2, 1934; July 2nd 1934
  `(?<month>${month})\\.? (?:the )?(?<a>${digit}{1,2})(?:st|nd|rd|th)?,? (?<year>${digit}{4})`,
  // 19860212 (ISO 8601 basic form; `BDAY` of a contact card)
  `(?<year>${digit}{4})(?<a>${digit}{2})(?<b>${digit}{2})`,
].map(
  (source) =>
    new RegExp(`${notBehindDigit}(?<![\\p{L}])(?:${source})${notBeforeDigit}(?!\\p{L}(?<!T))`, 'dgu'),
);

const anyDigit = /[\d\u0966-\u096f]/u;

const valueOf = (digits: string): number =>
  Number(digits.replaceAll(/[\u0966-\u096f]/gu, (one) => String(one.charCodeAt(0) - 0x966)));

function isDate(groups: Readonly<Record<string, string | undefined>>): boolean {
  const { year = '', a = '', b, month: name } = groups;
  const y = valueOf(year);
  if (year.length === 4 && (y < firstYear || y > lastYear)) return false;
  const one = valueOf(a);
  if (one < 1 || one > 31) return false;
  if (name !== undefined) return months.has(plain(name));
  const other = valueOf(b ?? '');
  return other >= 1 && other <= 31 && (one <= 12 || other <= 12);
}

/** Dates that lie in `[from, to)`, in text order without overlaps. The stretch must be short: a few hundred units. */
export function datesIn(text: string, from: number, to: number): FoundDate[] {
  const window = text.slice(Math.max(0, from - 2), to + 2);
  const base = Math.max(0, from - 2);
  const all: FoundDate[] = [];
  if (!anyDigit.test(window)) return all;
  for (const pattern of patterns) {
    for (const found of window.matchAll(pattern)) {
      const start = base + found.index;
      const end = start + found[0].length;
      const groups = found.groups ?? {};
      if (start < from || end > to || !isDate(groups)) continue;
      all.push({ start, end, isShort: groups['year']?.length === 2 });
    }
  }
  all.sort((one, other) => one.start - other.start || other.end - one.end);
  let last = -1;
  return all.filter(({ start, end }) => {
    if (start < last) return false;
    last = end;
    return true;
  });
}

/** The date that fills the stretch but for blanks and quotes, or undefined. */
export function dateAround(text: string, from: number, to: number): FoundDate | undefined {
  const [only, more] = datesIn(text, from, Math.min(to, from + 64));
  if (only === undefined || more !== undefined) return undefined;
  const rest = text.slice(from, only.start) + text.slice(only.end, to);
  return /^[\s"']*(?:T?00:00(?::00)?(?:\.0+)?Z?)?[\s"']*$/u.test(rest) ? only : undefined;
}
