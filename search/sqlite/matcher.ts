/** Finds the documents of a query: each leaf as a set of its own, joined as the query says. */
import type { Leaf, Query } from '../query/ast.ts';
import { isPlaceQuery } from '../query/places.ts';
import { isWordLeaf, type WordLeaf } from '../query/words.ts';
import type { WordCompiler } from './compile-words.ts';
import type { Condition } from './condition.ts';
import { joined } from './condition.ts';
import type { DocSet } from './doc-set.ts';
import type { DocSets, Selection } from './doc-sets.ts';
import { type Documents, Families } from './families.ts';
import { placeCondition, placeWords } from './place-conditions.ts';
import { valueSelection } from './value-selections.ts';
import type { VerifiedLeaves } from './verified-leaves.ts';

/** `short`: documents with one full-text row, which answers whole trees. `long`: leaf by leaf over the parts. */
type Rows = 'short' | 'long';

const everyDocument: Selection = { sql: 'SELECT doc FROM document', parameters: [] };
const longDocuments: Selection = { sql: 'SELECT doc FROM document WHERE long = 1', parameters: [] };

/** Documents that the full-text expression finds. */
export const wordsSelection = (expression: string, rows: Rows = 'short'): Selection => ({
  sql:
    rows === 'short'
      ? 'SELECT rowid AS doc FROM words WHERE words MATCH ?'
      : 'SELECT p.doc FROM parts JOIN part p ON p.part = parts.rowid WHERE parts MATCH ?',
  parameters: [expression],
});

export class Matcher {
  readonly #words: WordCompiler;
  readonly #sets: DocSets;
  readonly #verified: VerifiedLeaves;
  readonly #families: Families;
  #hasLong = false;
  readonly #documents: Documents = (condition) => this.matching(condition, this.#hasLong);
  /** A condition on `occurrence o`: which places the scope shows. */
  readonly #visiblePlace: Condition;

  constructor(words: WordCompiler, sets: DocSets, verified: VerifiedLeaves, visiblePlace: Condition) {
    this.#words = words;
    this.#sets = sets;
    this.#verified = verified;
    this.#visiblePlace = visiblePlace;
    this.#families = new Families(sets, visiblePlace);
  }

  /** The numbers of the families that meet the query as a whole. */
  families(query: Query, hasLong: boolean): DocSet {
    this.#hasLong = hasLong;
    return this.#families.numbers(query, this.#documents);
  }

  /** All that match, whatever the scope shows of them. */
  matching(query: Query, hasLong: boolean): DocSet {
    this.#hasLong = hasLong;
    const short = this.#of(query, 'short', undefined);
    if (!hasLong) return short;
    const long = this.#sets.of(longDocuments);
    return short.without(long).or(this.#of(query, 'long', long).and(long));
  }

  /** Right for the documents of `within` at least, all where it is absent: no others are looked at one by one. */
  #of(query: Query, rows: Rows, within: DocSet | undefined): DocSet {
    const whole = rows === 'short' ? this.#words.tree(query) : undefined;
    if (whole !== undefined) return this.#sets.of(wordsSelection(whole));
    switch (query.op) {
      case 'all':
        return this.#every();
      case 'not':
        return (within ?? this.#every()).without(this.#of(query.of, rows, within));
      case 'and':
        return this.#and(query.of, rows, within);
      case 'place':
        return this.#atOnePlace(query.of);
      case 'family':
        return this.#families.documents(query.of, this.#documents);
      case 'member':
        return this.#of(query.of, rows, within);
      case 'or':
        if (isPlaceQuery(query)) return this.#atOnePlace(query);
        return query.of.map((one) => this.#of(one, rows, within)).reduce((some, more) => some.or(more));
      default:
        return this.#leaf(query, rows, within);
    }
  }

  #every(): DocSet {
    return this.#sets.of(everyDocument);
  }

  #and(operands: readonly Query[], rows: Rows, within: DocSet | undefined): DocSet {
    // The word leaves together are one full-text question; what is left is asked apart.
    const isWords = (operand: Query): boolean =>
      rows === 'short' && this.#words.tree(operand.op === 'not' ? operand.of : operand) !== undefined;
    const together = rows === 'short' ? this.#words.conjunction(operands.filter(isWords)) : undefined;
    const apart = together === undefined ? operands : operands.filter((operand) => !isWords(operand));
    let found = together === undefined ? undefined : this.#sets.of(wordsSelection(together));
    for (const operand of inOrder(apart, (one) => this.#looksAtTexts(one))) {
      const left = found === undefined || within === undefined ? (found ?? within) : found.and(within);
      if (operand.op === 'not')
        found = (found ?? within ?? this.#every()).without(this.#of(operand.of, rows, left));
      else {
        const more = this.#of(operand, rows, left);
        found = found === undefined ? more : found.and(more);
      }
    }
    return found ?? this.#every();
  }

  #looksAtTexts(query: Query): boolean {
    if (query.op === 'and' || query.op === 'or') return query.of.some((one) => this.#looksAtTexts(one));
    return query.op === 'not' || query.op === 'family' || query.op === 'member'
      ? this.#looksAtTexts(query.of)
      : this.#words.needsVerifying(query);
  }

  #leaf(leaf: Leaf, rows: Rows, within: DocSet | undefined): DocSet {
    if (isWordLeaf(leaf)) {
      const candidates = this.#sets.of(wordsSelection(this.#words.leaf(leaf), rows));
      if (!this.#words.needsVerifying(leaf)) return candidates;
      return this.#verifiedOf(within === undefined ? candidates : candidates.and(within), leaf);
    }
    return isPlaceQuery(leaf) ? this.#atOnePlace(leaf) : this.#sets.of(valueSelection(leaf));
  }

  /** Those whose texts hold what no index can tell. */
  #verifiedOf(candidates: DocSet, leaf: WordLeaf): DocSet {
    const key = JSON.stringify(leaf);
    return candidates.filter((doc) => this.#verified.holds(key, doc));
  }

  /** Documents with an occurrence that the scope shows and that meets the query. */
  #atOnePlace(query: Query): DocSet {
    const words = this.#visiblePlace.sql === '1' ? placeWords(query) : undefined;
    if (words !== undefined)
      // One by one out of the index: the rows themselves are wide.
      return this.#sets.of({
        sql: `SELECT o.doc FROM (SELECT rowid AS place FROM places WHERE places MATCH ?) p
          CROSS JOIN occurrence o INDEXED BY occurrence_place ON o.place = p.place`,
        parameters: [words],
      });
    const { sql, parameters } = joined('AND', [placeCondition(query), this.#visiblePlace]);
    return this.#sets.of({ sql: `SELECT o.doc FROM occurrence o WHERE ${sql}`, parameters });
  }
}

/** Texts are looked at last, and what takes documents away comes behind what finds some. */
function inOrder(operands: readonly Query[], looksAtTexts: (query: Query) => boolean): Query[] {
  const rank = (one: Query): number => (looksAtTexts(one) ? 2 : 0) + (one.op === 'not' ? 1 : 0);
  return operands.toSorted((a, b) => rank(a) - rank(b));
}
