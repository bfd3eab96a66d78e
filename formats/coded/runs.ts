/** Finds long runs of the letters that base64, base32 and hex are written in, over line ends and pieces of a text. */

/** Bytes that a run decodes to: they say by themselves whether they are any. */
export interface Run {
  /** Where it begins, in units from the start of the text. */
  readonly start: number;
  readonly decodings: () => Generator<Buffer>;
}

/** Shorter ones are words. */
const minRunUnits = 16;
/** A line of a block that is broken into lines has this many at least; the last may have fewer. */
const minLineUnits = 40;
/** Stops a run that would be held whole without end; what follows is a run of its own. */
const maxRunUnits = 64 * 1024 * 1024;

/** 1 for the letters of base64, in both forms, and of all that is written in fewer. */
const isCode = new Uint8Array(65_536);
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_')
  isCode[letter.charCodeAt(0)] = 1;

const hex = /^(?:[\da-fA-F]{2})+$/;
const base32 = /^[A-Z2-7]+$/;

function decodeBase32(text: string): Buffer {
  const bytes = Buffer.alloc(Math.floor((text.length * 5) / 8));
  let [bits, value, count] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    value = ((value << 5) | (unit >= 65 ? unit - 65 : unit - 24)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[count++] = (value >> bits) & 0xff;
  }
  return bytes;
}

function* decodeRun(text: string): Generator<Buffer> {
  if (hex.test(text)) yield Buffer.from(text, 'hex');
  if (base32.test(text)) yield decodeBase32(text);
  yield Buffer.from(text, 'base64');
}

/** What follows a block may look like its last line: a word on a line of its own. */
function* decodeBlock(text: string, lastLineUnits: number): Generator<Buffer> {
  yield* decodeRun(text);
  if (lastLineUnits > 0) yield* decodeRun(text.slice(0, -lastLineUnits));
}

/** What may stand between two lines of one block: the end of one and what quotes the other. */
const lineBreak = /^["',\\]{0,2}\r?\n[>|#*;"' \t]{0,20}$/;
const maxBreakUnits = 24;

/** Where letters of that kind end: those of a code (1), or others (0). */
function endOf(text: Uint16Array, from: number, kind: 0 | 1): number {
  let at = from;
  while (at < text.length && isCode[text[at] as number] === kind) at += 1;
  return at;
}

/** Where the next run may begin from a place on: one that is long enough, or is cut by the end. */
function skipWords(text: Uint16Array, from: number): number {
  let at = from;
  while (at + minRunUnits <= text.length) {
    let last = at + minRunUnits - 1;
    while (last >= at && isCode[text[last] as number] === 1) last -= 1;
    if (last < at) return at;
    at = last + 1;
  }
  return at;
}

/** Fed with a text piece by piece; gives each run when it has ended. */
export class CodedRuns {
  #parts: string[] = [];
  #units = 0;
  #start = 0;
  /** Units of the lines of the block; 0 while it has one. */
  #width = 0;
  /** Units of the line that the block ends in. */
  #lineUnits = 0;
  /** What came behind the last letter, as far as it may be a break. */
  #behind = '';
  #at = 0;

  /** Where the run begins that has not ended. */
  get start(): number | undefined {
    return this.#units > 0 ? this.#start : undefined;
  }

  *write(text: string, units: Uint16Array): Generator<Run> {
    for (let at = 0; at < text.length;) {
      // Where the last letter of a run is none, none begins before it.
      if (this.#units === 0) at = skipWords(units, at);
      let end = endOf(units, at, 1);
      if (end > at) yield* this.#letters(text.slice(at, end), this.#at + at);
      at = end;
      end = endOf(units, at, 0);
      if (end > at && this.#units > 0)
        yield* this.#others(text.slice(at, Math.min(end, at + maxBreakUnits + 1)));
      at = end;
    }
    this.#at += text.length;
  }

  *end(): Generator<Run> {
    yield* this.#close();
  }

  *#letters(letters: string, start: number): Generator<Run> {
    if (this.#units > 0 && this.#behind !== '') {
      // A line goes on the block where those before were as long; the last one may be shorter.
      const isLine = lineBreak.test(this.#behind) && this.#lineUnits >= minLineUnits;
      const isEven = this.#width === 0 || this.#lineUnits === this.#width;
      if (!isLine || !isEven) yield* this.#close();
      else {
        this.#width = this.#lineUnits;
        this.#lineUnits = 0;
      }
    }
    this.#behind = '';
    if (this.#units === 0) this.#start = start;
    this.#parts.push(letters);
    this.#units += letters.length;
    this.#lineUnits += letters.length;
    if (this.#units >= maxRunUnits) yield* this.#close();
  }

  *#others(letters: string): Generator<Run> {
    this.#behind += letters;
    if (this.#behind.length > maxBreakUnits || this.#units < minRunUnits) yield* this.#close();
  }

  *#close(): Generator<Run> {
    const { start, parts, units, lastLine } = {
      start: this.#start,
      parts: this.#parts,
      units: this.#units,
      lastLine: this.#width > 0 ? this.#lineUnits : 0,
    };
    this.#parts = [];
    this.#units = 0;
    this.#width = 0;
    this.#lineUnits = 0;
    this.#behind = '';
    if (units >= minRunUnits) yield { start, decodings: () => decodeBlock(parts.join(''), lastLine) };
  }
}

/** Bytes written one by one in hex, as programs dump them, in groups of one, two or four. */
const dumped =
  /(?:(?:0x|\\x)?(?:[\da-fA-F]{2}){1,4}[ ,:;]{1,2})+(?:0x|\\x)?(?:[\da-fA-F]{2}){1,4}(?![\da-fA-F])/y;
const isHexDigit = new Uint8Array(65_536);
for (const digit of '0123456789abcdefABCDEF') isHexDigit[digit.charCodeAt(0)] = 1;
const isBetween = new Uint8Array(65_536);
for (const sign of ' ,:;') isBetween[sign.charCodeAt(0)] = 1;
const maxGroupDigits = 8;

/** The next place where such a stretch may begin: behind no digit of hex, with a group of them that is not its last. */
function nextGroup(units: Uint16Array, from: number): number {
  for (let at = from; at + 2 < units.length; at += 1) {
    if (at > 0 && isHexDigit[units[at - 1] as number] === 1) continue;
    const isMarked = units[at + 1] === 0x78 && (units[at] === 0x30 || units[at] === 0x5c);
    const start = isMarked ? at + 2 : at;
    let end = start;
    while (end < units.length && isHexDigit[units[end] as number] === 1) end += 1;
    const digits = end - start;
    if (digits > 0 && digits <= maxGroupDigits && digits % 2 === 0 && isBetween[units[end] as number] === 1)
      return at;
  }
  return units.length;
}

/** What a line of a dump begins with. */
const offset = /^[\da-fA-F]{6,8}(?:: ?| {2})/;
const lineFeed = 10;

export interface Dump {
  readonly start: number;
  readonly end: number;
  readonly bytes: Buffer;
}

/** Such stretches of one piece of a text, decoded; to be asked where `groupsOf` says that there may be any. */
export function* findDumps(text: string, units: Uint16Array): Generator<Dump> {
  for (let at = nextGroup(units, 0); at < text.length; at = nextGroup(units, at)) {
    dumped.lastIndex = at;
    const found = dumped.exec(text);
    at += found?.[0].length ?? 1;
    if (!found) continue;
    const { 0: whole, index } = found;
    const isLine = index === 0 || text.charCodeAt(index - 1) === lineFeed;
    const dump = isLine ? whole.replace(offset, '') : whole;
    const bytes = Buffer.from(dump.replace(/0x|\\x|[ ,:;]/g, ''), 'hex');
    yield { start: index, end: index + whole.length, bytes };
  }
}
