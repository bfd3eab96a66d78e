/** All relations of one entity or person, from what the documents of a case state. Decision 0145. */
import type { Query } from '../../search/query/ast.ts';
import type { AcceptedAssertions } from './accepted.ts';
import { type End, documentsOfEnd, endKey, type People } from './ends.ts';
import { isCutIn, type Statement, statementsIn } from './statements.ts';
import { maxExamples, type Met, type Relation, type RelationKind, RelationTallies } from './tallies.ts';
import { type RelationReading, walkDocuments } from './walk.ts';
import type { TextsOf } from '../../case/ledger/tags.ts';

export interface RelationsAsked {
  /** What people rely on; of assertions. */
  readonly accepted?: AcceptedAssertions;
  readonly kinds: ReadonlySet<RelationKind>;
  /** Only with this one. */
  readonly other?: End;
  /** Places of each that are kept; default three. */
  readonly examples?: number;
  /** Documents that are looked at, at most; default all. */
  readonly most?: number;
}

export interface RelationsFound {
  readonly relations: readonly Relation[];
  /** Documents that were looked at. */
  readonly documents: number;
  /** Statements of further relations, which are not counted by who: too many differ. */
  readonly leftOut: number;
  /** Documents of whose mentions, people or texts not all were looked at. */
  readonly cut: number;
  /** Mentions that are not sure enough. */
  readonly doubtful: number;
  /** Not all documents were looked at. */
  readonly isStopped: boolean;
}

const taggedKinds = ['wrote-of', 'got-word-of', 'assertion'] as const;

/** Which texts with tags are read for what is asked. */
export function taggedFor(own: End | undefined, kinds: ReadonlySet<RelationKind>): TextsOf | undefined {
  if (own?.is === 'entity') return { entities: [own.id] };
  return own === undefined || taggedKinds.some((kind) => kinds.has(kind)) ? { isNaming: true } : undefined;
}

/** As it is seen from one end. */
function metBy(
  { kind, verb, polarity, from, to, isClose, assertion, reliedOn = [] }: Statement,
  own: string,
): Met {
  const isOut = endKey(from) === own;
  return {
    kind,
    ...(verb && { verb }),
    ...(polarity && { polarity }),
    ...(kind !== 'named-with' && { direction: isOut ? 'out' : 'in' }),
    with: isOut ? to : from,
    ...(isClose && { isClose }),
    ...(assertion !== undefined && reliedOn.length > 0 && { reliedOn: assertion }),
  };
}

/** Over all documents of the one that the scope shows, narrowed by `query`; one is held at a time, and the relations. */
export async function relationsOf(
  reading: RelationReading,
  people: People,
  own: End,
  query: Query,
  { kinds, accepted, other, examples = maxExamples, most = Infinity }: RelationsAsked,
): Promise<RelationsFound> {
  const tallies = new RelationTallies(examples);
  const key = endKey(own);
  const asked = { index: reading.index, people, kinds, own, accepted };
  const of: Query = { op: 'and', of: [documentsOfEnd(own), query] };
  let [documents, cut, doubtful, isStopped] = [0, 0, 0, false];
  for await (const document of walkDocuments(reading, of, taggedFor(own, kinds))) {
    if (documents >= most) {
      isStopped = true;
      break;
    }
    documents += 1;
    doubtful += document.doubtful;
    if (isCutIn(document, asked)) cut += 1;
    for await (const statement of statementsIn(asked, document)) {
      const met = metBy(statement, key);
      if (other === undefined || endKey(other) === endKey(met.with))
        await tallies.add(met, document.entry, () => statement.cite(true));
    }
  }
  isStopped ||= reading.signal.aborted;
  return { relations: tallies.sorted(), documents, leftOut: tallies.leftOut, cut, doubtful, isStopped };
}
