/** Places text into a document's streams with separators between blocks, never two breaks where one will do. */
import type { Sink } from '../contract.ts';
import type { TextKind } from '../../schemas/anchor.ts';

/** Text set aside (a text box inside a paragraph) up to this many units; beyond it is placed where it stands. */
const maxAsideUnits = 1024 * 1024;

export class TextFlow {
  readonly #sink: Sink;
  readonly kind: TextKind;
  readonly #captures: string[] = [];
  #aside = '';
  #hiddenOpen = false;
  #atLineStart = true;
  /** Units written, for anchors by amount of text. */
  units = 0;

  constructor(sink: Sink, kind: TextKind) {
    this.#sink = sink;
    this.kind = kind;
  }

  write(text: string): void {
    if (text === '') return;
    if (this.#hiddenOpen) this.endHidden();
    const top = this.#captures.length - 1;
    if (top >= 0) this.#capture(top, text);
    else this.#emit(text);
  }

  #emit(text: string): void {
    this.units += text.length;
    this.#atLineStart = text.endsWith('\n');
    this.#sink.text(text, this.kind);
  }

  #capture(top: number, text: string): void {
    const held = (this.#captures[top] ?? '') + text;
    this.#captures[top] = held.length > maxAsideUnits ? '' : held;
    if (held.length > maxAsideUnits) this.#emit(held);
  }

  /** Ends the line, if something stands on it. */
  endLine(): void {
    const captured = this.#captures.at(-1);
    if (captured === undefined ? !this.#atLineStart : captured !== '' && !captured.endsWith('\n'))
      this.write('\n');
  }

  /** Ends a paragraph; an empty one shows in the body only. */
  endParagraph(): void {
    if (this.kind === 'body') this.write('\n');
    else this.endLine();
  }

  /** Text that a reader of the document does not see, in its own stream. */
  writeHidden(text: string): void {
    if (text === '') return;
    this.#sink.text(text, 'hidden');
    this.#hiddenOpen = true;
  }

  endHidden(): void {
    if (!this.#hiddenOpen) return;
    this.#sink.text('\n', 'hidden');
    this.#hiddenOpen = false;
  }

  /** What is written until `endAside` is kept back until `placeAside`. */
  startAside(): void {
    this.#captures.push('');
  }

  endAside(): void {
    this.endLine();
    const held = this.#captures.pop() ?? '';
    this.#aside += held;
    if (this.#aside.length > maxAsideUnits) this.placeAside();
  }

  placeAside(): void {
    if (this.#aside === '' || this.#captures.length > 0) return;
    const held = this.#aside;
    this.#aside = '';
    this.endLine();
    this.#emit(held);
  }
}
