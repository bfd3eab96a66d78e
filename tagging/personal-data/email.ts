/** Finds e-mail addresses (RFC 5321 mailboxes without quoting) from each `@` outwards, and numbers that are written like one. */
import type { PersonalDatum } from '../../schemas/mention.ts';

const maxLocalUnits = 64;
const maxHostUnits = 253;

const isAlphanumeric = (unit: number): boolean =>
  (unit >= 0x30 && unit <= 0x39) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a);
/** Letters beyond ASCII (RFC 6531), but no separators or punctuation. */
const isOtherLetter = (unit: number): boolean =>
  unit >= 0xc0 &&
  unit !== 0xd7 &&
  unit !== 0xf7 &&
  (unit < 0x2000 || unit > 0x206f) &&
  unit < 0x3000 &&
  (unit < 0x0900 || unit > 0x0dff);
const isMark = (marks: string, unit: number): boolean => marks.includes(String.fromCharCode(unit));

/** 1 for each unit of ASCII that may stand in such a part. */
const tableOf = (marks: string): Uint8Array =>
  Uint8Array.from({ length: 128 }, (_, unit) => (isAlphanumeric(unit) || isMark(marks, unit) ? 1 : 0));
const localTable = tableOf(".!#$%&*+-/?^_`{|}~'");
const hostTable = tableOf('-.');
const isLocal = (unit: number): boolean => (unit < 128 ? localTable[unit] === 1 : isOtherLetter(unit));
const isHost = (unit: number): boolean => (unit < 128 ? hostTable[unit] === 1 : isOtherLetter(unit));

/** Endings that are file types, not domains: `banner@2x.jpg`. */
const fileTypes = new Set(
  'jpg jpeg png gif svg webp bmp tif tiff ico css js json ts html htm pdf txt md xml csv zip gz tar woff ttf mp3 mp4 mov avi'.split(
    ' ',
  ),
);

/** Addresses whose `@` lies in `[from, to)`. */
export function findEmails(text: string, from: number, to: number, out: PersonalDatum[]): void {
  for (let at = text.indexOf('@', from); at >= 0 && at < to; at = text.indexOf('@', at + 1)) {
    const start = localStart(text, at);
    if (start === at) continue;
    const end = hostEnd(text, at + 1);
    if (end < 0 || isRemotePath(text, end) || isMessageId(text, start, at, end)) continue;
    const network = text.slice(at + 1, end).toLowerCase();
    if (!callNetworks.has(network)) out.push({ start, end, kind: 'email' });
    else if (isCalled(network, text.slice(start, at))) out.push({ start, end: at, kind: 'phone' });
  }
}

/** What stands behind the `@` of WhatsApp's names: of persons by their number, then of groups, lists, channels and hidden ones. */
const callNetworks = new Set(['s.whatsapp.net', 'c.us', 'g.us', 'broadcast', 'newsletter', 'lid']);

/** Whether it is a person by telephone number, with its country's code (ITU E.164). */
const isCalled = (network: string, name: string): boolean =>
  (network === 's.whatsapp.net' || network === 'c.us') && /^[1-9]\d{6,14}$/.test(name);

/** 1 for marks that end what stands before an address, though it may have them. */
const partTable = new Uint8Array(128);
for (const mark of "|/{`'?*#!$&%~^") partTable[mark.charCodeAt(0)] = 1;

function localStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < maxLocalUnits && isLocal(text.charCodeAt(start - 1))) start -= 1;
  if (start > 0 && at - start === maxLocalUnits && isLocal(text.charCodeAt(start - 1))) return at;
  // A list, a key or a mark before the address (`a|b@c`, `to=b@c`, `'b@c'`) is none of it.
  for (let place = at; place > start; place -= 1) {
    if (partTable[text.charCodeAt(place - 1)] === 1) start = place;
  }
  while (start < at && '.+-}|'.includes(text.charAt(start))) start += 1;
  if (text.charCodeAt(at - 1) === 0x2e || text.slice(start, at).includes('..')) return at;
  return start;
}

/** `git@host:group/project`: an account of a machine with a path there, not a mailbox. */
const isRemotePath = (text: string, end: number): boolean =>
  text.charCodeAt(end) === 0x3a && /^:[\w~.-]{0,64}\/(?!\/)/u.test(text.slice(end, end + 68));

function hostEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && end - from <= maxHostUnits && isHost(text.charCodeAt(end))) end += 1;
  while (end > from && (text.charCodeAt(end - 1) === 0x2e || text.charCodeAt(end - 1) === 0x2d)) end -= 1;
  const host = text.slice(from, end);
  const lastDot = host.lastIndexOf('.');
  if (lastDot <= 0 || host.startsWith('.') || host.startsWith('-') || hasBrokenLabel(host)) return -1;
  const last = host.slice(lastDot + 1);
  if (!/^(?:[a-z\u00c0-\u2fff]{2,24}|xn--[a-z0-9-]{2,59})$/i.test(last) || fileTypes.has(last.toLowerCase()))
    return -1;
  return end;
}

/** A label that is empty, begins or ends with a hyphen, or is over 63 units long (RFC 1035, 2.3.4). */
function hasBrokenLabel(host: string): boolean {
  if (host.includes('..') || host.includes('.-') || host.includes('-.')) return true;
  return host.length > 63 && host.split('.').some((label) => label.length > 63);
}

/** A field of ids, on the line that goes on to the end of the text. */
export const idField =
  /(?:message-id|references|in-reply-to|content-id|resent-message-id|x-[a-z-]*id)\s*:[^\n]*(?:\n[ \t][^\n]*)*$|cid:$/i;

/**
 * Whether a colon stands behind what all names in `idField` end with (`id`, `es`, `-to`): the pattern begins anew at each
 * unit, and before most addresses stands `To:` or nothing.
 */
export function mayEndField(before: string): boolean {
  for (let colon = before.indexOf(':'); colon >= 0; colon = before.indexOf(':', colon + 1)) {
    const name = before.slice(0, colon).trimEnd();
    if (/(?:id|es|-to)$/i.test(name.slice(-3))) return true;
  }
  return false;
}

/** `<part1.09070804.01020304@host>` and its kin: an id of a message or part, not an address. */
function isMessageId(text: string, start: number, at: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 160), start);
  const bracketed = text.charCodeAt(start - 1) === 0x3c && text.charCodeAt(end) === 0x3e;
  if (mayEndField(before) && idField.test(before)) return true;
  if (!bracketed) return false;
  const digits = text.slice(start, at).replace(/\D/g, '').length;
  return digits >= 12 && digits * 2 > at - start;
}
