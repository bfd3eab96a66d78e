/** 53 bits of a name, made unit by unit, so that a million names of 64 KiB each are not kept. */
export class NamePrint {
  #a = 0x811c9dc5;
  #b = 0x01234567;

  /** A UTF-16 unit or a byte. */
  add(unit: number): void {
    this.#a = Math.imul(this.#a ^ unit, 0x01000193);
    this.#b = Math.imul(this.#b ^ unit, 0x85ebca6b) + 0x1337;
  }

  get value(): number {
    return (this.#a >>> 0) * 2 ** 21 + (this.#b >>> 11);
  }
}
