/**
 * What tells that two messages are copies of one mail, whichever program kept them. Versioned: another way to make it is
 * another version, and hashes of two versions are never equal. Decision 0116 says what each part is and why.
 *
 * SHA-256 over seven lines in UTF-16LE, each ended by a line feed, then the body. The lines: `evidex-message-hash-1`; the
 * senders; To; Cc (of each the address in small letters, else the name, which for an address of Exchange is in small letters; sorted, each once, a blank between); the time of
 * sending in UTC to the second, or the clock of the sender where no zone is stated; the subject; the SHA-256 of each
 * attachment or embedded file, sorted, a blank between. All text is in form NFC, without blanks and characters that nobody sees; of the body
 * also without the `>` at the starts of lines. Bcc and the time of delivery are not in it.
 */
import { createHash, hash } from 'node:crypto';
import { withUnits } from '../../formats/coded/units.ts';
import type { Mailbox, Metadata } from '../../schemas/metadata.ts';

const version = 1;

/** Units of text that are hashed at once. */
const scratchUnits = 16 * 1024;

/** Characters that nobody sees: control characters, blanks of every width, soft hyphens, marks of direction. */
const isUnseen = (unit: number): boolean =>
  unit <= 0x20 ||
  (unit >= 0x7f &&
    (unit <= 0xa0 ||
      unit === 0xad ||
      unit === 0x61c ||
      unit === 0x1680 ||
      unit === 0x180e ||
      (unit >= 0x2000 && unit <= 0x200f) ||
      (unit >= 0x2028 && unit <= 0x202f) ||
      (unit >= 0x205f && unit <= 0x206f) ||
      unit === 0x3000 ||
      unit === 0xfeff));

/** The first mark that combines with the character before it: below, every text is in form NFC. */
const firstCombining = 0x300;

/** What nobody sees or what combines may be among these; all others of ASCII are seen, or are blanks. */
const beyondPlain = /[^\0-\x7e]/;
/** Shorter texts are read where they are: to copy them takes longer. */
const leastCopied = 128;

/** Takes text as units, into one hash; most messages fit into what is hashed at once. */
class UnitHash {
  readonly #scratch = scratch;
  #at = 0;
  #long: ReturnType<typeof createHash> | undefined;

  #flush(): void {
    this.#long ??= createHash('sha256');
    this.#long.update(bytesOf(this.#scratch, this.#at));
    this.#at = 0;
  }

  #put(unit: number): void {
    if (this.#at === scratchUnits) this.#flush();
    this.#scratch[this.#at++] = unit;
  }

  /** As it is. */
  plain(text: string): void {
    for (let at = 0; at < text.length; at += 1) this.#put(text.charCodeAt(at));
  }

  /** What is seen of it; where `quoted`, without the marks of quoted lines. */
  seen(text: string, quoted: boolean): void {
    if (text.length < leastCopied || beyondPlain.test(text)) this.#seenOfAny(text, quoted);
    else {
      this.#isStart = quoted;
      for (let at = 0; at < text.length; at += scratchUnits)
        withUnits(text.slice(at, at + scratchUnits), (units) => this.#seenOfPlain(units, quoted));
    }
  }

  /** Nothing before it on its line is seen but marks of quoted lines. */
  #isStart = false;

  /** Of so many units at most as the scratch has, in a row. */
  #seenOfPlain(given: Uint16Array, quoted: boolean): void {
    const { length } = given;
    if (this.#at + length > scratchUnits) this.#flush();
    const units = this.#scratch;
    let isStart = this.#isStart;
    let to = this.#at;
    for (let at = 0; at < length; at += 1) {
      const unit = given[at] as number;
      if (unit <= 0x20) {
        if (unit === 0x0a || unit === 0x0d) isStart = quoted;
      } else if (!isStart || unit !== 0x3e) {
        isStart = false;
        units[to++] = unit;
      }
    }
    this.#isStart = isStart;
    this.#at = to;
  }

  #seenOfAny(given: string, quoted: boolean): void {
    const units = this.#scratch;
    let text = given;
    let isInForm = false;
    let isStart = quoted;
    // Whether the last unit taken is the one before.
    let isAfterUnit = false;
    let to = this.#at;
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      if (unit <= 0x20 || (unit >= 0x7f && isUnseen(unit))) {
        if (unit === 0x0a || unit === 0x0d) isStart = quoted;
        isAfterUnit = false;
        continue;
      }
      if (isStart && unit === 0x3e) continue;
      if (unit >= firstCombining && !isInForm) {
        // Nearly all texts end without one. It may combine with the unit before it, which is taken back.
        isInForm = true;
        if (isAfterUnit) to -= 1;
        text = text.slice(isAfterUnit ? at - 1 : at).normalize('NFC');
        at = -1;
        isAfterUnit = false;
        continue;
      }
      isStart = false;
      isAfterUnit = true;
      if (to === scratchUnits) {
        this.#at = to;
        this.#flush();
        to = 0;
      }
      units[to++] = unit;
    }
    this.#at = to;
  }

  end(): string {
    if (!this.#long) return hash('sha256', bytesOf(this.#scratch, this.#at), 'hex');
    this.#flush();
    return this.#long.digest('hex');
  }
}

/** One for all: a hash is made without a pause. */
const scratch = new Uint16Array(scratchUnits);
const bytesOf = (units: Uint16Array, count: number): Buffer => Buffer.from(units.buffer, 0, count * 2);

/** An address that means something within one Exchange organisation alone ([MS-OXOABK] 2.2.1.1). */
const isExchange = (address: string): boolean => /^\/o=/i.test(address);

/** Nothing states another address for it. */
const isUnresolved = ({ name = '', address = '' }: Mailbox): boolean =>
  isExchange(address) && !/^[^\s@]+@[^\s@]+$/.test(name);

/** What a mailbox is compared by; undefined for one that is left out. */
function keyOf({ name = '', address = '' }: Mailbox): string | undefined {
  if (address !== '' && !isExchange(address)) return address.toLowerCase();
  // Two people of one organisation have two names there.
  return address === '' ? name : name.toLowerCase() || undefined;
}

interface Listed {
  readonly keys: readonly string[];
  readonly leftOut: number;
}

function listed(mailboxes: readonly Mailbox[] = []): Listed {
  const keys = mailboxes.map(keyOf).filter((key) => key !== undefined);
  const leftOut = mailboxes.filter(isUnresolved).length;
  return { keys: keys.length < 2 ? keys : [...new Set(keys)].sort(), leftOut };
}

function timeOf({ sent }: Metadata): string | undefined {
  const stated = sent?.instant ?? sent?.local;
  return stated === undefined || stated.length < 19
    ? undefined
    : `${stated.slice(0, 19)}${sent?.instant === undefined ? '' : 'Z'}`;
}

/**
 * The message hash and, where addresses are left out that only Exchange knows, how many. Empty where there is no time of
 * sending or nobody is named: what is left would join messages that have nothing in common.
 */
function messageHash(
  metadata: Metadata,
  body: readonly string[],
  attachments: readonly string[],
): Pick<Metadata, 'messageHash' | 'addressesLeftOut'> {
  const time = timeOf(metadata);
  const lists = [listed(metadata.from), listed(metadata.to), listed(metadata.cc)];
  const leftOut = lists.reduce((sum, list) => sum + list.leftOut, 0);
  if (time === undefined || (leftOut === 0 && lists.every(({ keys }) => keys.length === 0))) return {};
  const units = new UnitHash();
  units.plain(`evidex-message-hash-${version}\n`);
  for (const { keys } of lists) {
    for (const [at, key] of keys.entries()) {
      if (at > 0) units.plain(' ');
      units.seen(key, false);
    }
    units.plain('\n');
  }
  units.plain(`${time}\n`);
  units.seen(metadata.subject ?? '', false);
  units.plain(`\n${[...attachments].sort().join(' ')}\n`);
  for (const text of body) units.seen(text, true);
  const made = `${version}-${units.end()}`;
  return leftOut === 0 ? { messageHash: made } : { messageHash: made, addressesLeftOut: leftOut };
}

/**
 * EDRM's Message Identification Hash (version 1.0, 2023): MD5 of the Message-ID with its angle brackets. Two tools that read
 * one message come to the same.
 */
const identificationHash = (messageId: string): string => hash('md5', `<${messageId}>`, 'hex');

/** What is hashed of a message beside what it states of itself. */
export interface HashedParts {
  /** What a reader sees first, in order; undefined where it was not read whole. */
  readonly body: readonly string[] | undefined;
  /** SHA-256 of each, hex; undefined where one was not read. */
  readonly attachments: readonly string[] | undefined;
}

/** The hashes of a message. Only what was read whole has a message hash: what is not known could be what differs. */
export function messageHashes(metadata: Metadata, { body, attachments }: HashedParts): Metadata {
  return {
    ...(metadata.messageId !== undefined && {
      messageIdHash: identificationHash(metadata.messageId),
    }),
    ...(body && attachments && messageHash(metadata, body, attachments)),
  };
}
