/**
 * Distinct values in bounded memory: all their hashes up to a cap, above it the smallest ones, from which the number of all
 * is estimated (k minimum values; Bar-Yossef et al., 2002).
 */

/** Hashes are whole numbers below it. */
export const hashRange = 2 ** 53;

/** Of a text, in 53 bits; spreads well, and is no secret (cyrb53, public domain). */
export function plainHash(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}

/** Of numbers below `below` of `count` that were kept: how many there are in all. */
export const estimateOf = (count: number, below: number): number =>
  below >= hashRange ? count : Math.round((count * hashRange) / below);

/** Each hash with a value beside it: the first that came with it. */
export class SmallestHashes {
  readonly #cap: number;
  #keys = new Float64Array(64).fill(-1);
  #values = new Float64Array(64);
  #count = 0;
  #below = hashRange;

  constructor(cap: number) {
    this.#cap = cap;
  }

  /** Hashes at or above it were left out; `hashRange` where none was. */
  get below(): number {
    return this.#below;
  }

  get isExact(): boolean {
    return this.#below >= hashRange;
  }

  /** How many came, each once; an estimate where it is not exact. */
  get distinct(): number {
    return estimateOf(this.#count, this.#below);
  }

  add(hash: number, value = 0): void {
    if (hash >= this.#below) return;
    const slot = this.#slotOf(hash);
    if (this.#keys[slot] === hash) return;
    this.#keys[slot] = hash;
    this.#values[slot] = value;
    this.#count += 1;
    if (this.#count * 2 > this.#keys.length) this.#grow();
    if (this.#count >= this.#cap * 2) this.#cut();
  }

  #slotOf(hash: number): number {
    const mask = this.#keys.length - 1;
    let slot = ((hash % 4294967296) >>> 0) & mask;
    while (this.#keys[slot] !== -1 && this.#keys[slot] !== hash) slot = (slot + 1) & mask;
    return slot;
  }

  /** `hashes` and their values in a table of so many slots. */
  #put(hashes: Float64Array, values: Float64Array, slots: number): void {
    this.#keys = new Float64Array(slots).fill(-1);
    this.#values = new Float64Array(slots);
    for (const [at, hash] of hashes.entries()) {
      const slot = this.#slotOf(hash);
      this.#keys[slot] = hash;
      this.#values[slot] = values[at] ?? 0;
    }
  }

  #grow(): void {
    const { hashes, values } = this.sorted();
    this.#put(hashes, values, this.#keys.length * 2);
  }

  #cut(): void {
    const { hashes, values } = this.sorted();
    this.#below = hashes[this.#cap] ?? hashRange;
    this.#count = this.#cap;
    this.#put(hashes.subarray(0, this.#cap), values, this.#keys.length);
  }

  /** By hash. */
  sorted(): { readonly hashes: Float64Array; readonly values: Float64Array } {
    const hashes = this.#keys.filter((hash) => hash !== -1).sort();
    return { hashes, values: hashes.map((hash) => this.#values[this.#slotOf(hash)] ?? 0) };
  }
}
