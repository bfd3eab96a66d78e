/** What a date says by its words alone, before anything of its document is known. */
import type { DaySpan } from './calendar.ts';
import type { RelativePhrase } from './relative-words.ts';

export type WrittenPrecision = 'day' | 'month' | 'quarter' | 'year' | 'range';

interface DayOfMonth {
  readonly month: number;
  readonly day: number;
}

export type Said =
  | { readonly is: 'full'; readonly span: DaySpan; readonly precision: WrittenPrecision; readonly twoDigits?: boolean; readonly order?: 'day-first' | 'month-first' }
  /** Two figures that each may be the month. */
  | { readonly is: 'either'; readonly dayFirst: number; readonly monthFirst: number; readonly twoDigits?: boolean }
  | { readonly is: 'no-year'; readonly from: DayOfMonth; readonly to?: DayOfMonth }
  | { readonly is: 'relative'; readonly phrases: readonly RelativePhrase[]; readonly times: number; readonly needsLanguage: boolean }; // prettier-ignore

export interface ReadDate {
  readonly said: Said;
  /** Of the first and behind the last token. */
  readonly from: number;
  readonly to: number;
}
