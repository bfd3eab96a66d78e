/** An assertion that a person relies on, checked before it is kept: what no text states, and what the person said already, is refused. Decision 0150. */
import type { RecordChange } from '../../case/catalogue/records.ts';
import { Problem } from '../../schemas/problem.ts';
import { escapeLine } from '../frame/escape.ts';
import { findDocument } from '../run/find-document.ts';
import { type AcceptedAssertion, AcceptedAssertions, assertionAsked } from './accepted.ts';
import { type End, People } from './ends.ts';
import { type Statement, statementsIn } from './statements.ts';
import type { RelationExample } from './tallies.ts';
import { type RelationReading, walkDocuments } from './walk.ts';

export interface NamedAssertion {
  readonly id: string;
  readonly statement: Statement;
  readonly example: RelationExample;
}

const notStated = (asked: string): Problem =>
  new Problem(
    'not-found',
    `no sentence states what "${escapeLine(asked)}" stands for`,
    'Ids are given whole, as `evidex relations CASE NAME --kind assertion` shows them; a new reading or another list may have changed it.',
  );

/** Read anew from its document. Throws `not-found`. */
export async function assertionNamed(
  reading: RelationReading,
  accepted: AcceptedAssertions,
  asked: string,
): Promise<NamedAssertion> {
  const [, document] = assertionAsked.exec(asked) ?? [];
  if (document === undefined) throw notStated(asked);
  const { ledger, index, scope } = reading;
  const { item } = await findDocument(ledger, document, scope);
  const sha256 = item.sha256 ?? '';
  const people = await People.open(ledger, scope);
  const from = { index, people, kinds: new Set(['assertion'] as const), accepted };
  for await (const one of walkDocuments(reading, { op: 'match', field: 'hash', text: sha256 }, { sha256 }))
    for await (const statement of statementsIn(from, one))
      if (statement.assertion?.split(':')[1] === asked.split(':')[1])
        return { id: statement.assertion ?? '', statement, example: await statement.cite(true) };
  throw notStated(asked);
}

const partyOf = ({ is, id, name, bare }: End): Pick<End, 'is' | 'id' | 'name' | 'bare'> => ({
  is,
  id,
  name,
  ...(bare && { bare }),
});

/** What is to be written where `by` relies on it. Throws `conflict` where `by` does already. */
export function acceptance(
  { statement, example }: NamedAssertion,
  { by, reason }: { readonly by: string; readonly reason: string },
): RecordChange<'accepted-assertion'> {
  const { verb = '', polarity = '', from, to, sentence = '', reliedOn = [] } = statement;
  const own = reliedOn.find((one) => one.by === by);
  if (own)
    throw new Problem(
      'conflict',
      `${escapeLine(by)} relies on it since ${own.at.slice(0, 10)}: ${escapeLine(own.reason)}`,
      `Take that back first: evidex relations restore ${own.id}`,
    );
  const { document, textId, start, end, wording } = example;
  const passage = textId !== undefined && start !== undefined && end !== undefined ? { text: textId, start, end, ...(wording !== undefined && { quote: wording }) } : {};
  return {
    kind: 'accepted-assertion',
    basedOn: 0,
    body: { verb, polarity, from: partyOf(from), to: partyOf(to), sentence, reason },
    cites: [{ covers: 'content', id: document, ...passage }],
  };
} // prettier-ignore

/** What `restore` takes back: the record of that id, or the only one of an assertion. Throws `not-found`, `wrong-value`. */
export function acceptanceToRestore(accepted: AcceptedAssertions, asked: string): AcceptedAssertion {
  const found = accepted.all.filter(({ record, id }) => record.id === asked || id === asked);
  const [one, ...others] = found;
  if (!one)
    throw new Problem(
      'not-found',
      `nobody relies on what "${escapeLine(asked)}" stands for`,
      '`evidex relations CASE NAME --kind assertion` shows who relies on what, with the ids.',
    );
  if (others.length > 0)
    throw new Problem(
      'wrong-value',
      `${found.length} people rely on it: ${found.map(({ record }) => `${escapeLine(record.by)} [${record.id}]`).join(', ')}`,
      'Name one by the id of what was said.',
    );
  return one;
}
