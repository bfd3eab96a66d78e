/** Ten shapes of query over documents of `made-documents.ts`, and how long an index takes for each. */
import { termsOf } from '../../search/words/analysis.ts';
import type { SearchIndex } from '../../search/port.ts';
import { parseQuery } from '../../search/query/parse.ts';
import type { DocumentMaker } from './made-documents.ts';

const scope = { open: [] };
/** Documents whose words the shapes are chosen by. */
const sampled = 4_000;

export interface Shape {
  readonly name: string;
  readonly query: string;
}

/** Milliseconds of one shape: a page of 20 hits with two snippets each, and the facet of types. */
export interface Latency {
  readonly shape: string;
  readonly hits: number;
  readonly p50: number;
  readonly p95: number;
  readonly byDateP50: number;
  readonly facetP50: number;
}

/** Words in order of how many of the sampled documents have them, the most frequent first. */
function wordsByFrequency(maker: DocumentMaker): string[] {
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
    everything: '*',
  };
  return Object.entries(shapes).map(([name, query]) => ({ name, query }));
}

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Asks each shape `rounds` times, after once that does not count. */
export async function measureLatency(
  index: SearchIndex,
  shapes: readonly Shape[],
  rounds: number,
): Promise<Latency[]> {
  const rows: Latency[] = [];
  for (const { name, query: text } of shapes) {
    const query = parseQuery(text);
    const request = { query, scope, limit: 20, snippets: 2 } as const;
    const hits = await index.count(query, scope);
    const times: [relevance: number[], date: number[], facet: number[]] = [[], [], []];
    for (let round = -1; round < rounds; round++) {
      const took = [
        await timed(() => index.search({ ...request, sort: 'relevance' })),
        await timed(() => index.search({ ...request, sort: 'date' })),
        await timed(() => index.facet(query, scope, 'type')),
      ] as const;
      if (round < 0) continue;
      for (const [which, milliseconds] of took.entries()) times[which]?.push(milliseconds);
    }
    const [relevance, date, facet] = times;
    rows.push({
      shape: name,
      hits,
      p50: quantile(relevance, 0.5),
      p95: quantile(relevance, 0.95),
      byDateP50: quantile(date, 0.5),
      facetP50: quantile(facet, 0.5),
    });
  }
  return rows;
}
