/**
 * The sketch of a text: for each of some ways to order all shingles, which of the text comes first (MinHash, Broder 1997),
 * in one pass over bins (one-permutation hashing, Li et al. 2012). The share of values that two sketches have in common
 * is near the share of shingles that the texts have in common. Four orders of 30 bins each stand in place of one of 120,
 * so that a text of a few dozen words fills them; a bin that stays empty takes the value of another (densification,
 * Shrivastava 2017).
 */
import { eachShingle } from './shingles.ts';

const orders = 4;
const binsOfOrder = 30;
/** Values of a sketch, a byte of each kept. */
export const sketchValues = orders * binsOfOrder;
const bandValues = 6;
/** Texts that have one of these in common are looked at. */
export const sketchBands = sketchValues / bandValues;
/** Raised when the sketch of any text changes: kept ones are then made anew. */
export const sketchVersion = 1;

export interface Sketch {
  /** 0 for a text without a word, which is near to nothing. */
  readonly words: number;
  readonly values: Uint8Array;
  readonly bands: Uint32Array;
}

/** Of 32 bits, as a signed number: the engine keeps these in registers. */
function mixed(value: number): number {
  let mix = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35);
  return mix ^ (mix >>> 16);
}

/** More than any value. */
const empty = 0x7fffffff;

export function sketchOf(text: string): Sketch {
  const least = new Int32Array(sketchValues).fill(empty);
  const words = eachShingle(text, (low, high) => {
    let order = low;
    for (let from = 0; from < sketchValues; from += binsOfOrder) {
      order = mixed((order + 0x9e3779b9) | 0);
      const value = mixed(high ^ order) >>> 2;
      const at = from + (((order >>> 16) * binsOfOrder) >>> 16);
      if (value < (least[at] as number)) least[at] = value;
    }
  });
  if (words > 0) fillEmpty(least);
  const bands = new Uint32Array(sketchBands);
  for (let band = 0; band < sketchBands; band++) {
    let key = 0;
    for (let at = band * bandValues; at < (band + 1) * bandValues; at++)
      key = mixed((Math.imul(key, 31) + (least[at] as number)) | 0);
    bands[band] = key;
  }
  return { words, values: Uint8Array.from(least, (value) => value & 0xff), bands };
}

/** In each order at least one bin has a value. */
function fillEmpty(least: Int32Array): void {
  const filled = least.slice();
  for (let at = 0; at < sketchValues; at++) {
    const order = Math.floor(at / binsOfOrder);
    for (let tries = 1; least[at] === empty; tries++) {
      const from = (mixed((Math.imul(at + 1, 0x9e3779b1) + tries) | 0) >>> 0) % binsOfOrder;
      least[at] = filled[order * binsOfOrder + from] as number;
    }
  }
}
