/** Counts the terms of a list: documents, those that no other term finds, families, and items that could not be searched. */
import { documentsAlone, unsearchedCount } from '../../cli/run/entry-counts.ts';
import { answering, hitPages, readQuery } from '../../cli/run/query.ts';
import { isProblem } from '../../schemas/problem.ts';
import type { RecordBody } from '../../schemas/record-kinds.ts';
import type { Query } from '../../search/query/ast.ts';
import type { Reading } from '../served-case.ts';
import { hashOfTerms } from './kept-counts.ts';

/**
 * Documents of one term that are listed, to be compared with those of others. A list of terms that everything has would
 * hold a case in memory as often as it has terms.
 */
const maxListed = 50_000;
/** Of all terms together. */
const maxListedInAll = 1_000_000;
const pageHits = 1_000;

type Row = RecordBody<'term-report'>['rows'][number];

interface Listed {
  readonly documents: readonly string[];
  readonly families: ReadonlySet<string>;
}

async function listed({ index, scope }: Reading, query: Query): Promise<Listed> {
  const documents: string[] = [];
  const families = new Set<string>();
  const asked = { query, scope, sort: 'path', limit: pageHits, snippets: 0 } as const;
  for await (const { hits } of hitPages(index, asked))
    for (const { document, occurrences } of hits) {
      documents.push(document);
      for (const { family } of occurrences) families.add(family);
    }
  return { documents, families };
}

interface Counted {
  readonly row: Row;
  readonly listed?: Listed;
}

async function countTerm(reading: Reading, term: string, room: number): Promise<Counted> {
  const { index, scope } = reading;
  try {
    const asked = readQuery(term);
    const query = documentsAlone(asked);
    const documents = await answering(() => index.count(query, scope));
    const unsearched = await unsearchedCount(index, asked, scope);
    const row = { term, documents, unsearched };
    if (documents > Math.min(maxListed, room)) return { row };
    const found = await listed(reading, query);
    return { row: { ...row, families: found.families.size }, listed: found };
  } catch (error) {
    if (!isProblem(error)) throw error;
    return { row: { term, refused: error.message.slice(0, 1_000) } };
  }
}

/** Each term by itself, in the order of the list. */
export async function countTerms(
  reading: Reading,
  terms: readonly string[],
): Promise<RecordBody<'term-report'>> {
  const counted: Counted[] = [];
  /** How many terms found a document. */
  const found = new Map<string, number>();
  const families = new Set<string>();
  let room = maxListedInAll;
  for (const term of terms) {
    const one = await countTerm(reading, term, room);
    counted.push(one);
    room -= one.listed?.documents.length ?? 0;
    for (const document of one.listed?.documents ?? []) found.set(document, (found.get(document) ?? 0) + 1);
    for (const family of one.listed?.families ?? []) families.add(family);
  }
  // Whether a document is of one term alone is known where the documents of all terms are.
  const isWhole = counted.every(({ row, listed: own }) => row.refused !== undefined || own !== undefined);
  const rows = counted.map(({ row, listed: own }): Row => {
    if (!own || !isWhole) return row;
    return { ...row, unique: own.documents.filter((document) => found.get(document) === 1).length };
  });
  return {
    hash: hashOfTerms(terms),
    open: [...reading.scope.open],
    rows,
    documents: found.size,
    families: families.size,
  };
}
