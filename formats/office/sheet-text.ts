/** Turns a worksheet's cells into text, row by row, with anchors (ECMA-376 part 1, 18.3). */
import type { Sink } from '../contract.ts';
import type { CellFormats } from './cell-formats.ts';
import type { SharedStrings } from './shared-strings.ts';
import { attribute, type Attributes, type XmlHandler } from './xml.ts';

/** An anchor at most every so many rows and so many units, whichever comes later. */
const anchorRows = 50;
const anchorUnits = 4096;
/** A number or index has some 20 units; more are no number. */
const maxNumberUnits = 400;
/** Excel allows 255. */
const maxHeaderUnits = 4000;
const headerParts = /^(?:odd|even|first)(?:Header|Footer)$/;
const maxSheetNameUnits = 500;

/** The text of a page header or footer without its codes (18.3.1.39): `&L`, `&C`, `&R` start a section. */
export const showHeader = (code: string): string =>
  code
    .replace(/&&|&"[^"]{0,255}"|&K[0-9A-F]{6}|&\d{1,3}|&./gi, (found) =>
      found === '&&' ? '&' : /^&[LCR]$/.test(found) ? '\t' : '',
    )
    .trim();

/** Places anchors of sheet and row, few enough for sheets of a million rows. */
export class RowAnchors {
  readonly #sink: Sink;
  readonly sheet: string;
  #row = 0;
  #units = 0;
  #started = false;

  constructor(sink: Sink, sheet: string) {
    this.#sink = sink;
    this.sheet = sheet.slice(0, maxSheetNameUnits);
  }

  wrote(units: number): void {
    this.#units += units;
  }

  startRow(row: number): void {
    if (this.#started && (row - this.#row < anchorRows || this.#units < anchorUnits)) return;
    this.#started = true;
    this.#row = row;
    this.#units = 0;
    this.#sink.anchor({ ...(this.sheet === '' ? {} : { sheet: this.sheet }), row });
  }
}

export interface SheetOptions {
  readonly strings: SharedStrings;
  readonly formats: CellFormats;
  /** Formulas of a macro sheet are its program. */
  readonly macros: boolean;
}

export class SheetText implements XmlHandler {
  readonly #sink: Sink;
  readonly #options: SheetOptions;
  readonly #anchors: RowAnchors;
  #row = 0;
  #rowStarted = false;
  #cellStarted = false;
  #type = 'n';
  #style = 0;
  #mode: 'none' | 'value' | 'text' | 'formula' | 'header' | 'reading' = 'none';
  #value = '';
  /** An index into the shared strings that they do not have. */
  missingStrings = 0;

  constructor(sink: Sink, sheet: string, options: SheetOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#anchors = new RowAnchors(sink, sheet);
  }

  open(name: string, attributes: Attributes): boolean {
    switch (name) {
      case 'c':
        this.#type = attribute(attributes, 't') ?? 'n';
        this.#style = Number(attribute(attributes, 's') ?? 0);
        this.#cellStarted = false;
        return true;
      case 'v':
        this.#mode = this.#type === 'n' || this.#type === 's' || this.#type === 'b' ? 'value' : 'text';
        this.#value = '';
        return true;
      case 't':
        if (this.#mode !== 'reading') this.#mode = 'text';
        return true;
      case 'f':
        this.#mode = 'formula';
        this.#value = '';
        return true;
      case 'row':
        this.#startRow(attribute(attributes, 'r'));
        return true;
      case 'rPh':
        this.#mode = 'reading';
        return true;
      default:
        if (headerParts.test(name)) {
          this.#mode = 'header';
          this.#value = '';
        }
        return name !== 'conditionalFormatting' && name !== 'extLst' && name !== 'rPr';
    }
  }

  /** Rows may leave out their number; then they follow the one before. */
  #startRow(number: string | undefined): void {
    const row = Number(number);
    this.#row = Number.isSafeInteger(row) && row > 0 ? row : this.#row + 1;
    this.#rowStarted = false;
    this.#anchors.startRow(this.#row);
  }

  close(name: string): void {
    if (name === 'v') {
      if (this.#mode === 'value') this.#write(this.#shown());
      this.#mode = 'none';
    } else if (name === 't') {
      if (this.#mode === 'text') this.#mode = 'none';
    } else if (name === 'f') {
      // Formulas are not what a reader sees; those that name something outside, and programs, are kept.
      if (this.#options.macros || this.#value.includes('://')) this.#sink.text(`${this.#value}\n`, 'hidden');
      this.#mode = 'none';
    } else if (name === 'row') {
      if (this.#rowStarted) this.#sink.text('\n');
    } else if (name === 'rPh') {
      this.#sink.text('\n', 'hidden');
      this.#mode = 'none';
    } else if (this.#mode === 'header' && headerParts.test(name)) {
      const shown = showHeader(this.#value);
      if (shown !== '') this.#sink.text(`${shown}\n`, 'headers');
      this.#mode = 'none';
    }
  }

  text(data: string): void {
    if (this.#mode === 'none') return;
    if (this.#mode === 'text') this.#write(data);
    else if (this.#mode === 'reading') this.#sink.text(data, 'hidden');
    else {
      const limit = this.#mode === 'value' ? maxNumberUnits : maxHeaderUnits;
      if (this.#value.length < limit) this.#value += data.slice(0, limit - this.#value.length);
    }
  }

  #shown(): string {
    if (this.#type === 'b') return this.#value.trim() === '0' ? 'FALSE' : 'TRUE';
    if (this.#type === 'n') return this.#options.formats.show(this.#value.trim(), this.#style);
    const text = this.#options.strings.get(Number(this.#value));
    if (text === undefined) this.missingStrings += 1;
    return text ?? '';
  }

  #write(text: string): void {
    if (text === '') return;
    const separated = this.#rowStarted && !this.#cellStarted ? `\t${text}` : text;
    this.#rowStarted = true;
    this.#cellStarted = true;
    this.#anchors.wrote(separated.length);
    this.#sink.text(separated);
  }
}
