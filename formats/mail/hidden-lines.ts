/** Says which fields of headers, of a message and of its parts, are text that a reader does not see. */
import type { HeaderField } from './field-reader.ts';
import { decodeHeaderText } from './header-value.ts';
import { maxHeaderUnits, type OtherFields } from './message-metadata.ts';

const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

/** Fields with a place of their own of which that place does not hold all: the second of one kind, words beside ids. */
function unplaced(fields: readonly HeaderField[]): HeaderField[] {
  const met = new Set<string>();
  return fields.filter(({ name, value }) => {
    const isFirst = !met.has(name);
    met.add(name);
    if (name === 'user-agent' && met.has('x-mailer')) return true;
    if (name === 'x-mailer' || name === 'user-agent') return !isFirst || value.length > maxHeaderUnits;
    if (name === 'message-id' && !isFirst) return true;
    if (name !== 'message-id' && name !== 'in-reply-to' && name !== 'references') return false;
    const beside = value.replaceAll(/<[^<>\s]{1,998}>/g, ' ');
    return hasWords(beside) && (value.includes('<') || !beside.includes('@'));
  });
}

/**
 * First words of fields that programs write for programs: on the way, in stores, for lists, against spam. They are metadata
 * alone. In any other a person may have written something, and words of it are looked for without knowing where.
 */
const standardWords = `received return delivered envelope errors reply sender resent dkim domainkey arc spf authentication
  list mime content auto autosubmitted precedence status lines xref path nntp newsgroups importance priority sensitivity
  accept thread feedback disposition require user old original originalarrivaltime deferred expires supersedes control
  ironport x400 cancel bounces delivery mailing priority require msip`;
const ownWords = `status mozilla uid uidl keywords ms microsoft exchange eop eopattributedmessage forefront google gm gmail
  received spam spamscore spamdetected virus viruschecked scanned scanner barracuda proofpoint mimecast ironport amavis
  antiabuse antispam antivirus originating originalarrivaltime original mailer mailman mailing mailgun mailscanner mime
  mimeole mimetrack beenthere loop priority sg ses apparently auth authenticated authentication authority sender envelope
  from to cc bcc folder filename origin bogosity pyzor dcc razor sieve cyrus evolution gnus rim aol apple yahoo ymail tnef
  auto accept list lyris egroups nntp trace complaints newsreader http php server host source sent delivered return report
  rcpt relay queue id info abuse content qmail sanitizer filter habeas hashcash face image notes lotus sun vm exmh url
  campaign bulk mid job jobid msg message track version operating pmx provags ui df me proto msmail library unsent enigmail
  universally sasl ip country language lang oem os security habeas sanitized mdaemon mdremoteip return envelopeid`;

const familyOf = (words: string, before: string): RegExp =>
  new RegExp(`^${before}(?:${words.split(/\s+/).join('|')})(?:[-_]|$)`);
const standard = familyOf(standardWords, '');
const own = familyOf(ownWords, 'x-');

/** Lines of the fields of a message that a reader does not see, and that a person may have written, or that found no room. */
export function hiddenLines(fields: readonly HeaderField[], { kept, rest }: OtherFields): string {
  const written = kept.filter(
    ({ name, value }) => !standard.test(name) && !own.test(name) && hasWords(value),
  );
  return [...written, ...rest, ...unplaced(fields)]
    .map(({ name, value }) => `${name}: ${decodeHeaderText(value)}\n`)
    .join('');
}

/** Fields of a part that say how it is packed, or that programs give to each. */
const packing = new Set(
  'content-type content-transfer-encoding content-disposition content-id mime-version x-attachment-id content-length content-md5'.split(
    ' ',
  ),
);

/** Lines of the fields of a part that a person may have written: its description, a comment, where it lay. */
export const partLines = (fields: readonly HeaderField[], strays: readonly string[]): string =>
  [
    ...fields
      .filter(({ name, value }) => !packing.has(name) && value !== '')
      .map(({ name, value }) => `${name}: ${decodeHeaderText(value)}\n`),
    ...strays.map((line) => `${line}\n`),
  ].join('');
