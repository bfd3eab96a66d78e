/** `evidex identity`: a person says which addresses are of one person and which are not, with a reason, and takes it back. */
import { z } from 'zod';
import { addressesMeant, Identities, maxIdentityAddresses } from '../case/identities.ts';
import type { Ledger } from '../case/ledger/ledger.ts';
import { addressKey } from '../case/participants.ts';
import type { RecordBody } from '../schemas/record-kinds.ts';
import { Problem } from '../schemas/problem.ts';
import type { Scope } from '../schemas/scope.ts';
import { escapeLine } from './frame/escape.ts';
import { defineVerb } from './frame/verb.ts';
import { identityWords, rulingWords, seeIdentity } from './run/identity-words.ts';

type Said = RecordBody<'identity-ruling'>;

const see = 'See `evidex identity --help`.';
const addresses = z.array(z.string().min(1).max(1_000)).max(maxIdentityAddresses).optional();

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
    throw new Problem('wrong-value', 'an address cannot be apart from itself', see);
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

export const verb = defineVerb({
  details:
    'Addresses are named whole, as `evidex identities` lists them. --merge says that all that are named are of one person; --apart that these are not of the person whom those with --from are of, whatever states it. Each needs --reason, is kept with who said it, when, and the record of the audit log, and holds for queries at once. --undo takes one back by its id, which `evidex identities` shows; both stay on record. What is said counts for readers who see every address that it names.',
  options: z.strictObject({
    merge: addresses.describe('an address of one person').meta({ placeholder: 'ADDRESS' }),
    apart: addresses.describe('an address that is of somebody else').meta({ placeholder: 'ADDRESS' }),
    from: addresses.describe('an address of the person that --apart is not').meta({ placeholder: 'ADDRESS' }),
    undo: z.string().min(1).max(200).optional().describe('take back what was said').meta({ placeholder: 'ID' }),
  }), // prettier-ignore
  access: 'mark',
  isSealed: true,
  isScoped: true,
  output: 'report',
  examples: [
    [
      'evidex identity --merge n.okafor@firm.example --merge ngozi@home.example --reason "her card, EX-3" --case CASE',
      'two addresses of one person',
    ],
    [
      'evidex identity --apart n.okafor@firm.example --from nnamdi@firm.example --reason "took over the mailbox" --case CASE',
      'of two people',
    ],
    ['evidex identity --undo ID --reason "the card is another’s" --case CASE', 'take it back'],
  ],
  check({ options: { merge, apart, from, undo }, reason }) {
    if ([merge, apart, undo].filter((one) => one !== undefined).length !== 1)
      throw new Problem('usage', 'name one of --merge, --apart and --undo', see);
    if ((apart === undefined) !== (from === undefined))
      throw new Problem('usage', '--apart and --from go together', see);
    if (reason === undefined) throw new Problem('usage', '--reason is missing: say what it rests on', see);
  },
  async run({ caseFolder, options, out, scope, operator, auditRecord, reason = '' }) {
    const by = { by: operator, at: new Date().toISOString(), record: auditRecord ?? 0 };
    const catalogue = await caseFolder.openCatalogue();
    const ledger = await caseFolder.openLedger();
    try {
      const before = await Identities.open(ledger, scope);
      if (options.undo !== undefined) {
        const ruling = before.rulings.find(({ id }) => id === options.undo);
        if (!ruling) throw new Problem('not-found', `nothing in force has the id "${escapeLine(options.undo)}"`, '`evidex identities CASE` shows the ids.'); // prettier-ignore
        const { kind, id, version } = ruling;
        await catalogue.removeRecord({ kind, id, basedOn: version }, by);
        await out.report({ undone: id, ...by }, () => `Taken back: ${escapeLine(id)}.`);
        return { resultCount: 1 };
      }
      const named = await statedKeys(ledger, options.merge ?? options.apart ?? [], scope);
      const from = await statedKeys(ledger, options.from ?? [], scope);
      const said: Said = options.merge
        ? { says: 'one-person', addresses: named, reason }
        : { says: 'apart', addresses: named, from, reason };
      checkAgainst(said, before);
      await checkSize(said, before);
      const { id } = await catalogue.writeRecord({ kind: 'identity-ruling', basedOn: 0, body: said }, by);
      const identity = await (await Identities.open(ledger, scope)).of(named[0] ?? '');
      const seen = await seeIdentity(ledger, identity, scope);
      const ruling = { id, ...said, ...by };
      await out.report({ ruling, identity: seen }, () =>
        [rulingWords(ruling), ...identityWords(seen)].join('\n'),
      );
      return { resultCount: 1 };
    } finally {
      await ledger.close();
      await catalogue.close();
    }
  },
});
