/** Finds IPv4 and IPv6 addresses, and by the way those of network cards with colons; dotted numbers that are versions or sections are left out. */
import type { PersonalDatum } from '../../schemas/mention.ts';
import { cues, hasCue, hasCueBefore, hasCueBehind } from './cues.ts';
import { isColonMac } from './mac-address.ts';

const v4 = /(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}(?![\d]|\.\d)/y;

/** An IPv4 address that starts at `at`, which is at a digit with no digit or dot before it. Returns its end or -1. */
export function ipv4At(text: string, at: number): number {
  v4.lastIndex = at;
  const found = v4.exec(text);
  if (found === null) return -1;
  const end = at + found[0].length;
  const before = text.charAt(at - 1);
  const after = text.charAt(end);
  if (
    /[\p{L}\p{N}_]/u.test(before) ||
    /[\p{L}_]/u.test(after) ||
    (before === '-' && /[\p{L}\d]/u.test(text.charAt(at - 2)))
  )
    return -1;
  const parts = found[0].split('.').map(Number);
  if (found[0] === '0.0.0.0') return -1;
  const isVersion = hasCueBefore(text, at, cues.version);
  if (isVersion && !hasCue(text, at, end, /\bip\b|\baddress/i)) return -1;
  // Small numbers throughout read as a section or version unless something says otherwise.
  if (parts.every((part) => part < 30) && !saysAddress(text, at, end)) return -1;
  return end;
}

const saysAddress = (text: string, at: number, end: number): boolean =>
  hasCue(text, at, end, cues.ip) ||
  hasCueBefore(text, at, cues.ipBefore) ||
  hasCueBehind(text, end, cues.ipBehind);

/** Whether a run of hex digits and colons is an IPv6 address (RFC 4291). */
function isIpv6(run: string): boolean {
  const gap = run.indexOf('::');
  if (gap >= 0 && run.includes('::', gap + 1)) return false;
  const groups = run.split(':');
  const filled = groups.filter((group) => group !== '');
  if (filled.some((group) => group.length > 4)) return false;
  // Eight pairs are a fingerprint or a long hardware address.
  if (gap < 0)
    return groups.length === 8 && filled.length === 8 && groups.some((group) => group.length !== 2);
  return filled.length >= 2 && filled.length <= 7;
}

const maxRunUnits = 64;
const isHexUnit = (unit: number): boolean =>
  (unit >= 0x30 && unit <= 0x39) || (unit >= 0x41 && unit <= 0x46) || (unit >= 0x61 && unit <= 0x66);

function mayBeIpv6(text: string, start: number, end: number): boolean {
  let colons = 0;
  for (let at = start; at < end; at += 1) {
    if (text.charCodeAt(at) !== 0x3a) continue;
    if (text.charCodeAt(at + 1) === 0x3a) return true;
    colons += 1;
  }
  return colons === 7 || (colons === 6 && text.charCodeAt(end) === 0x2e);
}

/** Where an IPv4 address ends that takes the place of the last two groups (RFC 4291, section 2.2, form 3), or -1. */
function dottedEnd(text: string, start: number, end: number): number {
  const last = text.lastIndexOf(':', end - 1) + 1;
  if (text.charCodeAt(end) !== 0x2e || last <= start || last === end) return -1;
  v4.lastIndex = last;
  const found = v4.exec(text);
  return found === null ? -1 : last + found[0].length;
}

const isFree = (text: string, start: number, end: number): boolean =>
  !/[\p{L}\p{N}_:]/u.test(text.charAt(start - 1)) && !/[\p{L}\p{N}_]/u.test(text.charAt(end));

/** IPv6 addresses, and addresses of network cards with colons, whose first colon lies in `[from, to)`. */
export function findIpv6(text: string, from: number, to: number, out: PersonalDatum[]): void {
  let at = text.indexOf(':', from);
  while (at >= 0 && at < to) {
    const next = text.charCodeAt(at + 1);
    if (!isHexUnit(next) && next !== 0x3a) {
      at = text.indexOf(':', at + 1);
      continue;
    }
    let start = at;
    while (start > 0 && at - start < 5 && isHexUnit(text.charCodeAt(start - 1))) start -= 1;
    let end = at;
    while (
      end < text.length &&
      end - start < maxRunUnits &&
      (isHexUnit(text.charCodeAt(end)) || text.charCodeAt(end) === 0x3a)
    )
      end += 1;
    const stop = end;
    if (text.charCodeAt(end - 1) === 0x3a && text.charCodeAt(end - 2) !== 0x3a) end -= 1;
    at = text.indexOf(':', Math.max(stop, at + 1));
    if (end - start === 17 && isFree(text, start, end) && isColonMac(text, start, end)) {
      out.push({ start, end, kind: 'mac-address' });
      continue;
    }
    // Most runs are times of the day: an address has a gap or seven colons.
    if (end - start < 6 || !mayBeIpv6(text, start, end)) continue;
    const dotted = dottedEnd(text, start, end);
    const run =
      dotted < 0 ? text.slice(start, end) : `${text.slice(start, text.lastIndexOf(':', end - 1))}:0:0`;
    if (dotted >= 0) end = dotted;
    if (isFree(text, start, end) && /\d/.test(text.slice(start, end)) && isIpv6(run))
      out.push({ start, end, kind: 'ip-address' });
  }
}
