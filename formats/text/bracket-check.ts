/** Checks in one pass over a JSON text that strings and brackets close: enough to tell a cut-off or damaged one. */

export interface Fault {
  readonly code: 'truncated' | 'corrupt';
  readonly detail: string;
}

// A nest this deep is made to break parsers; it is counted no further (and is text all the same).
const maxDepth = 10_000;
const quote = 0x22;

export class BracketCheck {
  readonly #open: number[] = [];
  #inString = false;
  #escaped = false;
  #fault: Fault | undefined;
  #units = 0;

  write(text: string): void {
    if (this.#fault) return;
    let at = 0;
    while (at < text.length && !this.#fault)
      at = this.#inString ? this.#string(text, at) : this.#structure(text, at);
    this.#units += text.length;
  }

  end(): Fault | undefined {
    if (this.#fault) return this.#fault;
    if (this.#inString || this.#open.length > 0) {
      return { code: 'truncated', detail: `${this.#open.length} brackets are still open at the end` };
    }
    return undefined;
  }

  #string(text: string, start: number): number {
    let at = start;
    if (this.#escaped) {
      this.#escaped = false;
      at++;
    }
    for (;;) {
      const end = text.indexOf('"', at);
      const stop = end < 0 ? text.length : end;
      let slash = text.indexOf('\\', at);
      while (slash >= 0 && slash < stop) {
        if (slash + 1 >= text.length) {
          this.#escaped = true;
          return text.length;
        }
        at = slash + 2;
        slash = text.indexOf('\\', at);
      }
      if (at > stop) continue;
      if (end < 0) return text.length;
      this.#inString = false;
      return end + 1;
    }
  }

  #structure(text: string, start: number): number {
    for (let at = start; at < text.length; at++) {
      const char = text.charCodeAt(at);
      if (char === quote) {
        this.#inString = true;
        return at + 1;
      }
      // Braces and brackets differ by their case bit only: everything else is passed over by one comparison.
      if ((char | 32) !== 123 && (char | 32) !== 125) continue;
      if ((char | 32) === 123) {
        if (this.#open.length >= maxDepth) return this.#stop(text, at, 'nested deeper than 10,000 brackets');
        this.#open.push(char);
      } else if (this.#open.pop() !== char - 2) return this.#stop(text, at, 'brackets do not match');
    }
    return text.length;
  }

  #stop(text: string, at: number, detail: string): number {
    this.#fault = { code: 'corrupt', detail: `${detail} at character ${this.#units + at}` };
    return text.length;
  }
}
