/** Turns a worksheet's cells into text, cell by cell, with anchors (ECMA-376 part 1, 18.3). */
import type { Sink } from '../contract.ts';
import type { CellFormats } from './cell-formats.ts';
import type { FormulaText } from './formula-text.ts';
import { HiddenCells } from './hidden-cells.ts';
import { columnOf, RowText } from './row-text.ts';
import type { SharedStrings } from './shared-strings.ts';
import type { Mark } from './text-flow.ts';
import { attribute, type Attributes, type XmlHandler } from './xml.ts';
import { decodeXstring } from './xstring.ts';

/** A number or index has some 20 units; more are no number. */
const maxNumberUnits = 400;
/** Excel allows 32,767 in a cell and 8,192 in a formula; a longer text is written in pieces. */
const maxTextUnits = 64 * 1024;
/** Excel allows 255. */
const maxHeaderUnits = 4000;
const readElements = new Set(['v', 't', 'f', 'formula', 'formula1', 'formula2']);
const headerParts = /^(?:odd|even|first)(?:Header|Footer)$/;

/** The text of a page header or footer without its codes (18.3.1.39): `&L`, `&C`, `&R` start a section. */
export const showHeader = (code: string): string =>
  code
    .replace(/&&|&"[^"]{0,255}"|&K[0-9A-F]{6}|&\d{1,3}|&./gi, (found) =>
      found === '&&' ? '&' : /^&[LCR]$/.test(found) ? '\t' : '',
    )
    .trim();

export interface SheetOptions {
  readonly strings: SharedStrings;
  readonly formats: CellFormats;
  readonly formulas: FormulaText;
  /** Formulas of a macro sheet are its program. */
  readonly macros: boolean;
  /** How the whole sheet is set apart, if it is. */
  readonly mark?: Mark;
}

/** Attributes in which a person wrote something for the reader of a cell, or of one who asks (18.3.1). */
const saidAside = ['promptTitle', 'prompt', 'errorTitle', 'error', 'tooltip', 'altText', 'comment'];

type Mode = 'none' | 'value' | 'text' | 'formula' | 'condition' | 'header' | 'reading' | 'extension';

export class SheetText implements XmlHandler {
  readonly #sink: Sink;
  readonly #options: SheetOptions;
  readonly #place: { readonly sheet?: string };
  readonly #shown: RowText;
  readonly #hidden: RowText;
  readonly #cells: HiddenCells;
  #row = 0;
  #column = 0;
  #type = 'n';
  #style = 0;
  #mark: Mark | undefined;
  #mode: Mode = 'none';
  #value = '';
  #isCellStarted = false;
  #isInCell = false;
  #hasFormula = false;
  #extensions = 0;
  /** An index into the shared strings that they do not have. */
  missingStrings = 0;
  /** Cells whose formula has no value: the program that made the file did not calculate. */
  withoutValue = 0;

  constructor(sink: Sink, sheet: string, options: SheetOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#cells = new HiddenCells(options.mark);
    this.#place = sheet === '' ? {} : { sheet };
    this.#shown = new RowText(sink, 'body', sheet);
    this.#hidden = new RowText(sink, 'hidden', sheet);
    options.formulas.startSheet(sheet);
  }

  open(name: string, attributes: Attributes): boolean {
    if (this.#extensions > 0) return this.#openExtension(attributes);
    switch (name) {
      case 'c':
        this.#startCell(attributes);
        return true;
      case 'v':
        // An empty text is what a formula says, an empty number is none.
        if (this.#type === 'str') this.#hasFormula = false;
        this.#start(this.#type === 'n' || this.#type === 's' || this.#type === 'b' ? 'value' : 'text');
        return true;
      case 't':
        if (this.#mode !== 'reading') this.#start('text');
        return true;
      case 'f':
        this.#start('formula');
        this.#hasFormula = true;
        return true;
      case 'row':
        this.#startRow(attributes);
        return true;
      case 'rPh':
        this.#mode = 'reading';
        this.#hidden.startCell(this.#column, this.#mark);
        return true;
      case 'extLst':
        this.#extensions = 1;
        return true;
      case 'formula':
      case 'formula1':
      case 'formula2':
        this.#start('condition');
        return true;
      default:
        return this.#openRare(name, attributes);
    }
  }

  #openRare(name: string, attributes: Attributes): boolean {
    if (headerParts.test(name)) this.#start('header');
    this.#cells.open(name, attributes);
    if (name === 'cfRule') this.#options.formulas.addText(attribute(attributes, 'text') ?? '');
    if (name === 'inputCells') this.#sayAside(attribute(attributes, 'val'));
    if (name === 'scenario') this.#sayAside(attribute(attributes, 'name'));
    for (const key of saidAside) this.#sayAside(attribute(attributes, key));
    return name !== 'rPr';
  }

  /** What later programs added; nothing of it is known here, so all text counts (18.2.10). */
  #openExtension(attributes: Attributes): boolean {
    this.#extensions += 1;
    this.#start('extension');
    for (const key of saidAside) this.#sayAside(attribute(attributes, key));
    return true;
  }

  #start(mode: Mode): void {
    this.#mode = mode;
    this.#value = '';
  }

  #sayAside(text: string | undefined): void {
    if (!text) return;
    this.#sink.anchor({ ...this.#place, ...this.#options.mark }, 'hidden');
    this.#sink.text(`${decodeXstring(text)}\n`, 'hidden');
  }

  /** Rows may leave out their number; then they follow the one before. */
  #startRow(attributes: Attributes): void {
    const row = Number(attribute(attributes, 'r'));
    this.#row = Number.isSafeInteger(row) && row > 0 ? row : this.#row + 1;
    this.#column = 0;
    this.#cells.startRow(attributes);
    this.#shown.startRow(this.#row);
    this.#hidden.startRow(this.#row);
  }

  #startCell(attributes: Attributes): void {
    this.#type = attribute(attributes, 't') ?? 'n';
    this.#style = Number(attribute(attributes, 's') ?? 0);
    this.#column = columnOf(attribute(attributes, 'r')) ?? this.#column + 1;
    this.#mark = this.#cells.markOf(this.#column) ?? this.#options.formats.markOf(this.#style);
    this.#isCellStarted = false;
    this.#hasFormula = false;
    this.#isInCell = true;
  }

  close(name: string): void {
    if (this.#extensions > 0) {
      this.#extensions -= 1;
      if (this.#mode === 'extension') this.#options.formulas.addText(this.#value);
      this.#mode = 'none';
    } else if (name === 'row') {
      this.#shown.endRow();
      this.#hidden.endRow();
    } else if (name === 'c') this.#closeCell();
    else if (name === 'rPh') {
      this.#sink.text('\n', 'hidden');
      this.#mode = 'none';
    } else if (this.#mode === 'header' && headerParts.test(name)) {
      const shown = showHeader(decodeXstring(this.#value));
      if (shown !== '') this.#sink.text(`${shown}\n`, 'headers');
      this.#mode = 'none';
    } else this.#closeValue(name);
  }

  #closeValue(name: string): void {
    const { formulas, macros } = this.#options;
    if (name === 'v' || name === 't') {
      if (this.#mode === 'value') this.#write(this.#shownValue());
      else if (this.#mode === 'text') this.#write(decodeXstring(this.#value));
      if (this.#mode !== 'reading') this.#mode = 'none';
    } else if (this.#mode === 'formula' && name === 'f') {
      formulas.add(this.#value, this.#row > 0 ? { row: this.#row, column: this.#column } : undefined, macros);
      this.#mode = 'none';
    } else if (this.#mode === 'condition') {
      formulas.add(this.#value, undefined, false);
      this.#mode = 'none';
    }
  }

  #closeCell(): void {
    if (this.#hasFormula && !this.#isCellStarted) this.withoutValue += 1;
    this.#isInCell = false;
  }

  reads(name: string): boolean {
    return readElements.has(name) || this.#extensions > 0 || headerParts.test(name);
  }

  text(data: string): void {
    if (this.#mode === 'none') return;
    if (this.#mode === 'reading') this.#sink.text(data, 'hidden');
    else if (this.#mode === 'text' && this.#value.length + data.length > maxTextUnits) {
      this.#write(decodeXstring(this.#value));
      this.#value = data;
    } else {
      const limit =
        this.#mode === 'value' ? maxNumberUnits : this.#mode === 'header' ? maxHeaderUnits : maxTextUnits;
      if (this.#value.length < limit) this.#value += data.slice(0, limit - this.#value.length);
    }
  }

  #shownValue(): string {
    if (this.#value.trim() === '') return '';
    if (this.#type === 'b') return this.#value.trim() === '0' ? 'FALSE' : 'TRUE';
    if (this.#type === 'n') return this.#options.formats.show(this.#value.trim(), this.#style);
    const text = this.#options.strings.get(Number(this.#value));
    if (text === undefined) this.missingStrings += 1;
    return text ?? '';
  }

  #write(text: string): void {
    if (text === '') return;
    const mark = this.#isInCell ? this.#mark : this.#options.mark;
    const isStruck = mark === undefined || mark.mark === 'struck';
    (isStruck ? this.#shown : this.#hidden).write(text, mark, this.#isCellStarted ? undefined : this.#column);
    this.#isCellStarted = true;
  }
}
