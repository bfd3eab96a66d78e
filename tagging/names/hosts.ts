/** Tells addresses, host names and links from running text, and finds the registered domain in them. */

/** Suffixes under which names are registered one level deeper in country domains. */
const secondLevel = new Set([
  'co',
  'com',
  'org',
  'gov',
  'net',
  'ac',
  'or',
  'ne',
  'go',
  'edu',
  'gob',
  'nic',
  'ltd',
  'plc',
]);
/** Endings that make a dotted word a host name even without scheme or `www`. Others may be file names. */
const topLevels = new Set(
  (
    'com org net gov edu int mil io ai co eu info biz app me social tv cc gg us uk in ca de fr es it pl nl be at ch br mx ar cl ' +
    'au nz ie za ng ke gh ug tz jp kr cn tw hk sg my id ph th ru ua tr il se no dk fi ee lv lt hu cz sk ro bg gr pt hr si rs lu is ' +
    'scot cymru wales london coop agency digital media news online group vote party team site cloud tech dev xyz ly be to fm example'
  ).split(' '),
);

/** Units looked at on each side; longer addresses are no addresses. */
const reachUnits = 256;

const isBreak = (unit: number): boolean =>
  unit <= 0x20 ||
  unit === 0xa0 ||
  unit === 0x22 ||
  unit === 0x3c ||
  unit === 0x3e ||
  unit === 0x28 ||
  unit === 0x29 ||
  unit === 0x2c ||
  unit === 0x3b ||
  unit === 0x7b ||
  unit === 0x7d ||
  unit === 0x5b ||
  unit === 0x5d ||
  unit === 0x7c ||
  (unit >= 0x2018 && unit <= 0x201f) ||
  unit === 0xab ||
  unit === 0xbb ||
  unit >= 0x3000;

const isHostUnit = (unit: number): boolean =>
  (unit >= 0x30 && unit <= 0x39) ||
  (unit >= 0x41 && unit <= 0x5a) ||
  (unit >= 0x61 && unit <= 0x7a) ||
  unit === 0x2d ||
  unit === 0x2e;

/** Where in an address a place lies: outside of any, in its host (with the host's ends), or in another part. */
export type AddressPart =
  | { readonly in: 'text' }
  | { readonly in: 'host'; readonly start: number; readonly end: number }
  | { readonly in: 'other' };

const outside: AddressPart = { in: 'text' };
const inside: AddressPart = { in: 'other' };

/** What `text.slice(start, end)` is part of. Looks at most `reachUnits` to each side. */
export function addressPart(text: string, start: number, end: number): AddressPart {
  const before = text.charCodeAt(start - 1);
  const after = text.charCodeAt(end);
  if (!isGlue(before) && !isGlue(after)) return outside;
  let left = start;
  while (left > 0 && start - left < reachUnits && !isBreak(text.charCodeAt(left - 1))) left -= 1;
  let right = end;
  while (right < text.length && right - end < reachUnits && !isBreak(text.charCodeAt(right))) right += 1;
  while (right > end && /[.,:!?'’…]/.test(text.charAt(right - 1))) right -= 1;
  const chunk = text.slice(left, right);
  const scheme = chunk.indexOf('://');
  const from = scheme >= 0 && scheme < 12 ? left + scheme + 3 : left;
  if (start < from && scheme >= 0) return inside;
  const at = text.indexOf('@', from);
  if (at > from && at < right && !text.slice(from, at).includes('/')) {
    if (end <= at) return mailHost(text, at + 1, right) ? inside : outside;
    return start > at ? hostPart(text, at + 1, right, start, end, true) : inside;
  }
  return hostPart(text, from, right, start, end, from > left || /^www\./i.test(text.slice(from, from + 4)));
}

const isGlue = (unit: number): boolean =>
  unit === 0x2e ||
  unit === 0x40 ||
  unit === 0x2f ||
  unit === 0x3a ||
  unit === 0x3d ||
  unit === 0x2d ||
  unit === 0x5f ||
  unit === 0x3f ||
  unit === 0x2b ||
  unit === 0x26 ||
  unit === 0x25 ||
  unit === 0x23;

function mailHost(text: string, from: number, right: number): boolean {
  return /^[a-z0-9-]+(?:\.[a-z0-9-]+)+/i.test(text.slice(from, Math.min(right, from + 80)));
}

function hostPart(
  text: string,
  from: number,
  right: number,
  start: number,
  end: number,
  sure: boolean,
): AddressPart {
  let stop = from;
  while (stop < right && isHostUnit(text.charCodeAt(stop))) stop += 1;
  while (stop > from && text.charCodeAt(stop - 1) === 0x2e) stop -= 1;
  const host = text.slice(from, stop);
  const dot = host.lastIndexOf('.');
  const isHost =
    dot > 0 &&
    (sure || topLevels.has(host.slice(dot + 1).toLowerCase())) &&
    /^[a-z]{2,24}$/i.test(host.slice(dot + 1));
  if (!isHost || (!sure && text.charCodeAt(stop) === 0x5f)) return sure ? inside : outside;
  if (start >= from && end <= stop) return { in: 'host', start: from, end: stop };
  return inside;
}

/** Offset in `host` where its registered domain begins: its last two labels, three below `co.uk` and the like. */
export function registeredFrom(host: string): number {
  const labels = host.toLowerCase().split('.');
  const last = labels.at(-1) ?? '';
  const deeper = labels.length > 2 && last.length === 2 && secondLevel.has(labels.at(-2) ?? '');
  const kept = labels.slice(deeper ? -3 : -2);
  return host.length - kept.join('.').length;
}
