/** What of a removal lies in a case folder beside ledger and index: temporary files, lists of hashes, received files. */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseFolder } from '../../case/case-folder.ts';
import type { Catalogue } from '../../case/catalogue.ts';
import { codeOf } from '../../schemas/problem.ts';
import { everyScope } from '../../schemas/scope.ts';
import { ByteSearch, type Needle, piecesOf } from './byte-search.ts';

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** What runs and Tika left, and sketches of texts, which are made again when they are asked for: the caller holds the run lock. */
export function clearTemporary({ path, paths }: CaseFolder): void {
  for (const end of ['', '-journal', '-wal', '-shm']) rmSync(paths.near + end, { force: true });
  for (const folder of [paths.spool, join(path, 'tika')])
    for (const name of namesIn(folder)) rmSync(join(folder, name), { recursive: true, force: true });
}

/** Prepared lists that hold a hash of what went: they are made again when the list is named. Gives what was deleted. */
export async function dropHashLists(
  { paths }: CaseFolder,
  needles: readonly Needle[],
  signal: AbortSignal,
): Promise<string[]> {
  const search = new ByteSearch(needles.filter(({ kind }) => kind === 'hash'));
  const dropped: string[] = [];
  for (const name of namesIn(paths.hashSets)) {
    const file = join(paths.hashSets, name);
    if (!statSync(file).isFile()) continue;
    search.begin();
    for await (const piece of piecesOf(file, signal)) {
      search.take(piece);
      if (search.found.size > 0) break;
    }
    if (search.found.size === 0) continue;
    rmSync(file);
    dropped.push(`hash-sets/${name}, prepared from a list of hashes: name the list again with --hashset`);
  }
  return dropped;
}

/** Received files that nothing in the ledger names any more: they came with a source that went. */
export async function dropUnnamedReceived(caseFolder: CaseFolder, catalogue: Catalogue): Promise<string[]> {
  const received = namesIn(caseFolder.paths.received);
  if (received.length === 0) return [];
  const ledger = await caseFolder.openLedger();
  try {
    const sources = await catalogue.sources();
    const statements = await Promise.all(sources.map(({ reference }) => catalogue.custody(reference)));
    const said = JSON.stringify([
      sources.map(({ intake }) => intake),
      statements,
      await ledger.runs.all(everyScope),
    ]);
    return received.flatMap((name) => {
      if (said.includes(name)) return [];
      rmSync(join(caseFolder.paths.received, name));
      return [`received/${name}`];
    });
  } finally {
    await ledger.close();
  }
}
