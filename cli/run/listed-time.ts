/** A time in a table that is sorted: by UTC where a moment is known, with the offset and the ground of its zone beside it. */
import { indexDate, offsetWords } from '../../case/index-dates.ts';
import type { Time } from '../../schemas/time.ts';

export interface ListedTime {
  /** ISO 8601, as finely as it is stated: UTC with `Z`; a day, and a clock whose zone is not known, as they stand. */
  readonly at: string;
  /** Whether `at` is a moment of UTC. */
  readonly isMoment: boolean;
  /**
   * Offset and ground of the zone, as the timeline says them: `zone stated, +05:30`, `zone declared, +01:00`, `no zone`.
   * Undefined for what is stated in UTC, and for a day, a month or a year, which no zone moves.
   */
  readonly basis: string | undefined;
}

const hasSeconds = (clock: string): boolean => /T\d\d:\d\d:\d\d/u.test(clock);

/** `declared` is the zone that the intake of its source declares. A zone that is stated and not understood is not that one. */
export function listedTime(time: Time, declared: string | undefined): ListedTime {
  const { instant, local = '', offset, zoneSource, raw } = time;
  if (instant !== undefined) {
    const isStated = instant.includes('T') && zoneSource !== 'utc' && offset !== undefined;
    const basis = isStated ? `zone ${zoneSource === 'offset' ? 'stated' : zoneSource}, ${offsetWords(offset)}` : undefined; // prettier-ignore
    // Readers that count in milliseconds write them where the evidence has seconds.
    return { at: instant.replace(/\.0+Z$/u, 'Z'), isMoment: true, basis };
  }
  if (!local.includes('T')) return { at: local, isMoment: false, basis: undefined };
  if (zoneSource !== 'none')
    return { at: local, isMoment: false, basis: `zone ${zoneSource}, stated as ${raw}` };
  const shift = declared && /(?<=T.*)[+-]\d\d:\d\d(?=\[)/u.exec(indexDate(time, declared))?.[0];
  if (!shift) return { at: local, isMoment: false, basis: 'no zone' };
  const moment = Temporal.Instant.from(`${local}${shift}`);
  const at = hasSeconds(local) ? moment.toString() : moment.toString({ smallestUnit: 'minute' });
  return { at, isMoment: true, basis: `zone declared, ${shift}` };
}

/** In one cell: `2019-06-30T23:30:00Z (zone declared, +01:00)`. */
export function listedTimeWords(time: Time | undefined, declared: string | undefined): string {
  if (time === undefined) return '';
  const { at, basis } = listedTime(time, declared);
  return basis === undefined ? at : `${at} (${basis})`;
}
