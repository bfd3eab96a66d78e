/** The shape of a single value: what it may be, by its signs alone. */
import { findPersonalData } from '../../tagging/personal-data/personal-data.ts';

/** Values that say there is none. */
const none = new Set(['', '-', '--', '–', '—', 'n/a', 'na', 'n.a.', 'null', 'none', 'nil', 'nan', 'unknown', '?', '\\n', '#n/a', '(blank)', 'k.a.', 's/d', 's/n', 'nd']); // prettier-ignore
export const isNoValue = (value: string): boolean => value.length <= 9 && none.has(value.toLowerCase());

export type Shape =
  | 'email' | 'role-email' | 'phone' | 'date' | 'time' | 'number' | 'whole-number' | 'hash-64' | 'hash-other' | 'uuid' | 'hex-16' | 'ip'
  | 'high-octet' | 'latitude' | 'longitude' | 'pair' | 'file' | 'url' | 'words' | 'name' | 'strict-name' | 'single-name' | 'initial-name' | 'comma-name' | 'mac'
  | 'thing-name' | 'address' | 'zone' | 'letters'; // prettier-ignore

const email = /^(?:mailto:)?"?[^\s@<>",;]{1,64}"?@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}$/iu;
/** RFC 2142 and what else is read by several people. */
const roleAddress = /^(?:info|sales|office|contact|admin|support|help|enquiries|mail|hello|noreply|no-reply|webmaster|postmaster|abuse|bookings?|reception|accounts?|billing|team|service|kontakt|contacto|contato|secretaria|kanzlei|post|orders?|press|jobs|hr)@/i; // prettier-ignore
const phone = /^\+?\(?\d[\d\s()./\u2010-\u2013-]{5,22}\d(?:\s{0,2}(?:x|ext\.?)\s?\d{1,6})?$/i;
const date =
  /^(?:(?:19|20)\d{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?:[T ]\d{1,2}:\d{2}.{0,16})?|(?:0?[1-9]|[12]\d|3[01])[-/. ](?:0?[1-9]|[12]\d|3[01]|\p{L}{3,9}\.?)[-/. ,]{1,2}(?:(?:19|20)\d{2}|\d{2})(?:[T ]\d{1,2}:\d{2}.{0,16})?|\p{L}{3,9}\.? (?:0?[1-9]|[12]\d|3[01]),? (?:19|20)\d{2}|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))$/u;
const time = /^\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m)?$/i;
const number =
  /^[-+−]?\p{Sc}?\s?\d{1,3}(?:[.,' \u00a0]?\d{3}){0,6}(?:[.,]\d{1,12})?\s?(?:%|\p{Sc})?$|^[-+]?\d{1,18}(?:[.,]\d{1,18})?(?:e[-+]?\d{1,3})?$/iu;
const ip = /^(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
const file = /^[^@<>|]{0,200}\.(?:[a-z]{2,4}\d?|7z|mp[34])$/i;
const uuid = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i;
const mac = /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i;
const zone = /^[A-Z0-9<]{30,44}(?:[\s]?[A-Z0-9<]{30,44}){0,2}$/;
/** Parts of names that are no names by themselves. */
const particles = new Set(['de', 'del', 'della', 'di', 'da', 'do', 'dos', 'das', 'du', 'des', 'van', 'von', 'der', 'den', 'ten', 'ter', 'zu', 'la', 'le', 'el', 'al', 'bin', 'ibn', 'bint', 'abu', 'y', 'e', 'i', 'af', 'av', 'st', 'os', "d'", 'jr', 'sr', 'ii', 'iii']); // prettier-ignore
/** Words that end or make names of things, places and organisations. */
const thingWords = new Set('hall school street road lane avenue close park church hospital station club bank library centre center council university college city river bridge farm house hotel inn market shop store stores bakery trust association society committee department ministry office group holdings holding partners services solutions systems consulting logistics ltd limited llc llp plc inc corp corporation company gmbh ag kg sa sarl sas srl spa bv nv ab oy lda ltda pvt the and of for with und et der die das strasse straße rue via calle rua platz schule verein kirche bahnhof garten north south east west upper lower great little new old red green blue white black quarterly club pie seeds seed pea bean packet type stable unit block zone site floor level section team group class route line area region model series edition machine pump valve filter cable hose kit set pack'.split(' ')); // prettier-ignore
const cased = /\p{Lu}|\p{Ll}/u;
const nameSigns = /^[\p{L}\p{M}'’ʼ.,\- \u00a0()]{2,80}$/u;
export const honorific = /^(?:mr|mrs|ms|miss|mx|dr|prof|rev|sir|dame|lord|lady|fr|sr|hr|herr|frau|m|mme|mlle|sra|sr|srta|dott|ing|dipl|don|doña|dona|shri|sri|smt|kumari|pan|pani|श्री|श्रीमती|डॉ)\.?$/iu; // prettier-ignore

function nameShapes(value: string, shapes: Shape[]): void {
  // Joiners stand inside words of some scripts.
  if (!nameSigns.test(value.replace(/[\u200c-\u200d]/gu, ''))) return;
  const words = value.split(/[ ,\u00a0]+/).filter((word) => word !== '' && !honorific.test(word));
  if (words.length === 0 || words.length > 7) return;
  const folded = words.map((word) => word.toLowerCase());
  const isThing = folded.some((word) => thingWords.has(word.replace(/\.$/, '')));
  shapes.push(isThing ? 'thing-name' : 'name');
  if (isThing) return;
  if (words.length === 1) shapes.push('single-name');
  const own = words.filter((word) => !particles.has(word.toLowerCase()));
  const isUpper = own.every((word) => !cased.test(word) || /^\p{Lu}/u.test(word));
  const hasBody = own.filter((word) => word.replace(/[^\p{L}]/gu, '').length >= 2).length >= 2;
  if (own.length < 2 || own.length > 5 || !isUpper) return;
  if (hasBody) shapes.push('strict-name');
  else if (own.some((word) => word.replace(/[^\p{L}]/gu, '').length >= 3)) shapes.push('initial-name');
  if (/^[^,]{2,40},\s?[^,]{1,40}$/.test(value)) shapes.push('comma-name');
}

const streetWord = /\b(?:street|st|road|rd|lane|ln|avenue|ave|close|yard|drive|dr|way|court|ct|place|pl|crescent|terrace|row|hill|gardens?|square|sq|pike|blvd|boulevard|rue|avenida|av|travessa|rua|calle|via|viale|piazza|plaza|allee|chemin|impasse|quai|ulica|ul|gasse|platz|weg|straat|laan|gatan|vej|nagar|marg|gali|colony|sokak|caddesi)\b|stra(?:ß|ss)e|str\.|straat|weg\b|gasse|platz|gatan|vägen/iu; // prettier-ignore

function longShapes(value: string, shapes: Shape[]): void {
  if (/^-?\d{1,3}\.\d{2,12}\s?[,; ]\s?-?\d{1,3}\.\d{2,12}$/.test(value)) shapes.push('pair');
  if (/^(?:https?:\/\/|www\.)\S+$/i.test(value)) shapes.push('url');
  else if (file.test(value) && !email.test(value) && !ip.test(value)) shapes.push('file');
  if (/\d/.test(value) && /\p{L}{2}/u.test(value) && streetWord.test(value)) shapes.push('address');
  else if (/\d/.test(value) && /\p{L}{3}/u.test(value) && value.includes(' ')) shapes.push('words');
  if (zone.test(value) && value.includes('<')) shapes.push('zone');
}

function digitShapes(value: string, shapes: Shape[]): void {
  const digits = value.replace(/\D/g, '').length;
  if (phone.test(value) && digits >= 7 && digits <= 18) shapes.push('phone');
  if (number.test(value)) {
    shapes.push(/^\d+$/.test(value) ? 'whole-number' : 'number');
    const size = Number(value.replace(',', '.'));
    if (Math.abs(size) <= 90) shapes.push('latitude');
    if (Math.abs(size) <= 180) shapes.push('longitude');
  }
  if (time.test(value)) shapes.push('time');
  if (mac.test(value)) shapes.push('mac');
  if (ip.test(value)) {
    shapes.push('ip');
    if (value.split('.').some((octet) => Number(octet) >= 100)) shapes.push('high-octet');
  }
  if (/^[0-9a-f]{64}$/i.test(value)) shapes.push('hash-64');
  else if (/^(?:[0-9a-f]{32}|[0-9a-f]{40})$/i.test(value)) shapes.push('hash-other');
  else if (/^[0-9a-f]{16}$/i.test(value)) shapes.push('hex-16');
  else if (uuid.test(value)) shapes.push('uuid');
}

const longest = 400;

/** All shapes that fit; a longer value than those of people has `letters` alone. */
export function shapesOf(value: string): Shape[] {
  const shapes: Shape[] = [];
  if (/\p{L}/u.test(value)) shapes.push('letters');
  if (value.length > longest) return shapes;
  if (/\d/.test(value)) digitShapes(value, shapes);
  if (date.test(value)) shapes.push('date');
  if (value.includes('@')) {
    if (value.split(/[;,]\s?/).every((one) => email.test(one.trim()))) shapes.push(roleAddress.test(value) ? 'role-email' : 'email'); // prettier-ignore
  } else nameShapes(value, shapes);
  longShapes(value, shapes);
  return shapes;
}

/** The kind of personal data that a value is as a whole, with its heading before it as in a sentence. */
export function personalKindOf(heading: string, value: string): string | undefined {
  if (value.length < 4 || value.length > longest) return undefined;
  const before = heading === '' ? '' : `${heading}: `;
  const text = before + value;
  const found = findPersonalData(text, before.length, text.length);
  const units = found.reduce((sum, { start, end }) => sum + end - start, 0);
  return units >= value.length * 0.85 ? found[0]?.kind : undefined;
}
