/** Finds what is written in digits alone: cards, health, identity and social security numbers, phones. */
import type { PersonalDataKind, PersonalDatum } from '../../schemas/mention.ts';
import { isLuhn, isNhsNumber, isVerhoeff } from './checksums.ts';
import { cues, hasCue, isNamedBy } from './cues.ts';
import { isDigit, readGroups, type DigitGroups } from './digit-groups.ts';
import { phoneEnd } from './phone.ts';

/** Issuer ranges and lengths (ISO/IEC 7812, issuers' public documents). */
function isCardNumber(digits: string): boolean {
  const length = digits.length;
  const four = Number(digits.slice(0, 4));
  const two = Math.floor(four / 100);
  if (digits[0] === '4') return length === 16 || length === 13 || length === 19;
  if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) return length === 16;
  if (two === 34 || two === 37) return length === 15;
  if (
    four === 6011 ||
    two === 65 ||
    (four >= 6440 && four <= 6499) ||
    two === 62 ||
    (four >= 3528 && four <= 3589)
  )
    return length >= 16 && length <= 19;
  if ((four >= 3000 && four <= 3059) || two === 36 || two === 38 || two === 39) return length === 14;
  if (four === 2131 || four === 1800) return length === 15;
  return length >= 16 && /^(?:50(?:18|20|38|8)|60(?:69|[7-9]|8)|6304|67(?:59|6[1-3])|81|82)/.test(digits);
}

const cardShapes = /^(?:1[2-9]|4-4-4-4(?:-[1-3])?|4-6-5|4-6-4|4-4-4-3|4-5-6|4-4-4-1)$/;

type Check = (
  text: string,
  start: number,
  end: number,
  digits: string,
  lengths: string,
  joins: string,
) => PersonalDataKind | undefined;

const card: Check = (text, start, end, digits, lengths) => {
  if (!cardShapes.test(lengths) || !isLuhn(digits)) return undefined;
  // Maestro has many ranges and lengths, and ranges are added: with a word for it any number of a card's form counts.
  const isLikely = /^(?:50|5[6-9]|6)/.test(digits) || (/^[3-6]/.test(digits) && digits.length >= 15);
  if (!isCardNumber(digits) && !(isLikely && hasCue(text, start, end, cues.card))) return undefined;
  if (/^(\d)\1+$/.test(digits)) return undefined;
  if (isNamedBy(text, start, end, cues.notCard) && !hasCue(text, start, end, cues.card)) return undefined;
  return 'payment-card';
};

const nhs: Check = (text, start, end, digits, lengths) => {
  if (digits.length !== 10 || (lengths !== '3-3-4' && lengths !== '10') || !isNhsNumber(digits))
    return undefined;
  if (/^(\d)\1+$/.test(digits)) return undefined;
  const cue = hasCue(text, start, end, cues.nhs);
  if (cue) return 'uk-nhs';
  if (lengths === '10' || hasCue(text, start, end, cues.notNhs)) return undefined;
  // One North American phone in eleven has the check digit too: where it could be dialled, a word must say what it is.
  if (/^[2-9]\d\d[2-9]/.test(digits) && !digits.startsWith('999')) return undefined;
  return /^(?:[47]\d\d|6\d\d|999)/.test(digits) && !hasCue(text, start, end, cues.phone)
    ? 'uk-nhs'
    : undefined;
};

const aadhaar: Check = (text, start, end, digits, lengths) => {
  if (
    digits.length !== 12 ||
    !/^[2-9]/.test(digits) ||
    (lengths !== '4-4-4' && lengths !== '12') ||
    !isVerhoeff(digits)
  )
    return undefined;
  if (hasCue(text, start, end, cues.aadhaar)) return 'in-aadhaar';
  return lengths === '12' || isNamedBy(text, start, end, cues.notAadhaar) ? undefined : 'in-aadhaar';
};

const ssn: Check = (text, start, end, digits, lengths, joins) => {
  if (digits.length !== 9 || (lengths !== '3-2-4' && lengths !== '9')) return undefined;
  if (/^(?:000|666|9)/.test(digits) || digits.slice(3, 5) === '00' || digits.endsWith('0000'))
    return undefined;
  const cue = hasCue(text, start, end, cues.ssn);
  if (lengths === '9') return cue && hasCue(text, start, end, /\bssn|social.?sec/i) ? 'us-ssn' : undefined;
  if (cue) return 'us-ssn';
  return joins === '--' && !isNamedBy(text, start, end, cues.notSsn) ? 'us-ssn' : undefined;
};

const checks: readonly Check[] = [aadhaar, card, nhs, ssn];

/** Blanks and what lies outside of the text: the commonest neighbours of a number, told without a pattern. */
const isBlank = (unit: number): boolean => !(unit > 0x20);

const isGluedBefore = (text: string, start: number): boolean => {
  if (isBlank(text.charCodeAt(start - 1))) return false;
  const before = text.charAt(start - 1);
  if (/[\p{L}_]/u.test(before)) return true;
  return (
    /[-.,/]/.test(before) && /[\p{L}\d]/u.test(text.charAt(start - 2)) && !(before === ',' || before === '/')
  );
};

/** A number begins with one digit only behind a plus, or where at least three follow (`1-202-…`). */
function mayBegin(text: string, start: number): boolean {
  if (isDigit(text.charCodeAt(start + 1)) || text.charCodeAt(start - 1) === 0x2b) return true;
  const next = text.charCodeAt(start + 1);
  if (next !== 0x20 && next !== 0x28 && (next < 0x2d || next > 0x2f)) return false;
  return /^\d[ .\-(/]{1,2}\d{3}/.test(text.slice(start, start + 8));
}

/** The number at the digit run that starts at `start`, if it is one of a person. */
export function numberAt(text: string, start: number): PersonalDatum | undefined {
  if (!mayBegin(text, start)) return undefined;
  const number = readGroups(text, start);
  if (number === undefined) return undefined;
  return (isGluedBefore(text, start) ? undefined : checked(text, number)) ?? phone(text, number);
}

/** Lengths of groups that some check takes, five bits each. */
const checkable = new Set(
  '9 10 12 13 14 15 16 17 18 19 3-2-4 3-3-4 4-4-4 4-4-4-4 4-4-4-4-1 4-4-4-4-2 4-4-4-4-3 4-6-5 4-6-4 4-4-4-3 4-5-6 4-4-4-1'
    .split(' ')
    .map((lengths) => lengths.split('-').reduce((packed, length) => packed * 32 + Number(length), 0)),
);

function checked(text: string, { start, groups, separators, ends }: DigitGroups): PersonalDatum | undefined {
  let packed = 0;
  let total = 0;
  let best: PersonalDatum | undefined;
  // The longest reading that holds wins.
  for (let last = 0; last < Math.min(groups.length, 6); last += 1) {
    const length = groups[last]?.length ?? 0;
    packed = packed * 32 + length;
    total += length;
    if (total > 19) break;
    if (total < 9 || !checkable.has(packed)) continue;
    best = checkedUpTo(text, start, ends[last] as number, last, groups, separators) ?? best;
  }
  return best;
}

/** What the groups up to `last` are by their check digits and cues. */
function checkedUpTo(
  text: string,
  start: number,
  end: number,
  last: number,
  groups: readonly string[],
  separators: readonly string[],
): PersonalDatum | undefined {
  if (!isBlank(text.charCodeAt(end))) {
    if (/[\p{L}_]/u.test(text.charAt(end))) return undefined;
    if (/[-.]/.test(text.charAt(end)) && isDigit(text.charCodeAt(end + 1))) return undefined;
  }
  const joins = separators.slice(0, last).join('');
  if (last > 0 && !/^(?: +|-+|\u00a0+|\.+|\u2011+|\u202f+)$/.test(joins)) return undefined;
  const kept = groups.slice(0, last + 1);
  const digits = kept.join('');
  const lengths = kept.map((group) => group.length).join('-');
  for (const check of checks) {
    const kind = check(text, start, end, digits, lengths, joins);
    if (kind !== undefined) return { start, end, kind };
  }
  return undefined;
}

function phone(text: string, number: DigitGroups): PersonalDatum | undefined {
  const end = phoneEnd(text, number);
  if (end < 0) return undefined;
  let { start } = number;
  // The plus and an opening bracket belong to the number where its closing one does.
  if (text.charAt(start - 1) === '(' && text.slice(start, end).includes(')')) start -= 1;
  if (text.charAt(start - 1) === '+') start -= 1;
  return { start, end, kind: 'phone' };
}
