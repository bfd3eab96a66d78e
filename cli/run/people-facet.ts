/** Counts who the messages of an answer name, each person once a document, whatever the address: the same over any index. */
import { Identities, nameOf } from '../../case/identities.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { NamedMailbox } from '../../case/ledger/participants.ts';
import { mailboxRoles } from '../../case/participants.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { mailboxFields, participantField } from '../../search/query/mailbox-fields.ts';
import type { CountedValue } from './entry-counts.ts';
import { documentPages } from './query.ts';

export const peopleFacets = [participantField, ...mailboxFields] as const;
export type PeopleFacet = (typeof peopleFacets)[number];

export const isPeopleFacet = (field: string): field is PeopleFacet =>
  (peopleFacets as readonly string[]).includes(field);

const everyRole = Object.values(mailboxRoles).reduce((all, role) => all | role, 0);
const rolesOf = (field: PeopleFacet): number => {
  if (field === participantField) return everyRole;
  return mailboxRoles[field === 'sent-by' ? 'sender' : field];
};

export interface CountedPerson extends CountedValue {
  /** What a query asks for them by, behind the field: an address, or a name that stands without one. */
  readonly named: string;
}

/** Who is meant, as one word: a name without an address is by itself, since it says nobody. */
const aloneKey = (name: string): string => `\0${name}`;

interface FacetAsking {
  readonly index: IndexReader;
  readonly ledger: Ledger;
  readonly scope: Scope;
}

/** Most documents first, then by value: name and first address of the internet; a name that stands without an address alone. */
export async function peopleCounts(
  query: Query,
  field: PeopleFacet,
  { index, ledger, scope }: FacetAsking,
): Promise<readonly CountedPerson[]> {
  const wanted = rolesOf(field);
  const identities = await Identities.openWhole(ledger, scope);
  const known = new Map<string, readonly string[]>();
  const keyOf = async ({ address, name }: NamedMailbox): Promise<string> => {
    if (address === '') return aloneKey(name);
    let addresses = known.get(address);
    if (addresses === undefined) {
      ({ addresses } = await identities.of(address));
      for (const one of addresses) known.set(one, addresses);
    }
    return addresses[0] ?? address;
  };
  const counts = new Map<string, number>();
  for await (const page of documentPages(index, query, scope)) {
    const seen = new Set<string>();
    for (const mailbox of await ledger.participants.namedIn(page, scope)) {
      if ((mailbox.roles & wanted) === 0) continue;
      const key = await keyOf(mailbox);
      const once = JSON.stringify([mailbox.document, key]);
      if (!seen.has(once)) counts.set(key, (counts.get(key) ?? 0) + 1);
      seen.add(once);
    }
  }
  const values: CountedPerson[] = [];
  for (const [key, count] of counts) values.push({ ...(await wordsOf(key, known, ledger, scope)), count });
  return values.sort((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1));
}

async function wordsOf(
  key: string,
  known: ReadonlyMap<string, readonly string[]>,
  { participants }: Ledger,
  scope: Scope,
): Promise<Pick<CountedPerson, 'value' | 'named'>> {
  if (key.startsWith(aloneKey(''))) return { value: key.slice(1), named: key.slice(1) };
  const addresses = known.get(key) ?? [key];
  const name = nameOf(addresses, await participants.mailboxes(addresses, scope));
  const address = nameOf(addresses, []);
  return { value: name === address ? address : `${name} <${address}>`, named: address };
}
