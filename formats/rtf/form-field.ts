/** Reads what an RTF form field says of itself (RTF 1.9.1, form fields): what it shows where its result does not. */

/** Word allows 25 entries in a list. */
const maxTexts = 1000;
/** The result that stands for "as it was at first". */
const atFirst = 25;

export class RtfFormField {
  readonly #entries: string[] = [];
  readonly #apart: string[] = [];
  #type = 0;
  #result = atFirst;
  #usual = 0;

  number(word: string, value: number): void {
    if (word === 'fftype') this.#type = value;
    else if (word === 'ffres') this.#result = value;
    else if (word === 'ffdefres') this.#usual = value;
  }

  text(word: string, text: string): void {
    if (text === '' || this.#entries.length + this.#apart.length >= maxTexts) return;
    if (word === 'ffl') this.#entries.push(text);
    else if (word !== 'ffformat') this.#apart.push(text);
  }

  /** What a reader sees; '' for a text field, whose text is the result of the field. */
  shown(): string {
    const result = this.#result === atFirst ? this.#usual : this.#result;
    if (this.#type === 1) return result === 1 ? '☒' : '☐';
    return this.#type === 2 ? (this.#entries[result] ?? '') : '';
  }

  /** Names, help, the entries that were not chosen. */
  apart(): readonly string[] {
    const shown = this.shown();
    return [...this.#apart, ...this.#entries.filter((entry) => entry !== shown)];
  }
}
