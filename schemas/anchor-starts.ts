/**
 * The starts of an anchor: where the lines, rows or cells behind its first begin, some two characters each.
 *
 * A string of numbers. Each is digits, the low ones first: the last has one of 75 characters, those before it one of 15
 * others, so that up to 74 takes one character. They are ASCII and need no escape in JSON. A number above 0 is how many
 * UTF-16 units behind the start before the next one lies, which is the next line, row or (where the anchor has a column)
 * the next cell of the row. Where it is another, 0 stands before it, then how many lines or rows further it is, and of a
 * cell its column.
 */
import type { Anchor } from './anchor.ts';

const lastDigits = 75;
const earlierDigits = 15;
/** `#` is the first; the backslash is left out. */
const firstCharacter = 0x23;
const backslash = 0x5c;

const characterOf = (digit: number): number => {
  const character = firstCharacter + digit;
  return character < backslash ? character : character + 1;
};
const digitOf = (character: number): number =>
  (character > backslash ? character - 1 : character) - firstCharacter;

/** Writes the number's characters from `at`; returns where they end. */
export function writeNumber(into: Uint8Array, at: number, number: number): number {
  let rest = number;
  let end = at;
  for (; rest >= lastDigits; rest = Math.floor(rest / earlierDigits))
    into[end++] = characterOf(lastDigits + (rest % earlierDigits));
  into[end++] = characterOf(rest);
  return end;
}

/** A start that was read: of which line, row and column, and where it lies. */
export interface Start {
  readonly at: number;
  readonly number: number;
  readonly column: number | undefined;
}

/** Reads the starts of an anchor one after the other; the first is the anchor itself. */
export class StartReader {
  readonly #starts: string;
  readonly #hasColumns: boolean;
  #from = 0;
  #start: Start;
  #next: Start | undefined;

  constructor(anchor: Anchor) {
    this.#starts = anchor.starts ?? '';
    this.#hasColumns = anchor.column !== undefined;
    this.#start = { at: anchor.at, number: anchor.line ?? anchor.row ?? 1, column: anchor.column };
    this.#next = this.#read(this.#start);
  }

  /** The start that an offset lies behind; offsets come in their order. */
  at(offset: number): Start {
    while (this.#next && this.#next.at <= offset) {
      this.#start = this.#next;
      this.#next = this.#read(this.#start);
    }
    return this.#start;
  }

  /** All that are left, the present one first. */
  *rest(): Generator<Start> {
    yield this.#start;
    while (this.#next) {
      this.#start = this.#next;
      this.#next = this.#read(this.#start);
      yield this.#start;
    }
  }

  #read({ at, number, column }: Start): Start | undefined {
    if (this.#from >= this.#starts.length) return undefined;
    let units = this.#number();
    if (units > 0) {
      if (this.#hasColumns) return { at: at + units, number, column: (column ?? 0) + 1 };
      return { at: at + units, number: number + 1, column: undefined };
    }
    const further = this.#number();
    const stated = this.#hasColumns ? this.#number() : undefined;
    units = this.#number();
    return { at: at + units, number: number + further, column: stated };
  }

  #number(): number {
    let value = 0;
    let weight = 1;
    for (;;) {
      const digit = digitOf(this.#starts.charCodeAt(this.#from++));
      // Also where the string ends too early: nothing is made up, and nothing loops.
      if (!(digit >= lastDigits)) return value + weight * (digit >= 0 ? digit : 0);
      value += weight * (digit - lastDigits);
      weight *= earlierDigits;
    }
  }
}
