/** Keeps what formulas say: their strings and addresses, each once, and all of a program (ECMA-376 part 1, 18.17). */
import type { Sink } from '../contract.ts';

/** What is remembered so that a formula of a million rows stands there once. */
const maxRemembered = 50_000;
const maxRememberedUnits = 8 * 1024 * 1024;

export class FormulaText {
  readonly #sink: Sink;
  readonly #seen = new Set<string>();
  #seenUnits = 0;
  #place: { readonly sheet?: string } = {};

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  startSheet(sheet: string): void {
    this.#place = sheet === '' ? {} : { sheet: sheet.slice(0, 500) };
  }

  /** A formula; of a program every one counts, of others those that say something new in words. */
  add(
    formula: string,
    cell: { readonly row: number; readonly column: number } | undefined,
    isProgram: boolean,
  ): void {
    const trimmed = formula.trim();
    if (trimmed === '' || (!isProgram && !this.#saysSomething(trimmed))) return;
    this.#sink.anchor({ ...this.#place, ...cell }, 'formula');
    this.#sink.text(`${trimmed}\n`, 'formula');
  }

  /** A text that is no formula itself. */
  addText(text: string): void {
    const trimmed = text.trim();
    if (trimmed === '' || !this.#isNew(trimmed)) return;
    this.#sink.anchor(this.#place, 'formula');
    this.#sink.text(`${trimmed}\n`, 'formula');
  }

  /** Strings stand in quotes, a quote within doubled; names of sheets in others, which cells show as well. */
  #saysSomething(formula: string): boolean {
    let isNew = false;
    for (const [string] of formula.matchAll(/"(?:[^"]|"")*"/g))
      if (/[\p{L}\p{N}]/u.test(string) && this.#isNew(string)) isNew = true;
    return isNew || (formula.includes('://') && this.#isNew(formula));
  }

  #isNew(text: string): boolean {
    if (this.#seen.has(text)) return false;
    if (this.#seen.size < maxRemembered && this.#seenUnits < maxRememberedUnits) {
      this.#seen.add(text);
      this.#seenUnits += text.length;
    }
    return true;
  }
}
