/** Splits RTF bytes into tokens, slice by slice, without building objects for them. */

/** Letters of a control word (RTF 1.9.1 says 32); longer ones are cut, which stops a word of megabytes. */
const maxWordLetters = 40;
const maxParameterDigits = 11;

/** What the scanner calls, in the order of the file. `offset` is the byte at which the token starts. */
export interface TokenHandler {
  groupStart(offset: number): void;
  groupEnd(): void;
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

export function scanTokens(handler: TokenHandler): TokenScanner {
  let mode: Mode = 'plain';
  let word = '';
  let digits = '';
  let hexByte = -1;
  let binaryLeft = 0;
  let offset = 0;

  /** Ends a control word; `\bin` starts a block whose length is only counted down, never allocated. */
  const endWord = () => {
    const parameter = digits === '' || digits === '-' ? undefined : Number(digits);
    mode = 'plain';
    if (word === 'bin') {
      binaryLeft = Math.max(0, parameter ?? 0);
      if (binaryLeft > 0) mode = 'binary';
    } else handler.control(word, parameter);
  };

  /** Each step handles the byte at `at` in its mode and returns the index to go on with. */
  const steps: Record<Mode, (slice: Uint8Array, at: number) => number> = {
    plain(slice, at) {
      const byte = slice[at];
      if (byte === 123) handler.groupStart(offset + at);
      else if (byte === 125) handler.groupEnd();
      else if (byte === 92) mode = 'backslash';
      else if (byte !== 10 && byte !== 13) {
        let end = at + 1;
        while (end < slice.length && !isSpecial(slice[end] as number)) end += 1;
        handler.bytes(slice.subarray(at, end));
        return end;
      }
      return at + 1;
    },
    backslash(slice, at) {
      const byte = slice[at] as number;
      word = String.fromCharCode(byte);
      digits = '';
      if (isLetter(byte)) mode = 'word';
      else if (byte === 39) {
        mode = 'hex';
        hexByte = -1;
      } else {
        mode = 'plain';
        handler.control(word, undefined);
      }
      return at + 1;
    },
    word(slice, at) {
      const byte = slice[at] as number;
      if (isLetter(byte)) {
        if (word.length < maxWordLetters) word += String.fromCharCode(byte);
        return at + 1;
      }
      if (isDigit(byte) || byte === 45) {
        digits = String.fromCharCode(byte);
        mode = 'parameter';
        return at + 1;
      }
      endWord();
      return byte === 32 ? at + 1 : at;
    },
    parameter(slice, at) {
      const byte = slice[at] as number;
      if (isDigit(byte)) {
        if (digits.length < maxParameterDigits) digits += String.fromCharCode(byte);
        return at + 1;
      }
      endWord();
      return byte === 32 ? at + 1 : at;
    },
    hex(slice, at) {
      const value = hexValue(slice[at] as number);
      if (value < 0) {
        mode = 'plain';
        return at;
      }
      if (hexByte < 0) hexByte = value;
      else {
        mode = 'plain';
        handler.escaped(hexByte * 16 + value);
      }
      return at + 1;
    },
    binary(slice, at) {
      const end = Math.min(slice.length, at + binaryLeft);
      handler.binary(slice.subarray(at, end));
      binaryLeft -= end - at;
      if (binaryLeft === 0) mode = 'plain';
      return end;
    },
  };

  return {
    push(slice) {
      for (let at = 0; at < slice.length;) at = steps[mode](slice, at);
      offset += slice.length;
    },
  };
}
