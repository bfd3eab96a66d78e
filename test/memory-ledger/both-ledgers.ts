/** A command run on two cases, one with its ledger in memory, one with its ledger in SQLite. */
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Stores } from '../../case/stores.ts';
import { sqliteStores } from '../../cli/open/stores.ts';
import { runCli } from '../cli/run-cli.ts';
import { MemoryLedger, openMemoryCatalogue } from './memory-catalogue.ts';
import { openMemoryLedger } from './memory-ledger.ts';

/** How long it took; when folders were last read, since the first listing is such a read. */
const differing = new Set(['seconds', 'accessed']);

/** Without what differs between any two cases; they lie in different places, too. */
const comparable = (answer: string, path: string): unknown[] =>
  answer
    .replaceAll(path, 'CASE')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line, (key, value: unknown) => (differing.has(key) ? undefined : value)));

export interface Answers {
  readonly memory: readonly unknown[];
  readonly sqlite: readonly unknown[];
}

/** One case lies in memory, every other in SQLite, so that a command may have both open. */
function storesWith(memoryCase: string): Stores {
  const ledger = new MemoryLedger();
  return {
    ...sqliteStores,
    openLedger: (paths) =>
      paths.file.startsWith(memoryCase)
        ? Promise.resolve(openMemoryLedger(ledger))
        : sqliteStores.openLedger(paths),
    openCatalogue: (paths) =>
      paths.file.startsWith(memoryCase)
        ? Promise.resolve(openMemoryCatalogue(ledger))
        : sqliteStores.openCatalogue(paths),
  };
}

/** Two cases in a folder. */
export function bothLedgers(folder: string) {
  const memoryCase = join(folder, 'memory');
  const sqliteCase = join(folder, 'sqlite');
  const stores = storesWith(memoryCase);
  return {
    memoryCase,
    sqliteCase,
    stores,
    /** What a command answers with `--json`, whose exit codes must agree. */
    ask: async (words: readonly string[]): Promise<Answers> => {
      const [memory, sqlite] = [
        await runCli([...words, '--json', '--case', memoryCase], { stores }),
        await runCli([...words, '--json', '--case', sqliteCase], { stores }),
      ];
      // Progress goes to stderr, and so does what went wrong.
      expect([memory.exitCode, memory.stdout === '' && memory.stderr]).toEqual([sqlite.exitCode, false]);
      return {
        memory: comparable(memory.stdout, memoryCase),
        sqlite: comparable(sqlite.stdout, sqliteCase),
      };
    },
  };
}
