/**
 * Finds phone numbers by shape, country code and cue. Ranges kept for fiction count like any other: evidence
 * that was anonymised with them must still show as holding numbers.
 */
import { cues, hasCue, hasCueBefore, isNamedBy } from './cues.ts';
import type { DigitGroups } from './digit-groups.ts';

/** Digits of a national number, least and most, by country code (ITU E.164 and national plans). */
const nationalDigits: Readonly<Record<string, readonly [number, number]>> = {
  '1': [10, 10],
  '7': [10, 10],
  '20': [8, 10],
  '27': [9, 9],
  '30': [10, 10],
  '31': [9, 9],
  '32': [8, 9],
  '33': [9, 9],
  '34': [9, 9],
  '36': [8, 9],
  '39': [6, 11],
  '40': [9, 9],
  '41': [9, 9],
  '43': [5, 13],
  '44': [9, 10],
  '45': [8, 8],
  '46': [7, 9],
  '47': [8, 8],
  '48': [9, 9],
  '49': [6, 12],
  '51': [8, 9],
  '52': [10, 11],
  '53': [6, 8],
  '54': [10, 11],
  '55': [10, 11],
  '56': [9, 9],
  '57': [8, 10],
  '58': [10, 10],
  '60': [8, 10],
  '61': [9, 9],
  '62': [8, 12],
  '63': [8, 10],
  '64': [8, 10],
  '65': [8, 8],
  '66': [8, 9],
  '81': [9, 10],
  '82': [8, 10],
  '84': [9, 10],
  '86': [10, 11],
  '90': [10, 10],
  '91': [10, 10],
  '92': [9, 10],
  '93': [9, 9],
  '94': [9, 9],
  '95': [7, 10],
  '98': [10, 10],
  // Islands with shorter numbers than any other country.
  '247': [5, 6],
  '290': [4, 5],
  '500': [5, 5],
  '682': [5, 5],
  '690': [4, 7],
};
/** Two digits that begin codes of three. */
const threeDigitCodes = /^(?:21|22|23|24|25|26|29|35|37|38|42|50|59|67|68|69|80|85|87|88|96|97|99)/;

/** Where the phone number that begins with these groups ends, or -1. */
export function phoneEnd(text: string, number: DigitGroups): number {
  const { start, groups } = number;
  const before = text.charCodeAt(start - 1);
  // The clock that Go writes behind a time: `m=+0.004`, in `Received` `m=[+4356305].280`.
  if (before === 0x2b && /m=\[?\+$/.test(text.slice(Math.max(0, start - 5), start))) return -1;
  if (before === 0x2b || (before === 0x28 && text.charCodeAt(start - 2) === 0x2b))
    return internationalEnd(number, 0);
  if (/^00[1-9]/.test(groups[0] ?? '')) {
    const end = internationalEnd(number, 2);
    if (end >= 0 && groups.length > 1) return end;
  }
  const end = nationalEnd(text, number);
  if (end < 0) return -1;
  const after = text.charAt(end);
  return /[\p{L}_]/u.test(after) && !/^x\d|^ext/i.test(text.slice(end, end + 4)) ? -1 : end;
}

function internationalEnd({ groups, separators, ends }: DigitGroups, skip: number): number {
  const digits = groups.join('').slice(skip);
  const code =
    digits[0] === '1' || digits[0] === '7'
      ? digits.slice(0, 1)
      : digits.slice(0, threeDigitCodes.test(digits) ? 3 : 2);
  if (digits.length === 0 || digits[0] === '0') return -1;
  const [least, most] = nationalDigits[code] ?? [6, 12];
  let national = -code.length - skip;
  let best = -1;
  for (const [at, group] of groups.entries()) {
    // A trunk zero in brackets, `+44 (0)20`, is not dialled.
    const trunk = group === '0' && (separators[at - 1] ?? '').endsWith('(');
    national += trunk ? 0 : group.length;
    if (/^0\d/.test(group) && (separators[at - 1] ?? '').endsWith('(')) national -= 1;
    if (national > most + (code === '39' ? 1 : 0)) break;
    if (national >= least) best = ends[at] as number;
  }
  return best;
}

/** Shapes of national numbers: lengths of groups, and what else must hold. */
interface Shape {
  readonly lengths: RegExp;
  readonly digits: RegExp;
  /** Whether a cue must stand near: the shape alone is no proof. */
  readonly needsCue: boolean;
}

const shapes: readonly Shape[] = [
  // United Kingdom: eleven digits, rarely ten.
  {
    lengths: /^(?:11|5-6|5-3-3|4-7|4-3-4|3-4-4|3-8|5-2-4|4-4-3|2-4-5)$/,
    digits: /^0[1237]\d{9}$/,
    needsCue: false,
  },
  { lengths: /^(?:5-5|4-6|4-3-3|11|4-3-4|4-7)$/, digits: /^0(?:[18]\d{8,9})$/, needsCue: true },
  // India: trunk zero and ten digits, or a mobile as five and five.
  { lengths: /^(?:11|1-10|6-5|3-8|4-7|5-6|3-4-4)$/, digits: /^0[1-9]\d{9}$/, needsCue: false },
  { lengths: /^5-5$/, digits: /^[6-9]\d{9}$/, needsCue: false },
  { lengths: /^(?:10|4-6|3-3-4|4-3-3)$/, digits: /^[6-9]\d{9}$/, needsCue: true },
  // France: five pairs.
  { lengths: /^2-2-2-2-2$/, digits: /^0[1-9]\d{8}$/, needsCue: false },
  { lengths: /^(?:10|1-3-3-3|4-2-2-2|2-4-4|2-3-3-2)$/, digits: /^0[1-9]\d{8}$/, needsCue: true },
  // Australia and New Zealand.
  { lengths: /^(?:4-3-3|2-4-4)$/, digits: /^0[23478]\d{8}$/, needsCue: false },
  // South Africa, Kenya, Israel, Italy and others with ten digits behind a zero.
  { lengths: /^(?:3-3-4|3-7|4-6|4-3-3|3-4-3|2-4-4|2-8|4-5)$/, digits: /^0[1-9]\d{7,8}$/, needsCue: true },
  // Germany, Austria, Sweden, Netherlands: an area code and what is left.
  { lengths: /^\d-\d(?:-\d){0,4}$/, digits: /^0[1-9]\d{6,11}$/, needsCue: true },
  // North America.
  { lengths: /^3-3-4$/, digits: /^[2-9]\d{2}[2-9]\d{6}$/, needsCue: false },
  { lengths: /^1-3-3-4$/, digits: /^1[2-9]\d{2}[2-9]\d{6}$/, needsCue: false },
  { lengths: /^(?:10|11|3-7|6-4)$/, digits: /^1?[2-9]\d{2}[2-9]\d{6}$/, needsCue: true },
  // Spain, Poland, Portugal and others with nine digits.
  { lengths: /^(?:3-3-3|3-2-2-2|2-3-2-2|9)$/, digits: /^[1-9]\d{8}$/, needsCue: true },
  // Brazil: two of area, then eight or nine; also behind a zero.
  { lengths: /^(?:2-5-4|2-4-4|3-5-4|3-4-4)$/, digits: /^0?[1-9]\d9?\d{8}$/, needsCue: true },
  { lengths: /^(?:8|4-4|2-2-2-2|3-5|5-3|3-2-3|7|3-4|6)$/, digits: /^[2-9]\d{5,7}$/, needsCue: true },
];

const strongCue =
  /(?<![\p{L}\p{M}])(?:(?:call|ring|text|reach|phone|dial)(?: me| us| him| her| them)?(?: back)? (?:at|on)[^\d\n]{0,3}$|(?:phone\p{L}*|telephone|telefon\p{L}*|teléfono|telefone|téléphone|tel|tél|mobile?\p{L}*|móvil|cell|cellphone|fax|whats ?app|handy\p{L}*|portable|दूरभाष|मोबाइल|फोन|फ़ोन)[^\d\n]{0,12}$)/iu;

/**
 * The shapes whose groups have these lengths, by the lengths packed into four bits each. Of at most 13 digits in six
 * groups there are some 4,000 ways, so that the table is bounded whatever the evidence holds.
 */
const shapesByLengths = new Map<number, readonly Shape[]>();

function shapesOf(groups: readonly string[], last: number): readonly Shape[] {
  let packed = 0;
  for (let at = 0; at <= last; at += 1) packed = packed * 16 + (groups[at]?.length ?? 0);
  let found = shapesByLengths.get(packed);
  if (found === undefined) {
    const lengths = groups
      .slice(0, last + 1)
      .map((group) => group.length)
      .join('-');
    found = shapes.filter((shape) =>
      shape.lengths.test(shape.lengths.source.startsWith('^\\d-') ? lengths.replace(/\d+/g, '1') : lengths),
    );
    shapesByLengths.set(packed, found);
  }
  return found;
}

/** Whether a national number may begin behind this unit. */
function isFreeBefore(text: string, start: number, firstGroup: string): boolean {
  const unit = text.charCodeAt(start - 1);
  // A blank or the start of the text.
  if (!(unit > 0x20)) return true;
  const before = text.charAt(start - 1);
  if (/[\p{L}\d_.,#=:/-]/u.test(before) && !/[=:/,;]/.test(before)) return false;
  return !(before === ',' && /\d/.test(text.charAt(start - 2)) && !firstGroup.startsWith('0'));
}

function nationalEnd(text: string, { start, groups, separators, ends }: DigitGroups): number {
  if (!isFreeBefore(text, start, groups[0] ?? '')) return -1;
  let strong: boolean | undefined;
  const isStrong = (): boolean => (strong ??= hasCueBefore(text, start, strongCue));
  let total = 0;
  for (const [at, group] of groups.entries()) if (at < 6) total += group.length;
  for (let last = Math.min(groups.length, 6) - 1; last >= 0; total -= groups[last]?.length ?? 0, last -= 1) {
    if (total < 6 || total > 13) continue;
    const fitting = shapesOf(groups, last);
    if (fitting.length === 0) continue;
    const end = ends[last] as number;
    if (/[-/]/.test(text.charAt(end)) && /\d/.test(text.charAt(end + 1))) continue;
    if (isDate(groups, last + 1)) continue;
    if (isDateInPairs(groups, last + 1) && !isStrong() && !hasCue(text, start, end, cues.phone)) return -1;
    const digits = groups.slice(0, last + 1).join('');
    const joins = separators.slice(0, last);
    for (const shape of fitting) {
      if (!shape.digits.test(digits)) continue;
      if (isStrong() || isPhone(text, start, end, shape, joins, digits)) return end;
    }
  }
  return -1;
}

/** Whether a number with no word for a phone right before it is one. */
function isPhone(
  text: string,
  start: number,
  end: number,
  shape: Shape,
  joins: readonly string[],
  digits: string,
): boolean {
  if (digits.length < 8) return false;
  if (shape.needsCue) {
    if (digits.length < 9 && !/\(|\//.test(joins.join(''))) return false;
    const positive = hasCue(text, start, end, cues.phone);
    return (positive || isCell(text, start, end, digits)) && !hasCue(text, start, end, cues.notPhone);
  }
  // The shape is decisive: only a word that names this number speaks against it, and none of the sentence around.
  if (isNamedBy(text, start, end, cues.notPhone))
    return joins.length > 0 && hasCue(text, start, end, cues.phone);
  // Ten digits in North American groups with blanks only: any three numbers in a row look so.
  if (shape.lengths.source === '^3-3-4$' && joins.every((join) => join === ' '))
    return hasCue(text, start, end, cues.phone);
  return true;
}

/** A mobile number alone in its cell of a table or record. */
function isCell(text: string, start: number, end: number, digits: string): boolean {
  return (
    /^[6-9]\d{9}$/.test(digits) &&
    /[;|\t,]/.test(text.charAt(start - 1)) &&
    /^$|[;|\t,\r\n]/.test(text.charAt(end))
  );
}

/** `01.02.2017`, `2017-05-06`: dates are written like short phone numbers. */
function isDate(groups: readonly string[], count: number): boolean {
  if (count < 3) return false;
  const [a = '', b = '', c = ''] = groups;
  const [day, month, year] = a.length === 4 ? [c, b, a] : [a, b, c];
  return (
    Number(month) <= 31 &&
    Number(day) <= 31 &&
    day.length <= 2 &&
    month.length <= 2 &&
    /^(?:19|20)\d\d$/.test(year)
  );
}

const isPair = (group: string, least: number, most: number): boolean =>
  /^\d\d$/.test(group) && Number(group) >= least && Number(group) <= most;

/** A day and a month, in either order. */
const isDayAndMonth = (one: string, other: string): boolean =>
  (isPair(one, 1, 31) && isPair(other, 1, 12)) || (isPair(one, 1, 12) && isPair(other, 1, 31));

/** `18` or `2018` beside a day and a month, or in front of a month and a day. */
const isShortDate = ([a = '', b = '', c = '']: readonly string[]): boolean =>
  (isDayAndMonth(a, b) && isPair(c, 0, 99)) || (isPair(a, 0, 99) && isDayAndMonth(b, c));

const isClock = (groups: readonly string[]): boolean =>
  groups.length >= 1 &&
  groups.length <= 3 &&
  groups.every((group, at) => isPair(group, 0, at === 0 ? 23 : 59));

/**
 * `03.11.18 22.15`, `09.30 02.03.16`, `03.06-07.06.15`: pairs of digits that read as dates with a year of two digits,
 * with a clock or a second date. They read as five pairs of a phone too, so that a word has to say so.
 */
function isDateInPairs(groups: readonly string[], count: number): boolean {
  if (count < 4 || count > 6) return false;
  const pairs = groups.slice(0, count);
  if (isShortDate(pairs) && (isClock(pairs.slice(3)) || isShortDate(pairs.slice(3)))) return true;
  if (isClock(pairs.slice(0, -3)) && isShortDate(pairs.slice(-3))) return true;
  const [a = '', b = '', ...rest] = pairs;
  return isDayAndMonth(a, b) && rest.length === 3 && isShortDate(rest);
}
