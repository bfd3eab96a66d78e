/** Recognises mail: a block of RFC 5322 header fields, or the `From ` line of an mbox before one. */

const wellKnown = new Set(
  `from to cc bcc subject date sender reply-to message-id in-reply-to references received return-path delivered-to
   mime-version content-type content-transfer-encoding x-mailer x-originating-ip envelope-to dkim-signature
   thread-topic thread-index x-from x-to x-folder errors-to status x-status disposition-notification-to
   authentication-results arc-seal resent-from resent-to resent-date x-mozilla-status`.split(/\s+/),
);
/** Fields one of which every message has in practice; HTTP headers and MIME parts hold none of them. */
const mailOnly = new Set(
  'from to subject message-id received return-path delivered-to mime-version x-mozilla-status x-from'.split(
    ' ',
  ),
);
const field = /^([!-9;-~]{1,76}):/;
/** The envelope line of an mbox (RFC 4155, and what writers made of it): an address and a year. */
const envelope = /^>?From \S+.{0,80}\b(?:19|20)\d\d\b/;

/** A separator that says nothing, as some programs write it. */
const bareEnvelope = /^>?From[ \t-]*$/;

/** The form that mbox writers themselves produce (asctime): enough without header fields after it. */
const strictEnvelope =
  /^From \S{1,250}\s+(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+\d{1,2}\s+\d{1,2}:\d{2}:\d{2}\s.{0,12}\d{4}/;
/** Fields that a message has from its way here, or from a mail program; a text that quotes a header has none. */
const transport = new Set(
  'message-id received return-path delivered-to mime-version x-mailer authentication-results dkim-signature'.split(
    ' ',
  ),
);
/** Lines before the first field that are passed over: what programs write above the header that they show or save. */
const maxLeadLines = 3;
const maxLeadUnits = 200;

/** The first line of an emlx of Apple Mail: the bytes of the message behind it. */
const byteCount = /^\d{1,12}[ \t]*$/;

/** A MIME entity saved on its own. */
const multipart = /^Content-Type:\s{0,4}multipart\/\w+;\s{0,8}boundary=/i;

/** Units and lines that are looked at. */
const maxUnits = 12_000;
const maxLines = 60;

/** The first lines of a text, one at a time: most texts are told by one or two of them. */
class Lines {
  readonly #text: string;
  #at = 0;
  #count = 0;
  /** The next carriage return at or behind `at`, or -1. */
  #nextReturn: number;

  constructor(text: string) {
    this.#text = text.slice(0, maxUnits);
    this.#nextReturn = this.#text.indexOf('\r');
  }

  /** The next line without its break (LF, CR LF or CR), or undefined behind the last. */
  next(): string | undefined {
    const text = this.#text;
    const at = this.#at;
    if (at > text.length || this.#count >= maxLines) return undefined;
    this.#count++;
    if (this.#nextReturn >= 0 && this.#nextReturn < at) this.#nextReturn = text.indexOf('\r', at);
    const feed = text.indexOf('\n', at);
    let end = feed < 0 ? text.length : feed;
    if (this.#nextReturn >= at && this.#nextReturn < end) end = this.#nextReturn;
    this.#at = end + (text.startsWith('\r\n', end) ? 2 : 1);
    return text.slice(at, end);
  }
}

/**
 * `eml` for a header block with at least two well-known fields in the first lines, `mbox` where an envelope line
 * stands before it (a single message that kept its envelope line is a mailbox of one), `emlx` where a count does.
 */
export function identifyMessage(text: string): 'eml' | 'emlx' | 'mbox' | undefined {
  const lines = new Lines(text);
  let line = lines.next();
  for (let blank = 0; blank < 5 && line !== undefined && line.trim() === ''; blank++) line = lines.next();
  if (multipart.test(text.slice(0, 400))) return 'eml';
  if (byteCount.test(line ?? '')) return holdsMailFields(lines.next(), lines) ? 'emlx' : undefined;
  const mayBeEnvelope = line !== undefined && /^>?From(?: |$)/.test(line);
  const sure = mayBeEnvelope && strictEnvelope.test(line ?? '');
  const mbox = mayBeEnvelope && (envelope.test(line ?? '') || bareEnvelope.test(line ?? ''));
  if (mbox) line = lines.next();
  if (!field.test(line ?? '')) {
    if (sure) return 'mbox';
    return !mbox && leadsToMail(line, lines) ? 'eml' : undefined;
  }
  // `from:` and `to:` in small letters are as likely YAML; mail that writes so has more than two fields.
  if (!holdsMailFields(line, lines)) return sure ? 'mbox' : undefined;
  return mbox ? 'mbox' : 'eml';
}

/** Whether a header follows a line or two that are none of it. */
function leadsToMail(first: string | undefined, lines: Lines): boolean {
  let line = first;
  for (let lead = 0; lead < maxLeadLines; lead++) {
    if (line === undefined || line.trim() === '' || line.length > maxLeadUnits) return false;
    line = lines.next();
    if (line !== undefined && field.test(line)) return holdsMailFields(line, lines, true);
  }
  return false;
}

/** Whether the block that `first` begins holds enough fields of mail, with one of transport where that is asked. */
function holdsMailFields(first: string | undefined, lines: Lines, needsTransport = false): boolean {
  const seen = new Set<string>();
  let capital = 0;
  let odd = 0;
  let isMail = false;
  let isTransported = !needsTransport;
  for (let line = first; line !== undefined && line !== ''; line = lines.next()) {
    if (line.startsWith(' ') || line.startsWith('\t')) continue;
    const key = field.exec(line)?.[1];
    if (key === undefined) {
      // One or two broken lines occur in real mail; more is prose.
      if (++odd > 2) break;
      continue;
    }
    const name = key.toLowerCase();
    if (!wellKnown.has(name)) continue;
    seen.add(name);
    if (mailOnly.has(name)) isMail = true;
    if (transport.has(name)) isTransported = true;
    if (key !== name && isCapital(key.charCodeAt(0))) capital++;
    // Nothing that follows can take this back.
    if (isMail && isTransported && seen.size >= 2 && (capital >= 2 || seen.size >= 4)) return true;
  }
  return false;
}

const isCapital = (unit: number): boolean => unit >= 0x41 && unit <= 0x5a;
