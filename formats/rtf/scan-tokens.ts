/** Splits RTF bytes into tokens, slice by slice, without building objects for them. */

/** Letters of a control word (RTF 1.9.1 says 32); longer ones are cut, which stops a word of megabytes. */
const maxWordLetters = 40;
const maxParameterDigits = 11;

/** What the scanner calls, in the order of the file. `offset` is the byte at which the token starts. */
export interface TokenHandler {
  groupStart(offset: number): void;
  groupEnd(offset: number): void;
  /** A control word or symbol; `parameter` is undefined where none is stated. */
  control(word: string, parameter: number | undefined): void;
  /** Plain bytes between tokens; the view is valid during the call only. */
  bytes(view: Uint8Array): void;
  /** One byte written as `\'hh`. */
  escaped(byte: number): void;
  /** Bytes of a `\bin` block, in as many calls as it takes. */
  binary(view: Uint8Array): void;
}

export interface TokenScanner {
  /** Takes the next slice; tokens may lie across slices. */
  push(slice: Uint8Array): void;
}

type Mode = 'plain' | 'backslash' | 'word' | 'parameter' | 'hex' | 'binary';

const isLetter = (byte: number) => (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90);
const isDigit = (byte: number) => byte >= 48 && byte <= 57;
const isSpecial = (byte: number) => byte === 123 || byte === 125 || byte === 92 || byte === 10 || byte === 13;

const hexValue = (byte: number): number => {
  if (isDigit(byte)) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
};

class Scanner implements TokenScanner {
  readonly #handler: TokenHandler;
  #mode: Mode = 'plain';
  #word = '';
  #digits = '';
  #hexByte = -1;
  #binaryLeft = 0;
  /** Of the slice, in the file. */
  #offset = 0;

  constructor(handler: TokenHandler) {
    this.#handler = handler;
  }

  push(slice: Uint8Array): void {
    for (let at = 0; at < slice.length;) at = this.#step(slice, at);
    this.#offset += slice.length;
  }

  /** Handles the byte at `at` as the mode asks, and returns the index to go on with. */
  #step(slice: Uint8Array, at: number): number {
    switch (this.#mode) {
      case 'plain':
        return this.#plain(slice, at);
      case 'backslash':
        return this.#backslash(slice[at] as number, at);
      case 'word':
        return this.#inWord(slice[at] as number, at);
      case 'parameter':
        return this.#parameter(slice[at] as number, at);
      case 'hex':
        return this.#hex(slice[at] as number, at);
      default:
        return this.#binary(slice, at);
    }
  }

  #plain(slice: Uint8Array, at: number): number {
    const byte = slice[at];
    if (byte === 123) this.#handler.groupStart(this.#offset + at);
    else if (byte === 125) this.#handler.groupEnd(this.#offset + at);
    else if (byte === 92) this.#mode = 'backslash';
    else if (byte !== 10 && byte !== 13) {
      let end = at + 1;
      while (end < slice.length && !isSpecial(slice[end] as number)) end += 1;
      this.#handler.bytes(slice.subarray(at, end));
      return end;
    }
    return at + 1;
  }

  #backslash(byte: number, at: number): number {
    this.#word = String.fromCharCode(byte);
    this.#digits = '';
    if (isLetter(byte)) this.#mode = 'word';
    else if (byte === 39) {
      this.#mode = 'hex';
      this.#hexByte = -1;
    } else {
      this.#mode = 'plain';
      this.#handler.control(this.#word, undefined);
    }
    return at + 1;
  }

  #inWord(byte: number, at: number): number {
    if (isLetter(byte)) {
      if (this.#word.length < maxWordLetters) this.#word += String.fromCharCode(byte);
      return at + 1;
    }
    if (isDigit(byte) || byte === 45) {
      this.#digits = String.fromCharCode(byte);
      this.#mode = 'parameter';
      return at + 1;
    }
    return this.#endWord(byte, at);
  }

  #parameter(byte: number, at: number): number {
    if (!isDigit(byte)) return this.#endWord(byte, at);
    if (this.#digits.length < maxParameterDigits) this.#digits += String.fromCharCode(byte);
    return at + 1;
  }

  /** Ends a control word; `\bin` starts a block whose length is only counted down, never allocated. */
  #endWord(byte: number, at: number): number {
    const digits = this.#digits;
    const parameter = digits === '' || digits === '-' ? undefined : Number(digits);
    this.#mode = 'plain';
    if (this.#word === 'bin') {
      this.#binaryLeft = Math.max(0, parameter ?? 0);
      if (this.#binaryLeft > 0) this.#mode = 'binary';
    } else this.#handler.control(this.#word, parameter);
    // A blank that ends a word belongs to it.
    return byte === 32 ? at + 1 : at;
  }

  #hex(byte: number, at: number): number {
    const value = hexValue(byte);
    if (value < 0) {
      this.#mode = 'plain';
      return at;
    }
    if (this.#hexByte < 0) this.#hexByte = value;
    else {
      this.#mode = 'plain';
      this.#handler.escaped(this.#hexByte * 16 + value);
    }
    return at + 1;
  }

  #binary(slice: Uint8Array, at: number): number {
    const end = Math.min(slice.length, at + this.#binaryLeft);
    this.#handler.binary(slice.subarray(at, end));
    this.#binaryLeft -= end - at;
    if (this.#binaryLeft === 0) this.#mode = 'plain';
    return end;
  }
}

/** A scanner that calls the handler token by token. */
export const scanTokens = (handler: TokenHandler): TokenScanner => new Scanner(handler);
