/** What the values of one column come to: how full, how many different, and of which shapes. */
import { plainHash, SmallestHashes } from './smallest-hashes.ts';
import { foldWord } from './heading-words.ts';
import { honorific, isNoValue, personalKindOf, type Shape, shapesOf } from './value-shape.ts';

/** Values that are looked at for their shape: what holds of so many holds of the column. */
export const looksPerColumn = 3_000;
const sampleSize = 3;

export class ColumnTally {
  readonly heading: string;
  filled = 0;
  looked = 0;
  readonly shapes = new Map<Shape, number>();
  readonly kinds = new Map<string, number>();
  readonly sample: string[] = [];
  /** Of those looked at: values whose words stand in an address of mail of the same record. */
  inMail = 0;
  readonly #distinct: SmallestHashes;

  constructor(heading: string, distinctCap: number) {
    this.heading = heading;
    this.#distinct = new SmallestHashes(distinctCap);
  }

  get distinct(): number {
    return this.#distinct.distinct;
  }

  get isDistinctExact(): boolean {
    return this.#distinct.isExact;
  }

  /** `mail` is what stands before the @ in addresses of the record. */
  add(value: string, mail: string): void {
    if (isNoValue(value)) return;
    this.filled += 1;
    this.#distinct.add(plainHash(value));
    if (this.sample.length < sampleSize && !this.sample.includes(value)) this.sample.push(value);
    if (this.looked >= looksPerColumn) return;
    this.looked += 1;
    for (const shape of shapesOf(value)) this.shapes.set(shape, (this.shapes.get(shape) ?? 0) + 1);
    const kind = personalKindOf(this.heading, value);
    if (kind !== undefined) this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
    if (mail !== '' && isNameOf(value, mail)) this.inMail += 1;
  }

  /** Share of the values looked at, 0 to 1. */
  share(...shapes: readonly Shape[]): number {
    const count = shapes.reduce((sum, shape) => sum + (this.shapes.get(shape) ?? 0), 0);
    return this.looked === 0 ? 0 : count / this.looked;
  }

  kindShare(kind: string): number {
    return this.looked === 0 ? 0 : (this.kinds.get(kind) ?? 0) / this.looked;
  }
}

/** Whether each word of a name, of three letters or more, stands in the address. */
function isNameOf(value: string, mail: string): boolean {
  if (value.length > 80 || /[@\d]/.test(value)) return false;
  const words = foldWord(value)
    .split(/[^\p{L}\p{M}]+/u)
    .filter((word) => word.length >= 3 && !honorific.test(word));
  return words.length > 0 && words.length <= 4 && words.every((word) => mail.includes(word));
}

/** What stands before the @ of all addresses in a record, folded; empty where there is none. */
export const mailOf = (cells: readonly string[]): string =>
  cells
    .filter((cell) => cell.length <= 320 && cell.includes('@'))
    .map((cell) => foldWord(cell.slice(0, cell.indexOf('@'))))
    .join(' ');
