/** Finds what a component puts on the timeline. Rules of repetition are never followed: one line may mean forever. */
import type { Time } from '../../schemas/time.ts';
import { addDuration, parseCalendarTime } from '../time/calendar-time.ts';
import type { Component } from './component-reader.ts';
import { type Property, splitValues } from './content-line.ts';
import { summaryOf } from './component-text.ts';
import type { Zones } from './zones.ts';

export interface CalendarEvent {
  readonly time: Time;
  /** Of one that lasts: see `Sink.event`. */
  readonly until?: Time | undefined;
  readonly kind: string;
  readonly message: string;
}

const maxMessageUnits = 200;
const kinds = new Map([
  ['COMPLETED', 'completed'],
  ['DTSTAMP', 'stamped'],
]);

const find = (component: Component, name: string): Property | undefined =>
  component.properties.find((property) => property.name === name);

/** The time of a component's property, where it has one that can be. */
export function timeOf(component: Component, name: string, zones: Zones): Time | undefined {
  const property = find(component, name);
  return property && parseCalendarTime(property.value, zones.of(property));
}

function* periodsOf(component: Component, zones: Zones, message: string): Generator<CalendarEvent> {
  for (const property of component.properties.filter(({ name }) => name === 'FREEBUSY')) {
    const type = property.parameters.get('FBTYPE')?.[0] ?? 'BUSY';
    for (const period of splitValues(property.value)) {
      const [from = '', to = ''] = period.split('/', 2);
      const zone = zones.of(property);
      const start = parseCalendarTime(from, zone);
      const end = parseCalendarTime(to, zone) ?? (start && addDuration(start, to, zone));
      const text = `${message} ${type}`.trim().slice(0, maxMessageUnits);
      if (start) yield { time: start, until: end, kind: 'starts', message: text };
      if (end) yield { time: end, kind: 'ends', message: text };
    }
  }
}

/** When an entry ends, or a task is due; of days the last one, since the one stated is that behind it (RFC 5545, 3.6.1). */
function endOf(component: Component, start: Time | undefined, zones: Zones): Time | undefined {
  const stated = timeOf(component, 'DTEND', zones) ?? durationEnd(component, start, zones);
  if (stated === undefined) return timeOf(component, 'DUE', zones);
  if (stated.precision !== 'day' || start === undefined) return stated;
  const last = addDuration(stated, '-P1D');
  const isBehind = last !== undefined && (last.local ?? '') >= (start.local ?? '').slice(0, 10);
  return isBehind ? { ...last, raw: stated.raw } : stated;
}

function durationEnd(component: Component, start: Time | undefined, zones: Zones): Time | undefined {
  const from = find(component, 'DTSTART');
  const duration = find(component, 'DURATION');
  if (!from || !start || !duration || find(component, 'DTEND') || find(component, 'DUE')) return undefined;
  return addDuration(start, duration.value, zones.of(from));
}

/** Further times that the entry states one by one (RFC 5545, 3.8.5.2); of a period its start. */
function* repeatedOf(component: Component, zones: Zones, message: string): Generator<CalendarEvent> {
  for (const property of component.properties.filter(({ name }) => name === 'RDATE'))
    for (const value of splitValues(property.value)) {
      const time = parseCalendarTime(value.split('/', 1)[0] ?? '', zones.of(property));
      if (time) yield { time, kind: 'starts', message };
    }
}

/** The events of one component, but for its creation and last change, which may be the document's. */
export function* calendarEventsOf(component: Component, zones: Zones): Generator<CalendarEvent> {
  if (component.name === 'VTIMEZONE') return;
  const message = summaryOf(component).slice(0, maxMessageUnits);
  const start = timeOf(component, 'DTSTART', zones);
  const end = endOf(component, start, zones);
  if (start) yield { time: start, until: end, kind: 'starts', message };
  if (end) yield { time: end, kind: component.name === 'VTODO' ? 'due' : 'ends', message };
  for (const [name, kind] of kinds) {
    const time = timeOf(component, name, zones);
    if (time) yield { time, kind, message };
  }
  yield* repeatedOf(component, zones, message);
  yield* periodsOf(component, zones, message);
}
