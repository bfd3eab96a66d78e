/** Says of the name of a header field who writes such fields, and for whom: looked up once for a name, not in each message. */

/** What a name says of its field. */
export interface NameFacts {
  /** The metadata have a place for it, or it describes the transport of the body: it is none of the other fields. */
  readonly isPlaced: boolean;
  /** Can be a key of the metadata as it is. */
  readonly canBeKey: boolean;
  /** No program is known to write it: a person may have. */
  readonly isWritten: boolean;
  /** Says how a part is packed, or is given to each part by programs. */
  readonly isPacking: boolean;
  /** Counts though it has no value: its name may have been written by a person. */
  readonly countsEmpty: boolean;
  /** Holds ids or a program, which are in the metadata and words of the header as well. */
  readonly isId: boolean;
  /** Holds a signature or its hash. */
  readonly isSigned: boolean;
}

/** Fields that are in the metadata, and in the lines that a reader sees. */
const placed = new Set(
  'from to cc bcc subject date message-id in-reply-to references x-mailer user-agent'.split(' '),
);
/** Fields that describe the transport of the body only. */
const transport = new Set(
  'content-type content-transfer-encoding content-disposition mime-version'.split(' '),
);

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

/** Fields that say how a part is packed, or that programs give to each. */
const packing = new Set(
  'content-type content-transfer-encoding content-disposition content-id mime-version x-attachment-id content-length content-md5'.split(
    ' ',
  ),
);

const ids = new Set('message-id in-reply-to references x-mailer user-agent'.split(' '));
const signed = /^(?:arc|dkim|domainkey)-/;
const key = /^[\w-]{1,80}$/;

function findFacts(name: string): NameFacts {
  const isWritten = !standard.test(name) && !own.test(name);
  return {
    isPlaced: placed.has(name) || transport.has(name),
    canBeKey: key.test(name),
    isWritten,
    isPacking: packing.has(name),
    countsEmpty: isWritten && !placed.has(name) && !packing.has(name),
    isId: ids.has(name),
    isSigned: signed.test(name),
  };
}

const found = new Map<string, NameFacts>();
/** Names of fields that are remembered: programs write few, evidence as many as it likes. */
const maxRemembered = 2_000;
/** Longer ones are no program's. */
const maxRememberedUnits = 80;

/** `name` in lower case. */
export function factsOfName(name: string): NameFacts {
  let facts = found.get(name);
  if (facts === undefined) {
    facts = findFacts(name);
    if (found.size >= maxRemembered) found.clear();
    // A copy: a piece of a header keeps the megabyte that it was cut from.
    if (name.length <= maxRememberedUnits) found.set(Buffer.from(name, 'utf16le').toString('utf16le'), facts);
  }
  return facts;
}
