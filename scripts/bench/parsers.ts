/**
 * Runs the parser processes alone over a folder: the real pool, protocol and sandbox, with a catalogue that remembers
 * only what was seen and an index that drops what it is given. `node scripts/bench/parsers.ts FOLDER SPOOL [tags]`.
 */
import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InHand } from '../../case/in-hand.ts';
import type { KnownContent, PendingFile, PendingPage } from '../../case/catalogue/work.ts';
import { defaults } from '../../config/defaults.ts';
import { type ClaimLedger, Claims } from '../../pipeline/coordinator/claims.ts';
import { Committer } from '../../pipeline/coordinator/committer.ts';
import { ParserPool } from '../../pipeline/coordinator/parser-pool.ts';
import { Spill } from '../../pipeline/coordinator/spill.ts';
import { pendingUnits } from '../../pipeline/coordinator/work.ts';
import { limitsOf } from '../../schemas/limits.ts';
import { itemId } from '../../sources/item-id.ts';
import { filesBelow } from './corpus.ts';

/** What it prints: items of every depth, and unique contents that came to an end. */
export interface ParsersResult {
  readonly items: number;
  readonly documents: number;
}

/** As many as the benchmark gives Tika Server clients. */
const processes = 2;

function listFiles(folder: string): PendingFile[] {
  return filesBelow(folder).map((path) => {
    const { size, dev, ino } = lstatSync(join(folder, path), { bigint: true });
    return {
      item: itemId('benchmark', path),
      revision: 0,
      source: 1,
      rawPath: Buffer.from(path),
      path,
      size: Number(size),
      device: String(dev),
      inode: String(ino),
    };
  });
}

/** The formats of this benchmark end with a content; nothing else is asked of the ledger. */
class SeenContents {
  readonly #ended = new Set<string>();

  async knownContent(sha256s: readonly string[]): Promise<ReadonlyMap<string, KnownContent>> {
    const ended = sha256s.filter((sha256) => this.#ended.has(sha256));
    return new Map(ended.map((sha256) => [sha256, { status: 'indexed', revision: 1 }]));
  }

  async recordedItems(): Promise<ReadonlySet<string>> {
    return new Set();
  }

  async contentsOfFiles(sha256s: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(sha256s);
  }

  async commit(
    _claim: unknown,
    { documents }: { documents: readonly { document: { hashes: { sha256: string } } }[] },
  ): Promise<void> {
    for (const { document } of documents) this.#ended.add(document.hashes.sha256);
  }

  async screen(): Promise<void> {}

  async carryOver(): Promise<void> {}

  async marksAt(places: readonly unknown[]): Promise<{ change: number; marks: { revision: number }[] }> {
    return { change: 0, marks: places.map(() => ({ revision: 0 })) };
  }

  async markChanges(): Promise<{ last: number; shown: number }> {
    return { last: 0, shown: 0 };
  }

  async unshown(): Promise<[]> {
    return [];
  }

  async markShown(): Promise<void> {}

  async markIndexed(): Promise<void> {}

  async tombstones(): ReturnType<ClaimLedger['tombstones']> {
    return new Map();
  }

  async staleItems(): Promise<[]> {
    return [];
  }

  async markItems(): Promise<void> {}
}

const nowhere = { write: (): Promise<{ rejected: [] }> => Promise.resolve({ rejected: [] }) };

function makePool(
  root: string,
  spoolFolder: string,
  tags: boolean,
  count: { items: number; documents: number },
): { pool: ParserPool; committer: Committer } {
  const seen = new SeenContents();
  const claims = new Claims(
    seen,
    () => ({}),
    () => undefined,
  );
  const { batchItems, batchBytes } = defaults;
  const committer = new Committer(
    seen,
    nowhere,
    { run: 1, token: '' },
    {
      batchItems,
      batchBytes,
      folder: spoolFolder,
      by: { by: 'bench', at: new Date().toISOString(), record: 0 },
    },
    new Spill(tmpdir()),
    (ended) => claims.ended(ended),
  );
  const pool = new ParserPool(
    {
      processes,
      maxCrashes: defaults.maxCrashes,
      inHand: new InHand(join(spoolFolder, 'in-hand.json')),
      parser: {
        sources: [root],
        spoolFolder,
        spoolBytes: Math.floor(defaults.spoolBytes / processes),
        maxResidentBytes: defaults.parserMemoryBytes,
        maxSilentMs: defaults.parserTimeoutMs,
        configuration: {
          type: 'configure',
          limits: limitsOf(defaults),
          gazetteers: tags,
          personalData: tags,
          watchlist: [],
        },
      },
      run: 1,
      rootOf: () => Buffer.from(root),
      namesOf: () => ({ reference: 'benchmark' }),
      onItem: () => void (count.items += 1),
      onDocument: () => void (count.documents += 1),
      onFileDone: () => undefined,
    },
    claims,
    committer,
  );
  return { pool, committer };
}

async function runParsers(folder: string, spool: string, tags: boolean): Promise<ParsersResult> {
  const count = { items: 0, documents: 0 };
  const root = realpathSync(folder);
  mkdirSync(spool, { recursive: true, mode: 0o700 });
  const { pool, committer } = makePool(root, spool, tags, count);
  const files = listFiles(root);
  const pendingFiles = (): Promise<PendingPage> => Promise.resolve({ files });
  try {
    pool.warm();
    await pool.run(pendingUnits({ pendingFiles }), new AbortController().signal);
    await committer.flush();
  } finally {
    pool.stop();
  }
  return count;
}

const [folder, spool, tags] = process.argv.slice(2);
if (folder === undefined || spool === undefined) throw new Error('usage: parsers.ts FOLDER SPOOL [tags]');
console.log(JSON.stringify(await runParsers(folder, spool, tags === 'tags')));
