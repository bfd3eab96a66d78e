/** What a person says of entities, checked before it is kept: what names nothing, or stands against an earlier word, is refused. */
import type { EntityRuling, EntityRulings } from '../../case/entity-rulings.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { entityRulings } from '../../case/ruled-ledger.ts';
import type { Citation } from '../../schemas/case-record.ts';
import type { EntityKind } from '../../schemas/mention.ts';
import { Problem } from '../../schemas/problem.ts';
import type { RecordBody } from '../../schemas/record-kinds.ts';
import { maxMergedEntities } from '../../schemas/records/entity-ruling.ts';
import type { Scope } from '../../schemas/scope.ts';
import { keywordKey } from '../../search/query/fields.ts';
import { escapeLine } from '../frame/escape.ts';
import { entityRulingsSeen, entityRulingWords } from './entity-ruling-words.ts';
import type { NamedCandidate } from './candidate-saying.ts';

export type EntitySaid = RecordBody<'entity-ruling'>;

/** A ruling that was checked, and where the candidate stands that it is of. */
export interface CheckedRuling {
  readonly body: EntitySaid;
  readonly cites?: readonly Citation[];
}

/** As typed. */
export interface GivenEntityRuling {
  readonly says: EntitySaid['says'];
  readonly names: readonly string[];
  /** Of `merge` and `rename`. */
  readonly as?: string | undefined;
  readonly reason: string;
  /** Of an accepted candidate: the kind of the entity that it becomes. */
  readonly kind?: EntityKind | undefined;
  /** Finds a name that no list has; absent where candidates are not spoken of. */
  readonly candidate?: (name: string) => Promise<NamedCandidate | undefined>;
}

/** The names of lists of what is called so and shows to the reader. */
async function listedNames(
  ledger: Ledger,
  rulings: EntityRulings,
  name: string,
  scope: Scope,
): Promise<readonly string[]> {
  const found = (await ledger.tags.entities(scope))
    .flatMap(({ entity, listedAs = [entity] }) => listedAs)
    .filter((listed) => keywordKey(listed) === keywordKey(name) || rulings.areOne(listed, name));
  return [...new Set(found)].sort();
}

const notNamed = (name: string): Problem =>
  new Problem(
    'not-found',
    `no entity of this case is called "${escapeLine(name)}"`,
    'Names are given whole; `evidex entities CASE` lists them, with --candidates names that no list has.',
  );

const against = (said: EntityRuling): Problem =>
  new Problem(
    'conflict',
    `it is said already, or otherwise: ${entityRulingsSeen([said]).map(entityRulingWords).join()}`,
    `Take that back first: evidex entities restore ${said.id}`,
  );

function checkMerger({ says, names }: GivenEntityRuling, name: string, entities: readonly string[], rulings: EntityRulings): void {
  const groups = new Set(names.map((one) => keywordKey(rulings.nameOf(one))));
  if (says === 'merge' && (groups.size < 2 || entities.length < 2))
    throw new Problem('wrong-value', 'these are one entity', 'Name two or more; `rename` gives one another name.');
  if (says === 'rename' && rulings.nameOf(entities[0] ?? '') === name)
    throw new Problem('wrong-value', 'it is called so');
  if (new Set([...entities, ...rulings.membersOf(name)]).size > maxMergedEntities)
    throw new Problem('wrong-value', `at most ${maxMergedEntities} entities are made one`);
  // What is no evidence would come back under another name.
  const dismissed = [...entities, name]
    .flatMap((one) => rulings.rulingsOf(one))
    .find(({ body }) => body?.says === 'dismiss');
  if (dismissed) throw against(dismissed);
} // prettier-ignore

/** Each stands by itself, so that what is withheld of one takes nothing from the others. Throws `not-found`, `wrong-value`, `conflict`. */
export async function checkedEntityRulings(
  ledger: Ledger,
  given: GivenEntityRuling,
  scope: Scope,
): Promise<readonly CheckedRuling[]> {
  const { says, names, reason } = given;
  const rulings = await entityRulings(ledger, scope);
  const found = new Set<string>();
  const candidates: NamedCandidate[] = [];
  const isJudged = says === 'accept' || says === 'dismiss';
  for (const name of names) {
    const listed = await listedNames(ledger, rulings, name, scope);
    for (const one of listed) found.add(one);
    if (listed.length > 0) continue;
    const candidate = isJudged ? await given.candidate?.(name) : undefined;
    if (!candidate) throw notNamed(name);
    candidates.push(candidate);
  }
  const entities = [...found];
  if (!isJudged) {
    const name = (given.as ?? names[0] ?? '').trim();
    checkMerger(given, name, entities, rulings);
    return [{ body: { says, entities, name, reason } }];
  }
  const judged = [...entities, ...candidates.map(({ name }) => name)]
    .flatMap((one) => rulings.rulingsOf(one))
    .find(({ body }) => body?.says === 'accept' || body?.says === 'dismiss');
  if (judged) throw against(judged);
  return [
    ...entities.map((entity) => ({ body: { says, entities: [entity], reason } })),
    ...candidates.map(({ name, kind: candidate, cites }): CheckedRuling => {
      const said = { entities: [name], reason, candidate };
      const body: EntitySaid =
        says === 'accept' ? { says, ...said, kind: given.kind ?? 'other' } : { says, ...said };
      return { body, cites: [cites] };
    }),
  ];
}

/**
 * What `restore` takes back: the ruling of that id; of a name its dismissal or acceptance, and where there is none what
 * made or named it. Throws `not-found`.
 */
export async function rulingsToRestore(
  ledger: Ledger,
  asked: string,
  scope: Scope,
): Promise<readonly EntityRuling[]> {
  const rulings = await entityRulings(ledger, scope);
  const byId = rulings.rulings.filter(({ id }) => id === asked);
  if (byId.length > 0) return byId;
  const all = rulings.rulingsOf(asked);
  const isJudgement = ({ body }: EntityRuling): boolean =>
    body?.says === 'accept' || body?.says === 'dismiss';
  const found = all.some(isJudgement) ? all.filter(isJudgement) : all;
  if (found.length > 0) return found;
  throw new Problem(
    'not-found',
    `nothing in force is said of "${escapeLine(asked)}"`,
    '`evidex entities CASE` shows what is.',
  );
}
