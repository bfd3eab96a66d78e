/** Turns the rules of a time zone that evidence brings along (RFC 5545, 3.6.5) into offsets, where they are simple. */
import { parseCalendarTime, type WallClockOffset } from './calendar-time.ts';

/** One STANDARD or DAYLIGHT part of a VTIMEZONE, as written. */
export interface StatedObservance {
  readonly start: string;
  readonly offsetFrom: string;
  readonly offsetTo: string;
  readonly rule?: string;
  /** Further onsets (RDATE). */
  readonly dates: readonly string[];
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Onsets of one zone that are looked through for each time: Evolution writes some 200. */
const maxOnsets = 1_000;
const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** The same weekday of the same month each year: `FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU`. */
interface YearlyRule {
  readonly month: number;
  readonly nth: number;
  readonly weekday: number;
  /** Milliseconds; the last onset in UTC. */
  readonly until: number;
}

interface Observance {
  readonly from: number;
  readonly to: number;
  /** Wall clocks by `from`, in milliseconds as if UTC. */
  readonly onsets: readonly number[];
  readonly rule?: YearlyRule;
}

/** Minutes; undefined where it is none, or has seconds. */
function parseOffset(value: string): number | undefined {
  const match = /^([+-])(\d{2})(\d{2})(?:00)?$/.exec(value.trim());
  if (!match) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return minutes > 1440 ? undefined : match[1] === '-' ? -minutes : minutes;
}

function parseWall(value: string): number {
  const time = parseCalendarTime(value);
  if (time?.instant !== undefined) return Date.parse(time.instant);
  return Date.parse(time?.precision === 'day' ? (time.local ?? '') : `${time?.local ?? ''}Z`);
}

function parseRule(text: string): YearlyRule | undefined {
  const parts = new Map<string, string>();
  for (const part of text.toUpperCase().split(';', 20)) {
    const [name = '', value = ''] = part.split('=', 2);
    parts.set(name, value);
  }
  const isYearly = parts.get('FREQ') === 'YEARLY';
  const day = /^([+-]?[1-5])(SU|MO|TU|WE|TH|FR|SA)$/.exec(parts.get('BYDAY') ?? '');
  const month = Number(parts.get('BYMONTH'));
  const until = parts.get('UNTIL');
  for (const name of ['FREQ', 'BYDAY', 'BYMONTH', 'UNTIL', 'WKST']) parts.delete(name);
  if (!isYearly || !day || !(month >= 1 && month <= 12)) return undefined;
  if (parts.get('INTERVAL') === '1') parts.delete('INTERVAL');
  const last = until === undefined ? Infinity : parseWall(until);
  // Anything else in the rule means that it is not as simple as this.
  if (parts.size > 0 || Number.isNaN(last)) return undefined;
  return { month, nth: Number(day[1]), weekday: weekdays.indexOf(day[2] ?? ''), until: last };
}

function readObservance(stated: StatedObservance): Observance | undefined {
  const from = parseOffset(stated.offsetFrom);
  const to = parseOffset(stated.offsetTo);
  const onsets = [stated.start, ...stated.dates].map(parseWall);
  const rule = stated.rule === undefined ? undefined : parseRule(stated.rule);
  if (from === undefined || to === undefined || onsets.some(Number.isNaN)) return undefined;
  return stated.rule !== undefined && rule === undefined ? undefined : { from, to, onsets, rule };
}

/** The day that the rule means in a year, as if UTC, at midnight. */
function dayInYear({ month, nth, weekday }: YearlyRule, year: number): number {
  if (nth > 0) {
    const first = Date.UTC(year, month - 1, 1);
    return first + (((weekday - new Date(first).getUTCDay() + 7) % 7) + (nth - 1) * 7) * dayMs;
  }
  const last = Date.UTC(year, month, 0);
  return last - (((new Date(last).getUTCDay() - weekday + 7) % 7) + (-nth - 1) * 7) * dayMs;
}

/** The last onset at or before a wall clock; -Infinity before the first. */
function lastOnset({ from, to, onsets, rule }: Observance, wall: number): number {
  // Behind the gap that it opens: a skipped wall clock counts by the offset before it (3.3.5).
  const gap = Math.max(0, to - from) * minuteMs;
  const [start = 0] = onsets;
  let last = -Infinity;
  for (const onset of onsets) if (onset + gap <= wall && onset > last) last = onset;
  if (!rule) return last;
  // Where the rule has ended, its last onset lies in the year of its end or the one before.
  const year = new Date(Math.min(wall, rule.until)).getUTCFullYear();
  for (const candidate of [year - 1, year]) {
    const onset = dayInYear(rule, candidate) + (((start % dayMs) + dayMs) % dayMs);
    const counts = onset >= start && onset + gap <= wall && onset - from * minuteMs <= rule.until;
    if (counts && onset > last) last = onset;
  }
  return last;
}

function findOffset(observances: readonly Observance[], wall: number): number | undefined {
  let latest = -Infinity;
  let offset: number | undefined;
  for (const observance of observances) {
    const onset = lastOnset(observance, wall);
    if (onset > latest) {
      latest = onset;
      offset = observance.to;
    }
  }
  if (offset !== undefined) return offset;
  const first = observances.toSorted((a, b) => (a.onsets[0] ?? 0) - (b.onsets[0] ?? 0))[0];
  return first?.from;
}

/** The offsets that the rules state, or undefined where one of them is none or says more than a day of each year. */
export function zoneRules(stated: readonly StatedObservance[]): WallClockOffset | undefined {
  const onsets = stated.reduce((sum, { dates }) => sum + 1 + dates.length, 0);
  if (stated.length === 0 || onsets > maxOnsets) return undefined;
  const observances: Observance[] = [];
  for (const each of stated) {
    const observance = readObservance(each);
    if (!observance) return undefined;
    observances.push(observance);
  }
  return (wall) => findOffset(observances, wall);
}
