/** Reading port: who is named by the messages of the case, and which addresses they state to be of one mailbox. */
import type { Scope } from '../../schemas/scope.ts';
import type { PairingBasis } from '../participants.ts';

/** A pairing as far as documents that the scope shows state it. */
export interface Pairing {
  readonly one: string;
  readonly other: string;
  readonly basis: PairingBasis;
  readonly documents: number;
  /** Of those that lie at the top of their family at a place that shows, by SHA-256: all, or any `maxKept` of more. */
  readonly kept: readonly string[];
}

/** Whether one, or more than one: that is all that decides. */
export const maxKept = 2;

/** Pairings of one address that are given; who states more states nonsense. */
export const maxPairingsOfAddress = 200;

/** Whether the holder's own mail states it: what comes from outside may be said by anybody, as often as he likes. */
export const isOfHolder = ({ basis, kept }: Pick<Pairing, 'basis' | 'kept'>): boolean =>
  basis !== 'received-header' && kept.length > 0;

/** Of one address the first `maxPairingsOfAddress`, what the holder's own mail states before all else, in the order given. */
export function firstPairings(pairings: readonly Pairing[]): readonly Pairing[] {
  if (pairings.length <= maxPairingsOfAddress) return pairings;
  const ofHolder = pairings.filter(isOfHolder).slice(0, maxPairingsOfAddress);
  const others = pairings.filter((pairing) => !isOfHolder(pairing));
  const given = new Set([...ofHolder, ...others.slice(0, maxPairingsOfAddress - ofHolder.length)]);
  return pairings.filter((pairing) => given.has(pairing));
}

export interface MailboxCount {
  readonly address: string;
  readonly name: string;
  readonly documents: number;
}

/** A mailbox as one document states it. */
export interface NamedMailbox {
  /** SHA-256. */
  readonly document: string;
  readonly address: string;
  readonly name: string;
  /** Bits of `mailboxRoles`. */
  readonly roles: number;
}

export interface AddressCount {
  readonly address: string;
  readonly documents: number;
}

/** A document that states a pairing, with the first of its places that shows. */
export interface PairingStatement {
  readonly document: string;
  readonly basis: PairingBasis;
  /** At the top of its family at some place that shows. */
  readonly isKept: boolean;
  readonly source: string;
  readonly path: string;
  /** As the message states it: `sent`, else `received`. */
  readonly date?: string;
}

export interface PairingStatements {
  /** Dates of the first and the last message that states it, as `date` of one. */
  readonly first?: string;
  readonly last?: string;
  /** The earliest first, undated ones last, then by SHA-256. */
  readonly documents: readonly PairingStatement[];
}

/** Of what the scope shows; addresses are keys of `addressKey`. */
export interface ParticipantReading {
  /** By their addresses, then by basis: all, or those of one address as `firstPairings` says. */
  pairings(scope: Scope, address?: string): Promise<readonly Pairing[]>;
  /** Names beside these addresses, none where a document states the address alone; by address, then name. */
  mailboxes(addresses: readonly string[], scope: Scope): Promise<readonly MailboxCount[]>;
  /** Most documents first, then by address. */
  addresses(scope: Scope): Promise<readonly AddressCount[]>;
  /** Addresses beside names with these words, in any order; by address, at most `limit`. */
  addressesNamed(name: string, scope: Scope, limit: number): Promise<readonly string[]>;
  /** Who is named in documents, by SHA-256, in no order that means anything. What is no document is passed over. */
  namedIn(documents: readonly string[], scope: Scope): Promise<readonly NamedMailbox[]>;
  /** How many documents name any of these addresses. */
  count(addresses: readonly string[], scope: Scope): Promise<number>;
  /** Of documents at most `limit`; the dates are of all. */
  statements(one: string, other: string, scope: Scope, limit: number): Promise<PairingStatements>;
}
