/** Who a message names, and which addresses it states to be of one mailbox: from its metadata alone, whatever its format. */
import type { Mailbox, Metadata } from '../schemas/metadata.ts';
import { labelKey } from '../search/query/fields.ts';

/** The lists of a message in which a mailbox stands; a bit each. */
export const mailboxRoles = { from: 1, to: 2, cc: 4, bcc: 8, sender: 32, resent: 64 } as const;
export type MailboxRole = keyof typeof mailboxRoles;
/** The bit of one that a contact card states, and no list of a message. */
const cardRole = 16;

/** What states that two addresses are of one mailbox; decision 0126. */
export type PairingBasis = 'property' | 'card' | 'header' | 'received-header';

export interface StatedMailbox {
  /** As `addressKey` gives it; empty for a name alone. */
  readonly address: string;
  /** As stated; empty where there is none. */
  readonly name: string;
  /** Bits of `mailboxRoles`; none of them where a contact card alone states it. */
  readonly roles: number;
}

/** Two keys of addresses, the lesser first. */
export interface StatedPairing {
  readonly one: string;
  readonly other: string;
  readonly basis: PairingBasis;
}

export interface StatedParticipants {
  readonly mailboxes: readonly StatedMailbox[];
  readonly pairings: readonly StatedPairing[];
}

/** Longer ones are no addresses: RFC 5321 allows 320, and names of Exchange stay far below. Stops rows as long as a mail. */
const maxAddressUnits = 1_000;
const maxNameUnits = 300;

/**
 * What addresses are compared by: small letters, without what some programs write before them. Empty for what is none: a
 * name in the place of an address, with neither `@` nor the `/` of Exchange's, would pass for a person of that name.
 */
export function addressKey(stated: string): string {
  const trimmed = stated.trim();
  // Before anything is looked for in it, which takes the square of its length.
  if (trimmed.length > maxAddressUnits) return '';
  const address = trimmed
    .replace(/^[<'"]+|[>'"]+$/gu, '')
    .replace(/^(?:mailto|smtp|ex):/iu, '')
    // Of ASCII alone: the sign for Kelvin is no `k`, and looks like one.
    .replace(/[A-Z]/gu, (letter) => letter.toLowerCase());
  return /[@/]/u.test(address) ? address : '';
}

/** What names are compared by: their words in any order, so that "Okafor, Ngozi" is "Ngozi Okafor". Empty where it has none. */
export const nameKey = (name: string): string =>
  (labelKey(name.slice(0, maxNameUnits)).match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).sort().join(' ');

/** An address that means something within one Exchange organisation alone ([MS-OXOABK] 2.2.1.1). */
export const isExchangeAddress = (address: string): boolean => /^\/o=/iu.test(address);

const isInternetAddress = (address: string): boolean => /^[^\s@]+@[^\s@]+$/u.test(address);

class Gathering {
  readonly mailboxes = new Map<string, { address: string; name: string; roles: number }>();
  readonly pairings = new Map<string, StatedPairing>();

  mailbox(address: string, name: string, role: number): void {
    const kept = { address, name: name.trim().slice(0, maxNameUnits), roles: role };
    if (kept.address === '' && kept.name === '') return;
    const key = `${kept.address}\0${kept.name}`;
    const known = this.mailboxes.get(key);
    if (known) known.roles |= kept.roles;
    else this.mailboxes.set(key, kept);
  }

  all(mailboxes: readonly Mailbox[] | undefined, role: number, basis: PairingBasis): void {
    for (const { name = '', address = '', also = [] } of mailboxes ?? []) {
      const key = addressKey(address);
      this.mailbox(key, name, role);
      for (const more of also.map(addressKey)) {
        this.mailbox(more, name, role);
        this.pair(key, more, basis);
      }
    }
  }

  pair(address: string, other: string, basis: PairingBasis): void {
    if (address === '' || other === '' || address === other) return;
    const [one, two] = address < other ? [address, other] : [other, address];
    this.pairings.set(`${one}\0${two}\0${basis}`, { one, other: two, basis });
  }
}

/** `Okafor, Ngozi </O=FIRM/OU=…/CN=NOKAFOR>`, and nothing else. */
const exchangeMailbox = /^([^<>]{0,300})<(\/o=[^<>]{1,1000})>$/iu;
/** A name that no address goes with, as an export of Notes or Exchange writes it. */
const bareName = /^[^<>@;/\\]{1,300}$/u;

/** What the `X-` field that an export wrote says of the one address in the field beside it. */
function readExported(
  found: Gathering,
  { other, received }: Metadata,
  role: 'from' | 'to',
  mailboxes: readonly Mailbox[] = [],
): void {
  const said = other?.[`x-${role}`]?.trim() ?? '';
  const address = addressKey(mailboxes[0]?.address ?? '');
  if (said === '' || mailboxes.length !== 1 || !isInternetAddress(address)) return;
  const exchange = exchangeMailbox.exec(said);
  if (exchange) {
    const key = addressKey(exchange[2] ?? '');
    const name = (exchange[1] ?? '').trim();
    found.mailbox(address, name, mailboxRoles[role]);
    // Whoever wrote a message that came from outside is not made its sender by writing another's address into it.
    if (received === undefined) found.mailbox(key, name, mailboxRoles[role]);
    found.pair(address, key, received === undefined ? 'header' : 'received-header');
  } else if (bareName.test(said)) found.mailbox(address, said, mailboxRoles[role]);
}

/** Each mailbox once, and each pairing. */
export function participantsOf(metadata: Metadata): StatedParticipants {
  const found = new Gathering();
  for (const role of Object.keys(mailboxRoles) as MailboxRole[])
    found.all(metadata[role], mailboxRoles[role], 'property');
  found.all(metadata.cards, cardRole, 'card');
  readExported(found, metadata, 'from', metadata.from);
  readExported(found, metadata, 'to', metadata.to);
  return { mailboxes: [...found.mailboxes.values()], pairings: [...found.pairings.values()] };
}
