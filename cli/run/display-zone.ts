/** The zone in which times are shown: the user's, else the one that all sources declare, else UTC. */
import { indexDate } from '../../case/index-dates.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { Time } from '../../schemas/time.ts';

/** What stands for the zone that the sources of the case declare. */
const ofCase = 'case';

/** The zone that all declare; UTC where they differ, or some declare none. */
function zoneOfAll(zones: readonly (string | undefined)[]): string {
  const [only, ...others] = new Set(zones);
  return others.length === 0 && only !== undefined ? only : 'UTC';
}

/** Said where a new source changes in which zone the case shows its times. */
export function changedZoneWords(
  before: readonly (string | undefined)[],
  added: string | undefined,
): string | undefined {
  const [was, is] = [zoneOfAll(before), zoneOfAll([...before, added])];
  if (before.length === 0 || was === is) return undefined;
  const why = added === undefined ? 'this source declares none' : `this source declares ${added}`;
  return `Times of this case are shown in ${is} from now on, before in ${was}: ${why}. --timezone declares one for a source, --display-zone shows times in another.`;
}

/** `zone` is the setting. Sources that declare different zones, or some none, are shown in UTC. */
export async function displayZoneOf(zone: string, ledger: Ledger, scope: Scope): Promise<string> {
  if (zone !== ofCase) return zone;
  return zoneOfAll((await ledger.sources.all(scope)).map(({ intake }) => intake.timeZone));
}

/** A date of the index in the zone; days, and clocks without a zone, as they stand. Without a zone of the user's, as it is. */
export function inDisplayZone(date: string, zone: string): string {
  const stated = date.replace(/\[.*\]$/u, '');
  if (zone === ofCase || !/T.*(?:Z|[+-]\d\d:\d\d)$/u.test(stated)) return stated;
  return Temporal.Instant.from(stated)
    .toZonedDateTimeISO(zone)
    .toString({ timeZoneName: 'never', smallestUnit: 'second' });
}

/** Zones for the times of one item: what its source declares, and the setting. */
export interface ItemZones {
  readonly declared: string | undefined;
  readonly display: string;
}

/** Those of a source, by its reference. */
export async function zonesOf(
  ledger: Ledger,
  reference: string,
  display: string,
  scope: Scope,
): Promise<ItemZones> {
  const source = (await ledger.sources.all(scope)).find((one) => one.reference === reference);
  return { declared: source?.intake.timeZone, display };
}

/** As finely as it is stated: in the user's zone, else in the one that the source declares, else in UTC; a day, and a clock without a zone, as they stand. */
export function timeWords(time: Time, { declared, display }: ItemZones): string {
  const { instant, local = '?' } = time;
  if (instant === undefined) {
    if (!local.includes('T')) return local;
    if (time.zoneSource === 'unclear') return `${local} (zone unclear)`;
    return declared === undefined
      ? `${local} (no zone)`
      : `${inDisplayZone(indexDate(time, declared), display)} (zone declared)`;
  }
  const zone = display === ofCase ? declared : display;
  if (zone === undefined || !instant.includes('T')) return instant;
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toString({ timeZoneName: 'never' });
}

/** A moment that this program noted, in UTC unless the user names a zone. */
export const notedMoment = (at: string, display: string): string =>
  display === ofCase ? at : inDisplayZone(at, display);
