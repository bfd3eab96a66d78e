/** Finds identifiers of letters and digits: IBAN, National Insurance number, postcode, PAN, voter id. */
import type { PersonalDatum } from '../../schemas/mention.ts';
import { ibanLengths, isIbanCheck } from './checksums.ts';
import { cues, hasCue, isNamedBy } from './cues.ts';

const isLetter = (unit: number): boolean => (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a);
const isWordUnit = (text: string, at: number): boolean => /[\p{L}\p{N}]/u.test(text.charAt(at));

/** Postcode areas (Royal Mail). */
const areas = new Set(
  (
    'AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX ' +
    'IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST ' +
    'SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE'
  ).split(' '),
);
const zeroDistricts = new Set(['BL', 'CM', 'CR', 'FY', 'HA', 'PR', 'SL', 'SS']);

const postcodePattern = /([A-Z]{1,2})(\d[A-Z\d]?)( ?)(\d[ABD-HJLNP-UW-Z]{2})(?![\p{L}\p{N}]|-\d)/iuy;
const ninoPattern = /([A-Z]{2})([ -]?)\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?([A-D])(?![\p{L}\p{N}])/iuy;
const panPattern = /[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z](?![\p{L}\p{N}])/iuy;
const epicPattern = /[A-Z]{3}\d{7}(?![\p{L}\p{N}])/iuy;

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The code whose first digit is at `digit`, or undefined. Letters before it are looked at, at most six. */
export function codeAt(text: string, digit: number): PersonalDatum | undefined {
  let start = digit;
  while (start > 0 && digit - start <= 6 && isLetter(text.charCodeAt(start - 1))) start -= 1;
  const letters = digit - start;
  if (letters === 0) {
    const before = text.charCodeAt(digit - 1);
    if (
      (before === 0x20 || before === 0x2d) &&
      isLetter(text.charCodeAt(digit - 2)) &&
      isLetter(text.charCodeAt(digit - 3)) &&
      !isWordUnit(text, digit - 4)
    ) {
      return nino(text, digit - 3);
    }
    return undefined;
  }
  if (letters > 5 || isWordUnit(text, start - 1)) return undefined;
  if (letters === 5) return pan(text, start);
  if (letters === 3) return epic(text, start);
  if (letters === 2) return iban(text, start) ?? nino(text, start) ?? postcode(text, start);
  return letters === 1 ? postcode(text, start) : undefined;
}

function iban(text: string, start: number): PersonalDatum | undefined {
  const country = text.slice(start, start + 2).toUpperCase();
  const length = ibanLengths[country];
  if (length === undefined) return undefined;
  let digits = '';
  let at = start;
  while (digits.length < length) {
    const unit = text.charAt(at);
    if (/^[A-Za-z0-9]$/.test(unit)) digits += unit;
    else if (!/^[ \u00a0-]$/.test(unit) || digits.length < 4) return undefined;
    else if (!/^[A-Za-z0-9]$/.test(text.charAt(at + 1))) return undefined;
    at += 1;
  }
  if (isWordUnit(text, at)) return undefined;
  const upper = digits.toUpperCase();
  if (digits !== upper && !hasCue(text, start, at, /iban|konto|account/i)) return undefined;
  return isIbanCheck(upper) ? { start, end: at, kind: 'iban' } : undefined;
}

function nino(text: string, start: number): PersonalDatum | undefined {
  const found = match(ninoPattern, text, start);
  if (found === null || isWordUnit(text, start - 1)) return undefined;
  const prefix = (found[1] ?? '').toUpperCase();
  if (/^[DFIQUV]|^.[DFIOQUV]|^(?:BG|GB|KN|NK|NT|TN|ZZ)$/.test(prefix)) return undefined;
  const end = start + found[0].length;
  if (hasCue(text, start, end, cues.nino)) return { start, end, kind: 'uk-nino' };
  if (found[0] !== found[0].toUpperCase() || isNamedBy(text, start, end, cues.notNino)) return undefined;
  return { start, end, kind: 'uk-nino' };
}

function postcode(text: string, start: number): PersonalDatum | undefined {
  const found = match(postcodePattern, text, start);
  if (found === null || /[-_/.#]/.test(text.charAt(start - 1))) return undefined;
  const area = (found[1] ?? '').toUpperCase();
  const district = found[2] ?? '';
  const inward = found[4] ?? '';
  if (!areas.has(area) || (district.startsWith('0') && (!zeroDistricts.has(area) || district.length > 1)))
    return undefined;
  if (/^[A-Z]$/i.test(district.charAt(1)) && !isLetteredDistrict(area, district.toUpperCase()))
    return undefined;
  const end = start + found[0].length;
  const isSpaced = found[3] === ' ';
  const isUpper = found[0] === found[0].toUpperCase();
  const hasPostcodeCue = hasCue(text, start, end, /post ?code|address|postal/i);
  // `E2 3rd edition`: an ordinal number.
  if (/^\d(?:st|nd|rd|th)$/i.test(inward) && !isUpper) return undefined;
  if (!isUpper && (!isSpaced || found[0] !== found[0].toLowerCase())) return undefined;
  if (!isSpaced && area.length + district.length < 3 && !hasPostcodeCue) return undefined;
  return { start, end, kind: 'uk-postcode' };
}

/** Districts that end in a letter are few: central London, and single ones elsewhere. */
function isLetteredDistrict(area: string, district: string): boolean {
  if (area === 'EC' || area === 'WC' || area === 'SW' || area === 'SE' || area === 'NW') return true;
  return (area === 'W' || area === 'E' || area === 'N') && district.startsWith('1');
}

function pan(text: string, start: number): PersonalDatum | undefined {
  const found = match(panPattern, text, start);
  if (found === null) return undefined;
  const end = start + found[0].length;
  if (hasCue(text, start, end, cues.pan)) return { start, end, kind: 'in-pan' };
  const isUpper = found[0] === found[0].toUpperCase();
  return !isUpper || text.charAt(start + 3) !== 'P' || isNamedBy(text, start, end, cues.notPan)
    ? undefined
    : { start, end, kind: 'in-pan' };
}

function epic(text: string, start: number): PersonalDatum | undefined {
  const found = match(epicPattern, text, start);
  if (found === null) return undefined;
  const end = start + found[0].length;
  return hasCue(text, start, end, cues.epic) ? { start, end, kind: 'in-epic' } : undefined;
}
