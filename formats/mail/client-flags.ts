/** Says what mail programs note of a message they keep: that it was deleted, and who says so. */

/** Bits of X-Mozilla-Status: deleted and waiting to be taken out of the file, in Thunderbird and its forebears. */
const mozillaExpunged = 0x0008;
/** Bit of X-Mozilla-Status2: it was deleted on an IMAP server. */
const mozillaImapDeleted = 0x0020_0000;
/** Bit of the flags that Evolution writes behind the number of a message in X-Evolution. */
const evolutionDeleted = 0x0002;
/** Bit 1 of the flags in an emlx of Apple Mail. */
const appleDeleted = 2n;

/** `field` gives the first value of a header field by its small name. Undefined where none says deleted. */
export function describeDeletion(field: (name: string) => string | undefined): string | undefined {
  const hex = (name: string): number => {
    const value = field(name)?.trim() ?? '';
    return /^[0-9a-f]{1,8}$/i.test(value) ? Number.parseInt(value, 16) : 0;
  };
  if ((hex('x-mozilla-status') & mozillaExpunged) !== 0)
    return `flagged by the mail program (X-Mozilla-Status ${field('x-mozilla-status')?.trim() ?? ''})`;
  if ((hex('x-mozilla-status2') & mozillaImapDeleted) !== 0)
    return `flagged by the mail program (X-Mozilla-Status2 ${field('x-mozilla-status2')?.trim() ?? ''})`;
  const evolution = /^[0-9a-f]{1,16}-([0-9a-f]{4,8})\b/iu.exec(field('x-evolution')?.trim() ?? '')?.[1];
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
