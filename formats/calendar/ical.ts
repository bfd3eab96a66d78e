/** Reads calendars (RFC 5545, and vCalendar 1.0 before it): a block of text a component, its times, its files. */
import type { Metadata } from '../../schemas/metadata.ts';
import type { ExtractInput, Outcome, Sink } from '../contract.ts';
import { attachedFile, isReference } from './attached-file.ts';
import { type Component, ComponentReader, type Found } from './component-reader.ts';
import { calendarEventsOf, timeOf } from './component-times.ts';
import { summaryOf, writeComponent } from './component-text.ts';
import { parseContentLine, type Property, splitValues, unescapeText } from './content-line.ts';
import { type DecodedLine, decodeLines } from './decode-lines.ts';
import { decodeQuoted } from './quoted-value.ts';
import { Zones } from './zones.ts';

/** Raised whenever the output changes for any input. */
export const version = '3';

/** The timeline of a file is held until it has ended: stops the calendar of countless entries. */
const maxHeldEvents = 200_000;
/** Each component has its line, until these are many; then it is a line about every 64 Ki units, as in texts. */
const maxCloseAnchors = 10_000;
const anchorUnits = 65_536;
/** Units of a value in the metadata. */
const maxStatedUnits = 500;
const drainUnits = 262_144;

const cut = (text: string): string => text.trim().slice(0, maxStatedUnits);

class CalendarExtraction {
  readonly #input: ExtractInput;
  readonly #sink: Sink;
  readonly #reader = new ComponentReader();
  readonly #zones = new Zones();
  readonly #other: Record<string, string> = {};
  #only: Component | undefined;
  #components = 0;
  #events = 0;
  #children = 0;
  #anchors = 0;
  #sinceAnchor = anchorUnits;
  #sinceDrain = 0;

  constructor(input: ExtractInput, sink: Sink) {
    this.#input = input;
    this.#sink = sink;
  }

  async run(): Promise<Outcome> {
    for (const line of decodeLines(this.#input.content, this.#input.charset, this.#sink)) {
      if (line.isCut) this.#sink.warn('text-cut', `line ${line.line}`);
      await this.#takeLine(line);
      this.#sinceDrain += line.text.length + 1;
      if (this.#sinceDrain < drainUnits) continue;
      this.#sinceDrain = 0;
      await this.#sink.drain();
    }
    for (const found of this.#reader.end()) this.#push(found);
    this.#describe();
    return { status: 'extracted' };
  }

  async #takeLine(line: DecodedLine): Promise<void> {
    if (line.text.trim() === '') return;
    const property = parseContentLine(line.text);
    if (!property) this.#sink.warn('corrupt', `line ${line.line} is no property`);
    // What is no property is kept as a line of its own, mostly the rest of a description that was not folded.
    const whole = property ?? { name: '', parameters: new Map(), value: line.text, valueAt: 0 };
    const taken = await this.#takeFile(whole, line);
    for (const found of this.#reader.take(taken, line.line)) {
      this.#push(found, line.line);
    }
  }

  /** A file inside the property becomes a child, and the property says only that it was there. */
  async #takeFile(property: Property, line: DecodedLine): Promise<Property> {
    const file = attachedFile(property, line, line.hasPlaces ? this.#input.content : undefined);
    if (!file) {
      // An address may be a beacon: it is told, and never called.
      if (isReference(property)) this.#sink.warn('external-reference', cut(property.value));
      return decodeQuoted(property, this.#input.charset);
    }
    this.#children++;
    if (this.#children > this.#input.limits.maxMembers)
      this.#sink.warn('member-limit', `the file of line ${line.line}`);
    else await this.#sink.child(file.child);
    if (file.isTruncated) this.#sink.warn('truncated', `the file of line ${line.line}`);
    return { ...property, value: file.child.name || '(a file)' };
  }

  #push(found: Found, line = 0): void {
    if (found.kind === 'damage') this.#sink.warn(found.code, found.detail);
    else if (found.kind === 'component') this.#pushComponent(found.component);
    else this.#pushCalendarProperty(found.property, line);
  }

  #pushText(text: string, line: number): void {
    this.#sinceDrain += text.length;
    if (this.#anchors < maxCloseAnchors || this.#sinceAnchor >= anchorUnits) {
      // What is written of a component has no lines of its own: it lies there or behind.
      this.#sink.anchor({ line, from: true });
      this.#anchors++;
      this.#sinceAnchor = 0;
    }
    this.#sinceAnchor += text.length;
    this.#sink.text(text);
  }

  #pushComponent(component: Component): void {
    if (component.name === 'VTIMEZONE') this.#zones.define(component);
    this.#pushText(writeComponent(component, this.#zones), component.line);
    if (component.parts.some((part) => part.properties.some(isProcedure)))
      this.#sink.warn('active-content', `an alarm of line ${component.line} runs a program`);
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
    const message = cut(summaryOf(component)).slice(0, 200);
    const created = timeOf(component, 'CREATED', this.#zones);
    const modified = timeOf(component, 'LAST-MODIFIED', this.#zones);
    if (created) this.#pushEvent({ time: created, kind: 'created', message });
    if (modified) this.#pushEvent({ time: modified, kind: 'modified', message });
  }

  #pushCalendarProperty({ name, value }: Property, line: number): void {
    const text = unescapeText(value).trim();
    if (name === 'PRODID') this.#sink.metadata({ application: cut(text) });
    else if (name === 'X-WR-CALNAME' || name === 'NAME') this.#sink.metadata({ title: cut(text) });
    else if (name === 'METHOD' || name === 'VERSION' || name === 'CALSCALE') this.#other[name] = cut(text);
    if (name === '') this.#pushText(`${text}\n`, line);
    else if (name !== 'VERSION' && name !== 'CALSCALE') this.#pushText(`${name}: ${text}\n`, line);
  }

  /** What one entry alone says is said of the document: an invitation is a file of one event. */
  #describe(): void {
    const values: Metadata = { other: { ...this.#other, components: String(this.#components) } };
    const only = this.#only;
    if (only) {
      const valueOf = (wanted: string) => only.properties.find(({ name }) => name === wanted)?.value ?? '';
      const keywords = splitValues(valueOf('CATEGORIES')).map((word) => cut(unescapeText(word)));
      const title = cut(summaryOf(only));
      if (title !== '') values.title = title;
      if (keywords.length > 0) values.keywords = keywords.slice(0, 100);
      const created = timeOf(only, 'CREATED', this.#zones);
      const modified = timeOf(only, 'LAST-MODIFIED', this.#zones);
      if (created) values.created = created;
      if (modified) values.modified = modified;
      if (valueOf('UID') !== '') values.other = { ...values.other, UID: cut(valueOf('UID')) };
    }
    this.#sink.metadata(values);
  }
}

/** RFC 2445, 4.8.6.1: an alarm that starts a program; RFC 5545 took it out. */
const isProcedure = ({ name, value }: Property): boolean =>
  name === 'ACTION' && value.trim().toUpperCase() === 'PROCEDURE';

export const extract = (input: ExtractInput, sink: Sink): Promise<Outcome> =>
  new CalendarExtraction(input, sink).run();
