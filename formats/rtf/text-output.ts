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
  /** Passes on what was written; half a surrogate pair at the end waits for its other half. */
  flush(isLast?: boolean): void;
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
  const output: TextOutput = {
    write(text, kind, mark) {
      if (kind === 'hidden') prior.remove(text, mark);
      const before = pending.get(kind);
      // A stream does not begin with empty lines: empty headers are many.
      if (before === undefined && isLineFeeds.test(text)) return;
      // A line that ends belongs to what stands on it.
      if (text !== '\n') setMark(kind, mark);
      pending.set(kind, (pending.get(kind) ?? '') + text);
      atLineEnd.set(kind, text.endsWith('\n'));
      if (kind === 'body') writePrior(prior.keep(text, mark));
    },
    endLine(kind) {
      if (atLineEnd.get(kind) === false) this.write('\n', kind);
    },
    flush(isLast = false) {
      if (isLast) writePrior(prior.end());
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
