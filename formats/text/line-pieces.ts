/** Cuts a stream of text into pieces of which each can be anchored: all lines, or those whose line feeds are not its own. */
import type { Sink } from '../contract.ts';

export interface Piece {
  readonly text: string;
  /** The number of the line that it lies in or begins, from 1; absent where the line feeds since the last tell it. */
  readonly line?: number;
  /** Whether each line feed of it and of the pieces behind it, up to the next with a number, ends a line. */
  readonly perLine?: true;
}

export class LinePieces {
  readonly #escape: string | undefined;
  #line = 1;
  #isCounted = false;
  #end: '\n' | '\r' | undefined;

  /** Lines with the character `escape` are pieces of their own: what it stands for may be a line feed. */
  constructor(escape?: string) {
    this.#escape = escape;
  }

  /** The pieces of the next chunk; together they are the chunk. */
  *split(chunk: string): Generator<Piece> {
    // Texts of old Macs end their lines with a return alone.
    this.#end ??= chunk.includes('\n') || !chunk.includes('\r') ? '\n' : '\r';
    const end = this.#end;
    for (let at = 0; at < chunk.length;) {
      const odd = this.#oddLine(chunk, at, end);
      if (odd > at) yield this.#plain(chunk.slice(at, odd));
      at = odd;
      if (at >= chunk.length) return;
      const found = chunk.indexOf(end, at);
      const stop = found < 0 ? chunk.length : found + 1;
      yield { text: chunk.slice(at, stop), line: this.#line };
      this.#isCounted = false;
      if (found >= 0) this.#line += 1;
      at = stop;
    }
  }

  /** Where the next line begins that is a piece of its own; the end where there is none. */
  #oddLine(chunk: string, at: number, end: string): number {
    if (end === '\r') return at;
    const found = this.#escape === undefined ? -1 : chunk.indexOf(this.#escape, at);
    return found < 0 ? chunk.length : Math.max(at, chunk.lastIndexOf(end, found) + 1);
  }

  #plain(text: string): Piece {
    const line = this.#line;
    // Without escapes no piece has a number again.
    if (this.#escape !== undefined)
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#line++;
    if (this.#isCounted) return { text };
    this.#isCounted = true;
    return { text, line, perLine: true };
  }
}

/** Anchors the piece, as a line or as a row. */
export function anchorPiece(sink: Sink, { line, perLine }: Piece, axis: 'line' | 'row' = 'line'): void {
  if (line !== undefined) sink.anchor({ [axis]: line, ...(perLine && { perLine }) });
}
