/** Documents that may speak of special categories of personal data, by a dictionary: candidates, which nobody has read. */
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { printQuery } from '../../search/query/print.ts';
import { specialCategories, specialLanguages } from './special-categories.ts';
import { documentsAlone } from '../run/entry-counts.ts';
import { anchorWords } from '../run/anchor-words.ts';
import { answering, readQuery } from '../run/query.ts';
import { custodianCounts, type ReasonCount } from '../terms/searched.ts';

/** Documents that are cited of each category. */
const shownExamples = 3;

export interface Example {
  /** SHA-256. */
  readonly document: string;
  readonly source: string;
  readonly path: string;
  /** Page, line, row or cell; empty where the text has none. */
  readonly place: string;
}

export interface SpecialCandidates {
  readonly category: string;
  readonly basis: string;
  /** Documents with any of the terms. */
  readonly documents: number;
  /** Of the terms that any document has, most documents first. */
  readonly terms: readonly ReasonCount[];
  readonly sources: readonly ReasonCount[];
  readonly custodians: readonly ReasonCount[];
  /** Of those that lie with nobody who is named. */
  readonly withoutCustodian: number;
  readonly examples: readonly Example[];
  /** Finds them all. */
  readonly query: string;
}

export interface SpecialCensus {
  readonly languages: readonly string[];
  /** All of the dictionary, in its order, those without a document too. */
  readonly categories: readonly SpecialCandidates[];
}

async function examplesOf(index: IndexReader, query: Query, scope: Scope): Promise<Example[]> {
  const { hits } = await answering(() =>
    index.search({ query, scope, sort: 'relevance', limit: shownExamples, snippets: 1 }),
  );
  return hits.map(({ document, occurrences: [first], snippets: [snippet] }) => ({
    document,
    source: first?.source ?? '',
    path: first?.path ?? '',
    place: anchorWords(snippet?.anchor),
  }));
}

/** In the documents that match `among`. Undefined where it was stopped. */
export async function specialCensus(
  index: IndexReader,
  among: Query | undefined,
  scope: Scope,
  signal: AbortSignal,
): Promise<SpecialCensus | undefined> {
  const within = (query: Query): Query =>
    documentsAlone(among === undefined ? query : { op: 'and', of: [among, query] });
  const categories: SpecialCandidates[] = [];
  for (const { category, basis, terms } of specialCategories) {
    if (signal.aborted) return undefined;
    const any = readQuery(terms.map((term) => `(${term})`).join(' OR '));
    const query = within(any);
    const documents = await answering(() => index.count(query, scope));
    const found = { category, basis, documents, query: printQuery(any) };
    if (documents === 0) {
      categories.push({
        ...found,
        terms: [],
        sources: [],
        custodians: [],
        withoutCustodian: 0,
        examples: [],
      });
      continue;
    }
    const counts: ReasonCount[] = [];
    for (const value of terms) {
      const count = await answering(() => index.count(within(readQuery(value)), scope));
      if (count > 0) counts.push({ value, count });
    }
    const custodians = await custodianCounts(index, query, scope);
    categories.push({
      ...found,
      terms: counts.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)),
      sources: await index.facet(query, scope, 'source'),
      custodians: [...custodians].flatMap(([value, count]) =>
        value === undefined ? [] : [{ value, count }],
      ),
      withoutCustodian: custodians.get(undefined) ?? 0,
      examples: await examplesOf(index, query, scope),
    });
  }
  return { languages: specialLanguages, categories };
}
