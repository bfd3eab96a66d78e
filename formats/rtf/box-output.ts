/** Puts text boxes of an RTF document behind the paragraph that they stand beside: one may stand within a word. */
import type { TextKind } from '../../schemas/anchor.ts';
import type { Mark } from './character-look.ts';
import type { TextOutput } from './text-output.ts';

/** Units of boxes that wait for the end of a paragraph; what is more stands where it is met. */
const maxBoxUnits = 1024 * 1024;

export interface BoxOutput extends TextOutput {
  /** Until the box ends, text of that kind stands on lines of its own behind the line that it meets. */
  openBox(kind: TextKind): void;
  closeBox(kind: TextKind): void;
}

/** The boxes of one kind of text. */
interface Boxes {
  open: number;
  units: number;
  /** Until the line ends that they stand beside. */
  waiting: { readonly text: string; readonly mark: Mark | undefined }[];
  isLineOpen: boolean;
}

/** What is drawn beside the text, on a line of its own. */
export function writeLine(output: BoxOutput, text: string): void {
  if (text.trim() === '') return;
  output.openBox('body');
  output.write(`${text.trim()}\n`, 'body');
  output.closeBox('body');
}

class BoxesBeside implements BoxOutput {
  readonly #output: TextOutput;
  readonly #boxes = new Map<TextKind, Boxes>();

  constructor(output: TextOutput) {
    this.#output = output;
  }

  #of(kind: TextKind): Boxes {
    let boxes = this.#boxes.get(kind);
    if (!boxes) this.#boxes.set(kind, (boxes = { open: 0, units: 0, waiting: [], isLineOpen: false }));
    return boxes;
  }

  write(text: string, kind: TextKind, mark?: Mark): void {
    const boxes = this.#of(kind);
    if (boxes.open > 0 && boxes.units < maxBoxUnits) {
      boxes.units += text.length;
      boxes.waiting.push({ text, mark });
      return;
    }
    this.#output.write(text, kind, mark);
    boxes.isLineOpen = !text.endsWith('\n');
    if (boxes.open === 0 && !boxes.isLineOpen) this.#place(kind, boxes);
  }

  endLine(kind: TextKind): void {
    const boxes = this.#of(kind);
    const last = boxes.waiting.at(-1);
    if (boxes.open === 0) {
      this.#output.endLine(kind);
      boxes.isLineOpen = false;
      this.#place(kind, boxes);
    } else if (last && !last.text.endsWith('\n')) this.write('\n', kind);
  }

  openBox(kind: TextKind): void {
    const boxes = this.#of(kind);
    boxes.open += 1;
    this.endLine(kind);
  }

  closeBox(kind: TextKind): void {
    this.endLine(kind);
    const boxes = this.#of(kind);
    boxes.open -= 1;
    if (boxes.open === 0 && !boxes.isLineOpen) this.#place(kind, boxes);
  }

  flush(isLast = false): void {
    if (isLast) for (const [kind, boxes] of this.#boxes) this.#place(kind, boxes);
    this.#output.flush(isLast);
  }

  #place(kind: TextKind, boxes: Boxes): void {
    if (boxes.waiting.length === 0) return;
    this.#output.endLine(kind);
    for (const { text, mark } of boxes.waiting.splice(0)) this.#output.write(text, kind, mark);
    this.#output.endLine(kind);
    boxes.units = 0;
    boxes.isLineOpen = false;
  }
}

export const withBoxes = (output: TextOutput): BoxOutput => new BoxesBeside(output);
