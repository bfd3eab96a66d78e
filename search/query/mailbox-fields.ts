/**
 * The fields of who a message names: `participant:` is any of them, `sender:` two, and `.stated` behind a name asks for its words alone,
 * where without it an address or a name stands for all addresses of a person.
 */
import { isLeaf, type Match, type Query } from './ast.ts';
import { operandsOf, replaceLeaves } from './replace-leaves.ts';

export const mailboxFields = ['from', 'to', 'cc', 'bcc', 'sent-by', 'resent'] as const;
export const participantField = 'participant';
/** Whoever sent it: who is said to have, or who did it for them. */
export const senderField = 'sender';
export const statedSuffix = '.stated';

/** What a name in a query asks; undefined for one that is a field by itself, or none of these. */
export interface MailboxesAsked {
  readonly fields: readonly [string, ...string[]];
  readonly isStated: boolean;
}

export function mailboxesAsked(name: string): MailboxesAsked | undefined {
  const lower = name.toLowerCase();
  const isStated = lower.endsWith(statedSuffix);
  const field = isStated ? lower.slice(0, -statedSuffix.length) : lower;
  if (field === participantField) return { fields: mailboxFields, isStated };
  if (field === senderField) return { fields: ['from', 'sent-by'], isStated };
  return isStated && isMailboxField(field) ? { fields: [field], isStated } : undefined;
}

const isMailboxField = (field: string | undefined): boolean =>
  (mailboxFields as readonly (string | undefined)[]).includes(field);

/** The same of several fields: what each leaf asks may hold of any of them. */
export function inFields(query: Query, { fields, isStated }: MailboxesAsked): Query {
  if (query.op === 'and' || query.op === 'or')
    return {
      op: query.op,
      of: query.of.flatMap((one) => operandsOf(inFields(one, { fields, isStated }), query.op)),
    };
  if (query.op === 'not') return { op: 'not', of: inFields(query.of, { fields, isStated }) };
  if (!isLeaf(query) || query.op === 'exact') return query;
  const of = fields.map((field): Query => ({
    ...query,
    field,
    ...(isStated && query.op === 'match' ? { stated: true } : {}),
  }));
  const [only] = of;
  return of.length === 1 && only !== undefined ? only : { op: 'or', of };
}

export function countLeaves(query: Query): number {
  if ('of' in query && !isLeaf(query))
    return (Array.isArray(query.of) ? (query.of as readonly Query[]) : [query.of as Query]).reduce(
      (sum, one) => sum + countLeaves(one),
      0,
    );
  return query.op === 'all' ? 0 : 1;
}

/** Whether a leaf stands for a person: an address or a name, whole, that is not asked for as stated. */
export const isOfPerson = (query: Query): query is Match =>
  query.op === 'match' && query.stated !== true && isMailboxField(query.field);

/** The query with something else in the place of each leaf that stands for a person. */
export const replacePeople = (query: Query, replaced: (leaf: Match) => Query): Query =>
  replaceLeaves(query, (leaf) => (isOfPerson(leaf) ? replaced(leaf) : leaf));

/** Those leaves, in their order. */
export function peopleIn(query: Query): readonly Match[] {
  const found: Match[] = [];
  replacePeople(query, (leaf) => {
    found.push(leaf);
    return leaf;
  });
  return found;
}
