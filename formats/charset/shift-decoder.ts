/** Decodes the charsets of seven bits that shift between sets of characters: ISO-2022-JP, -KR, -CN, and HZ. */

type CharacterSet = 'ascii' | 'jis-kana' | 'jis0208' | 'jis0212' | 'gb2312' | 'ksc5601' | 'none';

/** How the characters of a set are written in a charset of eight bits that the platform decodes. */
const carriers: Readonly<
  Record<Exclude<CharacterSet, 'ascii' | 'none'>, { charset: string; lead?: number }>
> = {
  'jis-kana': { charset: 'euc-jp', lead: 0x8e },
  jis0208: { charset: 'euc-jp' },
  jis0212: { charset: 'euc-jp', lead: 0x8f },
  gb2312: { charset: 'gbk' },
  ksc5601: { charset: 'euc-kr' },
};

/** What an escape sequence puts into place 0 (in force at once) or 1 (in force behind a shift). `none`: not known here. */
const designations: Readonly<Record<string, readonly [place: 0 | 1, set: CharacterSet]>> = {
  '(B': [0, 'ascii'],
  '(J': [0, 'ascii'],
  '(H': [0, 'ascii'],
  '(I': [0, 'jis-kana'],
  ')I': [1, 'jis-kana'],
  '$@': [0, 'jis0208'],
  $B: [0, 'jis0208'],
  '$(B': [0, 'jis0208'],
  '$(D': [0, 'jis0212'],
  $A: [0, 'gb2312'],
  '$(A': [0, 'gb2312'],
  '$(C': [0, 'ksc5601'],
  '$)C': [1, 'ksc5601'],
  '$)A': [1, 'gb2312'],
  // ISO-IR-165 and the planes of CNS 11643: no table for them is at hand.
  '$)E': [1, 'none'],
  '$)G': [1, 'none'],
};

const escape = 0x1b;
const shiftOut = 0x0e;
const shiftIn = 0x0f;
const lineFeed = 0x0a;
const tilde = 0x7e;

/** Units of one run that are decoded at once. */
const maxRunBytes = 8_192;

/** Decodes slices; a sequence that a slice cuts is finished by the next. */
export class ShiftDecoder {
  readonly #isHz: boolean;
  readonly #places: [CharacterSet, CharacterSet] = ['ascii', 'none'];
  #isShifted = false;
  /** An escape sequence that is not whole yet. */
  #sequence: number[] = [];
  /** The first byte of a character of two. */
  #lead: number | undefined;
  #run: number[] = [];
  #runSet: CharacterSet = 'ascii';
  #text = '';

  constructor(charset: string) {
    this.#isHz = charset.startsWith('hz');
    // A text whose first line was lost, or a single encoded word, does not name the set that it shifts to.
    this.#places[1] = charset.endsWith('kr') ? 'ksc5601' : charset.endsWith('cn') ? 'gb2312' : 'jis-kana';
  }

  write(bytes: Uint8Array): string {
    for (const byte of bytes) this.#take(byte);
    return this.#give();
  }

  end(): string {
    if (this.#lead !== undefined) this.#breakOff();
    for (const byte of this.#sequence.splice(0)) this.#push('ascii', [byte]);
    return this.#give();
  }

  get #set(): CharacterSet {
    return this.#places[this.#isShifted ? 1 : 0];
  }

  #give(): string {
    this.#flush();
    const text = this.#text;
    this.#text = '';
    return text;
  }

  #flush(): void {
    if (this.#run.length === 0) return;
    const bytes = Uint8Array.from(this.#run);
    const set = this.#runSet;
    // Bytes beyond seven bits have no meaning in any of these charsets.
    if (set === 'ascii')
      this.#text += Buffer.from(bytes)
        .toString('latin1')
        .replaceAll(/[\x80-\xff]/g, '\uFFFD');
    else if (set !== 'none') this.#text += new TextDecoder(carriers[set].charset).decode(bytes);
    this.#run = [];
  }

  #push(set: CharacterSet, bytes: readonly number[]): void {
    if (set !== this.#runSet || this.#run.length >= maxRunBytes) this.#flush();
    this.#runSet = set;
    this.#run.push(...bytes);
  }

  /** The second byte of a character did not come. */
  #breakOff(): void {
    this.#flush();
    this.#text += '\uFFFD';
    this.#lead = undefined;
  }

  #take(byte: number): void {
    if (this.#sequence.length > 0) this.#takeSequence(byte);
    else if (byte === escape && !this.#isHz) this.#sequence.push(byte);
    else if (byte === tilde && this.#isHz && this.#lead === undefined) this.#sequence.push(byte);
    else if (byte === shiftOut && !this.#isHz) this.#isShifted = true;
    else if (byte === shiftIn && !this.#isHz) this.#isShifted = false;
    else if (byte < 0x21 || byte > 0x7e) this.#takePlain(byte);
    else this.#takeCharacter(byte);
  }

  /** Blanks, controls and bytes beyond seven bits are themselves in every set; a line's end also ends the shifts. */
  #takePlain(byte: number): void {
    if (this.#lead !== undefined) this.#breakOff();
    this.#push('ascii', [byte]);
    if (byte !== lineFeed) return;
    this.#isShifted = false;
    if (this.#isHz) this.#places[0] = 'ascii';
  }

  #takeCharacter(byte: number): void {
    const set = this.#set;
    if (set === 'ascii') this.#push(set, [byte]);
    else if (set === 'jis-kana') this.#push(set, [0x8e, byte | 0x80]);
    else if (this.#lead === undefined) this.#lead = byte;
    else {
      const pair = [this.#lead | 0x80, byte | 0x80];
      this.#lead = undefined;
      if (set === 'none') {
        this.#flush();
        this.#text += '\uFFFD';
        return;
      }
      const { lead } = carriers[set];
      this.#push(set, lead === undefined ? pair : [lead, ...pair]);
    }
  }

  #takeSequence(byte: number): void {
    this.#sequence.push(byte);
    if (this.#isHz) this.#endTilde(byte);
    else this.#endEscape();
  }

  /** RFC 1843: `~{` and `~}` shift, `~~` is a tilde, `~` at the end of a line joins it with the next. */
  #endTilde(byte: number): void {
    this.#sequence = [];
    if (byte === 0x7b) this.#places[0] = 'gb2312';
    else if (byte === 0x7d) this.#places[0] = 'ascii';
    else if (byte === tilde) this.#push('ascii', [tilde]);
    else if (byte !== lineFeed) {
      this.#push('ascii', [tilde]);
      this.#take(byte);
    }
  }

  #endEscape(): void {
    const sequence = String.fromCharCode(...this.#sequence.slice(1));
    const designation = designations[sequence];
    if (designation) {
      if (this.#lead !== undefined) this.#breakOff();
      const [place, set] = designation;
      this.#places[place] = set;
      if (place === 0) this.#isShifted = false;
    } else if (sequence.length < 3 && /^(?:\$[()]?|[()])$/.test(sequence)) return;
    else {
      // No shift: the sequence is text, a colour of a terminal, say.
      const [first = escape, ...rest] = this.#sequence.splice(0);
      this.#push('ascii', [first]);
      for (const byte of rest) this.#take(byte);
      return;
    }
    this.#sequence = [];
  }
}

const indexOf = (bytes: Uint8Array, text: string, from: number): number =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(text, from, 'latin1');

/** Pairs of HZ that are looked at, and the characters that are enough to be sure. */
const maxHzRuns = 100;
const minHzCharacters = 4;

/** Whether ASCII holds Chinese as HZ writes it: runs that close on their line and are characters throughout. */
function holdsHz(bytes: Uint8Array): boolean {
  let characters = 0;
  let at = indexOf(bytes, '~{', 0);
  for (let runs = 0; at !== -1 && runs < maxHzRuns; runs++) {
    const end = indexOf(bytes, '~}', at + 2);
    const run = bytes.subarray(at + 2, end === -1 ? at + 2 : end);
    if (run.length === 0 || run.length % 2 !== 0 || run.some((byte) => byte < 0x21 || byte > 0x7e))
      return false;
    const text = new TextDecoder('gbk').decode(run.map((byte) => byte | 0x80));
    if (/[\uFFFD\uE000-\uF8FF]/.test(text)) return false;
    characters += text.length;
    at = indexOf(bytes, '~{', end + 2);
  }
  return characters >= minHzCharacters;
}

const shifts: readonly (readonly [string, string])[] = [
  ['$)C', 'iso-2022-kr'],
  ['$)A', 'iso-2022-cn'],
  ['$)G', 'iso-2022-cn'],
  ['$(D', 'iso-2022-jp-2'],
  ['$(C', 'iso-2022-jp-2'],
  ['$A', 'iso-2022-jp-2'],
  ['$B', 'iso-2022-jp'],
  ['$@', 'iso-2022-jp'],
];

/** The charset that ASCII bytes shift by, where they do: to the eye they are ASCII (RFC 1468, 1554, 1557, 1843, 1922). */
export function shiftingCharset(bytes: Uint8Array): string | undefined {
  if (bytes.includes(escape)) {
    const found = shifts.find(([sequence]) => indexOf(bytes, `\x1b${sequence}`, 0) !== -1);
    if (found) return found[1];
  }
  return indexOf(bytes, '~{', 0) !== -1 && holdsHz(bytes) ? 'hz-gb-2312' : undefined;
}

/**
 * Their labels, by which names they go. The platform has `iso-2022-jp` too, but takes one sequence after another, as where
 * encoded words meet, for damage.
 */
const labels: Readonly<Record<string, string>> = {
  'iso-2022-kr': 'iso-2022-kr',
  csiso2022kr: 'iso-2022-kr',
  cp50225: 'iso-2022-kr',
  'iso-2022-cn': 'iso-2022-cn',
  'iso-2022-cn-ext': 'iso-2022-cn',
  'iso-2022-jp': 'iso-2022-jp',
  csiso2022jp: 'iso-2022-jp',
  'iso-2022-jp-1': 'iso-2022-jp-2',
  'iso-2022-jp-2': 'iso-2022-jp-2',
  csiso2022jp2: 'iso-2022-jp-2',
  'iso-2022-jp-ms': 'iso-2022-jp-2',
  cp50220: 'iso-2022-jp-2',
  cp50221: 'iso-2022-jp-2',
  cp50222: 'iso-2022-jp-2',
  hz: 'hz-gb-2312',
  'hz-gb-2312': 'hz-gb-2312',
  'hz-gb2312': 'hz-gb-2312',
};

/** The charset of that label that a `ShiftDecoder` reads. */
export const shiftLabel = (label: string): string | undefined =>
  Object.hasOwn(labels, label) ? labels[label] : undefined;
