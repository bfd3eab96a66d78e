/** The words of the index that patterns and fuzzy words stand for, with the same limit as in the embedded index. */
import PQueue from 'p-queue';
import type { Fuzzy, Pattern, Query } from '../../query/ast.ts';
import { queryLimits, QueryTooBroadError } from '../../query/ast.ts';
import { termTestOf } from '../../query/term-test.ts';
import { joinedTermsOf, testsOf } from '../../query/sequences.ts';
import { isWordLeaf, type WordLeaf } from '../../query/words.ts';
import type { Asker } from './asker.ts';
import { expandingQuery } from './compile-words.ts';
import type { Expansions } from './intervals.ts';

type Expanding = Pattern | Fuzzy;

/** Between them these fields hold all words of an entry, and of a part. */
const allWords = ['body', 'other'];
const leavesAtOnce = 4;
const termsAtOnce = 200;

function expandingLeaves(query: Query): readonly Expanding[] {
  if (query.op === 'and' || query.op === 'or') return query.of.flatMap(expandingLeaves);
  if (query.op === 'not' || query.op === 'family' || query.op === 'member') return expandingLeaves(query.of);
  return isWordLeaf(query) && query.op !== 'exact' ? testsOf(query) : [];
}

const keyOf = (leaf: Expanding): string => JSON.stringify({ ...leaf, field: '' });

/**
 * Throws `QueryTooBroadError` where a leaf stands for too many words of the case. Elasticsearch lists them when
 * it explains a query that is rewritten to its first so many terms.
 */
export async function expansionsOf(query: Query, asker: Asker): Promise<Expansions> {
  const asked = new Map(expandingLeaves(query).map((leaf) => [keyOf(leaf), leaf]));
  const known = new Map<string, readonly string[]>();
  const queue = new PQueue({ concurrency: leavesAtOnce });
  const [lacking] = await Promise.all([
    lackingTerms([...new Set(nearLeaves(query).flatMap(joinedTermsOf))], asker),
    ...[...asked].map(([key, leaf]) => queue.add(async () => known.set(key, await expand(leaf, asker)))),
  ]);
  return { of: (leaf) => known.get(keyOf(leaf)) ?? [], has: (term) => !lacking.has(term) };
}

/** Of a proximity without a field each way to read it counts once for each field: so only those that can be. */
function nearLeaves(query: Query): WordLeaf[] {
  if (query.op === 'and' || query.op === 'or') return query.of.flatMap(nearLeaves);
  if (query.op === 'not' || query.op === 'family' || query.op === 'member') return nearLeaves(query.of);
  return query.op === 'near' || query.op === 'within' ? [query] : [];
}

/** Those that the index has not. */
async function lackingTerms(terms: readonly string[], asker: Asker): Promise<Set<string>> {
  const lacking = new Set(terms);
  for (let at = 0; at < terms.length; at += termsAtOnce) {
    const some = terms.slice(at, at + termsAtOnce);
    for (const kind of ['entries', 'parts'] as const)
      for (const term of await asker.termsThere(kind, allWords, some)) lacking.delete(term);
  }
  return lacking;
}

/** No term holds any: what does is a query that was left as it is, since no term meets it. */
const punctuation = /[!-/:-@[-`{-~]/;

async function expand(leaf: Expanding, asker: Asker): Promise<readonly string[]> {
  const rewrite = `top_terms_${queryLimits.expansions + 1}`;
  const test = termTestOf(leaf);
  const found = new Set<string>();
  for (const field of allWords) {
    const query = expandingQuery(leaf, field, rewrite);
    for (const explanation of await asker.explain(['entries', 'parts'], query)) {
      for (const clause of explanation.split(' ')) {
        const term = /^[+#(]*(?:body|other):(.*?)\)*(?:\^[\d.]+)?\)*(?:~\d+)?\)*$/s.exec(clause)?.[1];
        if (term !== undefined && !punctuation.test(term) && test.matches(term)) found.add(term);
      }
    }
  }
  if (found.size > queryLimits.expansions) throw QueryTooBroadError.ofPattern(test.said);
  return [...found].sort();
}
