/** Finds personal data in a stretch of text, each family in its own file. */
import type { PersonalDatum } from '../../schemas/mention.ts';
import { codeAt } from './personal-data/codes.ts';
import { findEmails } from './personal-data/email.ts';
import { findIpv6, ipv4At } from './personal-data/ip-address.ts';
import { numberAt } from './personal-data/numbers.ts';

/** Digit runs longer than this are no numbers of people; they are stepped over whole. */
const maxRunDigits = 40;

/** The text's units side by side: reading a slice of a string unit by unit is several times slower. */
let units = new Uint16Array(70_000);

function findInDigits(text: string, from: number, to: number, out: PersonalDatum[]): void {
  if (units.length < text.length) units = new Uint16Array(text.length);
  Buffer.from(units.buffer).write(text, 'utf16le');
  let at = from;
  while (at < to) {
    const unit = units[at] as number;
    if (unit < 0x30 || unit > 0x39) {
      at += 1;
      continue;
    }
    const runStart = at;
    let runEnd = at + 1;
    while (runEnd < text.length && text.charCodeAt(runEnd) >= 0x30 && text.charCodeAt(runEnd) <= 0x39)
      runEnd += 1;
    const before = text.charCodeAt(runStart - 1);
    if ((before >= 0x30 && before <= 0x39) || runEnd - runStart > maxRunDigits) {
      at = runEnd;
      continue;
    }
    const found = datumAt(text, runStart, runEnd);
    if (found === undefined) at = runEnd;
    else {
      out.push({ start: found.start, end: found.end, kind: found.kind });
      at = Math.max(found.end, runEnd);
    }
  }
}

function datumAt(text: string, start: number, runEnd: number): PersonalDatum | undefined {
  const code = codeAt(text, start);
  if (code !== undefined) return code;
  if (text.charCodeAt(runEnd) === 0x2e && runEnd - start <= 3 && text.charCodeAt(start - 1) !== 0x2e) {
    const end = ipv4At(text, start);
    if (end >= 0) return { start, end, kind: 'ip-address' };
    if (/^\d{1,3}(?:\.\d{1,3}){3}(?![\d]|\.\d)/.test(text.slice(start, start + 20))) return undefined;
  }
  return numberAt(text, start).found;
}

/** Personal data that starts in `[from, to)`, in text order and without overlaps; offsets are in `text`. */
export function findPersonalData(text: string, from: number, to: number): PersonalDatum[] {
  // Values that start before the stretch are found too, so that their middles are not taken for others.
  const early = Math.max(0, from - 256);
  const found: PersonalDatum[] = [];
  findEmails(text, early, Math.min(text.length, to + 256), found);
  findIpv6(text, early, Math.min(text.length, to + 64), found);
  findInDigits(text, early, to, found);
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
