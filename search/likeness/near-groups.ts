/**
 * Groups of near-duplicates: each has one document that is shown, and every other one is near to that, so that no chain
 * leads from like to unlike. Which groups come out follows from the documents alone, not from the order in which they
 * came: documents are taken by how many others they may be like, then by their ids. What is compared is bounded for each
 * document, so that the whole grows with their number; where a bound was met, that is counted.
 */
import { sketchBands, sketchValues } from './sketch.ts';

/** Shingles shared, by shingles of either: at least so many make two documents near. */
export const nearSimilarity = 0.8;
/**
 * Values of the sketch in common below which texts are not compared: at a similarity of 0.8, 0.8 less four standard
 * deviations of 120 values.
 */
const leastCommon = Math.floor(sketchValues * (nearSimilarity - 0.15));

/** Documents shown that one is held against by sketch, and by its text. Stops a case of a million filled-in forms. */
const maxSketches = 200;
const maxTexts = 8;
/** Of one band; those behind are not found by it. */
const maxOfBand = 64;

/** Sketches of documents, in the order of their ids, side by side. */
export interface SketchTable {
  readonly length: number;
  /** `sketchValues` bytes each. */
  readonly values: Uint8Array;
  /** `sketchBands` each; the grouping writes over them. */
  readonly bands: Uint32Array;
}

/** By place in the table. */
export interface NearGroups {
  /** The document that is shown for each; itself where it is shown. */
  readonly shown: Int32Array;
  /** How near each is to that; 1 for itself. */
  readonly similarity: Float64Array;
  /** Documents that stand alone, and were not held against all that they may be like. */
  readonly notCompared: number;
}

export function commonValues({ values }: SketchTable, one: number, other: number): number {
  let common = 0;
  const [a, b] = [one * sketchValues, other * sketchValues];
  for (let at = 0; at < sketchValues; at++) if (values[a + at] === values[b + at]) common++;
  return common;
}

export const mayBeNear = (common: number): boolean => common >= leastCommon;

/** 26 bits of a band's key stand above 27 of a document's place, in the 53 of a number: more documents than one machine holds. */
const keyFactor = 2 ** 27;

/**
 * Numbers the documents that share a band: over each band's key goes the number of its bucket, 0 where nobody shares
 * it. Gives how many buckets there are, and for each document how many others it meets, one for each band.
 */
function numberBuckets({ length, bands }: SketchTable): { buckets: number; met: Float64Array } {
  const met = new Float64Array(length);
  const keys = new Float64Array(length);
  let buckets = 0;
  for (let band = 0; band < sketchBands; band++) {
    for (let at = 0; at < length; at++)
      keys[at] = ((bands[at * sketchBands + band] as number) >>> 6) * keyFactor + at;
    buckets = numberBand({ keys: keys.sort(), bands, band, met, buckets });
  }
  return { buckets, met };
}

interface Band {
  readonly keys: Float64Array;
  readonly bands: Uint32Array;
  readonly band: number;
  readonly met: Float64Array;
  readonly buckets: number;
}

function numberBand({ keys, bands, band, met, buckets }: Band): number {
  let used = buckets;
  for (let from = 0; from < keys.length;) {
    const key = Math.floor((keys[from] as number) / keyFactor);
    let to = from + 1;
    while (to < keys.length && Math.floor((keys[to] as number) / keyFactor) === key) to++;
    const number = to - from > 1 ? ++used : 0;
    for (let at = from; at < to; at++) {
      const document = (keys[at] as number) % keyFactor;
      bands[document * sketchBands + band] = number;
      met[document] = (met[document] as number) + to - from - 1;
    }
    from = to;
  }
  return used;
}

/** Those shown, by bucket: a list for each, in the order in which they were added. */
class ShownByBucket {
  readonly #heads: Int32Array;
  readonly #counts: Uint8Array;
  #next = new Int32Array(1024);
  #documents = new Int32Array(1024);
  #length = 1;

  constructor(buckets: number) {
    this.#heads = new Int32Array(buckets + 1);
    this.#counts = new Uint8Array(buckets + 1);
  }

  add(bucket: number, document: number): void {
    if ((this.#counts[bucket] as number) >= maxOfBand) return;
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    if (this.#length === this.#next.length) {
      this.#next = grown(this.#next);
      this.#documents = grown(this.#documents);
    }
    this.#documents[this.#length] = document;
    this.#next[this.#length] = this.#heads[bucket] as number;
    this.#heads[bucket] = this.#length++;
  }

  isFull(bucket: number): boolean {
    return (this.#counts[bucket] as number) >= maxOfBand;
  }

  *of(bucket: number): Generator<number> {
    for (let at = this.#heads[bucket] as number; at !== 0; at = this.#next[at] as number)
      yield this.#documents[at] as number;
  }
}

function grown(list: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(list.length * 2);
  larger.set(list);
  return larger;
}

interface Candidate {
  readonly document: number;
  readonly common: number;
}

class Grouping {
  readonly #table: SketchTable;
  readonly #shown: ShownByBucket;

  constructor(table: SketchTable, buckets: number) {
    this.#table = table;
    this.#shown = new ShownByBucket(buckets);
  }

  #bucketsOf(document: number): number[] {
    const from = document * sketchBands;
    return [...this.#table.bands.subarray(from, from + sketchBands)].filter((bucket) => bucket > 0);
  }

  /** The likeliest first; `isWhole` where no bound was met. */
  candidatesOf(document: number): { candidates: readonly Candidate[]; isWhole: boolean } {
    const seen = new Set<number>();
    const candidates: Candidate[] = [];
    let isWhole = true;
    for (const bucket of this.#bucketsOf(document)) {
      if (this.#shown.isFull(bucket)) isWhole = false;
      for (const other of this.#shown.of(bucket)) {
        if (seen.has(other)) continue;
        if (seen.size >= maxSketches) {
          isWhole = false;
          break;
        }
        seen.add(other);
        const common = commonValues(this.#table, document, other);
        if (mayBeNear(common)) candidates.push({ document: other, common });
      }
    }
    candidates.sort((a, b) => b.common - a.common || a.document - b.document);
    return { candidates: candidates.slice(0, maxTexts), isWhole: isWhole && candidates.length <= maxTexts };
  }

  show(document: number): void {
    for (const bucket of this.#bucketsOf(document)) this.#shown.add(bucket, document);
  }
}

/**
 * `similarity` counts for two places of the table; it is asked of a document and of those shown that it may be near to.
 * `onDocument` is called before each: to give others their turn, and to stop by throwing.
 */
export async function groupNear(
  table: SketchTable,
  similarity: (one: number, shown: number) => number | Promise<number>,
  onDocument: () => void | Promise<void> = () => undefined,
): Promise<NearGroups> {
  const { length } = table;
  const { buckets, met } = numberBuckets(table);
  const order = Int32Array.from({ length }, (_, at) => at).sort(
    (a, b) => (met[b] as number) - (met[a] as number) || a - b,
  );
  const grouping = new Grouping(table, buckets);
  const shown = Int32Array.from({ length }, (_, at) => at);
  const similarities = new Float64Array(length).fill(1);
  let notCompared = 0;
  for (const document of order) {
    const turn = onDocument();
    if (turn) await turn;
    if (met[document] === 0) continue;
    const { candidates, isWhole } = grouping.candidatesOf(document);
    let isNear = false;
    for (const candidate of candidates) {
      const asked = similarity(document, candidate.document);
      const counted = typeof asked === 'number' ? asked : await asked;
      if (counted < nearSimilarity) continue;
      shown[document] = candidate.document;
      similarities[document] = counted;
      isNear = true;
      break;
    }
    if (isNear) continue;
    if (!isWhole) notCompared++;
    grouping.show(document);
  }
  return { shown, similarity: similarities, notCompared };
}
