/** Keeps the code page of each font of an RTF document (RTF 1.9.1, font table). */
import { pageOfCharset } from './code-pages.ts';

/** Stops a table of millions from filling the memory. */
const maxFonts = 100_000;

export class FontTable {
  readonly #pages = new Map<number, number>();
  #font = -1;

  /** Takes a control word of the table. */
  control(word: string, parameter: number): void {
    if (word === 'f') this.#font = parameter;
    const page = word === 'cpg' ? parameter : word === 'fcharset' ? pageOfCharset(parameter) : undefined;
    if (page !== undefined && page > 0 && this.#pages.size < maxFonts) this.#pages.set(this.#font, page);
  }

  pageOf(font: number): number | undefined {
    return this.#pages.get(font);
  }
}
