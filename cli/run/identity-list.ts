/** All identities of mail that a reader sees, with how many documents state one of their addresses. */
import type { Identities, Identity, JudgedPairing } from '../../case/identities.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { Scope } from '../../schemas/scope.ts';

export interface ListedIdentity extends Identity {
  readonly documents: number;
}

/** Most documents first, then by their first address. */
export async function allIdentities(
  ledger: Ledger,
  identities: Identities,
  scope: Scope,
): Promise<readonly ListedIdentity[]> {
  const found: ListedIdentity[] = [];
  const seen = new Set<string>();
  for (const { address, documents } of await ledger.participants.addresses(scope)) {
    if (seen.has(address)) continue;
    const identity = await identities.of(address);
    for (const one of identity.addresses) seen.add(one);
    const isAlone = identity.addresses.length === 1;
    const count = isAlone ? documents : await ledger.participants.count(identity.addresses, scope);
    found.push({ ...identity, documents: count });
  }
  const firstOf = ({ addresses }: Identity): string => addresses[0] ?? '';
  return found.sort(
    (one, other) => other.documents - one.documents || (firstOf(one) < firstOf(other) ? -1 : 1),
  );
}

/** What is stated of any of them and not used, each pairing once. */
export function unusedOf(identities: readonly Identity[]): readonly JudgedPairing[] {
  const found = new Map<string, JudgedPairing>();
  for (const { pairings } of identities)
    for (const pairing of pairings)
      if (!pairing.isUsed) found.set(JSON.stringify([pairing.one, pairing.other]), pairing);
  return [...found.values()];
}
