/** `evidex identity`: a person says which addresses are of one person and which are not, with a reason, and takes it back. */
import { z } from 'zod';
import { Identities } from '../case/identities.ts';
import { maxIdentityAddresses, personCategories } from '../schemas/records/identity-ruling.ts';
import { Problem } from '../schemas/problem.ts';
import { escapeLine } from './frame/escape.ts';
import { defineVerb } from './frame/verb.ts';
import { checkedRuling, rulingInForce } from './run/identity-saying.ts';
import { identityWords, rulingWords, seeIdentity } from './run/identity-words.ts';

const see = 'See `evidex identity --help`.';
const addresses = z.array(z.string().min(1).max(1_000)).max(maxIdentityAddresses).optional();

export const verb = defineVerb({
  details:
    'Addresses are named whole, as `evidex identities` lists them. --merge says that all that are named are of one person; --apart that these are not of the person whom those with --from are of, whatever states it. --category says what the person of an address is in the case, by whatever addresses; no rule tells it. Each needs --reason, is kept with who said it, when, and the record of the audit log, and holds for queries at once. --undo takes one back by its id, which `evidex identities` shows; both stay on record. What is said counts for readers who see every address that it names.',
  options: z.strictObject({
    merge: addresses.describe('an address of one person').meta({ placeholder: 'ADDRESS' }),
    apart: addresses.describe('an address that is of somebody else').meta({ placeholder: 'ADDRESS' }),
    from: addresses.describe('an address of the person that --apart is not').meta({ placeholder: 'ADDRESS' }),
    category: z.enum(personCategories).optional().describe('what the person of --of is in the case'),
    of: z.string().min(1).max(1_000).optional().describe('an address of the person of --category').meta({ placeholder: 'ADDRESS' }),
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
    [
      'evidex identity --category witness --of n.okafor@firm.example --reason "interview EX-9" --case CASE',
      'what a person is in the case',
    ],
    ['evidex identity --undo ID --reason "the card is another’s" --case CASE', 'take it back'],
  ],
  check({ options: { merge, apart, from, category, of, undo }, reason }) {
    if ([merge, apart, category, undo].filter((one) => one !== undefined).length !== 1)
      throw new Problem('usage', 'name one of --merge, --apart, --category and --undo', see);
    if ((category === undefined) !== (of === undefined))
      throw new Problem('usage', '--category and --of go together', see);
    if ((apart === undefined) !== (from === undefined))
      throw new Problem('usage', '--apart and --from go together', see);
    if (reason === undefined) throw new Problem('usage', '--reason is missing: say what it rests on', see);
  },
  async run({ caseFolder, options, out, scope, operator, auditRecord, reason = '' }) {
    const by = { by: operator, at: new Date().toISOString(), record: auditRecord ?? 0 };
    const catalogue = await caseFolder.openCatalogue();
    const ledger = await caseFolder.openLedger();
    try {
      if (options.undo !== undefined) {
        const { kind, id, version } = await rulingInForce(ledger, options.undo, scope);
        await catalogue.removeRecord({ kind, id, basedOn: version }, by);
        await out.report({ undone: id, ...by }, () => `Taken back: ${escapeLine(id)}.`);
        return { resultCount: 1 };
      }
      const said = await checkedRuling(ledger, { ...options, reason }, scope);
      const { id } = await catalogue.writeRecord({ kind: 'identity-ruling', basedOn: 0, body: said }, by);
      const identity = await (await Identities.open(ledger, scope)).of(said.addresses[0] ?? '');
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
