/** Goes through a file of components (calendar or contacts) line by line: files inside become children, blocks of text get their line. */
import type { ExtractInput, Outcome, Sink } from '../contract.ts';
import { type AttachedFile, attachedFile } from './attached-file.ts';
import { type Component, ComponentReader, type Found } from './component-reader.ts';
import { parseContentLine, type Property } from './content-line.ts';
import { type DecodedLine, decodeLines } from './decode-lines.ts';
import { decodeQuoted } from './quoted-value.ts';

/** Each component has its line, until these are many; then it is a line about every 64 Ki units, as in texts. */
const maxCloseAnchors = 10_000;
const anchorUnits = 65_536;
/** Units of a value in the metadata. */
const maxStatedUnits = 500;
const drainUnits = 262_144;

/** A value as metadata and warnings take it. */
export const cutValue = (text: string): string => text.trim().slice(0, maxStatedUnits);

/** What differs from format to format. */
export interface ComponentFormat {
  /** Whether the value names something that lies elsewhere. */
  isReference(property: Property): boolean;
  /** The name of the child, and what the property says in its place. */
  namesOf(property: Property, file: AttachedFile): { readonly child: string; readonly value: string };
  component(component: Component): void;
  /** One that stands outside of all components but the outermost. */
  property(property: Property, line: number): void;
  /** All has been read. */
  end(): void;
}

export class ComponentFile {
  readonly #input: ExtractInput;
  readonly #sink: Sink;
  readonly #reader = new ComponentReader();
  #children = 0;
  #anchors = 0;
  #sinceAnchor = anchorUnits;
  #sinceDrain = 0;

  constructor(input: ExtractInput, sink: Sink) {
    this.#input = input;
    this.#sink = sink;
  }

  async read(format: ComponentFormat): Promise<Outcome> {
    for (const line of decodeLines(this.#input.content, this.#input.charset, this.#sink)) {
      if (line.isCut) this.#sink.warn('text-cut', `line ${line.line}`);
      await this.#takeLine(line, format);
      this.#sinceDrain += line.text.length + 1;
      if (this.#sinceDrain < drainUnits) continue;
      this.#sinceDrain = 0;
      await this.#sink.drain();
    }
    for (const found of this.#reader.end()) this.#push(found, 0, format);
    format.end();
    return { status: 'extracted' };
  }

  async #takeLine(line: DecodedLine, format: ComponentFormat): Promise<void> {
    if (line.text.trim() === '') return;
    const property = parseContentLine(line.text);
    if (!property) this.#sink.warn('corrupt', `line ${line.line} is no property`);
    // What is no property is kept as a line of its own, mostly the rest of a text that was not folded.
    const whole = property ?? { name: '', parameters: new Map(), value: line.text, valueAt: 0 };
    const taken = await this.#takeFile(whole, line, format);
    for (const found of this.#reader.take(taken, line.line)) this.#push(found, line.line, format);
  }

  /** A file inside the property becomes a child, and the property says only that it was there. */
  async #takeFile(property: Property, line: DecodedLine, format: ComponentFormat): Promise<Property> {
    const file = attachedFile(property, line, line.hasPlaces ? this.#input.content : undefined);
    if (!file) {
      // An address may be a beacon: it is told, and never called.
      if (format.isReference(property)) this.#sink.warn('external-reference', cutValue(property.value));
      return decodeQuoted(property, this.#input.charset);
    }
    this.#children++;
    const { child: name, value } = format.namesOf(property, file);
    if (this.#children > this.#input.limits.maxMembers)
      this.#sink.warn('member-limit', `the file of line ${line.line}`);
    else await this.#sink.child({ ...file.child, name });
    if (file.isTruncated) this.#sink.warn('truncated', `the file of line ${line.line}`);
    return { ...property, value };
  }

  #push(found: Found, line: number, format: ComponentFormat): void {
    if (found.kind === 'damage') this.#sink.warn(found.code, found.detail);
    else if (found.kind === 'component') format.component(found.component);
    else format.property(found.property, line);
  }

  text(text: string, line: number): void {
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
}
