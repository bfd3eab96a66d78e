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

/** The form that mbox writers themselves produce (asctime): enough without header fields after it. */
const strictEnvelope =
  /^From \S{1,250}\s+(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+\d{1,2}\s+\d{1,2}:\d{2}:\d{2}\s.{0,12}\d{4}/;
/** A MIME entity saved on its own. */
const multipart = /^Content-Type:\s{0,4}multipart\/\w+;\s{0,8}boundary=/i;

/**
 * `eml` for a header block with at least two well-known fields in the first lines, `mbox` where an envelope line
 * stands before it: a single message that kept its envelope line is a mailbox of one.
 */
export function identifyMessage(text: string): 'eml' | 'mbox' | undefined {
  const lines = text.slice(0, 12_000).split(/\r\n|\n|\r/, 60);
  let at = 0;
  while (at < 5 && lines[at]?.trim() === '') at++;
  if (multipart.test(text.slice(0, 400))) return 'eml';
  const mbox = envelope.test(lines[at] ?? '');
  const sure = strictEnvelope.test(lines[at] ?? '');
  if (mbox) at++;
  if (!field.test(lines[at] ?? '')) return sure ? 'mbox' : undefined;
  const seen = new Set<string>();
  let capital = 0;
  let odd = 0;
  for (; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '') break;
    if (/^[ \t]/.test(line)) continue;
    const key = field.exec(line)?.[1];
    if (key === undefined) {
      // One or two broken lines occur in real mail; more is prose.
      if (++odd > 2) break;
      continue;
    }
    if (!wellKnown.has(key.toLowerCase())) continue;
    seen.add(key.toLowerCase());
    if (/^[A-Z]/.test(key)) capital++;
  }
  const enough = seen.size >= 2 && [...seen].some((key) => mailOnly.has(key));
  // `from:` and `to:` in small letters are as likely YAML; mail that writes so has more than two fields.
  if (!enough || (capital < 2 && seen.size < 4)) return sure ? 'mbox' : undefined;
  return mbox ? 'mbox' : 'eml';
}
