/** Words in sequence and near each other as Elasticsearch's intervals, with any of several terms at a position. */
import type { estypes } from '@elastic/elasticsearch';
import type { Fuzzy, Pattern } from '../../query/ast.ts';
import type { Slot, Unit, Wanted } from '../../query/sequences.ts';

export type Rule = estypes.QueryDslIntervalsContainer;

/** What must be known of the words of an index before a query is compiled. */
export interface Expansions {
  /** The words that a pattern or a fuzzy word stands for. */
  of(test: Pattern | Fuzzy): readonly string[];
  /** Whether it may have the word: told of those that pairs of words would be as one. */
  has(term: string): boolean;
}

/** The terms of one position. */
export const choicesOf = ({ terms, tests }: Slot, expansions: Expansions): readonly string[] => [
  ...new Set([...terms, ...tests.flatMap((test) => expansions.of(test))]),
];

const anyRule = (rules: readonly Rule[]): Rule => {
  const [first] = rules;
  return rules.length === 1 && first !== undefined ? first : { any_of: { intervals: [...rules] } };
};

const termRule = (terms: readonly string[]): Rule =>
  anyRule(terms.map((term) => ({ match: { query: term } })));

const inOrder = (rules: readonly Rule[], gaps: number): Rule => {
  const [first] = rules;
  return rules.length === 1 && first !== undefined
    ? first
    : { all_of: { intervals: [...rules], ordered: true, max_gaps: gaps } };
};

function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, at) => ordersOf(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

/** One way to hold a leaf as a rule; undefined where the index has no word for a position. */
export function inSequence({ units, between, ordered }: Wanted, expansions: Expansions): Rule | undefined {
  const choices = units.map((unit: Unit) => unit.map((slot) => choicesOf(slot, expansions)));
  if (choices.flat().some((terms) => terms.length === 0)) return undefined;
  const rules = choices.map((unit) => inOrder(unit.map(termRule), 0));
  const [first] = rules;
  if (between === undefined) return first;
  if (ordered === true) return inOrder(rules, between);
  if (units.length === 2) return anyRule(ordersOf(rules).map((order) => inOrder(order, between)));
  if (arePlain(choices)) {
    // It asks for a word as often as it is named, and counts every word between.
    return { match: { query: choices.flat(2).join(' '), max_gaps: between, ordered: false } };
  }
  if (areApart(choices)) return { all_of: { intervals: rules, ordered: false, max_gaps: between } };
  return anyRule(ordersOf(rules).map((order) => inOrder(order, between)));
}

/** Terms by position, in the units of one way. */
type Choices = readonly (readonly (readonly string[])[])[];

const arePlain = (choices: Choices): boolean =>
  choices.every((unit) => unit.length === 1 && unit[0]?.length === 1);

/** Whether no word can meet two of the units. */
function areApart(choices: Choices): boolean {
  const each = choices.map((unit) => new Set(unit.flat()));
  return each.every((terms, at) => each.slice(at + 1).every((others) => terms.isDisjointFrom(others)));
}

/** How many clauses one way takes in one field: where words may be the same, each order of the units has them all. */
export function clausesOf({ units, between, ordered }: Wanted, expansions: Expansions): number {
  const choices = units.map((unit) => unit.map((slot) => choicesOf(slot, expansions)));
  const terms = choices.flat(2).length;
  if (between === undefined || ordered === true) return terms;
  if (units.length > 2 && (arePlain(choices) || areApart(choices))) return terms;
  return terms * factorialOf(units.length);
}

const factorialOf = (count: number): number => (count < 2 ? 1 : count * factorialOf(count - 1));
