/** Asks two indexes the same and says where their answers differ: sets, counts, facets, orders, snippets. */
import { codeOf } from '../../schemas/problem.ts';
import type { Scope } from '../../schemas/scope.ts';
import { type FacetField, facetFields, type IndexReader, type Sort } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { parseQuery } from '../../search/query/parse.ts';

/** What is compared of a query besides its documents and their number. */
export interface Compared {
  readonly scope: Scope;
  readonly facets: readonly FacetField[];
  /** Orders whose first hits are compared, with all that a hit shows but its score. */
  readonly orders: readonly Sort[];
  readonly snippets: number;
}
export const everything: Compared = {
  scope: { open: [] },
  facets: facetFields,
  orders: ['date', '-date', 'path', '-path'],
  snippets: 3,
};

export type Aspect = 'documents' | 'count' | 'facet' | 'order' | 'snippets';

/** `one` and `other` are what the two indexes answered, cut for a person to read. */
export interface Difference {
  readonly query: string;
  readonly aspect: Aspect;
  readonly of: string;
  readonly one: string;
  readonly other: string;
}

export interface Comparison {
  readonly query: string;
  /** Of the first index; -1 where it refused. */
  readonly documents: number;
  readonly facets: number;
  readonly differences: readonly Difference[];
}

const shownUnits = 400;
const hitsCompared = 50;

/** An answer, or the code by which it was refused: two refusals for the same reason are one answer. */
async function answerOf<T>(asked: () => Promise<T>): Promise<T | { readonly refused: string }> {
  try {
    return await asked();
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'query-too-broad') throw error;
    return { refused: code };
  }
}

/** Keys in order: each index gives an entry's fields in an order of its own. */
const written = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** The parts that differ, where both are lists; else both as they are. */
function shown(one: unknown, other: unknown): { one: string; other: string } {
  const text = (value: unknown): string => written(value).slice(0, shownUnits);
  if (!Array.isArray(one) || !Array.isArray(other)) return { one: text(one), other: text(other) };
  const at = one.findIndex((value, place) => written(value) !== written(other[place]));
  const from = at < 0 ? Math.min(one.length, other.length) : at;
  const part = (list: unknown[]): string =>
    `${list.length}, from ${from}: ${text(list.slice(from, from + 3))}`;
  return { one: part(one), other: part(other) };
}

const documentsOf = (index: IndexReader, query: Query, scope: Scope) => async () => [
  ...(await index.documents(query, scope, undefined, 100_000)),
];

const hitsOf = (index: IndexReader, query: Query, sort: Sort, compared: Compared) => async () => {
  const { scope, snippets } = compared;
  const page = await index.search({ query, scope, sort, limit: hitsCompared, snippets });
  return page.hits.map(({ document, entry, places, occurrences, snippets: cut }) => ({
    hit: { document, entry, places, occurrences },
    snippets: cut,
  }));
};

/** Compares all that is asked of one query, as it is typed. */
export async function compareQuery(
  [one, other]: readonly [IndexReader, IndexReader],
  typed: string,
  compared: Compared = everything,
): Promise<Comparison> {
  const query = parseQuery(typed);
  const { scope } = compared;
  const differences: Difference[] = [];
  const same = (aspect: Aspect, of: string, ones: unknown, others: unknown): void => {
    if (written(ones) === written(others)) return;
    differences.push({ query: typed, aspect, of, ...shown(ones, others) });
  };
  const both = <T>(ask: (index: IndexReader) => () => Promise<T>) =>
    Promise.all([answerOf(ask(one)), answerOf(ask(other))]);

  const documents = await both((index) => documentsOf(index, query, scope));
  same('documents', 'documents', ...documents);
  same('count', 'count', ...(await both((index) => () => index.count(query, scope))));
  await Promise.all(
    compared.facets.map(async (field) => {
      same('facet', field, ...(await both((index) => () => index.facet(query, scope, field))));
    }),
  );
  for (const sort of compared.orders) {
    const [ones, others] = await both((index) => hitsOf(index, query, sort, compared));
    const part = (name: 'hit' | 'snippets', hits: typeof ones): unknown =>
      Array.isArray(hits) ? hits.map((hit) => hit[name]) : hits;
    same('order', sort, part('hit', ones), part('hit', others));
    same('snippets', sort, part('snippets', ones), part('snippets', others));
  }
  const [found] = documents;
  return {
    query: typed,
    documents: Array.isArray(found) ? found.length : -1,
    facets: compared.facets.length,
    differences,
  };
}

/** What is reported of many comparisons. */
export interface ParityFigures {
  readonly queries: number;
  /** Queries with the same set of documents, and the same count. */
  readonly equalSets: number;
  readonly facets: number;
  readonly equalFacets: number;
  /** Queries whose orders, and whose snippets, are the same. */
  readonly equalOrders: number;
  readonly equalSnippets: number;
  /** Queries that found some documents but not all. */
  readonly telling: number;
}

export function figuresOf(comparisons: readonly Comparison[], allDocuments: number): ParityFigures {
  const without = (...aspects: readonly Aspect[]): number =>
    comparisons.filter(({ differences }) => !differences.some(({ aspect }) => aspects.includes(aspect)))
      .length;
  const differentFacets = comparisons.flatMap(({ differences }) =>
    differences.filter(({ aspect }) => aspect === 'facet'),
  ).length;
  const facets = comparisons.reduce((sum, one) => sum + one.facets, 0);
  return {
    queries: comparisons.length,
    equalSets: without('documents', 'count'),
    facets,
    equalFacets: facets - differentFacets,
    equalOrders: without('order'),
    equalSnippets: without('snippets'),
    telling: comparisons.filter(({ documents }) => documents > 0 && documents < allDocuments).length,
  };
}
