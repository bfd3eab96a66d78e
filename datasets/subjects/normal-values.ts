/** One form for the ways in which an identifier is written, so that equal ones are equal. */
import { foldWord } from '../columns/heading-words.ts';
import { honorific } from '../columns/value-shape.ts';

/** No identifier has more units; a cell of a megabyte is none. */
const maxUnits = 1_000;

const digitsOf = (value: string): string => value.replace(/\D/g, '');

/** Their last ten digits: country codes and the zero before an area code are written or not. */
function normalPhone(value: string): string {
  const digits = digitsOf(value.replace(/(?:x|ext\.?)\s?\d{1,6}$/i, ''));
  return digits.length < 6 ? '' : digits.slice(-10);
}

function normalProfile(value: string): string {
  const bare = value.toLowerCase().replace(/^https?:\/\//, '').replace(/^(?:www|m|mobile|[a-z]{2})\.(?=[^/]*\.)/, ''); // prettier-ignore
  const [path = '', query = ''] = bare.split(/[?#]/);
  const id = /(?:^|&)id=(\d+)/.exec(query)?.[1];
  return `${path.replace(/\/+$/, '')}${id === undefined ? '' : `?id=${id}`}`;
}

const normalCode = (value: string): string => value.toUpperCase().replace(/[^\p{L}\p{N}<]/gu, '');

/** The words of a name in one order, without what it is addressed by; a double name stays one word. */
export function normalName(value: string): string {
  const words = foldWord(value.slice(0, maxUnits).replace(/['’ʼ]/g, ''))
    .split(/[^\p{L}\p{M}\p{N}-]+/u)
    .filter((word) => /[^-]/.test(word) && !honorific.test(word));
  return words.sort().join(' ');
}

const makers: Readonly<Record<string, (value: string) => string>> = {
  email: (value) => value.toLowerCase().replace(/^mailto:/, '').replaceAll('"', '').trim(),
  'hashed-email': (value) => value.toLowerCase(),
  phone: normalPhone,
  'url-profile': normalProfile,
  'device-id': (value) => value.toLowerCase().replace(/[^0-9a-z]/g, ''),
  'mac-address': (value) => value.toLowerCase().replace(/[^0-9a-f]/g, ''),
  // Their letters are told apart by case.
  'crypto-address': (value) => value,
  'person-name': normalName,
  'postal-address': (value) => foldWord(value).replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim(),
}; // prettier-ignore

/** Empty where the value is none of that kind. */
export const normalValue = (kind: string, value: string): string =>
  value.length > maxUnits ? '' : (makers[kind] ?? normalCode)(value);
