/** Tells places that machines write for machines: zones of clocks, message ids, boundaries, rests of encodings. */

/** Units looked at on each side of a place. */
const reachUnits = 512;

/** Fields of a message whose values name nobody: ids, encodings, signatures, servers and programs on its way. */
const idField =
  /^[>|\s*]{0,40}(?:message-id|references|(?:x-)?received(?:-spf)?|return-path|delivered-to|envelope-to|authentication-results|user-agent|x-mailer|in-reply-to|content-[a-z-]{1,40}|mime-version|thread-index|boundary|(?:arc|dkim|domainkey)-[a-z-]{1,40}|x-[a-z-]{0,40}(?:id|uid|uidl|index|hash|signature|key)) {0,3}[:=]/iu;
const dateField =
  /^[>|\s*]{0,40}(?:resent-)?(?:date|sent|received|gesendet|datum|envoyé|enviado|inviato|delivery-date|posted)\s{0,3}:/iu;
/** Letters that name zones; several of them are parties too. */
const zones = new Set(
  'A AT ET CT MT PT AST ADT EST EDT CST CDT MST MDT PST PDT AKST AKDT HST GMT UTC UT BST IST CET CEST MET MEST MEZ MESZ WET WEST EET EEST MSK EAT WAT CAT SAST PKT NPT SGT HKT JST KST AEST AEDT ACST ACDT AWST NZST NZDT NDT NST BRT ART CLT'.split(
    ' ',
  ),
);
const clockBefore =
  /(?:\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?|\d{1,2})[ \t\u202f\u00a0]{0,2}(?:[ap]\.?m\.?)?[ \t]{0,2}(?:[+-]\d{2}:?\d{2})?[ \t]{0,2}\(?$/iu;
const offsetBefore = /[+-]\d{2}:?\d{2}[ \t]{0,2}\($/u;
const lettersAlone = /^[A-Z]{2,5}$/u;
const boundaryLine = /^[>\s]{0,20}-{2,}[=_A-Za-z0-9'()+.,/:?-]{12,}\s*$/u;
const encoded = /^[A-Za-z0-9+/=_-]{40,}$/u;
/** Runs of digits, and small letters with a capital behind them, in what is no name of a file. */
const minDigitRuns = 3;
const minTurns = 5;

/** Whether no reader takes what stands at `[start, end)` for words. */
export function isMachineText(text: string, start: number, end: number): boolean {
  const surface = text.slice(start, end);
  // A rest of quoted-printable: `=CA`.
  if (text.charCodeAt(start - 1) === 0x3d && /^[0-9A-F]{2}$/u.test(surface)) return true;
  if (lettersAlone.test(surface) && isZone(text, start, surface)) return true;
  const token = tokenAt(text, start, end);
  if (token.length > 39 && isEncoded(token)) return true;
  if (isMessageId(token)) return true;
  const line = lineAt(text, start, end);
  if (idField.test(line) || /\bboundary=/iu.test(token)) return true;
  if (boundaryLine.test(line) && /[\d=_]/u.test(line)) return true;
  return lettersAlone.test(surface) && dateField.test(line) && /\d/u.test(line);
}

function isZone(text: string, start: number, surface: string): boolean {
  const before = text.slice(Math.max(0, start - 32), start);
  return offsetBefore.test(before) || (zones.has(surface) && clockBefore.test(before));
}

/** What stands around a place without a blank. */
function tokenAt(text: string, start: number, end: number): string {
  let left = start;
  while (left > 0 && start - left < reachUnits && text.charCodeAt(left - 1) > 0x20) left -= 1;
  let right = end;
  while (right < text.length && right - end < reachUnits && text.charCodeAt(right) > 0x20) right += 1;
  return text.slice(left, right);
}

/** The line of a place; of a header that is folded from its field on. */
function lineAt(text: string, start: number, end: number): string {
  const least = Math.max(0, start - reachUnits);
  let from = start;
  while (from > least) {
    const feed = text.lastIndexOf('\n', from - 1);
    from = Math.max(least, feed + 1);
    const first = text.charCodeAt(from);
    if (feed < least || (first !== 0x20 && first !== 0x09)) break;
    from = feed;
  }
  const to = text.indexOf('\n', end);
  return text.slice(from, to < 0 ? Math.min(text.length, end + reachUnits) : Math.min(to, end + reachUnits));
}

/** A line of base64 and its kin: capitals, small letters and digits take turns without sense. */
function isEncoded(token: string): boolean {
  if (!encoded.test(token)) return false;
  const digitRuns = token.match(/\d+/gu)?.length ?? 0;
  const turns = token.match(/[a-z][A-Z]/gu)?.length ?? 0;
  return digitRuns >= minDigitRuns && turns >= minTurns;
}

/** `<20011025.1036.GA1234@host>`: mostly digits before the at. */
function isMessageId(token: string): boolean {
  const local = /<([^<>@\s]{1,200})@[^<>@\s]{1,200}>/u.exec(token)?.[1];
  if (local === undefined) return false;
  const digits = local.replaceAll(/\D/gu, '').length;
  return digits >= 8 && digits * 2 > local.length;
}
