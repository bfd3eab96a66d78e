/**
 * Finds machine-readable zones of passports, identity cards and visas (ICAO Doc 9303, parts 3 to 7) by their form and
 * check digits. A zone is one value over its lines.
 */
import type { PersonalDatum } from '../../schemas/mention.ts';

const isZoneUnit = (unit: number): boolean =>
  (unit >= 0x30 && unit <= 0x39) || (unit >= 0x41 && unit <= 0x5a) || unit === 0x3c;

/** Units of the longest line; a run that is longer is no line of a zone. */
const longestLine = 44;

const valueOf = (unit: number): number => (unit === 0x3c ? 0 : unit <= 0x39 ? unit - 0x30 : unit - 0x37);

/** Weights 7, 3, 1 over the stretches; the last digit of the sum is the check digit (part 3, section 4.9). */
function isRight(line: string, check: number, ...stretches: readonly (readonly [number, number])[]): boolean {
  let sum = 0;
  let place = 0;
  for (const [from, to] of stretches) {
    for (let at = from; at < to; at += 1, place += 1)
      sum += valueOf(line.charCodeAt(at)) * ([7, 3, 1][place % 3] as number);
  }
  const digit = line.charAt(check);
  return digit === '<' ? sum % 10 === 0 : digit === String(sum % 10);
}

/** The line with number, birth and expiry of a passport (44 units) or a card of two lines (36), and of a visa. */
function isSecondLine(line: string, isVisa: boolean): boolean {
  const fields = isRight(line, 9, [0, 9]) && isRight(line, 19, [13, 19]) && isRight(line, 27, [21, 27]);
  if (!fields || isVisa) return fields;
  const end = line.length - 1;
  if (line.length === 44 && !isRight(line, 42, [28, 42])) return false;
  return isRight(line, end, [0, 10], [13, 20], [21, end]);
}

/** Cards of three lines of 30 units: the composite runs over the first two. */
function isCard(first: string, second: string): boolean {
  return (
    isRight(first, 14, [5, 14]) &&
    isRight(second, 6, [0, 6]) &&
    isRight(second, 14, [8, 14]) &&
    isRight(first + second, 59, [5, 30], [30, 37], [38, 45], [48, 59])
  );
}

function lineEnd(text: string, start: number): number {
  let end = start;
  while (end - start <= longestLine && isZoneUnit(text.charCodeAt(end))) end += 1;
  return end;
}

/** Where the next line begins: behind a line break, blanks and marks of a quotation, or one blank; -1 where none does. */
function nextLine(text: string, end: number): number {
  const gap = /^(?:[ \t]*\r?\n[ \t>]{0,16}| )/u.exec(text.slice(end, end + 32))?.[0];
  return gap === undefined ? -1 : end + gap.length;
}

/** Where the zone that begins at `start` ends, or -1. */
function zoneEnd(text: string, start: number): number {
  const end = lineEnd(text, start);
  const length = end - start;
  const second = nextLine(text, end);
  if ((length !== 44 && length !== 36 && length !== 30) || second < 0) return -1;
  const secondEnd = lineEnd(text, second);
  if (secondEnd - second !== length) return -1;
  const [one, two] = [text.slice(start, end), text.slice(second, secondEnd)];
  if (length !== 30) return isSecondLine(two, one.startsWith('V')) ? secondEnd : -1;
  const third = nextLine(text, secondEnd);
  if (third < 0 || lineEnd(text, third) - third !== 30 || !isCard(one, two)) return -1;
  return third + 30;
}

/** Zones that have a `<<` in `[from, to)`: each name is followed by one. */
export function findZones(text: string, from: number, to: number, out: PersonalDatum[]): void {
  for (let at = text.indexOf('<<', from); at >= 0 && at < to;) {
    let start = at;
    while (start > 0 && at - start <= longestLine && isZoneUnit(text.charCodeAt(start - 1))) start -= 1;
    let next = at + 2;
    while (next - at < longestLine && text.charCodeAt(next) === 0x3c) next += 1;
    if (/[PVACI]/u.test(text.charAt(start)) && !/[\p{L}\p{N}]/u.test(text.charAt(start - 1))) {
      const end = zoneEnd(text, start);
      if (end > 0) {
        out.push({ start, end, kind: 'passport-mrz' });
        next = end;
      }
    }
    at = text.indexOf('<<', next);
  }
}
