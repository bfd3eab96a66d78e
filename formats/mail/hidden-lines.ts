/** Says which fields of headers, of a message and of its parts, are text that a reader does not see. */
import type { HeaderField } from './field-reader.ts';
import { decodeHeaderText, parseStructured } from './header-value.ts';
import type { OtherFields } from './message-metadata.ts';

const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

/** Fields with a place of their own of which that place does not hold all: the second of one kind, words beside ids. */
function unplaced(fields: readonly HeaderField[]): HeaderField[] {
  const met = new Set<string>();
  return fields.filter(({ name, value }) => {
    const isFirst = !met.has(name);
    met.add(name);
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

const written = new Map<string, boolean>();
/** Names of fields that are remembered: programs write few, evidence as many as it likes. */
const maxRemembered = 2_000;
/** Longer ones are no program's. */
const maxRememberedUnits = 80;

function isWritten({ name }: HeaderField): boolean {
  let is = written.get(name);
  if (is === undefined) {
    is = !standard.test(name) && !own.test(name);
    if (written.size >= maxRemembered) written.clear();
    if (name.length <= maxRememberedUnits) written.set(name, is);
  }
  return is;
}

/** Fields that are in the metadata, in the lines that a reader sees, or say how a body is packed. */
const placed = new Set(
  'from to cc bcc subject date message-id in-reply-to references x-mailer user-agent'.split(' '),
);

/** Fields that say how a part is packed, or that programs give to each. */
const packing = new Set(
  'content-type content-transfer-encoding content-disposition content-id mime-version x-attachment-id content-length content-md5'.split(
    ' ',
  ),
);

const knownParameters =
  /^(?:boundary|charset|format|delsp|type|name|filename|size|protocol|micalg|start|start-info|method|report-type|reply-type|differences|component|profile|x-mac-type|x-mac-creator|smime-type|x-unix-mode|x-apple-part-url|creation-date|modification-date|read-date|access-type|number|total|id|url|site|directory|mode|expiration|permission|server|subject|conversions)$/;

/** Whether such a field says more than that: a comment, a parameter that no standard has. */
const saysMore = ({ name, value }: HeaderField): boolean =>
  packing.has(name) &&
  (/\((?=[^)]{0,1000}[\p{L}\p{N}])/u.test(value) ||
    (name !== 'content-id' &&
      [...parseStructured(value).parameters.keys()].some((key) => !knownParameters.test(key))));

const lineOf = ({ name, value }: HeaderField): string => `${name}: ${decodeHeaderText(value)}\n`;

/** Lines of the fields of a message that a reader does not see, and that a person may have written, or that found no room. */
export function hiddenLines(fields: readonly HeaderField[], { kept, rest }: OtherFields): string {
  const said = kept.filter((field) => isWritten(field) && hasWords(field.value));
  const named = fields.filter(
    (field) => field.value === '' && isWritten(field) && !placed.has(field.name) && !packing.has(field.name),
  );
  return [...said, ...rest, ...unplaced(fields), ...fields.filter(saysMore), ...named].map(lineOf).join('');
}

/** Signatures and their hashes: no words, and as many terms as the rest of a header. */
const signed = /^(?:arc|dkim|domainkey)-/;
const signature = /\b(bh?)=[\w+/=\s]{20,4000}/g;

/** Ids and programs in the metadata, which are words of the header as well. */
const ids = new Set('message-id in-reply-to references x-mailer user-agent'.split(' '));

/** Lines of what programs wrote on the way of a message: each word of a header is in one of its texts. */
export function transportLines(fields: readonly HeaderField[], { kept }: OtherFields): string {
  const known = new Set(kept);
  return fields
    .filter(
      (field) => ids.has(field.name) || (known.has(field) && !(isWritten(field) && hasWords(field.value))),
    )
    .map((field) =>
      lineOf(
        signed.test(field.name)
          ? { name: field.name, value: field.value.replaceAll(signature, (_, tag: string) => `${tag}=`) }
          : field,
      ),
    )
    .join('');
}

/** Lines of the fields of a part that a person may have written: its description, a comment, where it lay. */
export const partLines = (fields: readonly HeaderField[], strays: readonly string[]): string =>
  [
    ...fields
      .filter((field) => (!packing.has(field.name) && field.value !== '') || saysMore(field))
      .map(lineOf),
    ...strays.map((line) => `${line}\n`),
  ].join('');
