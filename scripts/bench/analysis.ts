/**
 * Compares our terms of every text of a case with what a live Elasticsearch makes of them, term by term:
 * `npm run bench -- analysis`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { idsOf } from '../../search/join-entries.ts';
import type { IndexReader } from '../../search/port.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';
import { elasticsearchVersionAt, startElasticsearch } from '../services/elasticsearch.ts';
import { compareAnalysis, type Difference } from './analysis-compare.ts';
import { runProgram } from './kill.ts';
import { formatTable } from './table.ts';

export interface AnalysisOptions {
  /** A case with an embedded index; default: one ingested from `folder` for this. */
  readonly case?: string;
  readonly folder?: string;
  /** Where an Elasticsearch answers; default: one started for this. */
  readonly url?: string;
}

export interface AnalysisResult {
  readonly texts: number;
  readonly units: number;
  readonly tokens: number;
  /** How often each kind was seen, most often first, with one example. */
  readonly differences: readonly { kind: string; count: number; example: string }[];
}

/** Units read from the index at a time; the texts of evidence may not fit in memory. */
const readUnits = 1 << 20;
const kindsShown = 40;

/** All texts of an index, each once, in stretches that end after a line where there is one. */
async function* stretchesOf(index: IndexReader): AsyncGenerator<{ textId: string; stretch: string }> {
  const seen = new Set<string>();
  let after: string | undefined;
  for (;;) {
    const page = await index.entries(after, 500);
    for (const textId of page.flatMap(({ texts }) => idsOf(texts))) {
      if (seen.has(textId)) continue;
      seen.add(textId);
      let at = 0;
      for (;;) {
        const read = await index.text(textId, at, at + readUnits);
        if (!read) break;
        const line = read.length < readUnits ? 0 : read.lastIndexOf('\n') + 1;
        // Between the halves of a character beyond the Basic Multilingual Plane is no place to cut.
        const whole = read.isWellFormed() ? read.length : read.length - 1;
        const stretch = read.slice(0, line || whole || read.length);
        yield { textId, stretch };
        at += stretch.length;
      }
    }
    after = page.at(-1)?.document;
    if (after === undefined) return;
  }
}

/** The first character that is not ASCII is what most differences are about. */
function kindOf({ ours, theirs }: Difference): string {
  const [character] = /[^\p{ASCII}]/u.exec([ours[0], theirs[0]].join('')) ?? ['a'];
  const point = character.codePointAt(0) ?? 0;
  return point < 128 ? 'ASCII' : `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
}

const shown = (terms: readonly string[]): string => JSON.stringify(terms).slice(0, 60);

/** Compares all texts of the index at `path` with what the node at `url` makes of them. */
async function compareCase(path: string, url: string): Promise<AnalysisResult> {
  const kinds = new Map<string, { kind: string; count: number; example: string }>();
  const index = openSqliteIndex(path, { readOnly: true });
  const texts = new Set<string>();
  let [units, tokens] = [0, 0];
  try {
    for await (const { textId, stretch } of stretchesOf(index)) {
      texts.add(textId);
      units += stretch.length;
      const compared = await compareAnalysis(url, stretch);
      tokens += compared.tokens;
      for (const difference of compared.differences) {
        const kind = kindOf(difference);
        const example = `${shown(difference.ours)} / ${shown(difference.theirs)}`;
        const known = kinds.get(kind) ?? { kind, count: 0, example };
        known.count++;
        kinds.set(kind, known);
      }
    }
  } finally {
    await index.close();
  }
  const differences = [...kinds.values()].sort((a, b) => b.count - a.count);
  return { texts: texts.size, units, tokens, differences };
}

/** Starts and ingests what is not given, and prints the result. */
export async function benchAnalysis(options: AnalysisOptions): Promise<AnalysisResult> {
  const work = mkdtempSync(join(tmpdir(), 'evidex-analysis-'));
  const node = options.url === undefined ? await startElasticsearch() : undefined;
  try {
    const url = options.url ?? node?.urls[0] ?? '';
    const version = (await elasticsearchVersionAt(url)) ?? 'of unknown version';
    const casePath = options.case ?? join(work, 'case');
    if (options.case === undefined) {
      const words = ['ingest', options.folder ?? '', '--case', casePath, '--reference', 'ANALYSIS'];
      const { code, output } = await runProgram(words);
      if (code !== 0) throw new Error(`the ingest ended with ${code}: ${output.slice(-2_000)}`);
    }
    const result = await compareCase(join(casePath, 'index.sqlite'), url);
    const { texts, units, tokens, differences } = result;
    console.log(
      `Elasticsearch ${version}: ${texts.toLocaleString('en')} texts, ${units.toLocaleString('en')} characters, ` +
        `${tokens.toLocaleString('en')} tokens compared; ${differences.length} kinds of difference`,
    );
    if (differences.length > 0) {
      const rows = differences.slice(0, kindsShown).map(({ kind, count, example }) => [kind, count, example]);
      console.log(formatTable(['kind', 'times', 'ours / theirs'], rows));
    }
    return result;
  } finally {
    await node?.stop();
    rmSync(work, { recursive: true, force: true });
  }
}
