/** Cuts a stream of text into pieces at line starts, so that a line number can be anchored about every 64 Ki units. */

export interface Piece {
  readonly text: string;
  /** The number of the line that begins here, from 1, where an anchor is due. */
  readonly line?: number;
}

/** Units between anchors: near enough to cite a hit by line, few enough for a text of 2 GB (32,768). */
export const anchorUnits = 65_536;

export class LinePieces {
  private line = 1;
  private sinceAnchor = anchorUnits;
  private atLineStart = true;
  private end: '\n' | '\r' | undefined;

  /** The pieces of the next chunk; together they are the chunk. */
  *split(chunk: string): Generator<Piece> {
    // Texts of old Macs end their lines with a return alone.
    this.end ??= chunk.includes('\n') || !chunk.includes('\r') ? '\n' : '\r';
    for (let at = 0; at < chunk.length;) {
      const due = this.atLineStart && this.sinceAnchor >= anchorUnits;
      const line = this.line;
      if (due) this.sinceAnchor = 0;
      const found = chunk.indexOf(this.end, at + Math.max(0, anchorUnits - this.sinceAnchor - 1));
      const stop = found < 0 ? chunk.length : found + 1;
      const text = chunk.slice(at, stop);
      this.count(text, this.end);
      at = stop;
      yield due ? { text, line } : { text };
    }
  }

  private count(text: string, end: string): void {
    for (let at = text.indexOf(end); at >= 0; at = text.indexOf(end, at + 1)) this.line++;
    this.sinceAnchor += text.length;
    this.atLineStart = text.endsWith(end);
  }
}
