/** Finds personal data in a stretch of text, each family in its own file. */
import type { PersonalDatum } from '../../schemas/mention.ts';
import { firstWordFrom, splitWords, Words } from '../names/words.ts';
import { BirthColumn } from './birth-column.ts';
import { codeAt } from './codes.ts';
import { coordinatesAt } from './coordinates.ts';
import { findCryptoAddress, minCryptoUnits } from './crypto-addresses.ts';
import { isDigit } from './digit-groups.ts';
import { findEmails } from './email.ts';
import { findIpv6, ipv4At } from './ip-address.ts';
import { macAt } from './mac-address.ts';
import { findZones } from './machine-readable-zone.ts';
import { nationalIdAt } from './national-ids.ts';
import { numberAt } from './numbers.ts';
import { findByWords, wordReachUnits } from './word-triggers.ts';

/** Digit runs longer than this are no numbers of people; they are stepped over whole. */
const maxRunDigits = 40;

/** Splits texts that come without their words. */
let own: Words | undefined;

function wordsOf(text: string): Words {
  own ??= new Words();
  splitWords(text, own);
  return own;
}

/** Every digit is in a word, and a word that holds one shows it in its mask: most of a text is never looked at. */
function findInDigits(text: string, words: Words, from: number, to: number, out: PersonalDatum[]): void {
  const { starts, ends, masks, units, count } = words;
  let at = from;
  // One word back: it may reach over the start of the stretch.
  for (let word = Math.max(0, firstWordFrom(words, from) - 1); word < count; word += 1) {
    if (((masks[word] as number) & 0x40) !== 0) continue;
    const end = ends[word] as number;
    if (end <= at) continue;
    const start = starts[word] as number;
    if (start >= to) return;
    at = Math.max(at, pastWord(text, start, end, out));
    for (at = Math.max(at, start); at < end && at < to;) {
      const unit = units[at] as number;
      at = unit < 0x30 || unit > 0x39 ? at + 1 : pastRun(text, units, at, out);
    }
  }
}

/** Takes what a whole word with a digit is, or begins; returns where to go on. */
function pastWord(text: string, start: number, end: number, out: PersonalDatum[]): number {
  const units = end - start;
  if (units >= minCryptoUnits) {
    const before = out.length;
    findCryptoAddress(text, start, end, out);
    return out.length > before ? end : start;
  }
  const mac = units === 2 || units === 4 ? macAt(text, start, end) : undefined;
  const found = mac ?? nationalIdAt(text, start, end);
  if (found === undefined) return start;
  out.push(found);
  return found.end;
}

/** Takes what the digit run at `start` begins; returns where to go on. */
function pastRun(text: string, units: Uint16Array, start: number, out: PersonalDatum[]): number {
  let end = start + 1;
  while (end < text.length && isDigit(units[end] as number)) end += 1;
  if ((start > 0 && isDigit(units[start - 1] as number)) || end - start > maxRunDigits) return end;
  const found = datumAt(text, start, end);
  if (found === undefined) return end;
  out.push({ start: found.start, end: found.end, kind: found.kind });
  return Math.max(found.end, end);
}

/** A whole number of degrees is followed by its sign, or by a fraction that is longer than those of prices. */
function mayBeDegrees(text: string, start: number, runEnd: number): boolean {
  if (runEnd - start > 3) return false;
  const next = text.charCodeAt(runEnd);
  if (next === 0x2e)
    return (
      isDigit(text.charCodeAt(runEnd + 1)) &&
      isDigit(text.charCodeAt(runEnd + 2)) &&
      isDigit(text.charCodeAt(runEnd + 3))
    );
  return next === 0xb0 || (next === 0x20 && text.charCodeAt(runEnd + 1) === 0xb0);
}

function datumAt(text: string, start: number, runEnd: number): PersonalDatum | undefined {
  const place = mayBeDegrees(text, start, runEnd) ? coordinatesAt(text, start) : undefined;
  if (place !== undefined) return place;
  const code = codeAt(text, start);
  if (code !== undefined) return code;
  if (text.charCodeAt(runEnd) === 0x2e && runEnd - start <= 3 && text.charCodeAt(start - 1) !== 0x2e) {
    const end = ipv4At(text, start);
    if (end >= 0) return { start, end, kind: 'ip-address' };
    if (/^\d{1,3}(?:\.\d{1,3}){3}(?![\d]|\.\d)/.test(text.slice(start, start + 20))) return undefined;
  }
  return numberAt(text, start);
}

/**
 * Personal data that starts in `[from, to)`, in text order and without overlaps; offsets are in `text`. `words` are
 * those of the text, where they are known already; `column` is what goes on from one stretch to the next.
 */
export function findPersonalData(
  text: string,
  from: number,
  to: number,
  words: Words = wordsOf(text),
  column: BirthColumn = new BirthColumn(),
): PersonalDatum[] {
  // Values that start before the stretch are found too, so that their middles are not taken for others.
  const early = Math.max(0, from - 256);
  const found: PersonalDatum[] = [];
  findEmails(text, early, Math.min(text.length, to + 256), found);
  findIpv6(text, early, Math.min(text.length, to + 64), found);
  findZones(text, early, Math.min(text.length, to + 256), found);
  findByWords(
    text,
    words,
    Math.max(0, from - wordReachUnits),
    Math.min(text.length, to + wordReachUnits),
    found,
    column,
  );
  column.read(text, to, found);
  // A value may have letters of the stretch and digits behind it; what starts behind it is left out below.
  findInDigits(text, words, early, Math.min(text.length, to + 16), found);
  if (found.length === 0) return found;
  if (found.length > 1) found.sort((a, b) => a.start - b.start || b.end - a.end);
  const out: PersonalDatum[] = [];
  let end = 0;
  for (const one of found) {
    if (one.start < end) continue;
    end = one.end;
    if (one.start >= from && one.start < to) out.push(one);
  }
  return out;
}
