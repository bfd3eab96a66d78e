/** What the ledger keeps of a time, the same in every store: nanoseconds, and a form of six bits (precision and where the zone came from). */
import { floats, type Time, type TimePrecision } from '../schemas/time.ts';

const precisions: readonly TimePrecision[] = [
  'year',
  'month',
  'day',
  'minute',
  'second',
  'millisecond',
  'microsecond',
  'nanosecond',
];
const zoneSources: readonly Time['zoneSource'][] = ['utc', 'offset', 'declared', 'none'];
/** Beside `none`: the zone is stated, and not clear. */
export const unclearZone = 32;

export interface PackedTime {
  /** Nanoseconds since 1970 in UTC, or of the wall clock read as if it were UTC where there is no instant. */
  readonly at: bigint;
  readonly form: number;
}

const iso = /^([+-]?\d{4,6})(?:-(\d\d))?(?:-(\d\d))?(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?Z?$/u;
/**
 * Nanoseconds that a column of 64 bits holds as they are: the years 1678 to 2262. Beyond, each step of a column is a
 * millisecond: 2^49 steps at either end reach all years of four digits, and sort behind and before the others.
 */
const maxNanoseconds = 2n ** 63n - 2n ** 49n;
const nanosecondsPerMillisecond = 1_000_000n;
/** The years that four digits state, which is what the formats can: FILETIME begins in 1601, workbooks end in 9999. */
const lastYear = 9999;

function nanoseconds(text: string): bigint | undefined {
  const parts = iso.exec(text);
  if (!parts) return undefined;
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = ''] = parts;
  const milliseconds = Date.UTC(
    2000,
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const date = new Date(milliseconds);
  date.setUTCFullYear(Number(year));
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1 || date.getUTCFullYear() > lastYear)
    return undefined;
  const at = BigInt(date.getTime()) * nanosecondsPerMillisecond + BigInt(fraction.padEnd(9, '0') || '0');
  return isBeyond(at) ? wholeMilliseconds(at) : at;
}

const isBeyond = (at: bigint): boolean => at > maxNanoseconds || at < -maxNanoseconds;

function wholeMilliseconds(at: bigint): bigint {
  const rest = ((at % nanosecondsPerMillisecond) + nanosecondsPerMillisecond) % nanosecondsPerMillisecond;
  return at - rest;
}

/** Nanoseconds as a column holds them, in the same order. */
export function toColumn(at: bigint): bigint {
  if (!isBeyond(at)) return at;
  const end = at > 0n ? maxNanoseconds : -maxNanoseconds;
  return end + (at - wholeMilliseconds(end)) / nanosecondsPerMillisecond;
}

export function fromColumn(value: bigint): bigint {
  if (!isBeyond(value)) return value;
  const end = value > 0n ? maxNanoseconds : -maxNanoseconds;
  return wholeMilliseconds(end) + (value - end) * nanosecondsPerMillisecond;
}

/** Undefined where the time cannot be held. */
export function packTime(time: Time): PackedTime | undefined {
  const at = nanoseconds(time.instant ?? time.local ?? '');
  if (at === undefined) return undefined;
  const isUnclear = time.zoneSource === 'unclear';
  const source = zoneSources.indexOf(isUnclear ? 'none' : time.zoneSource);
  return { at, form: precisions.indexOf(time.precision) * 4 + source + (isUnclear ? unclearZone : 0) };
}

/** The least form of a time of which a clock was stated, and not a day, a month or a year alone. */
export const firstWithClock = precisions.indexOf('minute') << 2;

export const hasClock = (form: number): boolean => form >= firstWithClock;

const nanosecondsOf: Partial<Record<TimePrecision, bigint>> = {
  day: 86_400_000_000_000n,
  minute: 60_000_000_000n,
  second: 1_000_000_000n,
  millisecond: 1_000_000n,
  microsecond: 1_000n,
};

/** The first nanosecond behind what the time names: a time that is stated to the year alone is the whole year. */
export function endOf({ at, form }: PackedTime): bigint {
  const precision = precisions[(form & ~unclearZone) >> 2] ?? 'nanosecond';
  if (precision !== 'year' && precision !== 'month') return at + (nanosecondsOf[precision] ?? 1n);
  const next = new Date(Number(at / nanosecondsPerMillisecond));
  if (precision === 'year') next.setUTCFullYear(next.getUTCFullYear() + 1);
  else next.setUTCMonth(next.getUTCMonth() + 1);
  return BigInt(next.getTime()) * nanosecondsPerMillisecond;
}

const digitsOf: Partial<Record<TimePrecision, number>> = {
  second: 19,
  minute: 16,
  day: 10,
  month: 7,
  year: 4,
  millisecond: 23,
  microsecond: 26,
};

function isoOf(at: bigint): string {
  const second = at / 1_000_000_000n - (at % 1_000_000_000n < 0n ? 1n : 0n);
  const fraction = at - second * 1_000_000_000n;
  const head = new Date(Number(second) * 1000).toISOString().replace(/\.000Z$/u, '');
  return `${head}.${String(fraction).padStart(9, '0')}`;
}

/** The time again; `raw` is the ISO form where the original is not kept beside it. */
export function unpackTime({ at, form }: PackedTime, raw?: string, offset?: number | null): Time {
  const precision = precisions[(form & ~unclearZone) >> 2] ?? 'second';
  const zoneSource = form >= unclearZone ? 'unclear' : (zoneSources[form & 3] ?? 'none');
  const text = isoOf(at).slice(0, digitsOf[precision] ?? 29);
  const shown = floats({ zoneSource })
    ? { local: text }
    : { instant: precision === 'day' || precision === 'month' || precision === 'year' ? text : `${text}Z` };
  return {
    ...shown,
    ...(offset === null || offset === undefined ? {} : { offset }),
    precision,
    zoneSource,
    raw: raw ?? text,
  };
}

/** Four forms in one integer, in the order modified, accessed, changed, created: file systems state no zone that is unclear. */
export function packForms(forms: readonly (number | undefined)[]): number {
  return forms.reduce<number>((packed, form, index) => packed | (((form ?? 0) & 31) << (index * 5)), 0);
}

export function formAt(packed: number, index: number): number {
  return (packed >> (index * 5)) & 31;
}

/** `formAt` as SQL over two columns. */
export const formSql = (packed: string, index: string): string => `((${packed} >> (${index} * 5)) & 31)`;
