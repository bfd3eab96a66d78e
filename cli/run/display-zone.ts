/** The zone in which times are shown: the user's, else the one that all sources declare, else UTC. */
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { Scope } from '../../schemas/scope.ts';

/** What stands for the zone that the sources of the case declare. */
const ofCase = 'case';

/** `zone` is the setting. Sources that declare different zones, or some none, are shown in UTC. */
export async function displayZoneOf(zone: string, ledger: Ledger, scope: Scope): Promise<string> {
  if (zone !== ofCase) return zone;
  const declared = new Set((await ledger.sources.all(scope)).map(({ intake }) => intake.timeZone));
  const [only] = declared;
  return declared.size === 1 && only !== undefined ? only : 'UTC';
}

/** A date of the index in the zone; days, and clocks without a zone, as they stand. Without a zone of the user's, as it is. */
export function inDisplayZone(date: string, zone: string): string {
  const stated = date.replace(/\[.*\]$/u, '');
  if (zone === ofCase || !/T.*(?:Z|[+-]\d\d:\d\d)$/u.test(stated)) return stated;
  return Temporal.Instant.from(stated)
    .toZonedDateTimeISO(zone)
    .toString({ timeZoneName: 'never', smallestUnit: 'second' });
}
