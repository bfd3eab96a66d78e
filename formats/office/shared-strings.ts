/** The workbook's table of strings, held within a bound; what does not fit is not lost but has no cell (18.4). */
import type { Sink } from '../contract.ts';
import type { XmlHandler } from './xml.ts';
import { decodeXstring } from './xstring.ts';

/** What one string costs besides its units. */
const unitsPerString = 16;

export class SharedStrings {
  readonly #strings: string[] = [];
  readonly #used: boolean[] = [];
  readonly #sink: Sink;
  readonly #maxUnits: number;
  #units = 0;
  #full = false;
  #warned = false;

  constructor(sink: Sink, maxUnits: number) {
    this.#sink = sink;
    this.#maxUnits = maxUnits;
  }

  get(index: number): string | undefined {
    const text = this.#strings[index];
    if (text !== undefined) this.#used[index] = true;
    return text;
  }

  /** Writes what no cell shows: a program that saves leaves none, so it is left over or put there. */
  writeUnused(): void {
    let isFirst = true;
    for (const [index, text] of this.#strings.entries()) {
      if (this.#used[index] === true || text.trim() === '') continue;
      if (isFirst) this.#sink.anchor({ part: 'unused strings' }, 'hidden');
      isFirst = false;
      this.#sink.text(`${text}\n`, 'hidden');
    }
    if (!isFirst) this.#sink.anchor({}, 'hidden');
  }

  /** The handler for the shared strings part. Readings of ideographs (`rPh`) go to `hidden`. */
  handler(): XmlHandler {
    let parts: string[] = [];
    let inText = false;
    let inReading = false;
    return {
      open(name) {
        if (name === 't') inText = true;
        else if (name === 'rPh') inReading = true;
        return name !== 'rPr' && name !== 'phoneticPr';
      },
      close: (name) => {
        if (name === 't') inText = false;
        else if (name === 'rPh') {
          inReading = false;
          this.#sink.text('\n', 'hidden');
        } else if (name === 'si') {
          this.#keep(parts);
          parts = [];
        }
      },
      text: (data) => {
        if (!inText) return;
        if (inReading) this.#sink.text(data, 'hidden');
        else if (this.#units + data.length <= this.#maxUnits) {
          this.#units += data.length;
          parts.push(data);
        } else {
          this.#overflow(parts);
          parts = [];
          this.#sink.text(data, 'hidden');
        }
      },
    };
  }

  #keep(parts: readonly string[]): void {
    this.#units += unitsPerString;
    if (this.#full) {
      this.#overflow(parts);
      this.#sink.text('\n', 'hidden');
      return;
    }
    this.#strings.push(decodeXstring(parts.length === 1 ? (parts[0] ?? '') : parts.join('')));
    if (this.#units > this.#maxUnits) this.#full = true;
  }

  #overflow(parts: readonly string[]): void {
    if (!this.#warned)
      this.#sink.warn('partial-read', `strings over ${this.#maxUnits} units stand without their cells`);
    this.#full = this.#warned = true;
    this.#sink.text(decodeXstring(parts.join('')), 'hidden');
  }
}
