/** From a query as typed to the index's query, with errors that point at the place. */
import { codeOf, Problem } from '../../schemas/problem.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader, SearchPage, SearchRequest } from '../../search/port.ts';
import type { Query, QuerySyntaxError } from '../../search/query/ast.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { familiesAsked, type FamiliesMeant } from '../../search/query/place-match.ts';
import { pointAt } from '../../search/query/print.ts';

/** Why a query cannot be read, and where; undefined for one that can. */
export function syntaxErrorOf(
  text: string,
): Pick<QuerySyntaxError, 'message' | 'position' | 'expected'> | undefined {
  try {
    parseQuery(text);
    return undefined;
  } catch (error) {
    if (codeOf(error) !== 'query-syntax') throw error;
    return error as QuerySyntaxError;
  }
}

/** Throws `wrong-value` that shows where the query cannot be read and what was expected there. */
export function readQuery(text: string): Query {
  try {
    return parseQuery(text);
  } catch (error) {
    if (codeOf(error) !== 'query-syntax') throw error;
    const { message, position, expected } = error as QuerySyntaxError;
    const known = expected.length > 0 ? `What can stand there: ${expected.join(', ')}. ` : '';
    throw new Problem(
      'wrong-value',
      `${message}\n${pointAt(text, position)}`,
      `${known}The query language: docs/query-language.md, or \`evidex search --help\`.`,
    );
  }
}

/** A query that is too broad for the index is the user's to narrow, not a failure. */
export async function answering<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (codeOf(error) !== 'query-too-broad') throw error;
    throw new Problem('wrong-value', (error as { message: string }).message, 'Narrow the query.');
  }
}

/** Looks up what each `family(…)` of a query stands for, by which a copy of a document is told from its others. */
export async function familiesMeant(query: Query, index: IndexReader, scope: Scope): Promise<FamiliesMeant> {
  const known = new Map<Query, ReadonlySet<string>>();
  for (const one of familiesAsked(query))
    known.set(one, new Set(await answering(() => index.families(one.of, scope))));
  return (one) => known.get(one) ?? new Set();
}

const pageDocuments = 1_000;

/** The ids of all that match, in their order, a page at a time. */
export async function* documentPages(
  index: Pick<IndexReader, 'documents'>,
  query: Query,
  scope: Scope,
): AsyncGenerator<readonly string[], void> {
  for (let after: string | undefined; ;) {
    const from = after;
    const page = await answering(() => index.documents(query, scope, from, pageDocuments));
    yield page;
    after = page.at(-1);
    if (page.length < pageDocuments) return;
  }
}

/** All documents that match, by SHA-256. */
export async function documentsOf(
  index: IndexReader,
  query: Query,
  scope: Scope,
): Promise<ReadonlySet<string>> {
  const documents = new Set<string>();
  for await (const page of documentPages(index, query, scope))
    for (const document of page) documents.add(document);
  return documents;
}

/** All hits, a page at a time. */
export async function* hitPages(
  index: Pick<IndexReader, 'search'>,
  asked: Omit<SearchRequest, 'after'>,
): AsyncGenerator<SearchPage, void> {
  for (let after: string | undefined; ;) {
    const request = after === undefined ? asked : { ...asked, after };
    const page = await answering(() => index.search(request));
    yield page;
    if (page.after === undefined) return;
    ({ after } = page);
  }
}
