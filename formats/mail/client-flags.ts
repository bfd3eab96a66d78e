/** Says what mail programs note of a message they keep: that it was deleted and who says so, and whether it was seen or answered. */

/** Bits of X-Mozilla-Status: deleted and waiting to be taken out of the file, in Thunderbird and its forebears. */
const mozillaExpunged = 0x0008;
/** Bit of X-Mozilla-Status2: it was deleted on an IMAP server. */
const mozillaImapDeleted = 0x0020_0000;
/** Bit of the flags that Evolution writes behind the number of a message in X-Evolution. */
const evolutionDeleted = 0x0002;
/** Bit 1 of the flags in an emlx of Apple Mail. */
const appleDeleted = 2n;

type Fields = (name: string) => string | undefined;

/** Names of bits, as each program counts them. */
type Bits = readonly (readonly [bit: number, word: string])[];

/** X-Mozilla-Status, in hexadecimal. */
const mozillaBits: Bits = [
  [0x0001, 'seen'],
  [0x0002, 'replied'],
  [0x0004, 'flagged'],
  [0x1000, 'forwarded'],
];
/** X-Evolution, behind the number of the message. */
const evolutionBits: Bits = [
  [0x01, 'replied'],
  [0x04, 'draft'],
  [0x08, 'flagged'],
  [0x10, 'seen'],
];
/** The flags in an emlx, counted from the lowest bit. */
const appleBits: Bits = [
  [0x0000_0001, 'seen'],
  [0x0000_0004, 'replied'],
  [0x0000_0010, 'flagged'],
  [0x0000_0040, 'draft'],
  [0x0000_0100, 'forwarded'],
  [0x0000_0200, 'redirected'],
  [0x0100_0000, 'junk'],
];
/** Status and X-Status of mbox programs of Unix. */
const letterWords: Readonly<Record<string, string>> = { R: 'seen', A: 'replied', F: 'flagged', T: 'draft' };

const wordsOf = (flags: number, bits: Bits): string[] =>
  bits.filter(([bit]) => (flags & bit) !== 0).map(([, word]) => word);

const hexOf = (value = ''): number =>
  /^[0-9a-f]{1,8}$/i.test(value.trim()) ? Number.parseInt(value.trim(), 16) : 0;

const evolutionFlags = (field: Fields): string | undefined =>
  /^[0-9a-f]{1,16}-([0-9a-f]{4,8})\b/iu.exec(field('x-evolution')?.trim() ?? '')?.[1];

const lettersOf = (field: Fields, name: string): string => {
  const value = field(name)?.trim() ?? '';
  return /^[A-Z]{0,8}$/.test(value) ? value : '';
};

/** The fields that are asked for flags. */
const noting = ['x-mozilla-status', 'x-mozilla-status2', 'x-evolution', 'status', 'x-status'] as const;

/** Most messages have none of them. */
const notesNothing = (field: Fields): boolean => noting.every((name) => field(name) === undefined);

/** What the program that kept a message notes of it, each word once. */
export function describeFlags(field: Fields): string[] {
  if (notesNothing(field)) return [];
  const letters = `${lettersOf(field, 'status')}${lettersOf(field, 'x-status')}`.split('');
  const words = [
    ...wordsOf(hexOf(field('x-mozilla-status')), mozillaBits),
    ...wordsOf(hexOf(evolutionFlags(field)), evolutionBits),
    ...letters.flatMap((letter) => letterWords[letter] ?? []),
  ];
  return [...new Set(words)];
}

/** The same of the flags in an emlx, of which those over 32 bits say other things. */
export const describeAppleNotes = (flags: number): string[] =>
  Number.isSafeInteger(flags) && flags >= 0 ? wordsOf(flags % 2 ** 32, appleBits) : [];

/** `field` gives the first value of a header field by its small name. Undefined where none says deleted. */
export function describeDeletion(field: Fields): string | undefined {
  if (notesNothing(field)) return undefined;
  if ((hexOf(field('x-mozilla-status')) & mozillaExpunged) !== 0)
    return `flagged by the mail program (X-Mozilla-Status ${field('x-mozilla-status')?.trim() ?? ''})`;
  if ((hexOf(field('x-mozilla-status2')) & mozillaImapDeleted) !== 0)
    return `flagged by the mail program (X-Mozilla-Status2 ${field('x-mozilla-status2')?.trim() ?? ''})`;
  const evolution = evolutionFlags(field);
  if (evolution !== undefined && (Number.parseInt(evolution, 16) & evolutionDeleted) !== 0)
    return `flagged by the mail program (X-Evolution ${evolution})`;
  // What mbox programs of Unix write: D in X-Status (pine, UW-IMAP), or in Status.
  for (const name of ['x-status', 'status']) {
    const value = field(name)?.trim() ?? '';
    if (/^[A-Z]{0,8}$/.test(value) && value.includes('D'))
      return `flagged by the mail program (${name === 'status' ? 'Status' : 'X-Status'} ${value})`;
  }
  return undefined;
}

/** What the flags of Apple Mail say of a deletion. */
export function describeAppleFlags(flags: number): string | undefined {
  if (!Number.isSafeInteger(flags) || flags < 0) return undefined;
  return (BigInt(flags) & appleDeleted) === 0n ? undefined : `flagged by Apple Mail (flags ${flags})`;
}
