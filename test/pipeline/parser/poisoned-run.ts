/** Ingests a folder with parsers that poison can take down, and gives how every item ended. */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalogue } from '../../../case/catalogue.ts';
import { claimUnit } from '../../../case/catalogue/runs.ts';
import type { LedgerContainer } from '../../../case/ledger/coverage.ts';
import type { LedgerItem } from '../../../case/ledger/items.ts';
import { SqliteCatalogue } from '../../../case/sqlite/sqlite-catalogue.ts';
import { openSqliteLedger } from '../../../case/sqlite/sqlite-ledger.ts';
import { everyScope } from '../../../schemas/scope.ts';
import { limits } from '../../../config/limits.ts';
import { ingest, type IngestOptions } from '../../../pipeline/ingest.ts';
import type { IngestResult } from '../../../pipeline/ingest-tally.ts';
import { itemId } from '../../../sources/item-id.ts';
import { openSqliteIndex } from '../../../search/sqlite/sqlite-index.ts';

export interface PoisonedRun {
  readonly result: IngestResult;
  /** By path: status and code. */
  readonly statuses: Readonly<Record<string, string>>;
  readonly items: readonly LedgerItem[];
  readonly containers: readonly LedgerContainer[];
}

export interface PoisonedOptions {
  readonly parserProcesses?: number;
  readonly maxCrashes?: number;
  readonly maxResidentBytes?: number;
  readonly maxSilentMs?: number;
  readonly spoolBytes?: number;
  readonly entry?: string;
  readonly signal?: AbortSignal;
  /** Puts something between the run and its ledger. */
  readonly between?: (catalogue: Catalogue) => Catalogue;
  readonly progress?: IngestOptions['progress'];
}

/** `work` holds catalogue, index and spool; made where it is missing. */
export async function runPoisoned(
  source: string,
  work: string,
  options: PoisonedOptions = {},
): Promise<PoisonedRun> {
  const spoolFolder = join(work, 'spool');
  mkdirSync(spoolFolder, { recursive: true });
  const path = join(work, 'catalogue.sqlite');
  const written = new SqliteCatalogue(path);
  const catalogue = options.between?.(written) ?? written;
  const index = openSqliteIndex(join(work, 'index.sqlite'));
  let result: IngestResult;
  try {
    const lease = await catalogue.beginRun(randomUUID(), 'ingest', {});
    const row = await catalogue.registerSource(claimUnit(lease), {
      id: itemId('evidex source', 'EX-1'),
      reference: 'EX-1',
      kind: 'folder',
      root: Buffer.from(source),
      intake: { reference: 'EX-1' },
    });
    result = await ingest(catalogue, index, {
      lease,
      acceptEmpty: false,
      sources: [row],
      parserProcesses: options.parserProcesses ?? 2,
      maxCrashes: options.maxCrashes ?? 10,
      spillFolder: work,
      parser: {
        spoolFolder,
        spoolBytes: options.spoolBytes ?? 1024 ** 3,
        maxResidentBytes: options.maxResidentBytes ?? 512 * 1024 * 1024,
        maxSilentMs: options.maxSilentMs ?? 60_000,
        entry: options.entry ?? join(import.meta.dirname, 'poison-parser-main.ts'),
        configuration: {
          type: 'configure',
          limits,
          gazetteers: false,
          personalData: true,
          watchlist: [],
        },
      },
      onSandbox: () => undefined,
      committer: {
        batchItems: 50,
        batchBytes: 1024 * 1024,
        folder: work,
        by: { by: 'tester', at: '2026-01-02T03:04:05.000Z', record: 1 },
      },
      inHandPath: join(work, 'in-hand.json'),
      listedRule: () => undefined,
      skipRule: () => undefined,
      lookUpHashSets: () => ({}),
      signal: options.signal ?? new AbortController().signal,
      progress: options.progress ?? (() => undefined),
    });
    await catalogue.endRun(claimUnit(lease), 'complete', {});
  } finally {
    await index.close();
    await written.close();
  }
  const ledger = await openSqliteLedger(path);
  try {
    const items = await Array.fromAsync(ledger.items.all({ exceptionsOnly: false }, everyScope));
    const statuses = Object.fromEntries(
      items.map(({ path: at, status, code }) => [at, code ? `${status} ${code}` : status]),
    );
    return {
      result,
      statuses,
      items,
      containers: await Array.fromAsync(ledger.coverage.containers(everyScope, 'all')),
    };
  } finally {
    await ledger.close();
  }
}
