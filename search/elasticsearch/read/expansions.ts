/** The limit on the words that a pattern or a fuzzy word stands for: the same as in the embedded index. */
import PQueue from 'p-queue';
import type { Fuzzy, Pattern, Query } from '../../query/ast.ts';
import { queryLimits, QueryTooBroadError } from '../../query/ast.ts';
import { isWordLeaf, termTestOf } from '../../query/words.ts';
import type { Asker } from './asker.ts';
import { anyOf, expandingQuery } from './compile-words.ts';

type Expanding = Pattern | Fuzzy;

/** Between them these fields hold all words of an entry, and of a part. */
const allWords = ['body', 'other'];
const leavesAtOnce = 4;

function expandingLeaves(query: Query): Expanding[] {
  if (query.op === 'and' || query.op === 'or') return query.of.flatMap(expandingLeaves);
  if (query.op === 'not') return expandingLeaves(query.of);
  return isWordLeaf(query) && (query.op === 'pattern' || query.op === 'fuzzy') ? [query] : [];
}

/**
 * Throws `QueryTooBroadError` where a leaf stands for too many words of the case. Elasticsearch lists them when
 * it explains a query that is rewritten to its first so many terms; the search itself then takes all.
 */
export async function checkExpansions(query: Query, asker: Asker): Promise<void> {
  const said = new Map(expandingLeaves(query).map((leaf) => [JSON.stringify({ ...leaf, field: '' }), leaf]));
  if (said.size === 0) return;
  const queue = new PQueue({ concurrency: leavesAtOnce });
  await Promise.all([...said.values()].map((leaf) => queue.add(() => check(leaf, asker))));
}

async function check(leaf: Expanding, asker: Asker): Promise<void> {
  const rewrite = `top_terms_${queryLimits.expansions + 1}`;
  const query = anyOf(allWords.map((field) => expandingQuery(leaf, field, rewrite)));
  const test = termTestOf(leaf);
  const found = new Set<string>();
  for (const explanation of await asker.explain(['entries', 'parts'], query)) {
    for (const clause of explanation.split(' ')) {
      const term = /^[+#(]*(?:body|other):(.*?)\)*(?:\^[\d.]+)?\)*$/s.exec(clause)?.[1];
      if (term !== undefined && test.matches(term)) found.add(term);
    }
  }
  if (found.size > queryLimits.expansions) throw QueryTooBroadError.ofPattern(test.said);
}
