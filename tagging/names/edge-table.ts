/** The edges of the trie of names: an open-addressed table from a node and a word to the next node. */

/** Node and word hashed together: both are small counters, so that their bits must be spread. */
function mix(node: number, word: number): number {
  const hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(word, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}

export class EdgeTable {
  /** Node, word and target of each slot, side by side; a target of 0 is an empty slot. */
  #slots: Int32Array;
  #mask: number;
  #size = 0;
  /** By node: 1 where an edge leads on. Most names in a text end at their first word. */
  #branches = new Uint8Array(4096);

  constructor(capacity: number) {
    let slots = 1024;
    while (slots < capacity * 2) slots *= 2;
    this.#slots = new Int32Array(slots * 3);
    this.#mask = slots - 1;
  }

  /** Whether any edge leads on from `node`. */
  leadsOn(node: number): boolean {
    return this.#branches[node] === 1;
  }

  /** The node that `word` leads to from `node`, or 0. */
  find(node: number, word: number): number {
    const slots = this.#slots;
    const mask = this.#mask;
    for (let slot = mix(node, word) & mask; ; slot = (slot + 1) & mask) {
      const target = slots[slot * 3 + 2] as number;
      if (target === 0) return 0;
      if (slots[slot * 3] === node && slots[slot * 3 + 1] === word) return target;
    }
  }

  /** Adds an edge that is not there yet. */
  add(node: number, word: number, target: number): void {
    if (this.#size * 2 >= this.#mask) this.#grow();
    this.#size += 1;
    this.#place(node, word, target);
    if (node >= this.#branches.length) {
      const grown = new Uint8Array(Math.max(node + 1, this.#branches.length * 2));
      grown.set(this.#branches);
      this.#branches = grown;
    }
    this.#branches[node] = 1;
  }

  #place(node: number, word: number, target: number): void {
    const slots = this.#slots;
    const mask = this.#mask;
    let slot = mix(node, word) & mask;
    while (slots[slot * 3 + 2] !== 0) slot = (slot + 1) & mask;
    slots[slot * 3] = node;
    slots[slot * 3 + 1] = word;
    slots[slot * 3 + 2] = target;
  }

  #grow(): void {
    const slots = this.#slots;
    const count = (this.#mask + 1) * 2;
    this.#slots = new Int32Array(count * 3);
    this.#mask = count - 1;
    for (let at = 0; at < slots.length; at += 3) {
      if (slots[at + 2] !== 0)
        this.#place(slots[at] as number, slots[at + 1] as number, slots[at + 2] as number);
    }
  }
}
