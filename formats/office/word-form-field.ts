/** Reads the definition of a Word form field: what it shows where the text does not (ECMA-376 part 1, 17.16.17). */
import { attribute, type Attributes, isOn } from './xml.ts';

/** Word allows 25 entries in a list. */
const maxEntries = 1000;
const maxEntryUnits = 1000;

export class WordFormField {
  readonly #entries: string[] = [];
  readonly #apart: string[] = [];
  #isList = false;
  #chosen: number | undefined;
  #usual: number | undefined;
  #box: 'none' | 'off' | 'on' = 'none';
  #isStated = false;

  open(name: string, attributes: Attributes): boolean {
    const value = attribute(attributes, 'val') ?? '';
    switch (name) {
      case 'ddList':
        this.#isList = true;
        break;
      case 'listEntry':
        if (this.#entries.length < maxEntries) this.#entries.push(value.slice(0, maxEntryUnits));
        break;
      case 'result':
        if (/^\d{1,6}$/.test(value)) this.#chosen = Number(value);
        break;
      case 'default':
        this.#openDefault(value);
        break;
      case 'checkBox':
        this.#box = 'off';
        break;
      case 'checked':
        this.#box = isOn(attribute(attributes, 'val')) ? 'on' : 'off';
        this.#isStated = true;
        break;
      case 'statusText':
      case 'helpText':
      case 'name':
        if (value !== '') this.#apart.push(value.slice(0, maxEntryUnits));
        break;
    }
    return true;
  }

  /** Of a list the index, of a box its state, of a text what it began with. */
  #openDefault(value: string): void {
    if (this.#isList) this.#usual = Number(value);
    else if (this.#box === 'none') this.#apart.push(value.slice(0, maxEntryUnits));
    else if (!this.#isStated) this.#box = isOn(value === '' ? undefined : value) ? 'on' : 'off';
  }

  /** What a reader sees; '' for a text field, whose text is the result of the field. */
  shown(): string {
    if (this.#box !== 'none') return this.#box === 'on' ? '☒' : '☐';
    return this.#isList ? (this.#entries[this.#chosen ?? this.#usual ?? 0] ?? '') : '';
  }

  /** What is not shown: names, help, the entries that were not chosen. */
  apart(): readonly string[] {
    const shown = this.shown();
    return [...this.#apart, ...this.#entries.filter((entry) => entry !== shown)].filter(
      (line) => line !== '',
    );
  }
}
