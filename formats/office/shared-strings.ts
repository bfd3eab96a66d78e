/** The workbook's table of strings, held within a bound; what does not fit is not lost but has no cell (18.4). */
import type { Sink } from '../contract.ts';
import type { XmlHandler } from './xml.ts';

/** What one string costs besides its units. */
const unitsPerString = 16;

export class SharedStrings {
  readonly #strings: string[] = [];
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
    return this.#strings[index];
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
    this.#strings.push(parts.length === 1 ? (parts[0] ?? '') : parts.join(''));
    if (this.#units > this.#maxUnits) this.#full = true;
  }

  #overflow(parts: readonly string[]): void {
    if (!this.#warned)
      this.#sink.warn('partial-read', `strings over ${this.#maxUnits} units stand without their cells`);
    this.#full = this.#warned = true;
    for (const part of parts) this.#sink.text(part, 'hidden');
  }
}
