/**
 * The families that meet a query as a whole, listed by their ids before the query that asks for them: Elasticsearch joins
 * no documents. Each condition becomes the families of which some member meets it; the rarest of those joined by AND is
 * listed first, and of the others only what lies in its families. Only places that the scope shows make a member.
 */
import { type Query, QueryTooBroadError } from '../../query/ast.ts';
import { isPlaceQuery } from '../../query/places.ts';
import type { Scope } from '../../../schemas/scope.ts';
import { maxNestedPlaces } from '../entry-document.ts';
import type { Asker } from './asker.ts';
import { flatPlace, nestedPlace, visiblePlace } from './compile-places.ts';
import { anyOf, type Dsl } from './compile-words.ts';
import { listed } from './document-sets.ts';

/** Families listed for one `family(…)`, each 100 bytes here and in requests. */
const maxFamilies = 200_000;
/** Families that conditions are held to: more are as quickly listed anew. */
const maxHeldTo = 20_000;
const pageSize = 10_000;

/** Families by id; where it is `isRest` all others are meant. */
export interface FamilySet {
  readonly ids: ReadonlySet<string>;
  readonly isRest: boolean;
}

export interface FamilySources {
  readonly asker: Asker;
  readonly scope: Scope;
  /** Whether any entry has more places than are nested in it. */
  readonly hasPlaces: boolean;
  /** The documents that meet a condition and that the scope shows, as one clause. */
  readonly documents: (condition: Query) => Promise<Dsl>;
}

/** Documents with a place in these families that the scope shows. */
export const inFamilies = ({ ids, isRest }: FamilySet, before: string, scope: Scope): Dsl => {
  const some = anyOf(listed([...ids], `${before}family`));
  const meant = isRest ? { bool: { must_not: [some] } } : some;
  return { bool: { filter: [meant, visiblePlace(scope, before)] } };
};

export class FamilySets {
  readonly #sources: FamilySources;
  #listed = 0;

  constructor(sources: FamilySources) {
    this.#sources = sources;
  }

  /** Throws `QueryTooBroadError` past the bound. */
  async of(query: Query, within?: ReadonlySet<string>): Promise<FamilySet> {
    if (isPlaceQuery(query)) return this.#atPlaces(query, within);
    switch (query.op) {
      case 'all':
        return within === undefined ? rest(new Set()) : these(within);
      case 'not': {
        const { ids, isRest } = await this.of(query.of, within);
        return within === undefined || isRest ? { ids, isRest: !isRest } : these(within.difference(ids));
      }
      case 'and':
        return this.#and(query.of, within);
      case 'or': {
        const sets: FamilySet[] = [];
        for (const one of query.of) sets.push(await this.of(one, within));
        return sets.reduce(either);
      }
      case 'family':
        return this.of(query.of, within);
      case 'member':
        return this.#with(query.of, within);
      default:
        return this.#with(query, within);
    }
  }

  /** The same by their ids alone. */
  async listed(query: Query): Promise<ReadonlySet<string>> {
    const { ids, isRest } = await this.of(query);
    return isRest ? (await this.#with({ op: 'all' }, undefined)).ids.difference(ids) : ids;
  }

  async #and(operands: readonly Query[], within: ReadonlySet<string> | undefined): Promise<FamilySet> {
    const counted: (readonly [number, Query])[] = [];
    for (const one of operands) counted.push([await this.#atMost(one), one]);
    let found: FamilySet = within === undefined ? rest(new Set()) : these(within);
    for (const [, one] of counted.toSorted(([a], [b]) => a - b)) {
      const held = found.isRest || found.ids.size > maxHeldTo ? within : found.ids;
      found = both(found, await this.of(one, held));
      if (!found.isRest && found.ids.size === 0) break;
    }
    return found;
  }

  /** Documents that a condition is met by at most; no end for what is met by what is not found. */
  async #atMost(query: Query): Promise<number> {
    switch (query.op) {
      case 'all':
      case 'not':
        return Infinity;
      case 'and':
        return Math.min(...(await Promise.all(query.of.map((one) => this.#atMost(one)))));
      case 'or':
        return (await Promise.all(query.of.map((one) => this.#atMost(one)))).reduce((sum, one) => sum + one);
      case 'family':
        return this.#atMost(query.of);
      default:
        return this.#sources.asker.count(
          'entries',
          await this.#sources.documents(query.op === 'member' ? query.of : query),
        );
    }
  }

  /** The families with a member that meets the condition. */
  async #with(condition: Query, within: ReadonlySet<string> | undefined): Promise<FamilySet> {
    const { asker, scope, hasPlaces } = this.#sources;
    const documents = await this.#sources.documents(condition);
    const ids = await this.#nested(documents, within, visiblePlace(scope));
    if (!hasPlaces) return these(ids);
    const many = { bool: { filter: [documents, { range: { placeCount: { gt: maxNestedPlaces } } }] } };
    const holders: string[] = [];
    for await (const { value } of asker.values('entries', many, 'document', pageSize)) {
      this.#count();
      holders.push(value);
    }
    for (const clause of listed(holders, 'document'))
      await this.#flat({ bool: { filter: [clause, visiblePlace(scope, '')] } }, within, ids);
    return these(ids);
  }

  /** The families with a place that meets the condition. */
  async #atPlaces(query: Query, within: ReadonlySet<string> | undefined): Promise<FamilySet> {
    const { scope, hasPlaces } = this.#sources;
    const nested = nestedPlace(query, scope);
    const ids = await this.#nested(nested, within, nested.nested?.query as Dsl);
    if (hasPlaces) await this.#flat(flatPlace(query, scope), within, ids);
    return these(ids);
  }

  /** Families of the nested places that meet `place`, of the entries that match. */
  async #nested(entries: Dsl, within: ReadonlySet<string> | undefined, place: Dsl): Promise<Set<string>> {
    const of = within === undefined ? [] : [anyOf(listed([...within], 'occurrences.family'))];
    const filter: Dsl = { bool: { filter: [place, ...of] } };
    const query: Dsl = { bool: { filter: [entries, { nested: { path: 'occurrences', query: filter } }] } };
    const ids = new Set<string>();
    const pages = this.#sources.asker.nestedValues(query, filter, 'occurrences.family', pageSize);
    for await (const { value } of pages) this.#add(ids, value);
    return ids;
  }

  /** Likewise those of places beyond the nested ones. */
  async #flat(place: Dsl, within: ReadonlySet<string> | undefined, ids: Set<string>): Promise<void> {
    const of = within === undefined ? [] : [anyOf(listed([...within], 'family'))];
    const query: Dsl = { bool: { filter: [place, ...of] } };
    for await (const { value } of this.#sources.asker.values('places', query, 'family', pageSize))
      this.#add(ids, value);
  }

  #add(ids: Set<string>, id: string): void {
    if (!ids.has(id)) this.#count();
    ids.add(id);
  }

  #count(): void {
    if (++this.#listed > maxFamilies) {
      throw new QueryTooBroadError(
        `family(…) needs lists of more than ${maxFamilies} families; ask for rarer words`,
      );
    }
  }
}

const these = (ids: ReadonlySet<string>): FamilySet => ({ ids, isRest: false });
const rest = (ids: ReadonlySet<string>): FamilySet => ({ ids, isRest: true });

function both(a: FamilySet, b: FamilySet): FamilySet {
  if (a.isRest && b.isRest) return rest(a.ids.union(b.ids));
  if (a.isRest) return these(b.ids.difference(a.ids));
  return these(b.isRest ? a.ids.difference(b.ids) : a.ids.intersection(b.ids));
}

function either(a: FamilySet, b: FamilySet): FamilySet {
  if (a.isRest && b.isRest) return rest(a.ids.intersection(b.ids));
  if (a.isRest) return rest(a.ids.difference(b.ids));
  return b.isRest ? rest(b.ids.difference(a.ids)) : these(a.ids.union(b.ids));
}
