/** What a person says of addresses, checked before it is kept: what names nothing, or stands against an earlier word, is refused. */
import type { RecordVersion } from '../../schemas/case-record.ts';
import { addressesMeant, Identities, maxIdentityAddresses } from '../../case/identities.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { addressKey } from '../../case/participants.ts';
import { Problem } from '../../schemas/problem.ts';
import type { RecordBody } from '../../schemas/record-kinds.ts';
import type { Scope } from '../../schemas/scope.ts';
import { escapeLine } from '../frame/escape.ts';

type Said = RecordBody<'identity-ruling'>;

/** As typed: addresses of one person, or those that are not of the person of `from`. */
export interface GivenRuling {
  readonly merge?: readonly string[] | undefined;
  readonly apart?: readonly string[] | undefined;
  readonly from?: readonly string[] | undefined;
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

/** Refuses what contradicts an earlier word, which is to be taken back first: nobody is overruled without knowing it. */
function checkAgainst(said: Said, { rulings }: Identities): void {
  const own = new Set(said.addresses);
  const against = rulings.find(({ body }) => {
    if (body === undefined || body.says === said.says) return false;
    const [apart, person] = body.says === 'apart' ? [body, said] : [said, body];
    if (apart.says !== 'apart') return false;
    const named = new Set(person.addresses);
    return apart.addresses.some((one) => named.has(one)) && apart.from.some((one) => named.has(one));
  });
  if (against)
    throw new Problem(
      'conflict',
      `${against.by} said otherwise on ${against.at.slice(0, 10)}`,
      `Take that back first: --undo ${against.id}`,
    );
  if (said.says === 'one-person' && own.size < 2)
    throw new Problem('wrong-value', 'these are one address', 'Name two or more with --merge.');
  if (said.says === 'apart' && said.from.some((one) => own.has(one)))
    throw new Problem('wrong-value', 'an address cannot be apart from itself');
}

/** With what is joined already, a merger must keep to the bound of an identity: beyond it, all would be taken apart. */
async function checkSize(said: Said, identities: Identities): Promise<void> {
  if (said.says !== 'one-person') return;
  const all = new Set<string>();
  for (const address of said.addresses)
    for (const one of (await identities.of(address)).addresses) all.add(one);
  if (all.size > maxIdentityAddresses)
    throw new Problem('wrong-value', `an identity has at most ${maxIdentityAddresses} addresses`);
}

/** Throws `not-found`, `wrong-value`, `conflict`. */
export async function checkedRuling(
  ledger: Ledger,
  { merge, apart = [], from = [], reason }: GivenRuling,
  scope: Scope,
): Promise<Said> {
  const addresses = await statedKeys(ledger, merge ?? apart, scope);
  const said: Said = merge
    ? { says: 'one-person', addresses, reason }
    : { says: 'apart', addresses, from: await statedKeys(ledger, from, scope), reason };
  const identities = await Identities.open(ledger, scope);
  checkAgainst(said, identities);
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
