/** Places text into a document's streams with separators between blocks, never two breaks where one will do. */
import type { Sink } from '../contract.ts';
import type { Anchor, TextKind } from '../../schemas/anchor.ts';
import { priorMark, PriorLines } from '../prior-lines.ts';

/** Text set aside (a text box inside a paragraph) up to this many units; beyond it is placed where it stands. */
const maxAsideUnits = 1024 * 1024;

/** How a stretch of text is set apart; an object that is the same for the same stretch. */
export type Mark = Pick<Anchor, 'mark' | 'author' | 'changed'>;
type Place = Omit<Anchor, 'at' | keyof Mark>;

interface Piece {
  readonly text: string;
  readonly mark: Mark | undefined;
}

interface Held {
  readonly pieces: Piece[];
  units: number;
}

const endsLine = ({ pieces }: Held): boolean => pieces.at(-1)?.text.endsWith('\n') === true;

export class TextFlow {
  readonly #sink: Sink;
  readonly kind: TextKind;
  #place: Place;
  readonly #captures: Held[] = [];
  #aside: Held = { pieces: [], units: 0 };
  #hiddenOpen = false;
  #hiddenMark: Mark | undefined;
  /** What the hidden text says of where it stands. */
  #hiddenPlace: Place;
  #mark: Mark | undefined;
  #atLineStart = true;
  readonly #prior = new PriorLines();
  /** Units written, for anchors by amount of text. */
  units = 0;

  /** `place` is what holds again behind text that is marked. */
  constructor(sink: Sink, kind: TextKind, place: Place = {}) {
    this.#sink = sink;
    this.kind = kind;
    this.#place = place;
    this.#hiddenPlace = place;
  }

  get isHiddenOpen(): boolean {
    return this.#hiddenOpen;
  }

  write(text: string, mark?: Mark): void {
    if (text === '') return;
    if (this.#hiddenOpen) this.endHidden();
    const top = this.#captures.at(-1);
    if (top) this.#capture(top, { text, mark });
    else {
      this.#emit({ text, mark });
      for (const line of this.#prior.keep(text, mark)) this.#writePrior(line);
    }
  }

  #writePrior(line: string): void {
    this.endHidden();
    this.writeHidden(line, priorMark);
    this.endHidden();
  }

  #emit({ text, mark }: Piece): void {
    if (mark !== this.#mark) {
      this.#mark = mark;
      this.#sink.anchor({ ...this.#place, ...mark }, this.kind);
    }
    this.units += text.length;
    this.#atLineStart = text.endsWith('\n');
    this.#sink.text(text, this.kind);
  }

  #capture(top: Held, piece: Piece): void {
    top.pieces.push(piece);
    top.units += piece.text.length;
    if (top.units <= maxAsideUnits) return;
    for (const held of top.pieces.splice(0)) this.#emit(held);
    top.units = 0;
  }

  /** Ends the line, if something stands on it. */
  endLine(): void {
    const captured = this.#captures.at(-1);
    if (captured === undefined ? !this.#atLineStart : captured.units > 0 && !endsLine(captured))
      this.write('\n');
  }

  /** Ends a paragraph; an empty one shows in the body only. */
  endParagraph(): void {
    if (this.kind === 'body') this.write('\n');
    else this.endLine();
  }

  /** Text that a reader of the document does not see, in its own stream. */
  writeHidden(text: string, mark?: Mark): void {
    if (text === '') return;
    if (mark !== this.#hiddenMark) {
      this.endHidden();
      this.#hiddenMark = mark;
      this.#placeHidden();
    } else if (this.#place !== this.#hiddenPlace) this.#placeHidden();
    this.#sink.text(text, 'hidden');
    // What is set aside is of other lines.
    if (this.#captures.length === 0) this.#prior.remove(text, mark);
    this.#hiddenOpen = true;
  }

  /** What was taken out of the line that is open, and stands in the hidden text already. */
  remove(text: string, mark: Mark | undefined): void {
    if (this.#captures.length === 0) this.#prior.remove(text, mark);
  }

  endHidden(): void {
    if (!this.#hiddenOpen) return;
    this.#sink.text('\n', 'hidden');
    this.#hiddenOpen = false;
    if (!this.#hiddenMark) return;
    this.#hiddenMark = undefined;
    this.#placeHidden();
  }

  #placeHidden(): void {
    this.#hiddenPlace = this.#place;
    this.#sink.anchor({ ...this.#place, ...this.#hiddenMark }, 'hidden');
  }

  /** What holds from here on behind text that is marked, and in hidden text. */
  setPlace(place: Place): void {
    this.#place = place;
  }

  /** What is written until `endAside` is kept back until `placeAside`. */
  startAside(): void {
    this.#captures.push({ pieces: [], units: 0 });
  }

  endAside(): void {
    this.endLine();
    const held = this.#captures.pop();
    if (!held) return;
    for (const piece of held.pieces) this.#aside.pieces.push(piece);
    this.#aside.units += held.units;
    if (this.#aside.units > maxAsideUnits) this.placeAside();
  }

  placeAside(): void {
    if (this.#aside.units === 0 || this.#captures.length > 0) return;
    const held = this.#aside;
    this.#aside = { pieces: [], units: 0 };
    this.endLine();
    for (const piece of held.pieces) this.#emit(piece);
  }
}
