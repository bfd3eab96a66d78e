/** Compares our analysis of texts with that of an Elasticsearch node, token by token. */
import { analyze, type Token } from '../../search/words/analysis.ts';

/** As the index is defined: these by name, in this order. */
const analysis = { tokenizer: 'standard', filter: ['lowercase', 'asciifolding'] };

/** A node refuses over 10,000 tokens a request, and a token takes at least one unit of text. */
export const maxChunkUnits = 10_000;

/** A stretch where the two differ: other words, or the same word in another form. */
export interface Difference {
  readonly kind: 'words' | 'form';
  readonly ours: readonly Token[];
  readonly theirs: readonly Token[];
}

/** What a node makes of a text of at most `maxChunkUnits`. */
export async function analyzeByElasticsearch(url: string, text: string): Promise<Token[]> {
  const response = await fetch(`${url}/_analyze`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...analysis, text }),
  });
  if (!response.ok) throw new Error(`_analyze answered ${response.status}: ${await response.text()}`);
  const { tokens } = (await response.json()) as {
    tokens: { token: string; start_offset: number; end_offset: number; position: number }[];
  };
  return tokens.map(({ token, start_offset, end_offset, position }, at) => {
    // A phrase counts positions: a gap would be a difference too.
    if (position !== at) throw new Error(`token ${at} stands at position ${position}`);
    return { term: token, start: start_offset, end: end_offset };
  });
}

/** Where `text` can be cut before `to` so that no word reaches over it; `to` where there is no such place. */
function safeCut(text: string, from: number, to: number): number {
  const line = text.lastIndexOf('\n', to - 1);
  if (line >= from) return line + 1;
  for (let at = to; at > from; at--) {
    if (text[at - 1] === ' ' && /[0-9A-Za-z]/.test(text[at] ?? '')) return at;
  }
  const unit = text.charCodeAt(to);
  return (unit & 0xfc00) === 0xdc00 ? to - 1 : to;
}

/** The text in stretches that a node takes, cut after a line, else between words, where there is such a place. */
export function* chunksOf(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    const end = from + maxChunkUnits;
    const to = end >= text.length ? text.length : safeCut(text, from, end);
    yield text.slice(from, to);
    from = to;
  }
}

/** The stretches where two lists of tokens of one text differ, in order. */
export function differencesOf(ours: readonly Token[], theirs: readonly Token[]): Difference[] {
  const differences: Difference[] = [];
  let [i, j] = [0, 0];
  while (i < ours.length || j < theirs.length) {
    const [a, b] = [ours[i], theirs[j]];
    if (a && b && a.start === b.start && a.end === b.end) {
      if (a.term !== b.term) differences.push({ kind: 'form', ours: [a], theirs: [b] });
      i++;
      j++;
      continue;
    }
    const [firstOurs, firstTheirs] = [i, j];
    // Up to where both have read equally far, and go on with the same place.
    do {
      const [nextOurs, nextTheirs] = [ours[i]?.end ?? Infinity, theirs[j]?.end ?? Infinity];
      if (nextOurs <= nextTheirs) i++;
      if (nextTheirs <= nextOurs) j++;
    } while ((i < ours.length || j < theirs.length) && ours[i]?.start !== theirs[j]?.start);
    differences.push({
      kind: 'words',
      ours: ours.slice(firstOurs, i),
      theirs: theirs.slice(firstTheirs, j),
    });
  }
  return differences;
}

/** Compares a whole text; tells how many tokens were compared. */
export async function compareAnalysis(
  url: string,
  text: string,
): Promise<{ tokens: number; differences: Difference[] }> {
  const differences: Difference[] = [];
  let tokens = 0;
  for (const chunk of chunksOf(text)) {
    const ours = analyze(chunk);
    tokens += ours.length;
    differences.push(...differencesOf(ours, await analyzeByElasticsearch(url, chunk)));
  }
  return { tokens, differences };
}
