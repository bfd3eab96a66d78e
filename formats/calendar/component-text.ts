/** Writes a component as a block that reads like an entry in a diary: a line for each property, the known ones first. */
import type { Time } from '../../schemas/time.ts';
import { parseCalendarTime } from '../time/calendar-time.ts';
import type { Component } from './component-reader.ts';
import { type Property, parameterOf, splitValues, unescapeText } from './content-line.ts';
import { parameterNotes } from './parameter-notes.ts';
import type { Zones } from './zones.ts';

type Form = 'text' | 'list' | 'times' | 'person' | 'plain';

/** In reading order. What is not here follows by its own name: nothing that was written is left out. */
const known: readonly (readonly [string, string, Form])[] = [
  ['DTSTART', 'Starts', 'times'],
  ['DTEND', 'Ends', 'times'],
  ['DUE', 'Due', 'times'],
  ['DURATION', 'Lasts', 'plain'],
  ['COMPLETED', 'Completed', 'times'],
  ['FREEBUSY', 'Busy', 'times'],
  ['TRIGGER', 'Trigger', 'times'],
  ['RRULE', 'Repeats', 'plain'],
  ['RDATE', 'Also on', 'times'],
  ['EXDATE', 'Not on', 'times'],
  ['RECURRENCE-ID', 'Instead of', 'times'],
  ['LOCATION', 'Where', 'text'],
  ['ORGANIZER', 'Organizer', 'person'],
  ['ATTENDEE', 'Attendee', 'person'],
  ['CONTACT', 'Contact', 'text'],
  ['DESCRIPTION', 'Description', 'text'],
  ['CATEGORIES', 'Categories', 'list'],
  ['RESOURCES', 'Resources', 'list'],
  ['URL', 'URL', 'plain'],
  ['COMMENT', 'Comment', 'text'],
  ['ATTACH', 'Attachment', 'plain'],
  ['STATUS', 'Status', 'plain'],
  ['CREATED', 'Created', 'times'],
  ['LAST-MODIFIED', 'Modified', 'times'],
  ['DTSTAMP', 'Stamped', 'times'],
  ['UID', 'UID', 'plain'],
];
const places = new Map(known.map(([name, label, form], place) => [name, { label, form, place }]));

const titles: Readonly<Record<string, string>> = {
  VEVENT: 'Event',
  VTODO: 'Task',
  VJOURNAL: 'Journal entry',
  VFREEBUSY: 'Free and busy times',
  VTIMEZONE: 'Time zone',
  VALARM: 'Alarm',
};

const showClock = ({ local, instant = '', zoneSource }: Time, zone: string | undefined): string => {
  const clock = (local ?? instant.replace('Z', '')).replace('T', ' ');
  if (zoneSource === 'utc') return `${clock} UTC`;
  return zone === undefined || !clock.includes(' ') ? clock : `${clock} ${zone}`;
};

function showTimes(property: Property, zones: Zones): string {
  const zone = zones.of(property);
  const show = (value: string): string => {
    const time = parseCalendarTime(value, zone);
    return time === undefined ? value : showClock(time, zone?.id);
  };
  const type = parameterOf(property, 'FBTYPE');
  const shown = splitValues(property.value).map((value) => value.split('/').map(show).join(' – '));
  return `${shown.join(', ')}${type === undefined ? '' : ` (${type})`}`;
}

/** `Anna Meier <anna@example.org> (ACCEPTED)`: name, address, and what is said of the person. */
function showPerson(property: Property): string {
  const bare = (address: string): string => address.trim().replace(/^mailto:/i, '');
  const address = bare(property.value);
  const name = parameterOf(property, 'CN') ?? '';
  const said = ['PARTSTAT', 'ROLE', 'CUTYPE'].flatMap((key) => property.parameters.get(key) ?? []);
  const others = (
    [
      ['SENT-BY', 'sent by'],
      ['DELEGATED-TO', 'delegated to'],
      ['DELEGATED-FROM', 'delegated from'],
      ['MEMBER', 'member of'],
      ['EMAIL', 'e-mail'],
    ] as const
  ).flatMap(([key, label]) => (property.parameters.get(key) ?? []).map((value) => `${label} ${bare(value)}`));
  const notes = [...said, ...others].join(', ');
  const who = name === '' || name === address ? address : `${name} <${address}>`;
  return notes === '' ? who : `${who} (${notes})`;
}

function showValue(property: Property, form: Form, zones: Zones): string {
  if (form === 'times') return showTimes(property, zones);
  if (form === 'person') return showPerson(property);
  if (form === 'list') return splitValues(property.value).map(unescapeText).join(', ');
  return form === 'text' ? unescapeText(property.value) : property.value.trim();
}

/** The end of an entry of whole days is stated by the day behind it (RFC 5545, 3.6.1). */
const isDayBehind = ({ name, value }: Property): boolean =>
  name === 'DTEND' && parseCalendarTime(value)?.precision === 'day';

export const summaryOf = (component: Component): string =>
  unescapeText(component.properties.find(({ name }) => name === 'SUMMARY')?.value ?? '').trim();

function* writeLines(component: Component, zones: Zones): Generator<string> {
  const title = titles[component.name] ?? component.name;
  const summary = summaryOf(component) || (component.name === 'VTIMEZONE' ? zoneName(component) : '');
  const part = component.isContinued ? `${title} (continued)` : title;
  yield summary === '' ? part : `${part}: ${summary}`;
  let isTitle = summaryOf(component) !== '';
  const placeOf = ({ name }: Property): number => places.get(name)?.place ?? known.length;
  for (const property of component.properties.toSorted((a, b) => placeOf(a) - placeOf(b))) {
    const { label: called = property.name, form = 'text' } = places.get(property.name) ?? {};
    const label = isDayBehind(property) ? 'Ends before' : called;
    const shown = showValue(property, form, zones);
    const notes = parameterNotes(property, shown);
    // The first summary stands in the title.
    const isShown =
      shown.trim() !== '' && property.name !== 'TZID' && !(property.name === 'SUMMARY' && isTitle);
    if (property.name === 'SUMMARY') isTitle = false;
    if (isShown) yield `${label === '' ? '' : `${label}: `}${shown}${notes}`;
    else if (notes !== '') yield `${property.name === 'SUMMARY' ? 'Title' : label}:${notes}`;
  }
  // The rules of a zone are for machines; what a person wrote into them is not left out.
  for (const each of component.parts)
    if (component.name !== 'VTIMEZONE' || each.properties.some(({ name }) => !ruleNames.has(name)))
      yield* writeLines(each, zones);
}

const ruleNames = new Set(['DTSTART', 'RRULE', 'RDATE', 'TZNAME', 'TZOFFSETFROM', 'TZOFFSETTO']);
const zoneName = (component: Component): string =>
  component.properties.find(({ name }) => name === 'TZID')?.value.trim() ?? '';

/** The component’s block, ended by an empty line. */
export const writeComponent = (component: Component, zones: Zones): string =>
  `${[...writeLines(component, zones)].join('\n')}\n\n`;
