/** What days the written dates of one document are: by their own words, by its other dates, by its own date. Decision 0147. */
import { type DaySpan, dayOf, isoDay, monthOf, partsOf, weekdayOf } from './calendar.ts';
import type { WrittenDate } from './date-finder.ts';
import type { RelativePhrase } from './relative-words.ts';
import type { WrittenPrecision } from './written-date.ts';

/** `stated`: by its words. `settled`: one of two readings, by what `by` names. `either`: both. `relative` and `no-year`: guesses by the document's date. */
export const dateCertainties = ['stated', 'settled', 'either', 'relative', 'no-year'] as const;
export type DateCertainty = (typeof dateCertainties)[number];

export interface ResolvedDate {
  readonly written: WrittenDate;
  readonly certainty: DateCertainty;
  readonly precision: WrittenPrecision;
  /** One, or the two that it may be, the earlier first. */
  readonly readings: readonly DaySpan[];
  /** What it was settled or resolved by, in words. */
  readonly by?: string;
}

/** What of a document says how its dates are to be read. */
export interface DateGround {
  /** Its own day, by the clock of who wrote it where that is known, and in words what that is the day of. */
  readonly day?: { readonly is: number; readonly words: string };
  /** Main languages; empty where none is known. */
  readonly languages: readonly string[];
}

/** What has no day: by why. */
export type Unresolved = 'no-own-date' | 'quoted' | 'other-language';

const dayFirstLanguages: ReadonlyMap<string, string> = new Map([
  ['de', 'German'],
  ['fr', 'French'],
  ['es', 'Spanish'],
  ['pt', 'Portuguese'],
  ['it', 'Italian'],
  ['hi', 'Hindi'],
]);
const twoDigitWords = 'the year is written with two digits';
const one = (day: number): DaySpan => ({ from: day, to: day });

/** Of one document: add its dates, then take them resolved. */
export class DatesOfDocument {
  readonly #ground: DateGround;
  readonly #dates: WrittenDate[] = [];
  readonly #orders = new Map<string, Map<'day-first' | 'month-first', string>>();
  readonly unresolved = new Map<Unresolved, number>();

  constructor(ground: DateGround) {
    this.#ground = ground;
  }

  add(date: WrittenDate): void {
    this.#dates.push(date);
    const { said, isQuoted, wording } = date;
    if (said.is !== 'full' || !said.order) return;
    const key = isQuoted ? 'quoted' : 'own';
    const orders = this.#orders.get(key) ?? new Map<'day-first' | 'month-first', string>();
    if (!orders.has(said.order)) orders.set(said.order, wording);
    this.#orders.set(key, orders);
  }

  get count(): number {
    return this.#dates.length;
  }

  /** Those that have a day; `at` counts all that were added. */
  *resolved(): Generator<{ readonly date: ResolvedDate; readonly at: number }, void> {
    for (const [at, date] of this.#dates.entries()) {
      const found = this.#resolve(date);
      if (typeof found === 'string') this.unresolved.set(found, (this.unresolved.get(found) ?? 0) + 1);
      else yield { date: found, at };
    }
  }

  #resolve(written: WrittenDate): ResolvedDate | Unresolved {
    const { said, weekday } = written;
    if (said.is === 'either') return this.#either(written, said.dayFirst, said.monthFirst, said.twoDigits ?? false);
    if (said.is === 'no-year') return this.#ofYear(written, said.from, said.to);
    if (said.is === 'relative') return this.#relative(written, said);
    const isAnotherDay = said.precision === 'day' && weekday !== undefined && weekday !== weekdayOf(said.span.from);
    const by = [
      ...(said.twoDigits ? [twoDigitWords] : []),
      ...(isAnotherDay ? ['the weekday beside it is another'] : []),
    ].join('; ');
    return { written, certainty: 'stated', precision: said.precision, readings: [said.span], ...(by !== '' && { by }) };
  } // prettier-ignore

  #either(written: WrittenDate, dayFirst: number, monthFirst: number, twoDigits: boolean): ResolvedDate {
    const base = { written, precision: 'day' } as const;
    const more = twoDigits ? `; ${twoDigitWords}` : '';
    const settled = (day: number, by: string): ResolvedDate => ({ ...base, certainty: 'settled', readings: [one(day)], by: `${by}${more}` });
    const { weekday, isQuoted } = written;
    const isFirst = weekday === weekdayOf(dayFirst);
    if (isFirst !== (weekday === weekdayOf(monthFirst))) return settled(isFirst ? dayFirst : monthFirst, 'the weekday beside it');
    const orders = this.#orders.get(isQuoted ? 'quoted' : 'own');
    const [day, month] = [orders?.get('day-first'), orders?.get('month-first')];
    if (day !== undefined && month === undefined) return settled(dayFirst, `${day} in the same document`);
    if (month !== undefined && day === undefined) return settled(monthFirst, `${month} in the same document`);
    const [language, ...others] = this.#ground.languages;
    const name = others.length === 0 && !isQuoted && day === undefined ? dayFirstLanguages.get(language ?? '') : undefined;
    if (name !== undefined) return settled(dayFirst, `written in ${name}, where the day stands first`);
    return { ...base, certainty: 'either', readings: [one(dayFirst), one(monthFirst)].sort((a, b) => a.from - b.from), ...(twoDigits && { by: twoDigitWords }) };
  } // prettier-ignore

  /** The year in which it lies nearest to the document's own day, or nearest of those in which the weekday fits. */
  #ofYear(written: WrittenDate, from: { month: number; day: number }, to = from): ResolvedDate | Unresolved {
    const own = this.#ground.day;
    if (!own) return 'no-own-date';
    const { weekday } = written;
    const { year } = partsOf(own.is);
    const spans = [year - 1, year, year + 1].flatMap((at): DaySpan[] => {
      const [first, last] = [dayOf(at, from.month, from.day), dayOf(to.month < from.month ? at + 1 : at, to.month, to.day)];
      return first === undefined || last === undefined || last < first ? [] : [{ from: first, to: last }];
    });
    const fitting = spans.filter((span) => weekday === undefined || weekdayOf(span.from) === weekday);
    const [nearest] = (fitting.length > 0 ? fitting : spans).sort((a, b) => Math.abs(a.from - own.is) - Math.abs(b.from - own.is));
    if (!nearest) return 'no-own-date';
    const by = `the year nearest to ${own.words}${fitting.length === 0 ? '; the weekday beside it is another' : ''}`;
    return { written, certainty: 'no-year', precision: nearest.from === nearest.to ? 'day' : 'range', readings: [nearest], by };
  } // prettier-ignore

  #relative(written: WrittenDate, { phrases, times, needsLanguage }: Extract<WrittenDate['said'], { is: 'relative' }>): ResolvedDate | Unresolved {
    const { languages, day: own } = this.#ground;
    const phrase = phrases.find(({ language }) => (languages.length === 0 ? !needsLanguage : languages.includes(language)));
    if (!phrase) return 'other-language';
    if (written.isQuoted) return 'quoted';
    if (!own) return 'no-own-date';
    const readings = spansOf(phrase, times, own.is);
    const precision = phrase.unit === 'week' ? 'range' : phrase.unit === 'month' || phrase.unit === 'year' ? phrase.unit : 'day';
    return { written, certainty: 'relative', precision, readings, by: own.words };
  } // prettier-ignore
}

/** Weeks begin on Monday. "Next Friday", said on a Monday, may be of this week or of the next: both. */
function spansOf({ unit, by, weekday, alsoBy }: RelativePhrase, times: number, own: number): DaySpan[] {
  const { year, month } = partsOf(own);
  const count = by * times;
  if (unit === 'day') return [by, ...(alsoBy === undefined ? [] : [alsoBy])].map((days) => one(own + days * times));
  const monday = own - weekdayOf(own) + 1;
  if (unit === 'week') return [{ from: monday + count * 7, to: monday + count * 7 + 6 }];
  if (unit === 'year') return [{ from: monthOf(year + count, 1).from, to: monthOf(year + count, 12).to }];
  if (unit === 'month') {
    const at = year * 12 + month - 1 + count;
    return [monthOf(Math.floor(at / 12), (at % 12) + 1)];
  }
  const ofThisWeek = monday + (weekday ?? 1) - 1;
  const isIn = by > 0 ? ofThisWeek > own : ofThisWeek < own;
  const away = [...(isIn ? [ofThisWeek] : []), ofThisWeek + by * 7];
  return away.sort((a, b) => a - b).map(one);
} // prettier-ignore

/** `2016-03-04`, or first and last day with a solidus (ISO 8601-1, 5.5). */
export const spanWords = ({ from, to }: DaySpan): string =>
  from === to ? isoDay(from) : `${isoDay(from)}/${isoDay(to)}`;
