/** Messages of the people of whom somebody said what they are in the case. */
import { Identities } from '../../case/identities.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { Problem } from '../../schemas/problem.ts';
import type { PersonCategory } from '../../schemas/records/identity-ruling.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { Query } from '../../search/query/ast.ts';
import { mailboxFields } from '../../search/query/mailbox-fields.ts';

/** An identity is asked for by all its addresses, and a query has so many clauses. */
const maxPeople = 100;

/** Throws `not-found` where it is said of nobody, `wrong-value` of more people than one query has. */
export async function messagesOfCategory(ledger: Ledger, category: PersonCategory, scope: Scope): Promise<Query> {
  const { rulings } = await Identities.open(ledger, scope);
  const addresses = rulings.flatMap(({ body }) =>
    body?.says === 'category' && body.category === category ? body.addresses : [],
  );
  if (addresses.length === 0)
    throw new Problem('not-found', `nobody is said to be ${category}`, '`evidex identity --category` says so of a person.');
  if (addresses.length > maxPeople)
    throw new Problem('wrong-value', `${addresses.length} people are said to be ${category}, and at most ${maxPeople} are counted together`, 'Narrow it by --query.');
  return { op: 'or', of: addresses.flatMap((text) => mailboxFields.map((field): Query => ({ op: 'match', field, text }))) };
} // prettier-ignore
