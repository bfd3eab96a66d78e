/** What a person says of addresses, checked before it is kept: what names nothing, or stands against an earlier word, is refused. */
import type { RecordVersion } from '../../schemas/case-record.ts';
import { addressesMeant, Identities } from '../../case/identities.ts';
import { maxIdentityAddresses, type PersonCategory } from '../../schemas/records/identity-ruling.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { addressKey } from '../../case/participants.ts';
import { Problem } from '../../schemas/problem.ts';
import type { RecordBody } from '../../schemas/record-kinds.ts';
import type { Scope } from '../../schemas/scope.ts';
import { escapeLine } from '../frame/escape.ts';

type Said = RecordBody<'identity-ruling'>;

/** As typed: addresses of one person, those that are not of the person of `from`, or one of a person of a category. */
export interface GivenRuling {
  readonly merge?: readonly string[] | undefined;
  readonly apart?: readonly string[] | undefined;
  readonly from?: readonly string[] | undefined;
  readonly category?: PersonCategory | undefined;
  readonly of?: string | undefined;
  readonly reason: string;
}

/** The keys of addresses that messages state which the scope shows; each must be one. */
async function statedKeys(ledger: Ledger, given: readonly string[], scope: Scope): Promise<string[]> {
  const keys = new Set<string>();
  for (const one of given) {
    const key = addressKey(one);
    if (!(await addressesMeant(ledger, one, scope)).includes(key))
      throw new Problem(
        'not-found',
        `no message states the address "${escapeLine(one)}"`,
        'Addresses are named whole; `evidex identities CASE` lists them.',
      );
    keys.add(key);
  }
  return [...keys];
}

/** All that would be of one person by what is said: with what is joined already, by documents or by people. */
async function ofOnePerson(said: Said, identities: Identities): Promise<ReadonlySet<string>> {
  const all = new Set<string>();
  for (const address of said.addresses) {
    const own =
      said.says === 'apart' ? identities.mergedWith(address) : (await identities.of(address)).addresses;
    for (const one of own) all.add(one);
  }
  return all;
}

const against = ({ id, by, at }: RecordVersion<'identity-ruling'>): Problem =>
  new Problem(
    'conflict',
    `${by} said otherwise on ${at.slice(0, 10)}, or the same`,
    `Take that back first: --undo ${id}`,
  );

/** Refuses what contradicts an earlier word, which is to be taken back first: nobody is overruled without knowing it. */
async function checkAgainst(said: Said, identities: Identities): Promise<void> {
  const own = new Set(said.addresses);
  if (said.says === 'one-person' && own.size < 2)
    throw new Problem('wrong-value', 'these are one address', 'Name two or more with --merge.');
  if (said.says === 'apart' && said.from.some((one) => own.has(one)))
    throw new Problem('wrong-value', 'an address cannot be apart from itself');
  const person = await ofOnePerson(said, identities);
  const joinsThem = said.says === 'apart' && said.from.some((one) => person.has(one));
  const contrary = identities.rulings.find(({ body }) => {
    if (body === undefined || body.says === 'category' || body.says === said.says) return false;
    const isNamed = (addresses: readonly string[]): boolean => addresses.some((one) => person.has(one));
    return body.says === 'apart'
      ? isNamed(body.addresses) && isNamed(body.from)
      : joinsThem && isNamed(body.addresses);
  });
  if (contrary) throw against(contrary);
}

/** With what is joined or may be, a merger must keep to the bound of an identity: beyond it, what documents state would fall apart. */
async function checkSize(said: Said, identities: Identities): Promise<void> {
  if (said.says === 'one-person' && (await identities.reachOf(said.addresses)) > maxIdentityAddresses)
    throw new Problem('wrong-value', `an identity has at most ${maxIdentityAddresses} addresses`);
}

/** Throws `not-found`, `wrong-value`, `conflict`. */
export async function checkedRuling(
  ledger: Ledger,
  { merge, apart = [], from = [], category, of = '', reason }: GivenRuling,
  scope: Scope,
): Promise<Said> {
  if (category !== undefined) {
    const [address = ''] = await statedKeys(ledger, [of], scope);
    const { rulings } = await (await Identities.open(ledger, scope)).of(address);
    const before = rulings.find(({ body }) => body?.says === 'category');
    if (before) throw against(before);
    return { says: 'category', addresses: [address], category, reason };
  }
  const addresses = await statedKeys(ledger, merge ?? apart, scope);
  const said: Said = merge
    ? { says: 'one-person', addresses, reason }
    : { says: 'apart', addresses, from: await statedKeys(ledger, from, scope), reason };
  const identities = await Identities.open(ledger, scope);
  await checkAgainst(said, identities);
  await checkSize(said, identities);
  return said;
}

/** Throws `not-found` for one that is none, was taken back, or names what the scope does not show. */
export async function rulingInForce(
  ledger: Ledger,
  id: string,
  scope: Scope,
): Promise<RecordVersion<'identity-ruling'>> {
  const found = (await Identities.open(ledger, scope)).rulings.find((ruling) => ruling.id === id);
  if (found) return found;
  throw new Problem(
    'not-found',
    `nothing in force has the id "${escapeLine(id)}"`,
    '`evidex identities CASE` shows the ids.',
  );
}
