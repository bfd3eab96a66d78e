/** Thirteen shapes of query over documents of `made-documents.ts`, and how long an index takes for each. */
import { termsOf } from '../../search/words/analysis.ts';
import type { IndexReader } from '../../search/port.ts';
import { parseQuery } from '../../search/query/parse.ts';
import type { DocumentMaker } from './made-documents.ts';
import { quantile } from './table.ts';

const scope = { open: [] };
/** Documents whose words the shapes are chosen by. */
const sampled = 4_000;

export interface Shape {
  readonly name: string;
  readonly query: string;
}

/** How an index is asked, and what its milliseconds are. */
export interface Asked {
  /** Runs one question; of an embedded index on a reader that has answered nothing before, as a page is made. */
  readonly asking: <T>(question: (index: IndexReader) => Promise<T>) => Promise<T>;
  /** Milliseconds so far: of the clock, or of this thread's processor time. */
  readonly clock: () => number;
}

/** A page of 20 hits with two snippets each, in three orders, and facets. */
export const questions = ['relevance', 'date', 'path', 'type', 'custodian', 'month'] as const;

/** Milliseconds of one shape, for each of the questions. */
export interface Latency {
  readonly shape: string;
  readonly hits: number;
  readonly times: readonly { readonly p50: number; readonly p95: number }[];
}

/** Words in order of how many of the sampled documents have them, the most frequent first. */
export function wordsByFrequency(maker: DocumentMaker): string[] {
  const counts = new Map<string, number>();
  for (let number = 0; number < sampled; number++) {
    for (const term of new Set(termsOf(maker.text(number)))) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return [...counts]
    .filter(([term]) => /^[a-z]{3,}$/.test(term))
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([term]) => term);
}

/** The shapes, with words that are common or rare in these documents. */
export function shapesOf(maker: DocumentMaker): Shape[] {
  const words = wordsByFrequency(maker);
  /** By rank: 0 is the most frequent, 1 the rarest, on a logarithmic scale. */
  const at = (share: number): string => words[Math.floor(words.length ** share) - 1] ?? 'the';
  const line = (maker.text(1).split('\n')[0] ?? '').split(' ');
  const shapes: Record<string, string> = {
    'rare term': at(0.95),
    'common term': at(0.1),
    'two terms': `${at(0.3)} ${at(0.5)}`,
    phrase: `"${line.slice(1, 4).join(' ').replace(/["\\]/g, '')}"`,
    'proximity of three': `"${at(0.2)} ${at(0.25)} ${at(0.4)}"~20`,
    prefix: `${at(0.9).slice(0, 4)}*`,
    'term NOT term': `${at(0.3)} NOT ${at(0.2)}`,
    'term, dates, type': `${at(0.3)} AND sent:[2012 TO 2014] AND type:pdf`,
    'term at a place': `${at(0.3)} AND custodian:"Custodian 7" AND path:/box7/*`,
    family: `family(${at(0.5)} AND ${at(0.3)})`,
    'family NOT common': `family(from:"person 8" NOT ${at(0.1)})`,
    'families of common terms': `family(${at(0.1)} AND ${at(0.2)})`,
    everything: '*',
  };
  return Object.entries(shapes).map(([name, query]) => ({ name, query }));
}

const isFacet = (question: (typeof questions)[number]): question is 'type' | 'custodian' | 'month' =>
  question === 'type' || question === 'custodian' || question === 'month';

/** Asks each shape `rounds` times, after once that does not count. */
export async function measureLatency(
  { asking, clock }: Asked,
  shapes: readonly Shape[],
  rounds: number,
): Promise<Latency[]> {
  const rows: Latency[] = [];
  for (const { name, query: text } of shapes) {
    const query = parseQuery(text);
    const request = { query, scope, limit: 20, snippets: 2 } as const;
    const times: Latency['times'][number][] = [];
    for (const question of questions) {
      const taken: number[] = [];
      for (let round = -1; round < rounds; round++) {
        const took = await asking(async (index) => {
          const start = clock();
          if (isFacet(question)) await index.facet(query, scope, question);
          else await index.search({ ...request, sort: question });
          return clock() - start;
        });
        if (round >= 0) taken.push(took);
      }
      times.push({ p50: quantile(taken, 0.5), p95: quantile(taken, 0.95) });
    }
    rows.push({ shape: name, hits: await asking((index) => index.count(query, scope)), times });
  }
  return rows;
}
