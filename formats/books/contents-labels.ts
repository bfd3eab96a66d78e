/** Reads the tables of contents of an EPUB: what the chapters are called (EPUB 3.3, 7; OPF 2.0.1, 2.4.1). */
import { attribute, type Attributes, type XmlHandler } from '../office/xml.ts';
import { partOf } from './package-document.ts';

/** Chapters that are named, and what is kept of one name: stops a table that is nothing but names. */
const maxLabels = 50_000;
const maxLabelUnits = 150;
const maxTextUnits = 10_000;

/** Takes the first name of each part; `lines` are all that a table of version 2 shows, in its order. */
export class ContentsLabels implements XmlHandler {
  readonly readsAttributes = true;
  readonly lines: string[] = [];
  readonly #part: string;
  readonly #labels: Map<string, string>;
  #target = '';
  #label = '';
  /** Open elements `text`, in which a table of version 2 says all that it says. */
  #texts = 0;
  /** It says more than is taken from it here, if it is a table of version 2. */
  saysMore = false;

  /** `part` is the name of the table's own part; the names go to `labels` by the part that they are of. */
  constructor(part: string, labels: Map<string, string>) {
    this.#part = part;
    this.#labels = labels;
  }

  open(name: string, attributes: Attributes): boolean {
    if (name === 'a') {
      this.#label = '';
      this.#target = attribute(attributes, 'href') ?? '';
    } else if (name === 'text') {
      this.#label = '';
      this.#texts += 1;
    } else if (name === 'navPoint' || name === 'pageTarget') this.#label = '';
    else if (name === 'content') this.#take(attribute(attributes, 'src') ?? '');
    return true;
  }

  close(name: string): void {
    if (name === 'text') this.#texts -= 1;
    if (name === 'a') this.#take(this.#target);
    else if (name === 'text' && this.#shown !== '' && this.lines.length < maxLabels)
      this.lines.push(this.#shown);
  }

  text(data: string): void {
    if (this.#texts === 0 && data.trim() !== '') this.saysMore = true;
    if (this.#label.length < maxTextUnits) this.#label += data;
  }

  get #shown(): string {
    return this.#label.replace(/\s+/g, ' ').trim();
  }

  #take(target: string): void {
    const part = partOf(this.#part, target);
    if (this.#shown === '' || part === '' || this.#labels.size >= maxLabels || this.#labels.has(part)) return;
    this.#labels.set(part, this.#shown.slice(0, maxLabelUnits));
  }
}
