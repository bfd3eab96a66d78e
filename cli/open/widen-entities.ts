/** Has a query ask for an entity by all names that people made one, and counts entities so. Decision 0141. */
import type { EntityRulings } from '../../case/entity-rulings.ts';
import { entityRulings } from '../../case/ruled-ledger.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { EntityWidening, FacetValue } from '../../search/port.ts';
import type { Match, Query } from '../../search/query/ast.ts';
import { keywordKey } from '../../search/query/fields.ts';
import { entitiesIn, namesEntity } from '../../search/query/entity-leaves.ts';
import { replaceLeaves } from '../../search/query/replace-leaves.ts';
import type { LazyLedger } from './lazy-ledger.ts';

/** Names that are asked for beside the one that was typed. */
const others = (rulings: EntityRulings, text: string): readonly string[] =>
  rulings.membersOf(text).filter((name) => keywordKey(name) !== keywordKey(text));

const naming = (names: readonly string[]): Query => {
  const [first, ...more] = names.map((text): Match => ({ op: 'match', field: 'entity', text }));
  if (first === undefined) return { op: 'not', of: { op: 'all' } };
  return more.length === 0 ? first : { op: 'or', of: [first, ...more] };
};

const mostFirst = (one: FacetValue, other: FacetValue): number =>
  Number(one.isDismissed ?? false) - Number(other.isDismissed ?? false) ||
  other.count - one.count ||
  (one.value < other.value ? -1 : 1);

export class EntityWidener {
  readonly #ledger: LazyLedger;
  /** By the scopes that are open. */
  readonly #kept = new Map<string, EntityRulings>();

  constructor(ledger: LazyLedger) {
    this.#ledger = ledger;
  }

  async #rulings(scope: Scope): Promise<EntityRulings | undefined> {
    const key = JSON.stringify(scope.open.toSorted());
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const ledger = await this.#ledger.opened();
    const read = ledger && (await entityRulings(ledger, scope));
    if (read) this.#kept.set(key, read);
    return read;
  }

  async widenings(query: Query, scope: Scope): Promise<readonly EntityWidening[]> {
    const texts = entitiesIn(query);
    const rulings = texts.length === 0 ? undefined : await this.#rulings(scope);
    if (rulings === undefined || rulings.isEmpty) return [];
    return texts
      .map((text) => {
        const judged = rulings.judgementOf(text);
        const dismissed = judged?.says === 'dismiss' ? judged : undefined;
        return { text, names: others(rulings, text), ...(dismissed && { dismissed }) };
      })
      .filter(({ names, dismissed }) => names.length > 0 || dismissed);
  }

  /** `query` itself where nothing is asked as well. */
  async widened(query: Query, scope: Scope): Promise<Query> {
    const namesOf = new Map((await this.widenings(query, scope)).map(({ text, names }) => [text, names]));
    if ([...namesOf.values()].every((names) => names.length === 0)) return query;
    return replaceLeaves(query, (leaf) =>
      namesEntity(leaf) ? naming([leaf.text, ...(namesOf.get(leaf.text) ?? [])]) : leaf,
    );
  }

  /** Counts of a facet under the names that people gave; `count` is asked for what several names of lists are one. */
  async counted(
    values: readonly FacetValue[],
    scope: Scope,
    count: (query: Query) => Promise<number>,
  ): Promise<readonly FacetValue[]> {
    const rulings = values.length === 0 ? undefined : await this.#rulings(scope);
    if (rulings === undefined || rulings.isEmpty) return values;
    const found: FacetValue[] = [];
    for (const [value, of] of Map.groupBy(values, (one) => rulings.nameOf(one.value))) {
      const counted = of.length === 1 ? (of[0]?.count ?? 0) : await count(naming(of.map((one) => one.value)));
      found.push({
        value,
        count: counted,
        ...(rulings.isDismissed(value) && { isDismissed: true as const }),
      });
    }
    return found.sort(mostFirst);
  }
}
