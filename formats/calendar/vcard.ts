/** Reads contacts (vCard 2.1, 3.0 and 4.0: RFC 2426, RFC 6350): a block of text a contact, its pictures as items. */
import type { Metadata } from '../../schemas/metadata.ts';
import type { ExtractInput, Outcome, Sink } from '../contract.ts';
import { parseCalendarTime } from '../time/calendar-time.ts';
import { attachedFile } from './attached-file.ts';
import { nameOf, titleOf, valueOf, writeCard } from './card-text.ts';
import { type Component, ComponentReader, type Found } from './component-reader.ts';
import { parseContentLine, type Property } from './content-line.ts';
import { type DecodedLine, decodeLines } from './decode-lines.ts';
import { decodeQuoted } from './quoted-value.ts';

/** Raised whenever the output changes for any input. */
export const version = '2';

/** Each contact has its line, until these are many; then it is a line about every 64 Ki units, as in texts. */
const maxCloseAnchors = 10_000;
const anchorUnits = 65_536;
/** Units of a value in the metadata. */
const maxStatedUnits = 500;
const drainUnits = 262_144;

/** Pictures, sounds and keys may lie elsewhere. */
const attaching = new Set(['PHOTO', 'LOGO', 'SOUND', 'KEY']);
const address = /^\s*(?:https?|ftp|file):/i;

const cut = (text: string): string => text.trim().slice(0, maxStatedUnits);

class CardExtraction {
  readonly #input: ExtractInput;
  readonly #sink: Sink;
  readonly #reader = new ComponentReader();
  #only: Component | undefined;
  #cards = 0;
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
    for (const found of this.#reader.end()) this.#push(found, 0);
    this.#describe();
    return { status: 'extracted' };
  }

  async #takeLine(line: DecodedLine): Promise<void> {
    if (line.text.trim() === '') return;
    const property = parseContentLine(line.text);
    if (!property) this.#sink.warn('corrupt', `line ${line.line} is no property`);
    // What is no property is kept as a line of its own, mostly the rest of a note that was not folded.
    const whole = property ?? { name: '', parameters: new Map(), value: line.text, valueAt: 0 };
    const taken = await this.#takeFile(whole, line);
    for (const found of this.#reader.take(taken, line.line)) this.#push(found, line.line);
  }

  /** A file inside the property becomes a child, and the property says only that it was there. */
  async #takeFile(property: Property, line: DecodedLine): Promise<Property> {
    const file = attachedFile(property, line, line.hasPlaces ? this.#input.content : undefined);
    if (!file) {
      // An address may be a beacon: it is told, and never called.
      if (attaching.has(nameOf(property)) && address.test(property.value))
        this.#sink.warn('external-reference', cut(property.value));
      return decodeQuoted(property, this.#input.charset);
    }
    this.#children++;
    const name = file.child.name || nameOf(property).toLowerCase();
    if (this.#children > this.#input.limits.maxMembers)
      this.#sink.warn('member-limit', `the file of line ${line.line}`);
    else await this.#sink.child({ ...file.child, name });
    if (file.isTruncated) this.#sink.warn('truncated', `the file of line ${line.line}`);
    return { ...property, value: '(a file)' };
  }

  #push(found: Found, line: number): void {
    if (found.kind === 'damage') this.#sink.warn(found.code, found.detail);
    else if (found.kind === 'component') this.#pushCard(found.component);
    else this.#pushText(`${valueOf(found.property)}\n`, line);
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

  #pushCard(card: Component): void {
    this.#pushText(writeCard(card), card.line);
    this.#only = this.#cards++ === 0 ? card : undefined;
  }

  /** What one contact alone says is said of the document: a file of one is what a phone sends. */
  #describe(): void {
    const values: Metadata = { other: { contacts: String(this.#cards) } };
    const only = this.#only;
    if (only) {
      const stated = (wanted: string): string => {
        const property = only.properties.find((each) => nameOf(each) === wanted);
        return property ? cut(valueOf(property)) : '';
      };
      const modified = parseCalendarTime(stated('REV'));
      if (titleOf(only) !== '') values.title = cut(titleOf(only));
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
