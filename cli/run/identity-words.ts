/** Identities of mail as they are told: one with its evidence, and in words. */
import type { Identity, JudgedPairing, UnusedBecause } from '../../case/identities.ts';
import { nameOf } from '../../case/identities.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { PairingStatements } from '../../case/ledger/participants.ts';
import type { PairingBasis } from '../../case/participants.ts';
import type { PersonCategory } from '../../schemas/records/identity-ruling.ts';
import type { Scope } from '../../schemas/scope.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf } from '../frame/quantities.ts';

/** Documents that are named of those that state a pairing. */
const maxNamed = 3;

interface AddressSeen {
  readonly address: string;
  readonly documents: number;
  readonly names: readonly { readonly name: string; readonly documents: number }[];
}

/** A ruling as a person made it. */
export interface RulingSeen {
  readonly id: string;
  readonly says: 'one-person' | 'apart' | 'category';
  readonly category?: PersonCategory;
  readonly addresses: readonly string[];
  readonly from?: readonly string[];
  readonly reason: string;
  readonly by: string;
  readonly at: string;
  /** Of the audit log. */
  readonly record: number;
}

export interface IdentitySeen {
  readonly name: string;
  /** That state one of its addresses. */
  readonly documents: number;
  readonly addresses: readonly AddressSeen[];
  readonly pairings: readonly (JudgedPairing & PairingStatements)[];
  readonly rulings: readonly RulingSeen[];
  readonly categories: readonly PersonCategory[];
}

/** What people say that a person is in the case; more than one where addresses were joined later. */
export const categoriesOf = ({ rulings }: Pick<Identity, 'rulings'>): readonly PersonCategory[] => [
  ...new Set(rulings.flatMap(({ body }) => (body?.says === 'category' ? [body.category] : []))),
];

export const rulingsSeen = (rulings: Identity['rulings']): readonly RulingSeen[] =>
  rulings.flatMap(({ id, body, by, at, record }) => (body ? [{ id, ...body, by, at, record }] : []));

/** One identity with all that is stated of it. */
export async function seeIdentity(ledger: Ledger, identity: Identity, scope: Scope): Promise<IdentitySeen> {
  const { addresses, pairings, rulings } = identity;
  const { participants } = ledger;
  const mailboxes = await participants.mailboxes(addresses, scope);
  const seen: AddressSeen[] = [];
  for (const address of addresses)
    seen.push({
      address,
      documents: await participants.count([address], scope),
      names: mailboxes
        .filter((one) => one.address === address && one.name !== '')
        .map(({ name, documents }) => ({ name, documents }))
        .toSorted((one, other) => other.documents - one.documents),
    });
  const stated: (JudgedPairing & PairingStatements)[] = [];
  for (const pairing of pairings)
    stated.push({
      ...pairing,
      ...(await participants.statements(pairing.one, pairing.other, scope, maxNamed)),
    });
  return {
    name: nameOf(addresses, mailboxes),
    documents: await participants.count(addresses, scope),
    addresses: seen,
    pairings: stated,
    rulings: rulingsSeen(rulings),
    categories: categoriesOf(identity),
  };
}

const basisWords: Readonly<Record<PairingBasis, string>> = {
  property: 'properties of Outlook items',
  card: 'contact cards',
  header: 'X-From or X-To of kept mail',
  'received-header': 'X-From or X-To of received mail',
};

const becauseWords: Readonly<Record<UnusedBecause, string>> = {
  outside: 'mail from outside alone states it',
  single: 'one document alone states it, others state other pairings',
  role: 'an address that several people read',
  many: 'the identity would have too many addresses',
  apart: 'people say that these are of two',
};

/** What states it, how often, from when to when. */
export function pairingWords({
  evidence,
  first,
  last,
}: Pick<JudgedPairing, 'evidence'> & Partial<Pick<PairingStatements, 'first' | 'last'>>): string {
  const words = evidence.map(
    ({ basis, documents }) => `${countOf(documents, 'document')}: ${basisWords[basis]}`,
  );
  const [from, to] = [first?.slice(0, 10), last?.slice(0, 10)];
  const span = from === undefined ? [] : [from === to ? from : `${from} to ${to ?? ''}`];
  return [...words, ...span].join(', ');
}

export const unusedWords = (because: UnusedBecause): string => becauseWords[because];

export function rulingWords({ id, says, addresses, from, category, reason, by, at }: RulingSeen): string {
  const said =
    says === 'category'
      ? `${addresses.join(', ')}: ${category ?? ''}`
      : says === 'one-person'
        ? `one person: ${addresses.join(', ')}`
        : `${addresses.join(', ')} apart from ${from?.join(', ') ?? ''}`;
  return escapeLine(`${said} (${by}, ${at.slice(0, 10)}: ${reason}) [${id}]`);
}

export function identityWords({
  name,
  documents,
  addresses,
  pairings,
  rulings,
  categories,
}: IdentitySeen): string[] {
  const lines = [
    `${escapeLine(name)}  ${countOf(documents, 'document')}${categories.length === 0 ? '' : `  ${categories.join(', ')}`}`,
  ];
  for (const { address, documents: count, names } of addresses) {
    const called = names.slice(0, 5).map((one) => `"${one.name}" ${one.documents}`);
    lines.push(
      escapeLine(
        `  ${address}  ${countOf(count, 'document')}${called.length > 0 ? `: ${called.join(', ')}` : ''}`,
      ),
    );
  }
  for (const pairing of pairings) {
    const { one, other, isUsed, because } = pairing;
    lines.push(
      escapeLine(`  ${one} ${isUsed ? '=' : '?'} ${other}  ${pairingWords(pairing)}`),
      ...(because ? [`    not used: ${unusedWords(because)}`] : []),
      ...pairing.documents.map(({ source, path }) => escapeLine(`    ${source}/${path}`)),
    );
  }
  return [...lines, ...rulings.map((ruling) => `  ${rulingWords(ruling)}`)];
}
