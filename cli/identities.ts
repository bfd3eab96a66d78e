/** `evidex identities`: which addresses of mail are of one person, with what states it. */
import { z } from 'zod';
import { Identities, identitiesMeant, type JudgedPairing, nameOf } from '../case/identities.ts';
import type { Ledger } from '../case/ledger/ledger.ts';
import { Problem } from '../schemas/problem.ts';
import { personCategories, type PersonCategory } from '../schemas/records/identity-ruling.ts';
import type { Scope } from '../schemas/scope.ts';
import { escapeLine } from './frame/escape.ts';
import type { Output } from './frame/output.ts';
import { countOf, formatCount } from './frame/quantities.ts';
import { table } from './frame/table.ts';
import { defineVerb } from './frame/verb.ts';
import { allIdentities, unusedOf } from './run/identity-list.ts';
import {
  categoriesOf,
  identityWords,
  type IdentitySeen,
  pairingWords,
  rulingsSeen,
  rulingWords,
  seeIdentity,
  unusedWords,
} from './run/identity-words.ts';

const describeUnused = (unused: readonly JudgedPairing[]): string[] =>
  unused.flatMap((pairing) => [
    escapeLine(`${pairing.one} ? ${pairing.other}`),
    `  ${pairingWords(pairing)}; ${pairing.because ? unusedWords(pairing.because) : ''}`,
  ]);

interface ListedRow {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly documents: number;
  readonly categories: readonly PersonCategory[];
}

const describeIdentities = (rows: readonly ListedRow[]): string =>
  table(
    [
      { title: 'identity', maxWidth: 40 },
      { title: 'documents', align: 'right' },
      { title: 'category' },
      { title: 'addresses', maxWidth: 120 },
    ],
    rows.map(({ name, documents, categories, addresses }) => [
      name,
      formatCount(documents),
      categories.join(', '),
      addresses.join(', '),
    ]),
  );

async function showMeant(ledger: Ledger, who: string, scope: Scope, out: Output): Promise<number> {
  const found: IdentitySeen[] = [];
  for (const identity of await identitiesMeant(ledger, who, scope))
    found.push(await seeIdentity(ledger, identity, scope));
  if (found.length === 0)
    throw new Problem(
      'not-found',
      `nothing names "${escapeLine(who)}" as it is`,
      'A whole address or a whole name is looked for; `evidex identities CASE` lists them.',
    );
  if (found.length > 1)
    out.note(`${formatCount(found.length)} identities are called so: a name joins no addresses.`);
  await out.report({ identities: found }, () => found.flatMap(identityWords).join('\n'));
  return found.length;
}

export const verb = defineVerb({
  details:
    'Who is who in the mail: addresses are of one identity where kept mail states both for one mailbox (an Exchange address with its SMTP address in an item of Outlook’s; the addresses of a contact card; X-From beside From), or where a person says so with `evidex identity`. A name alone joins nothing. With WHO, a whole address or name, one identity with what states each pairing: how many documents, the first and the last, and which. What mail from outside alone states, or one document against others, is not used: --candidates lists it. A category (suspect, victim, witness, other) is said by hand. `from:`, `to:`, `cc:`, `bcc:` and `participant:` find an identity by any of its addresses.',
  positionals: ['case', 'who'],
  options: z.strictObject({
    who: z.string().min(1).max(1_000).optional().describe('an address or a name, whole'),
    several: z.boolean().default(false).describe('only those with more than one address'),
    candidates: z.boolean().default(false).describe('pairings that are stated and not used, with the reason'),
    category: z.enum(personCategories).optional().describe('only people of whom that is said'),
    limit: z.number().int().min(1).optional().describe('at most so many identities; default all'),
  }),
  access: 'read',
  isScoped: true,
  output: 'report',
  examples: [
    ['evidex identities CASE --several', 'people with more than one address'],
    ['evidex identities CASE n.okafor@firm.example', 'one of them, with what states it'],
    ['evidex identities CASE --candidates', 'what is stated and not used'],
  ],
  async run({ caseFolder, options, out, scope }) {
    const ledger = await caseFolder.openLedger();
    try {
      if (options.who !== undefined) return { resultCount: await showMeant(ledger, options.who, scope, out) };
      const identities = await Identities.openWhole(ledger, scope);
      const all = await allIdentities(ledger, identities, scope);
      const unused = unusedOf(all);
      if (options.candidates) {
        await out.report({ candidates: unused }, () => describeUnused(unused).join('\n') || 'None.');
        return { resultCount: unused.length };
      }
      const { category } = options;
      const meant = all.filter(
        (one) =>
          (!options.several || one.addresses.length > 1) &&
          (category === undefined || categoriesOf(one).includes(category)),
      );
      const listed = options.limit === undefined ? meant : meant.slice(0, options.limit);
      const rows: ListedRow[] = [];
      for (const { addresses, documents, rulings } of listed)
        rows.push({
          categories: categoriesOf({ rulings }),
          name: nameOf(addresses, await ledger.participants.mailboxes(addresses, scope)),
          addresses,
          documents,
        });
      const rulings = rulingsSeen(identities.rulings);
      await out.report(
        { identities: rows, total: meant.length, candidateCount: unused.length, rulings },
        () =>
          [
            describeIdentities(rows),
            ...(unused.length > 0
              ? [`${countOf(unused.length, 'pairing')} stated and not used: --candidates lists them.`]
              : []),
            ...rulings.map(rulingWords),
          ].join('\n'),
      );
      return { resultCount: rows.length };
    } finally {
      await ledger.close();
    }
  },
});
