/** Dates with the name of a month, and quarters: 24 March 2018, March 5–7, early March 2016, Q3 2017. */
import { type DaySpan, dayOf, monthOf, quarterOf } from './calendar.ts';
import type { DateToken } from './date-tokens.ts';
import {
  andWords,
  articles,
  betweenWords,
  connectors,
  englishMonths,
  type MonthWord,
  months,
  neverAlone,
  ordinalEnds,
  ordinals,
  ordinaryMonths,
  partsOfMonths,
  quarterWords,
  rangeWords,
} from './date-words.ts';
import { yearOfTwo } from './read-numeric.ts';
import type { ReadDate } from './written-date.ts';

const space = /^(?:[ \u00a0\u202f]{1,3}|[ \u00a0]{0,2}\r?\n[> ]{0,4})$/u;
const afterDay = /^(?:[.°]?[ \u00a0\u202f]{1,3}|[.°]?[ \u00a0]{0,2}\r?\n[> ]{0,4}|[-/.]|, ?)$/u;
const beforeYear =
  /^(?:[.,]{0,2}[ \u00a0\u202f]{1,3}|[.,]{0,2}[ \u00a0]{0,2}\r?\n[> ]{0,4}|,|[-/.]| ?['’])$/u;
const dash = /^[.]?[ \u00a0]?[-–—][ \u00a0]?$/u;

interface Part<T> {
  readonly is: T;
  readonly to: number;
}

interface DayOfMonth extends Part<{ readonly month: number; readonly day: number }> {
  readonly word: string;
  /** Without a year it is a date too. */
  readonly isSure: boolean;
}

/** Reads from one window of a text; each method looks at a few tokens at most. */
export class WordedReader {
  readonly #text: string;
  readonly #tokens: readonly DateToken[];

  constructor(text: string, tokens: readonly DateToken[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  read(at: number): ReadDate | undefined {
    const token = this.#tokens[at];
    if (!token || this.#isGlued(at)) return undefined;
    const found =
      token.number === undefined
        ? (this.#quarter(at) ?? this.#monthFirst(at))
        : token.digits === 4
          ? (this.#quarter(at) ?? this.#yearFirst(at))
          : (this.#dayFirst(at) ?? this.#quarter(at));
    if (!found) return undefined;
    const last = this.#tokens[found.to - 1];
    const next = this.#tokens[found.to];
    return last && next && next.start === last.end ? undefined : found;
  }

  #gap(at: number): string {
    const [one, other] = [this.#tokens[at - 1], this.#tokens[at]];
    return one && other ? this.#text.slice(one.end, other.start) : '\t';
  }

  #isGlued(at: number): boolean {
    const start = this.#tokens[at]?.start ?? 0;
    return start > 0 && /[\p{L}\p{N}_@#$€£/\\.:]/u.test(this.#text.charAt(start - 1)) && !/[\p{L}]:/u.test(this.#text.slice(Math.max(0, start - 2), start));
  } // prettier-ignore

  #day(at: number): Part<number> | undefined {
    const token = this.#tokens[at];
    if (token?.number === undefined || token.digits > 2 || token.number < 1 || token.number > 31)
      return undefined;
    const end = this.#tokens[at + 1];
    return { is: token.number, to: end && end.start === token.end && ordinalEnds.has(end.word) ? at + 2 : at + 1 };
  } // prettier-ignore

  /** Over a word that joins, where one stands at `at` between spaces. */
  #over(words: ReadonlySet<string>, at: number): number {
    const token = this.#tokens[at];
    return token && words.has(token.word) && space.test(this.#gap(at).replace(/^[.]/u, '')) && /^(?:[ \u00a0\u202f'’]|\s*\r?\n)/u.test(this.#gap(at + 1)) ? at + 1 : at;
  } // prettier-ignore

  #month(at: number): (MonthWord & { readonly word: string; readonly isCapital: boolean }) | undefined {
    const token = this.#tokens[at];
    const month = token && months.get(token.word);
    return month && { ...month, word: token.word, isCapital: token.isCapital };
  }

  #year(from: number): Part<number> | undefined {
    let at = from;
    for (let more = 0; more < 2; more += 1) at = this.#over(connectors, at);
    const token = this.#tokens[at];
    const gap = this.#gap(at);
    if (token?.number === undefined || !beforeYear.test(gap)) return undefined;
    if (token.digits === 2 && /^(?:[-/]| ?['’])$/u.test(gap)) return { is: yearOfTwo(token.number), to: at + 1 };
    const isYear = token.digits === 4 && token.number >= 1500 && token.number <= 2199;
    return isYear ? { is: token.number, to: at + 1 } : undefined;
  } // prettier-ignore

  /** A second day behind what makes a range; `at` is behind the first. */
  #secondDay(at: number, first: number): (Part<number> & { readonly from: number }) | undefined {
    const next = this.#tokens[at];
    if (!next) return undefined;
    if (next.number !== undefined) return dash.test(this.#gap(at)) ? this.#dayFrom(at) : undefined;
    const isBetween = [1, 2].some((back) => betweenWords.has(this.#tokens[first - back]?.word ?? ''));
    const behind = this.#over(rangeWords, at);
    const joined = behind > at ? behind : isBetween ? this.#over(andWords, at) : at;
    if (joined === at) return undefined;
    const day = this.#over(articles, joined);
    return space.test(this.#gap(day)) || /['’]$/u.test(this.#gap(day)) ? this.#dayFrom(day) : undefined;
  }

  #dayFrom(from: number): (Part<number> & { readonly from: number }) | undefined {
    const day = this.#day(from);
    return day && { ...day, from };
  }

  /** Day and month without a year. */
  #dayMonth(at: number): DayOfMonth | undefined {
    const day = this.#day(at);
    if (!day || !afterDay.test(this.#gap(day.to))) return undefined;
    const joined = this.#over(connectors, day.to);
    const month = this.#month(joined);
    if (!month || !afterDay.test(this.#gap(joined))) return undefined;
    const isSure = /[ \u00a0\n]/u.test(this.#gap(day.to)) && (month.isCapital || !(month.isShort || ordinaryMonths.has(month.word))) && !neverAlone.has(month.word);
    return { is: { month: month.month, day: day.is }, to: joined + 1, word: month.word, isSure };
  } // prettier-ignore

  #dayFirst(at: number): ReadDate | undefined {
    const first = this.#day(at);
    if (!first) return undefined;
    const second = this.#secondDay(first.to, at);
    if (second) {
      const last = this.#dayMonth(second.from);
      const range = last && this.#ended({ month: last.is.month, day: first.is }, last, at);
      if (range) return range;
    }
    const one = this.#dayMonth(at);
    if (!one) return undefined;
    const laterDay = this.#secondDay(one.to, at);
    const later = laterDay && this.#dayMonth(laterDay.from);
    const range = later && this.#ended(one.is, later, at);
    if (range) return range;
    const year = this.#year(one.to);
    if (year) return full(dayOf(year.is, one.is.month, one.is.day), { from: at, to: year.to });
    if (!one.isSure || !this.#isAlone(one.to)) return undefined;
    return { said: { is: 'no-year', from: one.is }, from: at, to: one.to };
  } // prettier-ignore

  /** A range that ends with a day of a month, with its year or without. */
  #ended(from: DayOfMonth['is'], last: DayOfMonth, at: number): ReadDate | undefined {
    const year = this.#year(last.to);
    if (!year) return last.isSure && this.#isAlone(last.to) ? { said: { is: 'no-year', from, to: last.is }, from: at, to: last.to } : undefined;
    const to = dayOf(year.is, last.is.month, last.is.day);
    const begin = dayOf(from.month > last.is.month ? year.is - 1 : year.is, from.month, from.day);
    return begin === undefined || to === undefined || begin >= to ? undefined : spanned({ from: begin, to }, 'range', { from: at, to: year.to });
  } // prettier-ignore

  /** No figure goes on behind a date without a year. */
  #isAlone(to: number): boolean {
    const end = this.#tokens[to - 1]?.end ?? 0;
    return !/^(?:[-/:.,]\d|[ ]?[%€$£]|[-_@\\])/u.test(this.#text.slice(end, end + 3));
  }

  #monthFirst(at: number): ReadDate | undefined {
    const part = this.#partOfMonth(at);
    if (part) return part;
    const month = this.#month(at);
    if (!month) return undefined;
    const day = /^(?:[.]?[ \u00a0\u202f]{1,3}|[-.]|\s?\r?\n[> ]{0,4})$/u.test(this.#gap(at + 1)) ? this.#day(at + 1) : undefined;
    if (day && this.#tokens[at + 1]?.digits !== 4) {
      const second = this.#secondDay(day.to, at + 1);
      const year = this.#year(second?.to ?? day.to);
      if (year && !/^[/.]$/u.test(this.#gap(at + 1))) {
        const [from, to] = [dayOf(year.is, month.month, day.is), second && dayOf(year.is, month.month, second.is)];
        if (second) return from === undefined || to === undefined || from >= to ? undefined : spanned({ from, to }, 'range', { from: at, to: year.to });
        return full(from, { from: at, to: year.to });
      }
      const isSure = month.isCapital && englishMonths.has(month.word) && space.test(this.#gap(at + 1));
      if (!isSure || !this.#isAlone(second?.to ?? day.to)) return undefined;
      const from = { month: month.month, day: day.is };
      return { said: { is: 'no-year', from, ...(second && { to: { month: month.month, day: second.is } }) }, from: at, to: second?.to ?? day.to };
    }
    const whole = this.#wholeMonth(at);
    return whole && this.#laterPart(whole, at);
  } // prettier-ignore

  /** `isNamed`: words before it say that it is a month. */
  #wholeMonth(at: number, isNamed = false): Part<{ year: number; month: number }> | undefined {
    const month = this.#month(at);
    const before = this.#tokens[at - 1];
    // 31 April 2018 is no day, and not all of April.
    if (before?.number !== undefined && before.digits <= 2 && space.test(this.#gap(at))) return undefined;
    if (!month || (!isNamed && !month.isCapital && (month.isShort || ordinaryMonths.has(month.word)) && !/[\u0900-\u097f]/u.test(month.word))) return undefined;
    const year = this.#year(at + 1);
    return year && (this.#tokens[year.to - 1]?.digits === 4 || !neverAlone.has(month.word)) ? { is: { year: year.is, month: month.month }, to: year.to } : undefined;
  } // prettier-ignore

  /** Of Hindi, where the part of the month stands behind it. */
  #laterPart({ is, to }: Part<{ year: number; month: number }>, at: number): ReadDate {
    const joined = this.#tokens[to];
    const part = joined && /^(?:की|के)$/u.test(joined.word) ? partsOfMonths.get(this.#tokens[to + 1]?.word ?? '') : undefined;
    return part ? spanned(thirdOf(is, part), 'range', { from: at, to: to + 2 }) : spanned(monthOf(is.year, is.month), 'month', { from: at, to });
  } // prettier-ignore

  #partOfMonth(at: number): ReadDate | undefined {
    const part = partsOfMonths.get(this.#tokens[at]?.word ?? '');
    if (!part) return undefined;
    let next = at + 1;
    for (let more = 0; more < 2; more += 1) next = this.#over(articles, this.#over(connectors, next));
    if (!/^(?:\s{1,2}|[-’'])$/u.test(this.#gap(next))) return undefined;
    const month = this.#wholeMonth(next, true);
    return month && spanned(thirdOf(month.is, part), 'range', { from: at, to: month.to });
  }

  /** `Q3 2017`, `third quarter of 2017`, `3. Quartal 2017`, `2017 की तीसरी तिमाही`, `2017 Q3`. */
  #quarter(at: number): ReadDate | undefined {
    const token = this.#tokens[at];
    if (token?.digits === 4) {
      const joined = this.#tokens[at + 1]?.word === 'की' ? at + 2 : at + 1;
      const quarter = this.#quarterAlone(joined);
      const isYear = (token.number ?? 0) >= 1900 && (token.number ?? 0) <= 2099;
      return quarter && isYear && space.test(this.#gap(at + 1)) ? spanned(quarterOf(token.number ?? 0, quarter.is), 'quarter', { from: at, to: quarter.to }) : undefined;
    }
    const quarter = this.#quarterAlone(at);
    if (!quarter || /^(?:fiscal|fy)$/u.test(this.#tokens[at - 1]?.word ?? '')) return undefined;
    const joined = this.#over(new Set(['jahres']), this.#over(new Set(['des']), quarter.to));
    const year = this.#year(joined);
    return year && this.#tokens[year.to - 1]?.digits === 4 ? spanned(quarterOf(year.is, quarter.is), 'quarter', { from: at, to: year.to }) : undefined;
  } // prettier-ignore

  #quarterAlone(at: number): Part<number> | undefined {
    const [one, two] = [this.#tokens[at], this.#tokens[at + 1]];
    if (!one || !two) return undefined;
    if (/^[qt]$/u.test(one.word) && one.isCapital && two.start === one.end && two.digits === 1)
      return two.number !== undefined && two.number >= 1 && two.number <= 4 ? { is: two.number, to: at + 2 } : undefined;
    const ordinal = ordinals.get(one.word) ?? (one.digits === 1 ? one.number : undefined);
    if (ordinal === undefined || ordinal < 1 || ordinal > 4) return undefined;
    const next = one.digits === 1 && two.start === one.end && ordinalEnds.has(two.word) ? at + 2 : at + 1;
    return quarterWords.has(this.#tokens[next]?.word ?? '') && /^[.]?[ \u00a0]$/u.test(this.#gap(next)) ? { is: ordinal, to: next + 1 } : undefined;
  } // prettier-ignore

  #yearFirst(at: number): ReadDate | undefined {
    const [year, month] = [this.#tokens[at]?.number ?? 0, this.#month(at + 1)];
    const gap = this.#gap(at + 1);
    const day = month && /^[-/ ]$/u.test(gap) && this.#gap(at + 2) === gap ? this.#day(at + 2) : undefined;
    return month && day && full(dayOf(year, month.month, day.is), { from: at, to: day.to });
  }
}

/** The first ten days of a month, the next ten, the rest. */
function thirdOf({ year, month }: { year: number; month: number }, part: 1 | 2 | 3): DaySpan {
  const { from, to } = monthOf(year, month);
  return { from: from + (part - 1) * 10, to: part === 3 ? to : from + part * 10 - 1 };
}

const full = (day: number | undefined, at: { from: number; to: number }): ReadDate | undefined =>
  day === undefined ? undefined : spanned({ from: day, to: day }, 'day', at);

const spanned = (
  span: DaySpan,
  precision: 'day' | 'month' | 'quarter' | 'range',
  at: { from: number; to: number },
): ReadDate => ({ said: { is: 'full', span, precision }, ...at });
