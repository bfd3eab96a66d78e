/**
 * What stands in a text and is not part of what a reader sees: control sequences of terminals (ECMA-48), overstrikes,
 * zero-width spaces. Every look ahead is bounded, so no flood of them costs more than its length.
 */

/** Units of the parameters of one control sequence; real ones have a dozen. */
const maxParameterUnits = 48;

const escape = 0x1b;
const backspace = 8;
/** CSI as one character of the C1 set. */
const shortCsi = 0x9b;
const zeroWidthSpace = 0x200b;

/**
 * Final bytes of sequences that colour, erase and switch: the words on both sides are one word on the screen. All
 * others move the cursor, and part what they stand between.
 */
const finalsWithin = 'mKJhlnrqtsu';

/** A control sequence as logs spell its escape where they may not hold it: `\x1b[31m`, `#033[31m`, `^[[31m`. */
const spelled = /(?:\\(?:u001b|x1b|033|e)|#033|\^\[)\[[0-9;]{0,48}[mK]/iy;

const mark = /^\p{M}/u;

const isWithin = (unit: number, from: number, to: number): boolean => unit >= from && unit <= to;

/** The end of a control sequence whose parameters begin at `from`; `-1` where it is none. */
function sequenceEnd(text: string, from: number, end: number): number {
  const most = Math.min(end, from + maxParameterUnits);
  let at = from;
  while (at < most && isWithin(text.charCodeAt(at), 0x20, 0x3f)) at++;
  return at < most && isWithin(text.charCodeAt(at), 0x40, 0x7e) ? at + 1 : -1;
}

/**
 * The end of the escape sequence at `at`, or `at`. A letter with a mark of its own behind it ends none: written as one
 * character it would not either.
 */
function escapeEnd(text: string, at: number, end: number): number {
  const next = bareEscapeEnd(text, at, end);
  return next > at && next < end && mark.test(text.slice(next, next + 2)) ? at : next;
}

/** The same whatever comes behind it. Strings (titles, links) are words: only what opens them is none. */
function bareEscapeEnd(text: string, at: number, end: number): number {
  const unit = text.charCodeAt(at);
  if (unit === shortCsi) {
    // Without parameters it is more likely a quotation mark that was decoded wrongly.
    const next = sequenceEnd(text, at + 1, end);
    return next > at + 2 ? next : at;
  }
  if (unit !== escape || at + 1 >= end) return at;
  const kind = text.charCodeAt(at + 1);
  if (kind === 0x5b) return Math.max(at, sequenceEnd(text, at + 2, end));
  if (isWithin(kind, 0x20, 0x2f)) {
    // `ESC ( B` chooses a character set.
    const next = text.charCodeAt(at + 2);
    return at + 2 < end && isWithin(next, 0x30, 0x7e) ? at + 3 : at;
  }
  return isWithin(kind, 0x30, 0x7e) ? at + 2 : at;
}

/** `_` or the same character under or over another: how printers and manual pages make lines and bold. */
function overstrikeEnd(text: string, at: number, end: number): number {
  if (at + 1 >= end) return at;
  const next = text.charCodeAt(at + 1);
  return next === 95 || next === text.charCodeAt(at - 1) ? at + 2 : at;
}

/** Inside a word: where the word goes on behind what is not written at `at`, or `at` where it ends. */
export function skipWithin(text: string, at: number, end: number): number {
  const unit = text.charCodeAt(at);
  if (unit === zeroWidthSpace) return at + 1;
  if (unit === 95) return at + 1 < end && text.charCodeAt(at + 1) === backspace ? at + 2 : at;
  if (unit === backspace) return overstrikeEnd(text, at, end);
  if (unit !== escape && unit !== shortCsi) return at;
  const next = escapeEnd(text, at, end);
  if (next === at) return at;
  const isSet = isWithin(text.charCodeAt(at + 1), 0x20, 0x2f);
  return isSet || finalsWithin.includes(text[next - 1] ?? ' ') ? next : at;
}

/** Between words: behind what is not written at `at`; one unit further where it is something else. */
export function skipBetween(text: string, at: number, end: number): number {
  const unit = text.charCodeAt(at);
  if (unit === escape || unit === shortCsi) return Math.max(at + 1, escapeEnd(text, at, end));
  // `_` and a backspace under the first letter of a word.
  if (unit === 95) return text.charCodeAt(at + 1) === backspace ? at + 2 : at + 1;
  if (unit === 92 || unit === 35 || unit === 94) {
    spelled.lastIndex = at;
    return spelled.test(text) && spelled.lastIndex <= end ? spelled.lastIndex : at + 1;
  }
  return at + 1;
}

/** ASCII and C1 at which `skipBetween` may go further than one unit. */
export const mayBeUnwritten = (unit: number): boolean =>
  unit === escape || unit === shortCsi || unit === 95 || unit === 92 || unit === 35 || unit === 94;
/** Units inside a word that `skipWithin` looks at. */
export const mayContinueWord = (unit: number): boolean =>
  unit === escape || unit === shortCsi || unit === backspace || unit === zeroWidthSpace || unit === 95;
