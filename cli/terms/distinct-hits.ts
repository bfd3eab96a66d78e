/**
 * Which of many things only one asker found: a table of ids as bytes, with for each who found it first and whether
 * somebody else did too. It takes some 60 to 120 bytes an id, whatever the number of askers: a list of sets would take as much
 * for each of them.
 */
import { randomBytes } from 'node:crypto';

/** A SHA-256; shorter ids are filled up with zeros, and told apart by their length. */
const idBytes = 32;
const firstRoom = 1_024;
/** Of the slots that are taken before the table grows. */
const fullest = 0.7;
const shared = 0xffff_ffff;

export class DistinctHits {
  #ids = Buffer.alloc(firstRoom * idBytes);
  #lengths = new Uint8Array(firstRoom);
  /** Who found it; `shared` for several. */
  #finders = new Uint32Array(firstRoom);
  /** By hash: one more than the row of an id; 0 for none. */
  #slots = new Uint32Array(2 * firstRoom);
  #size = 0;
  /** Nobody can make ids that lie behind one another. */
  readonly #seed = randomBytes(4).readUInt32LE();
  readonly #id = Buffer.alloc(idBytes);

  /** How many different ids were found. */
  get size(): number {
    return this.#size;
  }

  /** `id`: hexadecimal digits, at most 64. `finder`: a number from 0. */
  add(id: string, finder: number): void {
    this.#id.fill(0);
    const length = this.#id.write(id, 'hex');
    const slot = this.#slotOf(length);
    const row = (this.#slots[slot] ?? 0) - 1;
    if (row < 0) this.#append(slot, length, finder);
    else if (this.#finders[row] !== finder) this.#finders[row] = shared;
  }

  /** How many ids each finder alone found; of those who found none alone there is no entry. */
  alone(): ReadonlyMap<number, number> {
    const counts = new Map<number, number>();
    for (const finder of this.#finders.subarray(0, this.#size))
      if (finder !== shared) counts.set(finder, (counts.get(finder) ?? 0) + 1);
    return counts;
  }

  #append(slot: number, length: number, finder: number): void {
    const row = this.#size++;
    if (row >= this.#finders.length) this.#makeRoom();
    this.#id.copy(this.#ids, row * idBytes);
    this.#lengths[row] = length;
    this.#finders[row] = finder;
    this.#slots[slot] = row + 1;
    if (this.#size > this.#slots.length * fullest) this.#spread();
  }

  #makeRoom(): void {
    const room = this.#finders.length * 2;
    const [ids, lengths, finders] = [this.#ids, this.#lengths, this.#finders];
    this.#ids = Buffer.alloc(room * idBytes);
    this.#lengths = new Uint8Array(room);
    this.#finders = new Uint32Array(room);
    ids.copy(this.#ids);
    this.#lengths.set(lengths);
    this.#finders.set(finders);
  }

  #spread(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let row = 0; row < this.#size; row++) {
      this.#ids.copy(this.#id, 0, row * idBytes, (row + 1) * idBytes);
      this.#slots[this.#slotOf(this.#lengths[row] ?? 0)] = row + 1;
    }
  }

  /** Of `#id`: the slot that it has, or the free one where it would go. */
  #slotOf(length: number): number {
    let hash = this.#seed ^ length;
    for (let at = 0; at < idBytes; at += 4) {
      hash = Math.imul(hash ^ this.#id.readUInt32LE(at), 0x9e37_79b1);
      hash ^= hash >>> 15;
    }
    const most = this.#slots.length;
    for (let slot = (hash >>> 0) % most; ; slot = (slot + 1) % most) {
      const row = (this.#slots[slot] ?? 0) - 1;
      if (row < 0 || this.#isAt(row, length)) return slot;
    }
  }

  #isAt(row: number, length: number): boolean {
    const at = row * idBytes;
    return this.#lengths[row] === length && this.#id.compare(this.#ids, at, at + idBytes) === 0;
  }
}
