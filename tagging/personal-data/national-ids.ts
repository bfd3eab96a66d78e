/**
 * Finds numbers that states give to persons, by form and check digits: Brazil (CPF), Canada (SIN), France (NIR), Germany
 * (Steuer-ID), Italy (codice fiscale), Mexico (CURP), the Netherlands (BSN), Poland (PESEL), South Africa (ID), Spain
 * (DNI, NIE), Sweden (personnummer), Australia (TFN). Where a form is that of many other numbers a word must stand near.
 */
import type { PersonalDatum } from '../../schemas/mention.ts';
import { isLuhn } from './checksums.ts';
import { hasCue } from './cues.ts';

/** One state's number. */
interface NationalId {
  /** From its first unit on; nothing of a number or word may follow. */
  readonly form: RegExp;
  /** Whether letters and digits, in capitals and without separators, fit. */
  readonly isRight: (value: string) => boolean;
  /** What must stand near; none where form and check are proof. */
  readonly cue?: RegExp;
}

const digitAt = (value: string, at: number): number => value.charCodeAt(at) - 48;
const weighted = (value: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, at) => sum + weight * digitAt(value, at), 0);
const allSame = /^(.)\1+$/u;
const isDay = (month: string, day: string): boolean =>
  Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31;

/** Receita Federal: two check digits of modulus 11. */
function isCpf(value: string): boolean {
  const digit = (length: number): number => {
    const rest =
      (weighted(
        value,
        Array.from({ length }, (_, at) => length + 1 - at),
      ) *
        10) %
      11;
    return rest === 10 ? 0 : rest;
  };
  return !allSame.test(value) && digit(9) === digitAt(value, 9) && digit(10) === digitAt(value, 10);
}

/** INSEE: sex, year, month, place, order; 97 less the rest. Corsica's departments count as 19 and 18. */
function isNir(value: string): boolean {
  const month = Number(value.slice(3, 5));
  if (!((month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50)) return false;
  const number = value.slice(0, 13).replace('2A', '19').replace('2B', '18');
  return 97n - (BigInt(number) % 97n) === BigInt(value.slice(13));
}

/** Bundeszentralamt für Steuern: ISO 7064, modulus 11, 10; one digit of ten comes twice or three times. */
function isSteuerId(value: string): boolean {
  if (value.startsWith('0') || new Set(value.slice(0, 10)).size < 8 || new Set(value.slice(0, 10)).size > 9)
    return false;
  let product = 10;
  for (let at = 0; at < 10; at += 1) {
    const sum = (digitAt(value, at) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === digitAt(value, 10);
}

/** Agenzia delle Entrate: values of units at odd places. */
const oddValues = '1,0,5,7,9,13,15,17,19,21,2,4,18,20,11,3,6,8,12,14,16,10,22,25,24,23'
  .split(',')
  .map(Number);

function isCodiceFiscale(value: string): boolean {
  let sum = 0;
  for (let at = 0; at < 15; at += 1) {
    const unit = value.charCodeAt(at);
    const place = unit < 0x40 ? unit - 0x30 : unit - 0x41;
    sum += at % 2 === 0 ? (oddValues[place] as number) : place;
  }
  return String.fromCharCode(0x41 + (sum % 26)) === value.charAt(15);
}

/** Registro Nacional de Población: modulus 10 over an alphabet with Ñ. */
const curpAlphabet = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ';

function isCurp(value: string): boolean {
  if (!isDay(value.slice(6, 8), value.slice(8, 10))) return false;
  let sum = 0;
  for (let at = 0; at < 17; at += 1) sum += curpAlphabet.indexOf(value.charAt(at)) * (18 - at);
  return (10 - (sum % 10)) % 10 === digitAt(value, 17);
}

/** Ministerio del Interior: the letter is the rest of 23; X, Y and Z of a NIE are 0, 1 and 2. */
const isDni = (value: string): boolean =>
  'TRWAGMYFPDXBNJZSQVHLCKE'.charAt(
    Number(value.slice(0, 8).replace('X', '0').replace('Y', '1').replace('Z', '2')) % 23,
  ) === value.charAt(8);

const isBsn = (value: string): boolean =>
  !allSame.test(value) && (weighted(value, [9, 8, 7, 6, 5, 4, 3, 2]) - digitAt(value, 8)) % 11 === 0;

const isPesel = (value: string): boolean =>
  isDay(String(Number(value.slice(2, 4)) % 20), value.slice(4, 6)) &&
  weighted(value, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0;

const isPersonnummer = (value: string): boolean =>
  isDay(value.slice(-8, -6), String(Number(value.slice(-6, -4)) % 60)) && isLuhn(value.slice(-10));

const isTfn = (value: string): boolean =>
  !allSame.test(value) && weighted(value, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0;

const word = (words: string): RegExp => new RegExp(`(?<![\\p{L}\\p{M}])(?:${words})(?![\\p{L}\\p{M}])`, 'iu');
const end = '(?![\\p{L}\\p{N}_]|[-./]\\d)';
const form = (source: string): RegExp => new RegExp(`(?:${source})${end}`, 'iuy');

/** In groups, by the units of the first. */
const grouped: readonly (readonly NationalId[])[] = [
  [],
  [{ form: form('[12] \\d\\d \\d\\d \\d[\\dAB] \\d{3} \\d{3} \\d\\d'), isRight: isNir }],
  [{ form: form('\\d{2} \\d{3} \\d{3} \\d{3}'), isRight: isSteuerId, cue: word('steuer-?id\\p{L}*|identifikationsnummer|idnr|steuerliche') }],
  [
    { form: form('\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}'), isRight: isCpf },
    { form: form('\\d{3}[ -]\\d{3}[ -]\\d{3}'), isRight: (value) => !value.startsWith('8') && isLuhn(value), cue: word('sin|s\\.i\\.n|social insurance|nas|assurance sociale') },
    { form: form('\\d{3} \\d{3} \\d{3}'), isRight: isTfn, cue: word('tfn|tax file') },
  ],
  [],
  [],
  [{ form: form('\\d{6}[-+]\\d{4}'), isRight: isPersonnummer, cue: word('person(?:nummer|nr)|pnr|född') }],
  [],
  [{ form: form('(?:19|20)\\d{6}-\\d{4}'), isRight: isPersonnummer, cue: word('person(?:nummer|nr)|pnr|född') }],
]; // prettier-ignore

/** In one word, by its units. */
const single: ReadonlyMap<number, readonly NationalId[]> = new Map<number, readonly NationalId[]>([
  [9, [
    { form: form('[XYZ]\\d{7}[A-Z]|\\d{8}[A-Z]'), isRight: isDni, cue: word('dni|nif|nie|documento|identidad|identificación|pasaporte') },
    { form: form('\\d{9}'), isRight: isBsn, cue: word('bsn|burgerservicenummer|sofi-?nummer') },
    { form: form('\\d{9}'), isRight: isTfn, cue: word('tfn|tax file') },
    { form: form('\\d{9}'), isRight: isLuhn, cue: word('social insurance|assurance sociale') },
  ]],
  [11, [
    { form: form('\\d{11}'), isRight: isCpf, cue: word('cpfs?') },
    { form: form('\\d{11}'), isRight: isPesel, cue: word('pesel') },
    { form: form('\\d{11}'), isRight: isSteuerId, cue: word('steuer-?id\\p{L}*|identifikationsnummer|idnr|steuerliche') },
  ]],
  [12, [{ form: form('\\d{12}'), isRight: isPersonnummer, cue: word('person(?:nummer|nr)|pnr') }]],
  [13, [{ form: form('\\d{13}'), isRight: (value) => isDay(value.slice(2, 4), value.slice(4, 6)) && isLuhn(value), cue: word('id|identity|rsa id|sa id') }]],
  [15, [{ form: form('[12]\\d{4}\\d[\\dAB]\\d{8}'), isRight: isNir, cue: word('nir|sécu|sécurité sociale|sécurité|insee|immatriculation') }]],
  [16, [{ form: form('[A-Z]{6}\\d\\d[ABCDEHLMPRST]\\d\\d[A-Z]\\d{3}[A-Z]'), isRight: isCodiceFiscale }]],
  [18, [{ form: form('[A-Z]{4}\\d{6}[HMX][A-Z]{5}[A-Z\\d]\\d'), isRight: isCurp }]],
]); // prettier-ignore

function taken(text: string, start: number, ids: readonly NationalId[]): PersonalDatum | undefined {
  if (start > 0 && /[\p{L}\p{N}_.-]/u.test(text.charAt(start - 1))) return undefined;
  for (const { form: pattern, isRight, cue } of ids) {
    pattern.lastIndex = start;
    const found = pattern.exec(text)?.[0];
    if (found === undefined || !isRight(found.replaceAll(/[^\p{L}\p{N}]/gu, '').toUpperCase())) continue;
    if (cue !== undefined && !hasCue(text, start, start + found.length, cue)) continue;
    return { start, end: start + found.length, kind: 'national-id' };
  }
  return undefined;
}

/** What joins the groups of such numbers. */
const isJoin = (unit: number): boolean => unit === 0x20 || unit === 0x2d || unit === 0x2e || unit === 0x2b;

/** The number that begins with the word at `[start, stop)`, which holds a digit. */
export function nationalIdAt(text: string, start: number, stop: number): PersonalDatum | undefined {
  const units = stop - start;
  if (units > 8) {
    const ids = units <= 18 ? single.get(units) : undefined;
    return ids === undefined ? undefined : taken(text, start, ids);
  }
  const ids = grouped[units] as readonly NationalId[];
  if (ids.length === 0 || !isJoin(text.charCodeAt(stop))) return undefined;
  const next = text.charCodeAt(stop + 1);
  return next >= 0x30 && next <= 0x39 ? taken(text, start, ids) : undefined;
}
