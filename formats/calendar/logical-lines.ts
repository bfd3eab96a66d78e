/** Puts folded lines together again (RFC 5545, 3.1), in one pass and bounded, whatever the folding. */

/** A content line as it was before it was folded. */
export interface LogicalLine {
  readonly text: string;
  /** The number of the line where it begins, from 1. */
  readonly line: number;
  /** Where it lies in what was given, in units: bytes where that is Latin-1. */
  readonly start: number;
  readonly end: number;
  /** It was longer than is kept. */
  readonly isCut: boolean;
}

/** Pieces that are joined at once: folds of one character each would cost memory by the piece. */
const maxPieces = 1_024;

/** In them a property has its name and parameters. */
const propertyUnits = 500;

/** vCalendar 1.0 folds quoted-printable by a soft break, without a blank on the next line. */
const isQuotedPrintable = (text: string): boolean => /^[^:]*[;=]QUOTED-PRINTABLE[;:]/i.test(text);

class OpenLine {
  readonly line: number;
  readonly start: number;
  isCut = false;
  end = 0;
  #pieces: string[] = [];
  #units = 0;
  #isQuotedPrintable: boolean | undefined;

  constructor(line: number, start: number) {
    this.line = line;
    this.start = start;
  }

  append(piece: string, maxUnits: number): void {
    const kept = piece.slice(0, Math.max(0, maxUnits - this.#units));
    if (kept.length < piece.length) this.isCut = true;
    this.#units += kept.length;
    if (kept !== '') this.#pieces.push(kept);
    if (this.#pieces.length > maxPieces) this.#pieces = [this.#pieces.join('')];
  }

  /** Takes the soft break off and says so, where the line goes on after it. */
  takeSoftBreak(): boolean {
    const last = this.#pieces.at(-1);
    if (!last?.endsWith('=') || !this.#saysQuotedPrintable()) return false;
    this.#pieces.push((this.#pieces.pop() ?? '').slice(0, -1));
    this.#units--;
    return true;
  }

  /** Its first characters say it, which do not change: joined at every break they would take time by the square. */
  #saysQuotedPrintable(): boolean {
    if (this.#isQuotedPrintable === undefined || this.#units < propertyUnits)
      this.#isQuotedPrintable = isQuotedPrintable(this.#pieces.join('').slice(0, propertyUnits));
    return this.#isQuotedPrintable;
  }

  take(): LogicalLine {
    const { line, start, end, isCut } = this;
    return { text: this.#pieces.join(''), line, start, end, isCut };
  }
}

export class LogicalLines {
  readonly #maxUnits: number;
  #open: OpenLine | undefined;
  #line = 1;
  #at: number;
  #isLineStart = true;
  #isSoftBroken = false;
  #held = '';
  #lineEnd: '\n' | '\r' | undefined;

  /** `start`: where the text begins in its content; `maxUnits`: what is kept of one line. */
  constructor(start: number, maxUnits: number) {
    this.#at = start;
    this.#maxUnits = maxUnits;
  }

  /** The lines that end in the next chunk, but for the last: only the line after it tells that it is whole. */
  *split(next: string): Generator<LogicalLine> {
    let chunk = this.#held + next;
    this.#lineEnd ??= chunk.includes('\n') || !chunk.includes('\r') ? '\n' : '\r';
    // A return at the end of a chunk may belong to the line feed that follows.
    this.#held = this.#lineEnd === '\n' && chunk.endsWith('\r') ? '\r' : '';
    if (this.#held !== '') chunk = chunk.slice(0, -1);
    const base = this.#at;
    for (let at = 0; at < chunk.length;) {
      if (this.#isLineStart) {
        const isFolded = this.#open !== undefined && (chunk[at] === ' ' || chunk[at] === '\t');
        if (!isFolded && !this.#isSoftBroken) yield* this.#finish();
        this.#open ??= new OpenLine(this.#line, base + at);
        if (isFolded && !this.#isSoftBroken) at++;
        this.#isLineStart = false;
        this.#isSoftBroken = false;
      }
      at = this.#takePhysical(chunk, at);
      if (this.#open) this.#open.end = base + at;
    }
    this.#at = base + chunk.length;
  }

  /** The last line. */
  *end(): Generator<LogicalLine> {
    yield* this.#finish();
  }

  *#finish(): Generator<LogicalLine> {
    if (this.#open) yield this.#open.take();
    this.#open = undefined;
  }

  /** Takes what the chunk holds of one physical line; where it goes on from there. */
  #takePhysical(chunk: string, at: number): number {
    const found = chunk.indexOf(this.#lineEnd ?? '\n', at);
    const stop = found < 0 ? chunk.length : found;
    const hasReturn = found > at && chunk[found - 1] === '\r';
    this.#open?.append(chunk.slice(at, hasReturn ? stop - 1 : stop), this.#maxUnits);
    if (found < 0) return stop;
    this.#line++;
    this.#isLineStart = true;
    this.#isSoftBroken = this.#open?.takeSoftBreak() ?? false;
    return stop + 1;
  }
}
