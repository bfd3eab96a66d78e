/** Finds e-mail addresses (RFC 5321 mailboxes without quoting) from each `@` outwards. */
import type { PersonalDatum } from '../../../schemas/mention.ts';

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
const isLocal = (unit: number): boolean =>
  isAlphanumeric(unit) || isOtherLetter(unit) || ".!#$%&*+-/?^_`{|}~'".includes(String.fromCharCode(unit));
const isHost = (unit: number): boolean =>
  isAlphanumeric(unit) || isOtherLetter(unit) || unit === 0x2d || unit === 0x2e;

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
    if (end < 0 || isMessageId(text, start, at, end)) continue;
    out.push({ start, end, kind: 'email' });
  }
}

function localStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < maxLocalUnits && isLocal(text.charCodeAt(start - 1))) start -= 1;
  if (start > 0 && at - start === maxLocalUnits && isLocal(text.charCodeAt(start - 1))) return at;
  const local = text.slice(start, at);
  // A list, a key or a mark before the address (`a|b@c`, `to=b@c`, `'b@c'`) is none of it.
  const cut = Math.max(
    ...['|', '/', '{', '`', "'", '?', '*', '#', '!', '$', '&', '%', '~', '^'].map((mark) =>
      local.lastIndexOf(mark),
    ),
  );
  if (cut >= 0) start += cut + 1;
  while (start < at && /[.+\-}|]/.test(text.charAt(start))) start += 1;
  if (text.charCodeAt(at - 1) === 0x2e || text.slice(start, at).includes('..')) return at;
  return start;
}

function hostEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && end - from <= maxHostUnits && isHost(text.charCodeAt(end))) end += 1;
  const host = text.slice(from, end).replace(/[.-]+$/, '');
  const labels = host.split('.');
  const last = labels.at(-1) ?? '';
  if (
    labels.length < 2 ||
    labels.some((label) => label === '' || label.length > 63 || label.startsWith('-') || label.endsWith('-'))
  )
    return -1;
  if (!/^(?:[a-z\u00c0-\u2fff]{2,24}|xn--[a-z0-9-]{2,59})$/i.test(last) || fileTypes.has(last.toLowerCase()))
    return -1;
  return from + host.length;
}

/** `<part1.09070804.01020304@host>` and its kin: an id of a message or part, not an address. */
function isMessageId(text: string, start: number, at: number, end: number): boolean {
  const local = text.slice(start, at);
  const digits = local.replace(/\D/g, '').length;
  const before = text.slice(Math.max(0, start - 160), start);
  const bracketed = text.charCodeAt(start - 1) === 0x3c && text.charCodeAt(end) === 0x3e;
  const header =
    /(?:message-id|references|in-reply-to|content-id|resent-message-id|x-[a-z-]*id)\s*:[^\n]*(?:\n[ \t][^\n]*)*$|cid:$/i;
  if (header.test(before)) return true;
  return bracketed && digits >= 12 && digits * 2 > local.length;
}
