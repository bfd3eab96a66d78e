/** The time of an event, for people. */
import type { TimelineEvent } from '../../case/ledger/timeline.ts';

/** The time in the display zone; a floating one as it stands, and said so. */
export function shownTime({ time }: Pick<TimelineEvent, 'time'>, zone: string): string {
  if (time.instant === undefined)
    return `${time.local ?? ''} (${time.zoneSource === 'unclear' ? 'zone unclear' : 'no zone'})`;
  if (!time.instant.includes('T')) return time.instant;
  const instant = Temporal.Instant.from(time.instant).toZonedDateTimeISO(zone);
  const shown = instant.toString({ timeZoneName: 'never', smallestUnit: 'second' });
  return time.zoneSource === 'declared' ? `${shown} (zone declared)` : shown;
}
