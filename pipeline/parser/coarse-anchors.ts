/** Anchors of a text that has too many: one now and then, each of which says only where on to look. */
import type { Anchor, AnchorPlace, TextMark } from '../../schemas/anchor.ts';

/** Units between two; twice as many whenever there would be too many. */
const firstStepUnits = 65_536;
/** Of one text: of seven they take 7 MiB of the outcome's frame. */
const maxAnchors = 4096;
const maxBytes = 1024 * 1024;

export class CoarseAnchors {
  #anchors: Anchor[] = [];
  #bytes = 0;
  /** The first of each mark is kept: what a document has of them is asked by. */
  readonly #marks = new Set<TextMark>();
  #stepUnits = firstStepUnits;
  #place: AnchorPlace = {};
  #number = 0;

  get anchors(): readonly Anchor[] {
    return this.#anchors;
  }

  add(place: AnchorPlace, at: number): void {
    this.#place = place;
    this.#number = place.line ?? place.row ?? 0;
    this.#keep(at);
  }

  /** Text that is appended at offset `at`. */
  text(text: string, at: number): void {
    if (this.#place.perLine !== true) return;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
      this.#number += 1;
      this.#keep(at + end + 1);
    }
  }

  #keep(at: number): void {
    const last = this.#anchors.at(-1);
    const { mark } = this.#place;
    const isFirst = mark !== undefined && !this.#marks.has(mark);
    if (last && at - last.at < this.#stepUnits && !isFirst) return;
    if (mark !== undefined) this.#marks.add(mark);
    const { perLine: _, column: __, ...place } = this.#place;
    if (place.line !== undefined) place.line = this.#number;
    else if (place.row !== undefined) place.row = this.#number;
    const anchor: Anchor = { ...place, from: true, at };
    this.#anchors.push(anchor);
    this.#bytes += bytesOf(anchor);
    while (this.#anchors.length > maxAnchors || this.#bytes > maxBytes) this.#thin();
  }

  #thin(): void {
    const marks = new Set<TextMark>();
    this.#anchors = this.#anchors.filter(({ mark }, index) => {
      const isFirst = mark !== undefined && !marks.has(mark);
      if (mark !== undefined) marks.add(mark);
      return isFirst || index % 2 === 0;
    });
    this.#bytes = this.#anchors.reduce((bytes, anchor) => bytes + bytesOf(anchor), 0);
    this.#stepUnits *= 2;
  }
}

const bytesOf = (anchor: Anchor): number => Buffer.byteLength(JSON.stringify(anchor)) + 1;
