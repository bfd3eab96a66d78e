/** Collects the text of an RTF document by stream and passes it on in pieces. */
import type { TextKind } from '../../schemas/anchor.ts';
import type { Mark } from './character-look.ts';
import type { Sink } from '../contract.ts';
import { priorMark, PriorLines } from '../prior-lines.ts';

export interface TextOutput {
  /** `mark` says how the text is set apart. */
  write(text: string, kind: TextKind, mark?: Mark): void;
  /** Ends the line of that kind, if something stands on it. */
  endLine(kind: TextKind): void;
  /** Text of that kind until the box ends stands beside a paragraph: on lines of its own, behind the line that it meets. */
  openBox(kind: TextKind): void;
  closeBox(kind: TextKind): void;
  /** Passes on what was written; half a surrogate pair at the end waits for its other half. */
  flush(isLast?: boolean): void;
}

/** What is drawn beside the text, on a line of its own. */
export function writeLine(output: TextOutput, text: string): void {
  if (text.trim() === '') return;
  output.openBox('body');
  output.write(`${text.trim()}\n`, 'body');
  output.closeBox('body');
}

/** Units of boxes that wait for the end of a paragraph; what is more stands where it is met. */
const maxBoxUnits = 1024 * 1024;

/** The boxes of one kind of text, until the line ends that they stand beside. */
interface Boxes {
  open: number;
  units: number;
  waiting: { readonly text: string; readonly mark: Mark | undefined }[];
}

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;

export function collectText(sink: Sink): TextOutput {
  const pending = new Map<TextKind, string>();
  const atLineEnd = new Map<TextKind, boolean>();
  const isLineFeeds = /^\n+$/;
  const marks = new Map<TextKind, string>();
  const pass = (kind: TextKind, isLast: boolean): void => {
    const text = pending.get(kind) ?? '';
    const end = !isLast && isHighSurrogate(text.charCodeAt(text.length - 1)) ? text.length - 1 : text.length;
    const clean = text.slice(0, end).replaceAll('\0', '').toWellFormed();
    if (clean !== '') sink.text(clean, kind);
    pending.set(kind, text.slice(end));
  };
  const setMark = (kind: TextKind, mark: Mark | undefined): void => {
    const key = mark ? `${mark.mark}\n${mark.author ?? ''}\n${mark.changed ?? ''}` : '';
    if ((marks.get(kind) ?? '') === key) return;
    pass(kind, true);
    marks.set(kind, key);
    sink.anchor(mark ?? {}, kind);
  };
  const prior = new PriorLines();
  const boxes = new Map<TextKind, Boxes>();
  const place = (kind: TextKind): void => {
    const beside = boxes.get(kind);
    if (!beside || beside.waiting.length === 0) return;
    const waiting = beside.waiting.splice(0);
    beside.units = 0;
    output.endLine(kind);
    for (const { text, mark } of waiting) write(text, kind, mark);
    output.endLine(kind);
  };
  const write: TextOutput['write'] = (text, kind, mark) => {
    if (kind === 'hidden') prior.remove(text, mark);
    const before = pending.get(kind);
    // A stream does not begin with empty lines: empty headers are many.
    if (before === undefined && isLineFeeds.test(text)) return;
    // A line that ends belongs to what stands on it.
    if (text !== '\n') setMark(kind, mark);
    pending.set(kind, (pending.get(kind) ?? '') + text);
    atLineEnd.set(kind, text.endsWith('\n'));
    if (kind === 'body') writePrior(prior.keep(text, mark));
  };
  const output: TextOutput = {
    write(text, kind, mark) {
      const beside = boxes.get(kind);
      const isHeld = beside !== undefined && beside.open > 0 && beside.units < maxBoxUnits;
      if (!isHeld) {
        write(text, kind, mark);
        if (beside?.open === 0 && text.endsWith('\n')) place(kind);
        return;
      }
      beside.units += text.length;
      beside.waiting.push({ text, mark });
    },
    openBox(kind) {
      const beside = boxes.get(kind) ?? { open: 0, units: 0, waiting: [] };
      boxes.set(kind, beside);
      beside.open += 1;
      // Boxes within one paragraph stand on lines of their own, too.
      this.endLine(kind);
    },
    closeBox(kind) {
      this.endLine(kind);
      const beside = boxes.get(kind);
      if (!beside) return;
      beside.open -= 1;
      if (beside.open === 0 && atLineEnd.get(kind) !== false) place(kind);
    },
    endLine(kind) {
      const beside = boxes.get(kind);
      const last = beside?.open ? beside.waiting.at(-1) : undefined;
      const isOpen = last ? !last.text.endsWith('\n') : !beside?.open && atLineEnd.get(kind) === false;
      if (isOpen) this.write('\n', kind);
    },
    flush(isLast = false) {
      if (isLast) {
        for (const kind of boxes.keys()) place(kind);
        writePrior(prior.end());
      }
      for (const kind of pending.keys()) pass(kind, isLast);
    },
  };
  const writePrior = (lines: Iterable<string>): void => {
    for (const line of lines) {
      output.endLine('hidden');
      output.write(`${line}\n`, 'hidden', priorMark);
    }
  };
  return output;
}
