/** Compares our terms of a text with what an Elasticsearch node makes of them, as the index gives them to it. */
import { termsOf } from '../../search/words/analysis.ts';

/** As the index is defined: built into every node. */
const analyzer = 'whitespace';

/** A node refuses over 10,000 tokens a request. */
const maxChunkTerms = 9_000;

/** A place where the two differ: the terms there and behind it, a few of each. */
export interface Difference {
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
}

/** What a node makes of a text of at most 10,000 words, in order and without a gap. */
export async function analyzeByElasticsearch(url: string, text: string): Promise<string[]> {
  const response = await fetch(`${url}/_analyze`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ analyzer, text }),
  });
  if (!response.ok) throw new Error(`_analyze answered ${response.status}: ${await response.text()}`);
  const { tokens } = (await response.json()) as { tokens: { token: string; position: number }[] };
  return tokens.map(({ token, position }, at) => {
    // A phrase counts positions: a gap would be a difference too.
    if (position !== at) throw new Error(`token ${at} stands at position ${position}`);
    return token;
  });
}

/** The first place where two lists of terms differ; undefined where they are the same. */
export function differenceOf(ours: readonly string[], theirs: readonly string[]): Difference | undefined {
  const most = Math.max(ours.length, theirs.length);
  for (let at = 0; at < most; at++) {
    if (ours[at] !== theirs[at]) return { ours: ours.slice(at, at + 5), theirs: theirs.slice(at, at + 5) };
  }
  return undefined;
}

/** Compares a whole text; tells how many terms were compared. */
export async function compareAnalysis(
  url: string,
  text: string,
): Promise<{ tokens: number; differences: Difference[] }> {
  const terms = termsOf(text);
  const differences: Difference[] = [];
  for (let from = 0; from < terms.length; from += maxChunkTerms) {
    const chunk = terms.slice(from, from + maxChunkTerms);
    const difference = differenceOf(chunk, await analyzeByElasticsearch(url, chunk.join(' ')));
    if (difference !== undefined) differences.push(difference);
  }
  return { tokens: terms.length, differences };
}
