/** Measures a report of search terms over made documents: time and memory for a list of many terms. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TermCounter } from '../../cli/terms/count-terms.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';
import { wordsByFrequency } from './latency.ts';
import { fill, makerOf } from './search.ts';

export interface TermsBenchOptions {
  readonly documents: number;
  readonly terms: number;
  readonly corpora?: string;
  /** An index that is kept: filled where it is not there, else asked. */
  readonly file?: string;
}

/** Prints seconds, hits together, documents that any term finds, and memory before and behind. */
export async function benchTerms({ documents, terms, corpora, file }: TermsBenchOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'evidex-bench-'));
  try {
    const path = file ?? join(folder, 'index.sqlite');
    const maker = makerOf(corpora);
    if (!existsSync(path)) {
      const index = openSqliteIndex(path);
      await fill(index, maker, documents);
      await index.close();
    }
    // From the most frequent on: the lists that cost most.
    const words = wordsByFrequency(maker).slice(0, terms);
    const index = openSqliteIndex(path, { readOnly: true });
    const counter = new TermCounter(index, { open: [] }, undefined);
    const before = process.memoryUsage.rss();
    const start = performance.now();
    let hits = 0;
    for (const [number, word] of words.entries()) {
      const answer = await counter.count(parseQuery(`"${word}"`), number, new AbortController().signal);
      if (answer !== undefined && 'documents' in answer) hits += answer.documents;
    }
    const seconds = (performance.now() - start) / 1_000;
    const memory = [before, process.memoryUsage.rss(), process.resourceUsage().maxRSS * 1024];
    const [was = 0, is = 0, most = 0] = memory.map((bytes) => Math.round(bytes / 2 ** 20));
    console.log(
      `${words.length} terms, ${hits} hits, ${counter.any.documents} documents: ${seconds.toFixed(1)} s; ${was} MiB before, ${is} MiB behind, ${most} MiB at most`,
    );
    await index.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
