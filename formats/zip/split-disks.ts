/**
 * Where the volumes of a split ZIP (APPNOTE 6.3.10, 8) begin in a content that is all of them in a row. The directory names a
 * member by its volume and the offset there, and nothing states how long a volume is: writers end one early so that no header
 * is cut. A volume’s beginning is known once a member’s local header, by its name too, was found where it follows from it.
 */
import type { Content } from '../contract.ts';

/** A volume ends at most so much early: a header and what was begun before it. */
const maxEarlyBytes = 64 * 1024;
/** Members of one volume by which its beginning is looked for; stops a directory of members that are nowhere. */
const maxTries = 3;
/** Searches for beginnings in all; each reads 128 KiB. */
const maxSearches = 10_000;

export class SplitDisks {
  readonly #content: Content;
  /** Whether the local header of a member of this name begins there. */
  readonly #isAt: (at: number, rawName: Buffer) => boolean;
  /** Of the volume with the directory, and as stated. */
  readonly #last: { readonly disk: number; readonly start: number };
  readonly #starts = new Map<number, number>([[0, 0]]);
  readonly #tries = new Map<number, number>();
  #searches = 0;

  constructor(
    content: Content,
    last: { readonly disk: number; readonly start: number },
    isAt: (at: number, rawName: Buffer) => boolean,
  ) {
    this.#content = content;
    this.#isAt = isAt;
    this.#last = last;
    this.#starts.set(last.disk, last.start);
  }

  /** Where the local header of a member lies in the content; undefined where its volume was not found. */
  offsetOf(entry: { readonly disk: number; readonly rawName: Buffer }, offset: number): number | undefined {
    const { disk, rawName } = entry;
    const known = this.#starts.get(disk);
    if (known !== undefined) return known + offset;
    const tries = this.#tries.get(disk) ?? 0;
    if (disk > this.#last.disk || tries >= maxTries) return undefined;
    this.#tries.set(disk, tries + 1);
    const usual = this.#last.start / this.#last.disk;
    const start = this.#isAt(Math.round(disk * usual) + offset, rawName)
      ? Math.round(disk * usual)
      : this.#search(disk, offset, rawName);
    if (start !== undefined) this.#starts.set(disk, start);
    return start === undefined ? undefined : start + offset;
  }

  /** All volumes but the last are of nearly one size, which those before it tell. */
  #search(disk: number, offset: number, rawName: Buffer): number | undefined {
    this.#searches += 1;
    if (this.#searches > maxSearches) return undefined;
    const before = [...this.#starts.keys()].filter((one) => one < disk);
    const nearest = Math.max(0, ...before);
    const size =
      nearest > 0 ? (this.#starts.get(nearest) ?? 0) / nearest : this.#last.start / this.#last.disk;
    const middle = Math.round((this.#starts.get(nearest) ?? 0) + (disk - nearest) * size) + offset;
    const from = Math.max(0, middle - maxEarlyBytes);
    const bytes = Buffer.from(this.#content.read(from, 2 * maxEarlyBytes));
    for (let at = bytes.indexOf('PK\x03\x04', 0, 'latin1'); at >= 0;) {
      if (from + at >= offset && this.#isAt(from + at, rawName)) return from + at - offset;
      at = bytes.indexOf('PK\x03\x04', at + 1, 'latin1');
    }
    return undefined;
  }
}
