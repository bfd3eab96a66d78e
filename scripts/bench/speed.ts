/** Measures whole-pipeline ingest against Tika Server with two clients over the same files; interleaved, medians. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryContent } from '../../formats/content.ts';
import { formats } from '../../formats/registry.ts';
import { identify } from '../../formats/identify/identify.ts';
import { startTika } from '../services/tika.ts';
import { filesBelow } from './corpus.ts';
import { buildPackage } from './package.ts';
import { type Finished, runWatched } from './processes.ts';
import { formatTable, median } from './table.ts';
import { readWithTika } from './tika-client.ts';

export interface SpeedOptions {
  readonly folder: string;
  readonly rounds: number;
  readonly tika: boolean;
  readonly ingest: boolean;
  readonly port?: number;
}

/** One run of one program. */
interface Measured {
  readonly name: string;
  readonly seconds: number;
  /** Documents or objects that came out; absent where the program counts none. */
  readonly documents?: number;
  readonly peaksMiB?: string;
}

interface IngestResult {
  readonly items: number;
  readonly documents: number;
}

const parsersAlone = join(import.meta.dirname, 'parsers.ts');

/** Clients that keep the server busy: two, as there are two parser processes. */
const clients = 2;

/** Copies the files of the formats that we read, so that both programs are given the same work and nothing else. */
async function gatherFiles(from: string, to: string): Promise<{ files: number; bytes: number }> {
  const readable = new Set(formats.filter((format) => format.role).map((format) => format.id));
  let files = 0;
  let size = 0;
  for (const path of filesBelow(from)) {
    const bytes = readFileSync(join(from, path));
    const { format } = await identify(memoryContent(bytes));
    if (!readable.has(format) || bytes.length === 0) continue;
    // Numbered: the benchmark must not depend on how deep or strange the names are.
    cpSync(
      join(from, path),
      join(to, `${String(files).padStart(6, '0')}-${path.slice(path.lastIndexOf('/') + 1)}`),
    );
    files += 1;
    size += bytes.length;
  }
  return { files, bytes: size };
}

/** Files named on one command line: far below what the system allows. */
const filesPerCommand = 500;

function hashFolder(folder: string): Measured {
  const paths = filesBelow(folder);
  const started = performance.now();
  for (let at = 0; at < paths.length; at += filesPerCommand) {
    execFileSync('sha256sum', ['--', ...paths.slice(at, at + filesPerCommand)], { cwd: folder });
  }
  return { name: 'sha256sum, one process', seconds: (performance.now() - started) / 1000 };
}

async function askTika(url: string, folder: string): Promise<Measured> {
  const paths = filesBelow(folder);
  const started = performance.now();
  let next = 0;
  let documents = 0;
  const client = async () => {
    for (let path = paths[next++]; path !== undefined; path = paths[next++]) {
      // What it refuses or cannot answer counts as one document: it was asked, and time went into it.
      const found = await readWithTika(url, join(folder, path)).then(
        (all) => all.length,
        () => 1,
      );
      documents += found;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return {
    name: `Tika Server, ${clients} clients`,
    seconds: (performance.now() - started) / 1000,
    documents,
  };
}

function describePeaks(finished: Finished): string {
  const root = finished.peaks.find((peak) => peak.root)?.peakMiB ?? 0;
  const others = finished.peaks.filter((peak) => !peak.root);
  const highest = Math.max(0, ...others.map((peak) => peak.peakMiB));
  return `${root.toFixed(0)} + ${highest.toFixed(0)} (highest of ${others.length})`;
}

/** Runs one of our programs; its last line is a record with the number of items. */
async function runOwn(name: string, words: readonly string[]): Promise<Measured> {
  const finished = await runWatched(process.execPath, words);
  const line = finished.stdout.trim().split('\n').at(-1) ?? '';
  // Exceptions give an exit code of their own; without the closing record the run did not end.
  if (!line.startsWith('{')) {
    throw new Error(`${name} ended with exit code ${finished.exitCode}: ${finished.stderr.slice(-500)}`);
  }
  const { items } = JSON.parse(line) as IngestResult;
  return { name, seconds: finished.seconds, documents: items, peaksMiB: describePeaks(finished) };
}

const ingest = (bin: string, name: string, folder: string, caseFolder: string): Promise<Measured> =>
  runOwn(name, [bin, 'ingest', folder, '--case', caseFolder, '--json']);

/** What Tika Server does and our hashes, by our parsers: once without, once with tagging; no ledger, no index. */
async function parsersRound(folder: string, work: string): Promise<Measured[]> {
  const spool = join(work, 'spool');
  return [
    await runOwn('parsers alone, two processes', [parsersAlone, folder, spool]),
    await runOwn('parsers alone, with tagging', [parsersAlone, folder, spool, 'tags']),
  ];
}

/** Fresh ingest, the same files again under another path, and the first folder once more without any change. */
async function ingestRound(bin: string, folder: string, work: string, round: number): Promise<Measured[]> {
  const caseFolder = join(work, `case-${round}`);
  const again = join(work, `again-${round}`);
  cpSync(folder, again, { recursive: true });
  try {
    return [
      await ingest(bin, 'ingest, two parser processes', folder, caseFolder),
      await ingest(bin, 'ingest of nothing but duplicates', again, caseFolder),
      await ingest(bin, 'unchanged rescan', folder, caseFolder),
    ];
  } finally {
    rmSync(again, { recursive: true, force: true });
    rmSync(caseFolder, { recursive: true, force: true });
  }
}

function printMedians(measured: readonly Measured[], files: number, bytes: number): void {
  const groups = Map.groupBy(measured, (one) => one.name);
  const tikaSeconds = median((groups.get(`Tika Server, ${clients} clients`) ?? []).map((one) => one.seconds));
  const rows = [...groups].map(([name, runs]) => {
    const seconds = median(runs.map((run) => run.seconds));
    const documents = runs[0]?.documents;
    return [
      name,
      seconds.toFixed(2),
      (files / seconds).toFixed(1),
      documents ?? '',
      documents === undefined ? '' : (documents / seconds).toFixed(1),
      (bytes / 1e6 / seconds).toFixed(1),
      Number.isNaN(tikaSeconds) ? '' : `${(tikaSeconds / seconds).toFixed(2)} ×`,
      runs.map((run) => run.peaksMiB ?? '').at(-1) ?? '',
    ];
  });
  const head = [
    'program',
    'seconds',
    'files/s',
    'documents',
    'documents/s',
    'MB/s',
    'Tika time ÷ this',
    'peak MiB',
  ];
  console.log(formatTable(head, rows));
  console.log('\nDocuments: items of the ledger with all members; for Tika the objects of /rmeta/text.');
  console.log(
    'Parsers alone: the processes of ingest and their protocol; identify, hash three times, extract. No ledger, no index.',
  );
  console.log('Peak: resident size of the coordinator + the highest of the parser processes.');
}

/** Runs all programs `rounds` times, one after another in each round, and prints the medians. */
export async function benchSpeed(options: SpeedOptions): Promise<void> {
  const bin = options.ingest ? buildPackage() : '';
  const work = mkdtempSync(join(tmpdir(), 'evidex-bench-'));
  const folder = join(work, 'files');
  const measured: Measured[] = [];
  const tika = options.tika
    ? await startTika(options.port === undefined ? {} : { port: options.port, reuse: true })
    : undefined;
  try {
    mkdirSync(folder);
    const { files, bytes } = await gatherFiles(options.folder, folder);
    console.log(
      `${files} files of the formats we read, ${(bytes / 1e6).toFixed(1)} MB, ${options.rounds} rounds`,
    );
    hashFolder(folder);
    for (let round = 1; round <= options.rounds; round += 1) {
      measured.push(hashFolder(folder));
      if (tika) measured.push(await askTika(tika.url, folder));
      if (options.ingest) {
        measured.push(...(await parsersRound(folder, work)));
        measured.push(...(await ingestRound(bin, folder, work, round)));
      }
    }
    printMedians(measured, files, bytes);
  } finally {
    await tika?.stop();
    rmSync(work, { recursive: true, force: true });
  }
}
