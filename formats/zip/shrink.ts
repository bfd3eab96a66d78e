/** Decodes what PKZIP 0.9 and 1 shrank (APPNOTE 5.1): LZW whose dictionary is cleared of its leaves only. */
import { ArchiveError } from '../archives/archive-error.ts';
import { BitReader } from './bit-reader.ts';
import { OutputWindow } from './output-window.ts';

const minBits = 9;
const maxBits = 13;
/** A code that says that one of the two commands follows. */
const command = 256;
const noParent = command;

/** The strings that codes stand for: each its parent's and one byte more. */
class Dictionary {
  readonly #parents = new Uint16Array(1 << maxBits).fill(noParent);
  readonly #suffixes = new Uint8Array(1 << maxBits);
  readonly #stack = new Uint8Array(1 << maxBits);
  #next = command + 1;
  #last = -1;
  #first = 0;

  /** Frees the codes that no other builds upon; their numbers are given anew. */
  clearLeaves(): void {
    const isParent = new Uint8Array(this.#parents.length);
    for (let code = command + 1; code < isParent.length; code++) isParent[this.#parents[code] ?? 0] = 1;
    for (let code = command + 1; code < isParent.length; code++)
      if (isParent[code] === 0) this.#parents[code] = noParent;
    this.#next = command + 1;
  }

  /** The last string and a byte that is not known yet become a code of their own, where a number is free. */
  #grow(): number | undefined {
    if (this.#last < 0) return undefined;
    while (this.#next < this.#parents.length && this.#parents[this.#next] !== noParent) this.#next += 1;
    if (this.#next >= this.#parents.length) return undefined;
    this.#parents[this.#next] = this.#last;
    // Until it is known: what it is where the new code itself comes next.
    this.#suffixes[this.#next] = this.#first;
    return this.#next++;
  }

  write(code: number, output: OutputWindow): void {
    const grown = this.#grow();
    let [at, depth] = [code, 0];
    while (at > command) {
      // Damage can make a code its own ancestor.
      if (depth >= this.#stack.length) throw new ArchiveError('corrupt', 'a code that stands for itself');
      this.#stack[depth++] = this.#suffixes[at] ?? 0;
      at = this.#parents[at] ?? noParent;
    }
    if (at === noParent) throw new ArchiveError('corrupt', 'a code that stands for nothing');
    output.put(at);
    while (depth > 0) output.put(this.#stack[--depth] ?? 0);
    if (grown !== undefined) this.#suffixes[grown] = at;
    this.#first = at;
    this.#last = code;
  }
}

/** Yields `size` bytes, or those of the last code beyond it. */
export function* decodeShrunk(data: Uint8Array, size: number): Generator<Uint8Array> {
  const reader = new BitReader(data);
  const output = new OutputWindow();
  const dictionary = new Dictionary();
  let bits = minBits;
  while (output.written < size) {
    if (output.isFull) yield output.take();
    const code = reader.bits(bits);
    if (code !== command) {
      dictionary.write(code, output);
      continue;
    }
    const what = reader.bits(bits);
    if (what === 1 && bits < maxBits) bits += 1;
    else if (what === 2) dictionary.clearLeaves();
    else throw new ArchiveError('corrupt', `an unknown command ${what}`);
  }
  yield output.take();
}
