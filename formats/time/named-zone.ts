/** Finds the offsets of zones by their IANA name, from the zone data that the platform carries. */
import type { WallClockOffset } from './calendar-time.ts';
import { zoneOfWindows } from './windows-zones.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** IANA has some 600 names with the old ones; evidence could name more, each of which costs memory. */
const maxZones = 1_000;
/** The longest IANA name has 32 units. */
const maxNameUnits = 64;
const maxPathUnits = 200;

const known = new Map<string, WallClockOffset | undefined>();

/** Whole minutes east of UTC at an instant; undefined for the local mean times of before 1900, which have seconds. */
function offsetAt(format: Intl.DateTimeFormat, instant: number): number | undefined {
  const match = /GMT(?:([+-])(\d{2}):(\d{2})(:\d{2})?)?$/.exec(format.format(instant));
  if (!match || match[4] !== undefined) return undefined;
  const minutes = Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);
  return match[1] === '-' ? -minutes : minutes;
}

/**
 * RFC 5545, 3.3.5: a wall clock that is shown twice means the first time; one that is skipped counts by the offset
 * before the gap.
 */
function findOffset(format: Intl.DateTimeFormat, wall: number): number | undefined {
  const before = offsetAt(format, wall - dayMs);
  const after = offsetAt(format, wall + dayMs);
  if (before === undefined || after === undefined || before === after) return before;
  if (offsetAt(format, wall - before * minuteMs) === before) return before;
  return offsetAt(format, wall - after * minuteMs) === after ? after : before;
}

function makeZone(name: string): WallClockOffset | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
    return (wall) => findOffset(format, wall);
  } catch {
    return undefined;
  }
}

/**
 * The offsets of the zone that IANA or Windows calls by this name, or whose name of IANA stands at the end of a path, as
 * calendars of Evolution, Lightning and others have it (`/citadel.org/20070227_1/Europe/Berlin`; RFC 5545, 3.2.19);
 * undefined for any other name.
 */
export function namedZone(name: string): WallClockOffset | undefined {
  for (const one of name.startsWith('/') ? endsOf(name) : [zoneOfWindows(name) ?? name]) {
    const zone = zoneOfIana(one);
    if (zone) return zone;
  }
  return shownZone(name);
}

/** As Windows shows a zone to people, which Outlook writes too: `(UTC+01:00) Amsterdam, Berlin, Bern`. */
const shownPattern = /^\((?:UTC|GMT)(?:([+-])(\d{2}):(\d{2}))?\) (.{1,100})$/;
/** What is shown by another name than that of a city. */
const shownNames: Readonly<Record<string, string>> = {
  'Eastern Time (US & Canada)': 'America/New_York',
  'Central Time (US & Canada)': 'America/Chicago',
  'Mountain Time (US & Canada)': 'America/Denver',
  'Pacific Time (US & Canada)': 'America/Los_Angeles',
  'Atlantic Time (Canada)': 'America/Halifax',
  'Coordinated Universal Time': 'Etc/UTC',
  'Greenwich Mean Time : Dublin': 'Europe/Dublin',
  'New Delhi': 'Asia/Kolkata',
  Abuja: 'Africa/Lagos',
  Alaska: 'America/Anchorage',
  Arizona: 'America/Phoenix',
  Beijing: 'Asia/Shanghai',
  Brasilia: 'America/Sao_Paulo',
  Canberra: 'Australia/Sydney',
  Edinburgh: 'Europe/London',
  Hawaii: 'Pacific/Honolulu',
  Islamabad: 'Asia/Karachi',
  'Indiana (East)': 'America/Indianapolis',
  Mumbai: 'Asia/Kolkata',
  Newfoundland: 'America/St_Johns',
  Osaka: 'Asia/Tokyo',
  Pretoria: 'Africa/Johannesburg',
  Saskatchewan: 'America/Regina',
  Bern: 'Europe/Zurich',
};
let cities: ReadonlyMap<string, string> | undefined;

/** Some time in winter, and in summer. */
const seasons = [Date.UTC(2024, 0, 15), Date.UTC(2024, 6, 15)];

/** The zone of the first place that is shown, whose standard offset is the one that stands before it. */
function shownZone(name: string): WallClockOffset | undefined {
  const [, sign, hours = '0', minutes = '0', places] = shownPattern.exec(name) ?? [];
  if (places === undefined) return undefined;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  cities ??= new Map(
    Intl.supportedValuesOf('timeZone').map((zone) => [
      zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' '),
      zone,
    ]),
  );
  for (const place of [places, ...places.split(', ')]) {
    const zone = zoneOfIana(shownNames[place] ?? cities.get(place) ?? '');
    if (zone && seasons.some((wall) => zone(wall) === offset)) return zone;
  }
  return undefined;
}

/** The last three steps of a path, the last two, the last: the longest name of IANA has three. */
function endsOf(path: string): string[] {
  if (path.length > maxPathUnits) return [];
  const steps = path.split('/').filter((step) => step !== '');
  return [3, 2, 1].map((count) => steps.slice(-count).join('/'));
}

function zoneOfIana(name: string): WallClockOffset | undefined {
  if (name.length > maxNameUnits || !/^[A-Za-z]/.test(name)) return undefined;
  if (known.has(name)) return known.get(name);
  const zone = makeZone(name);
  if (known.size < maxZones) known.set(name, zone);
  return zone;
}
