/** Which addresses are of one person: what documents state of them, and what people say. Decision 0126. */
import type { RecordVersion } from '../schemas/case-record.ts';
import { maxIdentityAddresses } from '../schemas/records/identity-ruling.ts';
import type { Scope } from '../schemas/scope.ts';
import { everyRecord } from './every-record.ts';
import type { Ledger } from './ledger/ledger.ts';
import {
  firstPairings,
  isOfHolder,
  type MailboxCount,
  maxPairingsOfAddress,
  type Pairing,
} from './ledger/participants.ts';
import { addressKey, isExchangeAddress, type PairingBasis } from './participants.ts';
import { isRoleAddress } from './role-addresses.ts';

/**
 * Why a pairing is not used. `outside`: mail from outside alone states it. `single`: one document states it, and others
 * state other pairings of its addresses. `role`: several people read one of them. `many`: with it an identity would have
 * too many addresses. `apart`: people say that these are of two.
 */
export type UnusedBecause = 'outside' | 'single' | 'role' | 'many' | 'apart';

export interface JudgedPairing {
  readonly one: string;
  readonly other: string;
  readonly evidence: readonly { readonly basis: PairingBasis; readonly documents: number }[];
  readonly isUsed: boolean;
  readonly because?: UnusedBecause;
}

export interface Identity {
  /** Sorted. */
  readonly addresses: readonly string[];
  /** All that is stated of them, used or not. */
  readonly pairings: readonly JudgedPairing[];
  /** What people say of them, in the order in which it was said. */
  readonly rulings: readonly RecordVersion<'identity-ruling'>[];
}

type Ruling = RecordVersion<'identity-ruling'>;

/** What is joined, the strongest first. */
interface Joint {
  readonly one: string;
  readonly other: string;
  /** Infinite where a person says it. */
  readonly documents: number;
}

const pairKey = (one: string, other: string): string =>
  one < other ? `${one}\0${other}` : `${other}\0${one}`;

/** What people say, as far as the scope shows the addresses. */
interface Rulings {
  /** Those of which all addresses show. */
  readonly whole: readonly Ruling[];
  /** Each that is apart from another: of a separation what shows holds, so that nothing is joined for who sees less. */
  readonly apart: readonly (readonly [one: string, other: string])[];
}

async function readRulings(ledger: Ledger, scope: Scope): Promise<Rulings> {
  const all: readonly Ruling[] = await Array.fromAsync(everyRecord(ledger, 'identity-ruling', scope));
  const shown = new Set<string>();
  for (const address of new Set(all.flatMap(addressesOf)))
    if (await isStated(ledger, address, scope)) shown.add(address);
  const isShown = (address: string): boolean => shown.has(address);
  return {
    whole: all.filter((ruling) => ruling.body && addressesOf(ruling).every(isShown)),
    apart: all.flatMap(({ body }) =>
      body?.says === 'apart'
        ? body.addresses
            .filter(isShown)
            .flatMap((one) => body.from.filter(isShown).map((other) => [one, other] as const))
        : [],
    ),
  };
}

/** Whether any document that shows states an address. */
const isStated = async ({ participants }: Ledger, address: string, scope: Scope): Promise<boolean> =>
  (await participants.count([address], scope)) > 0 ||
  (await participants.pairings(scope, address)).length > 0;

const addressesOf = ({ body }: Ruling): readonly string[] =>
  body === undefined ? [] : [...body.addresses, ...(body.says === 'apart' ? body.from : [])];

export class Identities {
  readonly rulings: readonly Ruling[];
  readonly #read: (address: string) => Promise<readonly Pairing[]>;
  readonly #pairings = new Map<string, readonly Pairing[]>();
  readonly #merged = new Map<string, Set<string>>();
  readonly #apart = new Map<string, Set<string>>();

  private constructor(read: (address: string) => Promise<readonly Pairing[]>, { whole, apart }: Rulings) {
    this.#read = read;
    this.rulings = whole;
    const link = (to: Map<string, Set<string>>, one: string, other: string): void => {
      to.set(one, (to.get(one) ?? new Set()).add(other));
      to.set(other, (to.get(other) ?? new Set()).add(one));
    };
    for (const [one, other] of apart) link(this.#apart, one, other);
    for (const { body } of whole) {
      const [first = '', ...others] = body?.says === 'one-person' ? body.addresses : [];
      for (const other of others) link(this.#merged, first, other);
    }
  }

  /** Looks up what is asked. */
  static async open(ledger: Ledger, scope: Scope): Promise<Identities> {
    return new Identities(
      (address) => ledger.participants.pairings(scope, address),
      await readRulings(ledger, scope),
    );
  }

  /** For whoever asks of all: reads the pairings of the case once. */
  static async openWhole(ledger: Ledger, scope: Scope): Promise<Identities> {
    const of = new Map<string, Pairing[]>();
    for (const pairing of await ledger.participants.pairings(scope))
      for (const address of [pairing.one, pairing.other]) {
        const known = of.get(address);
        if (known === undefined) of.set(address, [pairing]);
        else known.push(pairing);
      }
    return new Identities(
      (address) => Promise.resolve(firstPairings(of.get(address) ?? [])),
      await readRulings(ledger, scope),
    );
  }

  async #of(address: string): Promise<readonly Pairing[]> {
    let known = this.#pairings.get(address);
    if (known === undefined) this.#pairings.set(address, (known = await this.#read(address)));
    return known;
  }

  /** The identity of an address, which may be alone in it, or with those alone that people say are of the same person. */
  async of(address: string): Promise<Identity> {
    const { reached, isTooMany } = await this.#reach(address);
    const joints = isTooMany ? this.#said(address) : await this.#joints(reached);
    const addresses = [...joined(address, joints, this.#apart)].sort();
    const own = new Set(addresses);
    const pairings = await this.#judged(own, isTooMany);
    const rulings = this.rulings.filter((ruling) => addressesOf(ruling).some((one) => own.has(one)));
    return { addresses, pairings, rulings };
  }

  /** All that can be got to from an address, what is apart included, so that it is the same from each of them. */
  async #reach(address: string): Promise<{ reached: ReadonlySet<string>; isTooMany: boolean }> {
    const reached = new Set([address]);
    for (const at of reached) {
      const stated = await this.#of(at);
      const next = [...(this.#merged.get(at) ?? [])];
      // Of one with more not all are known here.
      if (stated.filter(isOfHolder).length >= maxPairingsOfAddress) return { reached, isTooMany: true };
      for (const { other, pairings } of byNeighbour(at, stated))
        if ((await this.#unused(at, other, pairings)) === undefined) next.push(other);
      for (const one of next) reached.add(one);
      if (reached.size > maxIdentityAddresses) return { reached, isTooMany: true };
    }
    return { reached, isTooMany: false };
  }

  /** Those that people's mergers alone join with an address, it too. */
  mergedWith(address: string): ReadonlySet<string> {
    const found = new Set([address]);
    for (const at of found) for (const other of this.#merged.get(at) ?? []) found.add(other);
    return found;
  }

  /** How many addresses would be looked at together if these were of one person; Infinity where that is too many. */
  async reachOf(addresses: readonly string[]): Promise<number> {
    const all = new Set<string>();
    for (const address of addresses) {
      const { reached, isTooMany } = await this.#reach(address);
      if (isTooMany) return Infinity;
      for (const one of reached) all.add(one);
    }
    return all.size;
  }

  #said(address: string): readonly Joint[] {
    const own = [...this.mergedWith(address)].sort();
    return own.flatMap((one) =>
      own
        .filter((other) => one < other && this.#merged.get(one)?.has(other))
        .map((other) => ({ one, other, documents: Infinity })),
    );
  }

  async #joints(reached: ReadonlySet<string>): Promise<readonly Joint[]> {
    const found = new Map<string, Joint>();
    for (const at of reached) {
      for (const { other, pairings } of byNeighbour(at, await this.#of(at)))
        if (reached.has(other) && (await this.#unused(at, other, pairings)) === undefined)
          found.set(pairKey(at, other), { one: at, other, documents: documentsOf(pairings) });
      for (const other of this.#merged.get(at) ?? [])
        found.set(pairKey(at, other), { one: at, other, documents: Infinity });
    }
    return [...found.entries()]
      .sort(([one, first], [other, second]) =>
        first.documents === second.documents ? (one < other ? -1 : 1) : second.documents - first.documents,
      )
      .map(([, joint]) => joint);
  }

  /** Why documents do not join two addresses; undefined where they do. */
  async #unused(
    one: string,
    other: string,
    pairings: readonly Pairing[],
  ): Promise<UnusedBecause | undefined> {
    if (isRoleAddress(one) || isRoleAddress(other)) return 'role';
    const kept = keptIn(pairings);
    if (kept.size === 0) return 'outside';
    if (kept.size > 1) return undefined;
    const around = keptIn([...(await this.#of(one)), ...(await this.#of(other))]);
    return around.size > 1 ? 'single' : undefined;
  }

  async #judged(own: ReadonlySet<string>, isTooMany: boolean): Promise<readonly JudgedPairing[]> {
    const found = new Map<string, JudgedPairing>();
    for (const at of own)
      for (const { other, pairings } of byNeighbour(at, await this.#of(at))) {
        const stated = await this.#unused(at, other, pairings);
        const because = stated ?? (own.has(other) ? undefined : isTooMany ? 'many' : 'apart');
        const [one, two] = at < other ? [at, other] : [other, at];
        const evidence = pairings.map(({ basis, documents }) => ({ basis, documents }));
        const judged = { one, other: two, evidence, isUsed: because === undefined };
        found.set(pairKey(at, other), because === undefined ? judged : { ...judged, because });
      }
    return [...found.entries()].sort(([one], [two]) => (one < two ? -1 : 1)).map(([, judged]) => judged);
  }
}

/** What was read of one address, by the address that it is paired with. */
const byNeighbour = (
  address: string,
  pairings: readonly Pairing[],
): { readonly other: string; readonly pairings: readonly Pairing[] }[] =>
  [...Map.groupBy(pairings, ({ one, other }) => (one === address ? other : one))].map(([other, of]) => ({
    other,
    pairings: of,
  }));

const documentsOf = (pairings: readonly Pairing[]): number =>
  pairings.reduce((sum, { documents }) => sum + documents, 0);

/** Documents of the holder's own that state any of these. */
const keptIn = (pairings: readonly Pairing[]): ReadonlySet<string> =>
  new Set(pairings.flatMap((pairing) => (isOfHolder(pairing) ? pairing.kept : [])));

/** The addresses that joints join with one, without joining what is apart. */
function joined(
  address: string,
  joints: readonly Joint[],
  apart: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlySet<string> {
  const sets = new Map<string, Set<string>>();
  const setOf = (one: string): Set<string> => {
    let set = sets.get(one);
    if (!set) sets.set(one, (set = new Set([one])));
    return set;
  };
  for (const { one, other } of joints) {
    const [first, second] = [setOf(one), setOf(other)];
    if (first === second) continue;
    if ([...first].some((member) => !second.isDisjointFrom(apart.get(member) ?? new Set()))) continue;
    for (const member of second) {
      first.add(member);
      sets.set(member, first);
    }
  }
  return setOf(address);
}

/** The name that most documents state beside these addresses, else the first address that the internet knows. */
export function nameOf(addresses: readonly string[], mailboxes: readonly MailboxCount[]): string {
  const counts = new Map<string, number>();
  for (const { name, documents } of mailboxes)
    // A name that is an address says nothing.
    if (name !== '' && !name.includes('@')) counts.set(name, (counts.get(name) ?? 0) + documents);
  const [best] = [...counts].sort(([one, first], [other, second]) =>
    first === second ? (one < other ? -1 : 1) : second - first,
  );
  return best?.[0] ?? addresses.find((address) => !isExchangeAddress(address)) ?? addresses[0] ?? '';
}

/** Addresses that a name or an address stands for; several identities may be called so. */
export async function addressesMeant(
  ledger: Ledger,
  asked: string,
  scope: Scope,
): Promise<readonly string[]> {
  const address = addressKey(asked);
  if (address !== '' && (await isStated(ledger, address, scope))) return [address];
  return ledger.participants.addressesNamed(asked, scope, maxIdentityAddresses + 1);
}

/** The identities that a name or an address stands for, each once. */
export async function identitiesMeant(
  ledger: Ledger,
  asked: string,
  scope: Scope,
): Promise<readonly Identity[]> {
  const addresses = await addressesMeant(ledger, asked, scope);
  if (addresses.length === 0) return [];
  const identities = await Identities.open(ledger, scope);
  const found = new Map<string, Identity>();
  for (const address of addresses) {
    const identity = await identities.of(address);
    found.set(identity.addresses[0] ?? '', identity);
  }
  return [...found.values()];
}
