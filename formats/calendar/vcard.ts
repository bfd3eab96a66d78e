/** Reads contacts (vCard 2.1, 3.0 and 4.0: RFC 2426, RFC 6350): a block of text a contact, its pictures as items. */
import { type Mailbox, maxFurtherAddresses, type Metadata } from '../../schemas/metadata.ts';
import type { ExtractInput, Outcome, Sink } from '../contract.ts';
import { parseCalendarTime } from '../time/calendar-time.ts';
import type { AttachedFile } from './attached-file.ts';
import { nameOf, titleOf, valueOf, writeCard } from './card-text.ts';
import { ComponentFile, type ComponentFormat, cutValue } from './component-file.ts';
import type { Component } from './component-reader.ts';
import type { Property } from './content-line.ts';

/** Raised whenever the output changes for any input. */
export const version = '5';

/** Cards whose addresses are metadata; stops a file of a million contacts from filling the ledger's row. */
const maxCards = 1_000;

/** Pictures, sounds and keys may lie elsewhere. */
const attaching = new Set(['PHOTO', 'LOGO', 'SOUND', 'KEY']);
/** Days in a person's life (RFC 6350, 6.2.5, 6.2.6; RFC 6474), called as in Outlook's contacts. */
const days: Readonly<Record<string, string | undefined>> = {
  BDAY: 'birthday',
  ANNIVERSARY: 'anniversary',
  DEATHDATE: 'death',
};
/** The timeline of a file is held until it has ended: stops the address book of countless days. */
const maxHeldEvents = 200_000;
const maxMessageUnits = 200;
const address = /^\s*(?:https?|ftp|file):/i;

class CardExtraction implements ComponentFormat {
  readonly #file: ComponentFile;
  readonly #sink: Sink;
  #only: Component | undefined;
  #cards = 0;
  readonly #people: Mailbox[] = [];
  #events = 0;

  constructor(input: ExtractInput, sink: Sink) {
    this.#file = new ComponentFile(input, sink);
    this.#sink = sink;
  }

  run(): Promise<Outcome> {
    return this.#file.read(this);
  }

  isReference(property: Property): boolean {
    return attaching.has(nameOf(property)) && address.test(property.value);
  }

  namesOf(property: Property, { child }: AttachedFile): { readonly child: string; readonly value: string } {
    return { child: child.name || nameOf(property).toLowerCase(), value: '(a file)' };
  }

  property(property: Property, line: number): void {
    this.#file.text(`${valueOf(property)}\n`, line);
  }

  component(card: Component): void {
    this.#file.text(writeCard(card), card.line);
    this.#pushDays(card);
    this.#only = this.#cards++ === 0 ? card : undefined;
    const [address, ...also] = card.properties
      .filter((property) => nameOf(property) === 'EMAIL' && property.value.trim() !== '')
      .slice(0, 1 + maxFurtherAddresses)
      .map((property) => cutValue(valueOf(property)));
    if (address !== undefined && also.length > 0 && this.#people.length < maxCards)
      this.#people.push({ name: cutValue(titleOf(card)), address, also });
  }

  /** A day without a year is none of the timeline. */
  #pushDays(card: Component): void {
    let message: string | undefined;
    for (const property of card.properties) {
      const kind = days[nameOf(property)];
      const time = kind === undefined ? undefined : parseCalendarTime(valueOf(property));
      if (kind === undefined || !time) continue;
      this.#events++;
      // Once a card: it looks through all lines.
      message ??= titleOf(card).slice(0, maxMessageUnits);
      if (this.#events <= maxHeldEvents) this.#sink.event({ time, kind, message });
      else if (this.#events === maxHeldEvents + 1)
        this.#sink.warn('partial-read', `days after the first ${maxHeldEvents} stand in the text only`);
    }
  }

  /** What one contact alone says is said of the document: a file of one is what a phone sends. */
  end(): void {
    const values: Metadata = { other: { contacts: String(this.#cards) } };
    const only = this.#only;
    if (only) {
      const stated = (wanted: string): string => {
        const property = only.properties.find((each) => nameOf(each) === wanted);
        return property ? cutValue(valueOf(property)) : '';
      };
      const modified = parseCalendarTime(stated('REV'));
      if (titleOf(only) !== '') values.title = cutValue(titleOf(only));
      if (stated('ORG') !== '') values.company = stated('ORG');
      if (stated('PRODID') !== '') values.application = stated('PRODID');
      if (modified) values.modified = modified;
      if (stated('UID') !== '') values.other = { ...values.other, UID: stated('UID') };
    }
    if (this.#people.length > 0) values.cards = this.#people;
    this.#sink.metadata(values);
  }
}

export const extract = (input: ExtractInput, sink: Sink): Promise<Outcome> =>
  new CardExtraction(input, sink).run();
