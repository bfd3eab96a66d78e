/** What there is to do, as units: the files not read yet, then the contents that were never finished. */
import type { CatalogueWriter, PendingFile } from '../../case/catalogue.ts';
import type { Claims } from './claims.ts';
import type { Committer } from './committer.ts';
import type { Unit } from './unit.ts';

/** A unit ends at so many files or bytes: small enough that the last ones share out evenly. */
const maxUnitFiles = 16;
const maxUnitBytes = 2 * 1024 * 1024;
const pageFiles = 2_000;
/** A content that cannot be reached again so often is given up: something on the way to it changed or broke. */
const maxRounds = 3;

const lost = {
  status: 'failed',
  code: 'unreadable',
  detail: 'what leads to it could not be read again',
} as const;

const nothing: ReadonlySet<string> = new Set();

/** Pending files as units, in the ledger's order, a page at a time. */
export function pendingUnits(catalogue: Pick<CatalogueWriter, 'pendingFiles'>): () => Unit | undefined {
  let page: readonly (PendingFile & { priority: number })[] = [];
  let at = 0;
  let cursor: { priority: number; row: number } | undefined;
  const next = (): (PendingFile & { priority: number }) | undefined => {
    if (at >= page.length) {
      page = catalogue.pendingFiles(cursor, pageFiles);
      at = 0;
    }
    return page[at];
  };
  return () => {
    const files: PendingFile[] = [];
    let bytes = 0;
    for (let file = next(); file; file = next()) {
      if (files.length > 0 && (files.length >= maxUnitFiles || bytes + file.size > maxUnitBytes)) break;
      files.push(file);
      bytes += file.size;
      at += 1;
      cursor = { priority: file.priority, row: file.row };
    }
    return files.length > 0 ? { files, through: nothing } : undefined;
  };
}

/** Works off everything; `run` takes units until there are none. */
export async function workOff(
  catalogue: Pick<CatalogueWriter, 'pendingFiles' | 'unfinished'>,
  claims: Claims,
  committer: Committer,
  run: (next: () => Unit | undefined) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  await run(pendingUnits(catalogue));
  await committer.flush();
  const rounds = new Map<string, number>();
  // Each round reaches contents whose parser died, or that an interrupted run left; what they hold may need another.
  while (!signal.aborted) {
    const left = catalogue.unfinished(pageFiles);
    if (left.length === 0) return;
    for (const { sha256 } of left) {
      const round = (rounds.get(sha256) ?? 0) + 1;
      rounds.set(sha256, round);
      if (round === maxRounds) claims.condemn(sha256, 'unreadable');
    }
    const isLost = ({ sha256 }: { sha256: string }): boolean => (rounds.get(sha256) ?? 0) > maxRounds;
    for (const { item } of left.filter(isLost))
      committer.item({ found: { item, name: '', warnings: [], ended: lost } });
    const units = left
      .filter((one) => !isLost(one))
      .map(({ file, through }) => ({ files: [file], through: new Set(through) }));
    await run(() => units.shift());
    await committer.flush();
  }
}
