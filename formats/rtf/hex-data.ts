/** Gathers the bytes that RTF writes as hexadecimal digits or in `\bin` blocks. */

export interface HexCollector {
  digits(view: Uint8Array): void;
  binary(view: Uint8Array): void;
  size(): number;
  isTooLarge(): boolean;
  /** All bytes; the collector is empty afterwards. */
  take(): Buffer;
}

const hexValues = new Int8Array(256).fill(-1);
for (const [value, digit] of Array.from('0123456789abcdef').entries()) {
  hexValues[digit.charCodeAt(0)] = value;
  hexValues[digit.toUpperCase().charCodeAt(0)] = value;
}

/** Stops gathering, and forgets, beyond `maxBytes`: an object can be as large as the file. */
export function collectHex(maxBytes: number): HexCollector {
  let pieces: Buffer[] = [];
  let size = 0;
  let half = -1;
  let isTooLarge = false;
  const add = (bytes: Buffer) => {
    size += bytes.length;
    if (size > maxBytes) {
      isTooLarge = true;
      pieces = [];
    }
    if (!isTooLarge && bytes.length > 0) pieces.push(bytes);
  };
  return {
    digits(view) {
      const bytes = Buffer.allocUnsafe((view.length >> 1) + 1);
      let at = 0;
      for (const character of view) {
        const value = hexValues[character] as number;
        if (value < 0) continue;
        if (half < 0) half = value;
        else {
          bytes[at] = half * 16 + value;
          at += 1;
          half = -1;
        }
      }
      add(bytes.subarray(0, at));
    },
    binary: (view) => add(Buffer.from(view)),
    size: () => size,
    isTooLarge: () => isTooLarge,
    take() {
      const whole = Buffer.concat(pieces);
      pieces = [];
      return whole;
    },
  };
}
