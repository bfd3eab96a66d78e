/**
 * The families that meet a query as a whole, as sets of their numbers: each condition becomes the families of which some
 * member meets it, and AND, OR and NOT join these. Only places that the scope shows make a member.
 */
import type { Query } from '../query/ast.ts';
import { isPlaceQuery } from '../query/places.ts';
import type { Condition } from './condition.ts';
import { joined } from './condition.ts';
import { DocSet } from './doc-set.ts';
import type { DocSets } from './doc-sets.ts';
import { placeCondition } from './place-conditions.ts';

/** The documents that meet a condition, whatever the scope shows of them. */
export type Documents = (condition: Query) => DocSet;

/** Up to this share of all numbers their places are looked up; of more the index of places is read in its order. */
const lookedUpShare = 1 / 32;

export class Families {
  readonly #sets: DocSets;
  /** A condition on `occurrence o`. */
  readonly #visible: Condition;

  constructor(sets: DocSets, visible: Condition) {
    this.#sets = sets;
    this.#visible = visible;
  }

  /** The documents with a place in a family that meets the query. */
  documents(query: Query, documents: Documents): DocSet {
    return this.#sets.remembered(['of families', query, this.#visible], () => {
      const families = this.numbers(query, documents);
      return this.#carried(families, this.#sets.mostFamily, this.#sets.most, {
        few: 'JOIN occurrence o INDEXED BY occurrence_family ON o.family = j.value',
        given: 'o.family',
        wanted: 'o.doc',
      });
    });
  }

  /** The families that meet the query, by their numbers. */
  numbers(query: Query, documents: Documents): DocSet {
    if (isPlaceQuery(query)) return this.#atPlaces(query);
    switch (query.op) {
      case 'all':
        return this.#every();
      case 'not':
        return this.#every().without(this.numbers(query.of, documents));
      case 'and':
        return this.#and(query.of, documents);
      case 'or':
        return query.of.map((one) => this.numbers(one, documents)).reduce((some, more) => some.or(more));
      case 'family':
        return this.numbers(query.of, documents);
      case 'member':
        return this.#with(query.of, documents);
      default:
        return this.#with(query, documents);
    }
  }

  /** What is excluded is taken from what is found: the whole of the families is asked for only where nothing is. */
  #and(operands: readonly Query[], documents: Documents): DocSet {
    const wanted = operands.filter(({ op }) => op !== 'not');
    const none = operands.flatMap((one) => (one.op === 'not' ? [one.of] : []));
    const found = wanted.map((one) => this.numbers(one, documents));
    const some = found.length === 0 ? this.#every() : found.reduce((all, more) => all.and(more));
    return none.reduce((left, one) => left.without(this.numbers(one, documents)), some);
  }

  #every(): DocSet {
    const { sql, parameters } = this.#visible;
    return this.#sets.familiesOf(
      sql === '1'
        ? { sql: 'SELECT family AS doc FROM family', parameters: [] }
        : { sql: `SELECT o.family AS doc FROM occurrence o WHERE ${sql}`, parameters },
    );
  }

  #atPlaces(query: Query): DocSet {
    const { sql, parameters } = joined('AND', [placeCondition(query), this.#visible]);
    return this.#sets.familiesOf({
      sql: `SELECT o.family AS doc FROM occurrence o WHERE ${sql}`,
      parameters,
    });
  }

  /** The families with a member that meets the condition. */
  #with(condition: Query, documents: Documents): DocSet {
    return this.#sets.remembered(['families with', condition, this.#visible], () =>
      this.#carried(documents(condition), this.#sets.most, this.#sets.mostFamily, {
        few: 'JOIN occurrence o INDEXED BY occurrence_doc ON o.doc = j.value',
        given: 'o.doc',
        wanted: 'o.family',
      }),
    );
  }

  /** What the places of `from` have in the other column: of few by looking them up. */
  #carried(
    from: DocSet,
    mostFrom: number,
    most: number,
    { few, given, wanted }: { readonly few: string; readonly given: string; readonly wanted: string },
  ): DocSet {
    const found = DocSet.upTo(most);
    if (from.count > mostFrom * lookedUpShare) {
      this.#sets.eachPlace(this.#visible, (doc, family) => {
        const [one, other] = wanted === 'o.family' ? [doc, family] : [family, doc];
        if (from.has(one)) found.add(other);
      });
      return found;
    }
    const { sql: visible, parameters } = this.#visible;
    this.#sets.visit(
      `SELECT sum(visit(${given}, ${wanted})) FROM json_each(?) j CROSS ${few} WHERE ${visible}`,
      [JSON.stringify([...from.docs()]), ...parameters],
      (_one, other) => {
        found.add(other);
      },
    );
    return found;
  }
}
