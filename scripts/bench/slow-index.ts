/** Peak memory of an ingest while Elasticsearch is slowed down: its bulk answers are held back by a proxy. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startElasticsearch } from '../services/elasticsearch.ts';
import { startRecorder } from './bulk-recording.ts';
import { runWatched } from './processes.ts';
import { formatTable } from './table.ts';

const bin = join(import.meta.dirname, '../../bin/evidex.js');

/** Ingests the folder once for each delay, in milliseconds for each bulk request. */
export async function benchSlowIndex(options: {
  folder: string;
  delaysMs: readonly number[];
}): Promise<void> {
  const server = await startElasticsearch();
  const work = mkdtempSync(join(tmpdir(), 'evidex-bench-'));
  const rows: (string | number)[][] = [];
  try {
    for (const [round, delayMs] of options.delaysMs.entries()) {
      const proxy = await startRecorder(server.urls[0] ?? '', { delayMs, keep: false });
      const words = ['ingest', options.folder, '--case', join(work, `case-${round}`), '--index', proxy.url, '--json']; // prettier-ignore
      const done = await runWatched(process.execPath, [bin, ...words]);
      await proxy.stop();
      if (!done.stdout.includes('"documents"'))
        throw new Error(`ingest ended with ${done.exitCode}: ${done.stderr.slice(-500)}`);
      const peak = (root: boolean): number =>
        Math.max(0, ...done.peaks.filter((one) => one.root === root).map(({ peakMiB }) => peakMiB));
      rows.push([delayMs, done.seconds.toFixed(1), peak(true).toFixed(0), peak(false).toFixed(0)]);
    }
  } finally {
    await server.stop();
    rmSync(work, { recursive: true, force: true });
  }
  console.log(formatTable(['delay of a bulk, ms', 'seconds', 'coordinator MiB', 'parser MiB'], rows));
}
