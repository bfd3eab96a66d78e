/** Reads calendars (RFC 5545, and vCalendar 1.0 before it): a block of text a component, its times, its files. */
import type { Metadata } from '../../schemas/metadata.ts';
import type { ExtractInput, Outcome, Sink } from '../contract.ts';
import { type AttachedFile, isReference } from './attached-file.ts';
import { ComponentFile, type ComponentFormat, cutValue } from './component-file.ts';
import type { Component } from './component-reader.ts';
import { calendarEventsOf, timeOf } from './component-times.ts';
import { summaryOf, writeComponent } from './component-text.ts';
import { type Property, splitValues, unescapeText } from './content-line.ts';
import { parameterNotes } from './parameter-notes.ts';
import { Zones } from './zones.ts';

/** Raised whenever the output changes for any input. */
export const version = '8';

/** The timeline of a file is held until it has ended: stops the calendar of countless entries. */
const maxHeldEvents = 200_000;
/** Rules by which an entry happens more than once: the times that it states alone are on the timeline (RFC 5545, 3.8.5). */
const repeating: ReadonlySet<string> = new Set(['RRULE', 'EXRULE']);

class CalendarExtraction implements ComponentFormat {
  readonly #file: ComponentFile;
  readonly #sink: Sink;
  readonly isReference = isReference;
  readonly #zones = new Zones();
  readonly #other: Record<string, string> = {};
  #only: Component | undefined;
  #components = 0;
  #events = 0;

  constructor(input: ExtractInput, sink: Sink) {
    this.#file = new ComponentFile(input, sink);
    this.#sink = sink;
  }

  run(): Promise<Outcome> {
    return this.#file.read(this);
  }

  namesOf(_property: Property, { child }: AttachedFile): { readonly child: string; readonly value: string } {
    return { child: child.name, value: child.name || '(a file)' };
  }

  component(component: Component): void {
    if (component.name === 'VTIMEZONE') this.#zones.define(component);
    this.#file.text(writeComponent(component, this.#zones), component.line);
    if (component.parts.some((part) => part.properties.some(isProcedure)))
      this.#sink.warn('active-content', `an alarm of line ${component.line} runs a program`);
    if (component.name !== 'VTIMEZONE' && component.properties.some(({ name }) => repeating.has(name)))
      this.#other['repeats'] = 'yes';
    for (const event of calendarEventsOf(component, this.#zones)) this.#pushEvent(event);
    if (component.name === 'VTIMEZONE') return;
    if (this.#components++ === 0) {
      this.#only = component;
      return;
    }
    // There are several: creation and change are those of entries, not of the document.
    if (this.#only) this.#pushChanges(this.#only);
    this.#only = undefined;
    this.#pushChanges(component);
  }

  #pushEvent(event: Parameters<Sink['event']>[0]): void {
    this.#events++;
    if (this.#events <= maxHeldEvents) this.#sink.event(event);
    else if (this.#events === maxHeldEvents + 1)
      this.#sink.warn('partial-read', `times after the first ${maxHeldEvents} stand in the text only`);
  }

  #pushChanges(component: Component): void {
    const message = cutValue(summaryOf(component)).slice(0, 200);
    const created = timeOf(component, 'CREATED', this.#zones);
    const modified = timeOf(component, 'LAST-MODIFIED', this.#zones);
    if (created) this.#pushEvent({ time: created, kind: 'created', message });
    if (modified) this.#pushEvent({ time: modified, kind: 'modified', message });
  }

  property(property: Property, line: number): void {
    const { name, value } = property;
    const text = unescapeText(value).trim();
    if (name === 'PRODID') this.#sink.metadata({ application: cutValue(text) });
    else if (name === 'X-WR-CALNAME' || name === 'NAME') this.#sink.metadata({ title: cutValue(text) });
    else if (name === 'METHOD' || name === 'VERSION' || name === 'CALSCALE')
      this.#other[name] = cutValue(text);
    const notes = parameterNotes(property, text);
    if (name === '') this.#file.text(`${text}\n`, line);
    else if (notes !== '' || (name !== 'VERSION' && name !== 'CALSCALE'))
      this.#file.text(`${name}: ${text}${notes}\n`, line);
  }

  /** What one entry alone says is said of the document: an invitation is a file of one event. */
  end(): void {
    const values: Metadata = { other: { ...this.#other, components: String(this.#components) } };
    const only = this.#only;
    if (only) {
      const valueOf = (wanted: string) => only.properties.find(({ name }) => name === wanted)?.value ?? '';
      const keywords = splitValues(valueOf('CATEGORIES')).map((word) => cutValue(unescapeText(word)));
      const title = cutValue(summaryOf(only));
      if (title !== '') values.title = title;
      if (keywords.length > 0) values.keywords = keywords.slice(0, 100);
      const created = timeOf(only, 'CREATED', this.#zones);
      const modified = timeOf(only, 'LAST-MODIFIED', this.#zones);
      if (created) values.created = created;
      if (modified) values.modified = modified;
      if (valueOf('UID') !== '') values.other = { ...values.other, UID: cutValue(valueOf('UID')) };
    }
    this.#sink.metadata(values);
  }
}

/** RFC 2445, 4.8.6.1: an alarm that starts a program; RFC 5545 took it out. */
const isProcedure = ({ name, value }: Property): boolean =>
  name === 'ACTION' && value.trim().toUpperCase() === 'PROCEDURE';

export const extract = (input: ExtractInput, sink: Sink): Promise<Outcome> =>
  new CalendarExtraction(input, sink).run();
