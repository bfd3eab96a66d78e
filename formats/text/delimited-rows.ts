/** Turns delimited text into rows of tab-separated fields while it streams, holding no field and no row. */
import { anchorUnits } from './line-pieces.ts';

export interface RowSink {
  text(text: string): void;
  row(number: number): void;
  /** A quote that is never closed: read on without it. */
  broken(row: number): void;
}

/**
 * Units of one quoted field. Beyond it the quote is taken for a stray one, so that it cannot swallow the rows
 * behind it: a stray quote near the start of a large table would make one field of all the rest.
 */
const maxQuotedUnits = 1 << 20;

/**
 * RFC 4180 as real writers practise it: any delimiter, `""` inside quotes, any line end; a quote opens only at a
 * field's start. Line feeds and tabs inside fields become spaces, so that a record is a line and a field a column.
 */
export class DelimitedRows {
  private readonly delimiter: string;
  private readonly sink: RowSink;
  private quoted = false;
  private quotedUnits = 0;
  private quoteAtEnd = false;
  private last = '\n';
  private row = 1;
  private sinceAnchor = anchorUnits;
  private out = '';
  private atRowStart = true;

  constructor(delimiter: string, sink: RowSink) {
    this.delimiter = delimiter;
    this.sink = sink;
  }

  write(chunk: string): void {
    let at = 0;
    if (this.quoteAtEnd) {
      this.quoteAtEnd = false;
      if (chunk.startsWith('"')) {
        this.field('"');
        at = 1;
      } else this.quoted = false;
    }
    while (at < chunk.length) at = this.quoted ? this.inside(chunk, at) : this.outside(chunk, at);
    this.flush();
  }

  end(): void {
    if (this.quoted && !this.quoteAtEnd) this.sink.broken(this.row);
  }

  /** Reads to the closing quote; returns where to go on. */
  private inside(chunk: string, at: number): number {
    const close = chunk.indexOf('"', at);
    const stop = close < 0 ? chunk.length : close;
    this.field(chunk.slice(at, stop));
    this.quotedUnits += stop - at;
    if (this.quotedUnits > maxQuotedUnits) {
      this.quoted = false;
      this.sink.broken(this.row);
      return stop;
    }
    if (close < 0) return stop;
    this.last = '"';
    if (chunk[close + 1] === '"') {
      this.field('"');
      return close + 2;
    }
    if (close + 1 === chunk.length) this.quoteAtEnd = true;
    else this.quoted = false;
    return close + 1;
  }

  /** Reads to the next quote that opens a field; returns where to go on. */
  private outside(chunk: string, at: number): number {
    let quote = chunk.indexOf('"', at);
    while (quote >= 0 && !this.opensAt(chunk, quote)) quote = chunk.indexOf('"', quote + 1);
    const stop = quote < 0 ? chunk.length : quote;
    if (stop > at) {
      this.last = chunk[stop - 1] ?? this.last;
      this.fields(chunk.slice(at, stop));
    }
    if (quote < 0) return stop;
    this.anchorIfDue();
    this.quoted = true;
    this.quotedUnits = 0;
    return quote + 1;
  }

  private opensAt(chunk: string, quote: number): boolean {
    const before = quote > 0 ? chunk[quote - 1] : this.last;
    return before === this.delimiter || before === '\n' || before === '\r';
  }

  /** Part of one quoted field. */
  private field(text: string): void {
    this.out += /[\t\r\n]/.test(text) ? text.replace(/[\t\r\n]+/g, ' ') : text;
    this.sinceAnchor += text.length;
  }

  /** Delimiters, line ends and what lies unquoted between them. */
  private fields(text: string): void {
    // What lies between two quoted fields is mostly this.
    if (text === this.delimiter) {
      this.out += '\t';
      this.sinceAnchor++;
      this.atRowStart = false;
      return;
    }
    let at = 0;
    while (at < text.length) {
      this.anchorIfDue();
      // A whole stretch at once, up to the line end at which the next anchor is due.
      const found = text.indexOf('\n', at + Math.max(0, anchorUnits - this.sinceAnchor));
      const stop = found < 0 ? text.length : found + 1;
      const stretch = text.slice(at, stop);
      for (let end = stretch.indexOf('\n'); end >= 0; end = stretch.indexOf('\n', end + 1)) this.row++;
      this.sinceAnchor += stretch.length;
      this.out += this.tabbed(stretch);
      this.atRowStart = stretch.endsWith('\n');
      at = stop;
    }
  }

  private tabbed(text: string): string {
    let plain = text.includes('\r') ? text.replaceAll('\r\n', '\n').replaceAll('\r', ' ') : text;
    if (this.delimiter !== '\t') {
      if (plain.includes('\t')) plain = plain.replaceAll('\t', ' ');
      plain = plain.replaceAll(this.delimiter, '\t');
    }
    return plain;
  }

  private anchorIfDue(): void {
    if (this.atRowStart && this.sinceAnchor >= anchorUnits) {
      this.flush();
      this.sink.row(this.row);
      this.sinceAnchor = 0;
    }
    this.atRowStart = false;
  }

  private flush(): void {
    if (this.out !== '') this.sink.text(this.out);
    this.out = '';
  }
}
