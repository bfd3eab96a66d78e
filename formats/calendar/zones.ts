/** Finds the zone that a time names: by the calendar's own rules where they are simple, else by its IANA name. */
import type { StatedZone, WallClockOffset } from '../time/calendar-time.ts';
import { namedZone } from '../time/named-zone.ts';
import { zoneRules } from '../time/zone-rules.ts';
import type { Component } from './component-reader.ts';
import { type Property, parameterOf, splitValues } from './content-line.ts';

/** Zones that one file may define: each is held to its end. */
const maxZones = 1_000;

const valueOf = (component: Component, name: string): string | undefined =>
  component.properties.find((property) => property.name === name)?.value.trim();

const rulesOf = (component: Component): string[] =>
  component.properties.filter(({ name }) => name === 'RRULE').map(({ value }) => value.trim());

export class Zones {
  readonly #defined = new Map<string, WallClockOffset | undefined>();

  /** Takes a VTIMEZONE. What the file says of a zone goes before what is known of its name (RFC 5545, 3.2.19). */
  define(component: Component): void {
    const id = valueOf(component, 'TZID');
    if (id === undefined || this.#defined.size >= maxZones) return;
    const rules = zoneRules(
      component.parts.map((part) => ({
        start: valueOf(part, 'DTSTART') ?? '',
        offsetFrom: valueOf(part, 'TZOFFSETFROM') ?? '',
        offsetTo: valueOf(part, 'TZOFFSETTO') ?? '',
        // Two rules in one are none that is simple.
        rule: rulesOf(part).join('|') || undefined,
        dates: part.properties
          .filter(({ name }) => name === 'RDATE')
          .flatMap(({ value }) => splitValues(value)),
      })),
    );
    this.#defined.set(id, component.isContinued ? undefined : rules);
  }

  /** The zone beside a property's times; undefined where none is named. */
  of(property: Property): StatedZone | undefined {
    const id = parameterOf(property, 'TZID');
    if (id === undefined) return undefined;
    return { id, offsetAt: this.#defined.get(id) ?? namedZone(id) };
  }
}
