/** Gathers strings of records that are not known, so that what a program wrote in a place of its own is found. */
import { hasOwnWords } from '../../program-names.ts';

/** What is kept of one part until it ends; stops a part of nothing but names from filling the memory. */
const maxUnits = 1024 * 1024;
const maxRemembered = 20_000;
/** Fewer signs come about by chance, more stand in no cell. */
const [minString, maxString] = [3, 32_767];

/** Styles of tables by their usual names, ids of relations and of editing sessions, builds of the program. */
const usual =
  /^(?:(?:Table|Pivot|Slicer|TimeSlicer)Style(?:Light|Medium|Dark)\d+|rId\d+|\d+_ncr:.*|\d{4,5})$/;

/** A sign that no text has: a control, half of a pair, of no or private use. */
const isNoSign = (unit: number): boolean =>
  unit < 0x20 || (unit >= 0x7f && unit < 0xa0) || (unit >= 0xd800 && unit < 0xf900) || unit >= 0xfff0;

export class OtherWords {
  readonly #seen = new Set<string>();
  readonly lines: string[] = [];
  readonly isDeep = false;
  isCut = false;
  #units = 0;

  /**
   * Looks for a length and so many signs at each byte: of four bytes as in records, of two as in formulas. A length holds
   * zeros, which are no signs, so that no byte is looked at from many places.
   */
  take(data: Buffer): void {
    for (let at = 0; at + 2 + 2 * minString <= data.length;) {
      const isLong = at + 4 <= data.length && data.readUInt16LE(at + 2) === 0;
      const start = at + (isLong ? 4 : 2);
      const end = this.#endOfString(data, start, data.readUInt16LE(at));
      if (end !== undefined) this.#add(data.toString('utf16le', start, end));
      at = end ?? at + 1;
    }
  }

  #endOfString(data: Buffer, start: number, units: number): number | undefined {
    const end = start + units * 2;
    if (units < minString || units > maxString || end > data.length) return undefined;
    for (let next = start; next < end; next += 2) if (isNoSign(data.readUInt16LE(next))) return undefined;
    return end;
  }

  #add(text: string): void {
    if (this.#seen.has(text) || usual.test(text) || !hasOwnWords(text)) return;
    this.#units += text.length;
    if (this.#units > maxUnits) {
      this.isCut = true;
      return;
    }
    if (this.#seen.size < maxRemembered) this.#seen.add(text);
    this.lines.push(text);
  }
}
