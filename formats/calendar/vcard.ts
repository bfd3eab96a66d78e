/** Reads contacts (vCard 2.1, 3.0 and 4.0: RFC 2426, RFC 6350): a block of text a contact, its pictures as items. */
import type { Metadata } from '../../schemas/metadata.ts';
import type { ExtractInput, Outcome, Sink } from '../contract.ts';
import { parseCalendarTime } from '../time/calendar-time.ts';
import type { AttachedFile } from './attached-file.ts';
import { nameOf, titleOf, valueOf, writeCard } from './card-text.ts';
import { ComponentFile, type ComponentFormat, cutValue } from './component-file.ts';
import type { Component } from './component-reader.ts';
import type { Property } from './content-line.ts';

/** Raised whenever the output changes for any input. */
export const version = '3';

/** Pictures, sounds and keys may lie elsewhere. */
const attaching = new Set(['PHOTO', 'LOGO', 'SOUND', 'KEY']);
const address = /^\s*(?:https?|ftp|file):/i;

class CardExtraction implements ComponentFormat {
  readonly #file: ComponentFile;
  readonly #sink: Sink;
  #only: Component | undefined;
  #cards = 0;

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
    this.#only = this.#cards++ === 0 ? card : undefined;
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
    this.#sink.metadata(values);
  }
}

export const extract = (input: ExtractInput, sink: Sink): Promise<Outcome> =>
  new CardExtraction(input, sink).run();
