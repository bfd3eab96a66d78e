/** Turns delimited text into rows of tab-separated fields while it streams, holding no field and no row. */
export interface RowSink {
  text(text: string): void;
  /** What comes next lies in that row, and each line feed of it ends one. */
  rows(row: number): void;
  /** What comes next lies in that row or behind it: a field so long is mostly a quote that is never closed. */
  uncertain(row: number): void;
  /** A quote that is never closed: read on without it. */
  broken(row: number): void;
}

/**
 * Units of one quoted field. Beyond it the quote is taken for a stray one, so that it cannot swallow the rows
 * behind it: a stray quote near the start of a large table would make one field of all the rest.
 */
const maxQuotedUnits = 1 << 20;
/** What a cell of Excel holds: beyond it a field is doubtful. */
const maxCellUnits = 32_767;

/**
 * RFC 4180 as real writers practise it: any delimiter, `""` inside quotes, any line end; a quote opens only at a
 * field's start. Line feeds and tabs inside fields become spaces, so that a record is a line and a field a column.
 */
export class DelimitedRows {
  readonly #delimiter: string;
  readonly #quote: string;
  readonly #sink: RowSink;
  #quoted = false;
  #quotedUnits = 0;
  /** Line feeds of the quoted field. */
  #swallowed = 0;
  #isUncertain = false;
  #quoteAtEnd = false;
  #last = '\n';
  #row = 1;
  #out = '';
  #endsWithReturn: boolean | undefined;

  constructor(delimiter: string, sink: RowSink, quote = '"') {
    this.#delimiter = delimiter;
    this.#quote = quote;
    this.#sink = sink;
    sink.rows(this.#row);
  }

  write(piece: string): void {
    // Tables of old Macs end their rows with a return alone.
    this.#endsWithReturn ??= piece.includes('\r') && !piece.includes('\n');
    const chunk = this.#endsWithReturn ? piece.replaceAll('\r', '\n') : piece;
    let at = 0;
    if (this.#quoteAtEnd) {
      this.#quoteAtEnd = false;
      if (chunk.startsWith(this.#quote)) {
        this.#field(this.#quote);
        at = 1;
      } else this.#closeQuote();
    }
    while (at < chunk.length) at = this.#quoted ? this.#inside(chunk, at) : this.#outside(chunk, at);
    this.#flush();
  }

  end(): void {
    if (this.#quoted && !this.#quoteAtEnd) this.#sink.broken(this.#row);
  }

  /** Reads to the closing quote; returns where to go on. */
  #inside(chunk: string, at: number): number {
    const close = chunk.indexOf(this.#quote, at);
    const stop = close < 0 ? chunk.length : close;
    this.#field(chunk.slice(at, stop));
    this.#quotedUnits += stop - at;
    if (this.#quotedUnits > maxQuotedUnits) {
      this.#sink.broken(this.#row);
      this.#row += this.#swallowed;
      this.#closeQuote();
      return stop;
    }
    if (this.#quotedUnits > maxCellUnits && !this.#isUncertain) {
      this.#isUncertain = true;
      this.#flush();
      this.#sink.uncertain(this.#row);
    }
    if (close < 0) return stop;
    this.#last = this.#quote;
    if (chunk[close + 1] === this.#quote) {
      this.#field(this.#quote);
      return close + 2;
    }
    if (close + 1 === chunk.length) this.#quoteAtEnd = true;
    else this.#closeQuote();
    return close + 1;
  }

  #closeQuote(): void {
    this.#quoted = false;
    if (!this.#isUncertain) return;
    this.#isUncertain = false;
    this.#flush();
    this.#sink.rows(this.#row);
  }

  /** Reads to the next quote that opens a field; returns where to go on. */
  #outside(chunk: string, at: number): number {
    let quote = chunk.indexOf(this.#quote, at);
    while (quote >= 0 && !this.#opensAt(chunk, quote)) quote = chunk.indexOf(this.#quote, quote + 1);
    const stop = quote < 0 ? chunk.length : quote;
    if (stop > at) {
      this.#last = chunk[stop - 1] ?? this.#last;
      this.#fields(chunk.slice(at, stop));
    }
    if (quote < 0) return stop;
    this.#quoted = true;
    this.#quotedUnits = 0;
    this.#swallowed = 0;
    return quote + 1;
  }

  #opensAt(chunk: string, quote: number): boolean {
    const before = quote > 0 ? chunk[quote - 1] : this.#last;
    return before === this.#delimiter || before === '\n' || before === '\r';
  }

  /** Part of one quoted field. */
  #field(text: string): void {
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) this.#swallowed++;
    this.#out += /[\t\r\n]/.test(text) ? text.replace(/[\t\r\n]+/g, ' ') : text;
  }

  /** Delimiters, line ends and what lies unquoted between them. */
  #fields(text: string): void {
    // What lies between two quoted fields is mostly this.
    if (text === this.#delimiter) {
      this.#out += '\t';
      return;
    }
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) this.#row++;
    this.#out += this.#tabbed(text);
  }

  #tabbed(text: string): string {
    let plain = text.includes('\r') ? text.replaceAll('\r\n', '\n').replaceAll('\r', ' ') : text;
    if (this.#delimiter !== '\t') {
      if (plain.includes('\t')) plain = plain.replaceAll('\t', ' ');
      plain = plain.replaceAll(this.#delimiter, '\t');
    }
    return plain;
  }

  #flush(): void {
    if (this.#out !== '') this.#sink.text(this.#out);
    this.#out = '';
  }
}
