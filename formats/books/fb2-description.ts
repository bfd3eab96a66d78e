/** Gathers what a FictionBook says of itself: who wrote, translated and made it, what it is about, what it was printed as. */
import type { Metadata } from '../../schemas/metadata.ts';
import { attribute, type Attributes } from '../office/xml.ts';
import { parseW3cTime } from '../time/w3c-time.ts';
import { maxValueUnits } from '../value-limits.ts';

/** Statements beyond these are left out: stops a description from being nothing else. */
const maxStated = 1_000;

/** Elements that stand for one person; their parts are names and addresses. */
const people = new Set(['author', 'translator']);
const partsOfName = ['first-name', 'middle-name', 'last-name'];

/** Elements within a sentence. */
const inline = new Set(['strong', 'emphasis', 'style', 'a', 'strikethrough', 'sub', 'sup', 'code']);

export class BookDescription {
  /** All that it says, line by line. */
  readonly lines: string[] = [];
  readonly #values: { -readonly [K in keyof Metadata]: Metadata[K] } = {};
  readonly #other = new Map<string, string>();
  /** Open elements within the description. */
  readonly #open: string[] = [];
  #person = new Map<string, string>();
  #text = '';
  #stated = 0;
  #label = '';

  open(name: string, attributes: Attributes): void {
    if (inline.has(name)) return;
    this.#text = '';
    this.#open.push(name);
    if (people.has(name)) this.#person = new Map();
    if (name === 'sequence')
      this.#state(
        name,
        [attribute(attributes, 'name'), attribute(attributes, 'number')].filter(Boolean).join(' '),
      );
    if (name === 'custom-info') this.#label = attribute(attributes, 'info-type') ?? '';
    const time = name === 'date' ? parseW3cTime(attribute(attributes, 'value') ?? '') : undefined;
    if (time && this.#open.includes('document-info')) this.#values.created ??= time;
  }

  text(data: string): void {
    if (this.#text.length < maxValueUnits) this.#text += data.slice(0, maxValueUnits - this.#text.length);
  }

  close(name: string): void {
    if (inline.has(name)) return;
    const value = this.#text.replace(/\s+/g, ' ').trim();
    this.#text = '';
    this.#open.pop();
    const person = this.#open.findLast((element) => people.has(element));
    if (people.has(name)) this.#endPerson(name);
    else if (person !== undefined) this.#person.set(name, value);
    else if (value !== '') this.#state(name === 'p' ? (this.#open.at(-1) ?? name) : name, value);
  }

  #endPerson(kind: string): void {
    const full = partsOfName
      .map((part) => this.#person.get(part) ?? '')
      .filter(Boolean)
      .join(' ');
    const name = full || (this.#person.get('nickname') ?? '');
    if (name !== '' && kind === 'author' && this.#open.includes('title-info'))
      this.#values.authors = [...(this.#values.authors ?? []), name].slice(0, 100);
    else if (name !== '') this.#state(kind, name);
    for (const [part, value] of this.#person)
      if (value !== '' && !partsOfName.includes(part)) this.#state(`${kind}.${part}`, value);
    if (kind === 'author' && name !== '') this.lines.push(name);
  }

  #state(key: string, value: string): void {
    if (value === '' || this.#stated >= maxStated) return;
    this.#stated += 1;
    const isOfBook = this.#open.includes('title-info');
    const named = key === 'custom-info' && this.#label !== '' ? `${this.#label}: ${value}` : value;
    this.lines.push(named);
    if (isOfBook && key === 'book-title') this.#values.title ??= value;
    else if (isOfBook && key === 'lang') this.#values.language ??= value;
    else if (isOfBook && (key === 'keywords' || key === 'genre'))
      this.#values.keywords = [
        ...(this.#values.keywords ?? []),
        ...value.split(',').map((word) => word.trim()),
      ];
    else if (key === 'program-used') this.#values.application ??= value;
    else {
      const before = this.#other.get(key);
      this.#other.set(key, before === undefined ? named : `${before}; ${named}`.slice(0, maxValueUnits));
    }
  }

  get metadata(): Metadata {
    return { ...this.#values, ...(this.#other.size > 0 ? { other: Object.fromEntries(this.#other) } : {}) };
  }
}
