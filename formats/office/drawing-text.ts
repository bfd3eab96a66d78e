/** Turns DrawingML into text: shapes, tables, charts and diagrams (ECMA-376 part 1, 20 and 21). */
import type { Mark, TextFlow } from './text-flow.ts';
import { hasOwnWords } from '../program-names.ts';
import { attribute, type Attributes, isOn, type XmlHandler } from './xml.ts';

const passedOver = new Set([
  'pPr',
  'bodyPr',
  'lstStyle',
  'spPr',
  'tblPr',
  'tblGrid',
  'tcPr',
  'numFmt',
  'formatCode',
]);

/** What can be hidden as a whole (20.1.2.2.8). */
const shapes = new Set(['sp', 'grpSp', 'graphicFrame', 'pic', 'cxnSp', 'wsp', 'anchor', 'inline']);
/** Formulas of one drawing; stops one of nothing else from being held. */
const maxFormulas = 1_000;
const vanished: Mark = { mark: 'vanished' };

export interface DrawingOptions {
  /** Told of the first element, before any text. */
  readonly start?: (name: string, attributes: Attributes) => void;
  /** Leaves placeholders out: in layouts and masters their text is only a prompt. */
  readonly withoutPlaceholders?: boolean;
}

/** Paragraphs end in a line feed, cells in a tab; values of charts each on a line. */
export class DrawingText implements XmlHandler {
  readonly #flow: TextFlow;
  readonly #options: DrawingOptions;
  #reading = false;
  #cells = 0;
  #pendingBreak = false;
  #shape = false;
  /** Formulas of charts say which cells they show, of which workbook, or a name. */
  #isFormula = false;
  readonly #formulas = new Set<string>();
  #isStarted = false;
  /** Of the shapes that are open, whether each is hidden. */
  readonly #hiddenShapes: boolean[] = [];

  constructor(flow: TextFlow, options: DrawingOptions = {}) {
    this.#flow = flow;
    this.#options = options;
  }

  open(name: string, attributes: Attributes): boolean {
    if (!this.#isStarted) this.#options.start?.(name, attributes);
    this.#isStarted = true;
    if (passedOver.has(name)) return false;
    if (shapes.has(name)) this.#hiddenShapes.push(false);
    if (name === 't' || name === 'v') this.#reading = true;
    else if (name === 'f') this.#isFormula = true;
    else if (name === 'br') this.#write('\n');
    else if (name === 'tab') this.#write('\t');
    else if (name === 'tc') this.#cells += 1;
    else if (name === 'sp') {
      this.#shape = true;
      // The cell whose text it shows, and the program that a click starts.
      this.#tellFormula(attribute(attributes, 'textlink') ?? '');
      this.#tellFormula(attribute(attributes, 'macro') ?? '');
    }
    // `ph` comes in a shape's `nvPr`, before its text.
    else if (name === 'ph' && this.#options.withoutPlaceholders === true) this.#shape = false;
    else if (name === 'txBody' && this.#options.withoutPlaceholders === true) return this.#shape;
    else if (name === 'cNvPr' || name === 'docPr') {
      this.#hide(attribute(attributes, 'title'));
      this.#hide(attribute(attributes, 'descr'));
      const isHidden = attribute(attributes, 'hidden');
      if (isHidden !== undefined && isOn(isHidden)) this.#hiddenShapes.splice(-1, 1, true);
    }
    return true;
  }

  close(name: string): void {
    if (shapes.has(name)) {
      if (this.#hiddenShapes.pop() === true) this.#flow.endHidden();
    }
    if (name === 'f') this.#isFormula = false;
    else if (name === 't') this.#reading = false;
    else if (name === 'v') {
      this.#reading = false;
      this.#flow.endLine();
    } else if (name === 'p') {
      if (this.#cells > 0) this.#pendingBreak = true;
      else this.#flow.endLine();
    } else if (name === 'tc') {
      this.#cells = Math.max(0, this.#cells - 1);
      this.#pendingBreak = false;
      this.#flow.write('\t');
    } else if (name === 'tr') this.#flow.endLine();
  }

  reads(name: string): boolean {
    return name === 't' || name === 'v' || name === 'f';
  }

  text(data: string): void {
    if (this.#reading) this.#write(data);
    else if (this.#isFormula) this.#tellFormula(data);
  }

  /** Each once: a chart repeats its sheet with every series. */
  #tellFormula(formula: string): void {
    if (this.#formulas.has(formula) || this.#formulas.size >= maxFormulas || !hasOwnWords(formula)) return;
    this.#formulas.add(formula);
    this.#hide(formula);
  }

  otherwise(text: string): void {
    this.#hide(text);
  }

  #hide(text: string | undefined): void {
    this.#flow.writeHidden(text ?? '');
    this.#flow.endHidden();
  }

  #write(text: string): void {
    if (this.#pendingBreak) {
      this.#pendingBreak = false;
      this.#flow.write('\n');
    }
    if (this.#hiddenShapes.includes(true)) this.#flow.writeHidden(text, vanished);
    else this.#flow.write(text);
  }
}
