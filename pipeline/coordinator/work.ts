/** What there is to do, as units: the files not read yet, then the contents that were never finished. */
import type { PendingFile, UnfinishedContent, Work } from '../../case/catalogue/work.ts';
import type { InHand } from '../../case/in-hand.ts';
import type { Claims } from './claims.ts';
import type { Committer } from './committer.ts';
import type { Unit } from './unit.ts';

/** A unit ends at so many files or bytes: small enough that the last ones share out evenly. */
const maxUnitFiles = 16;
const maxUnitBytes = 2 * 1024 * 1024;
const pageFiles = 2_000;
/**
 * A content that cannot be reached again so often is given up: something on the way to it changed or broke. Each way to it
 * is tried, and the shortest this often.
 */
const minRounds = 3;
const roundsFor = (ways: UnfinishedContent['ways']): number => minRounds + ways.length - 1;

const lost = {
  status: 'failed',
  code: 'unreadable',
  detail: 'what leads to it could not be read again',
} as const;

const killed = {
  status: 'failed',
  code: 'run-crash',
  detail: 'the run died while it was read; retry reads it again',
} as const;

const nothing: ReadonlySet<string> = new Set();

/** Gives the next unit; undefined when there is none. May be asked again before it has answered. */
export type NextUnit = () => Promise<Unit | undefined>;

/**
 * Pending files as units, in the ledger's order, a page at a time. Each file is given out once, but those that `setAside`
 * takes.
 */
export function pendingUnits(
  catalogue: Pick<Work, 'pendingFiles'>,
  setAside: (file: PendingFile) => boolean = () => false,
): NextUnit {
  let files: readonly PendingFile[] = [];
  let at = 0;
  let cursor: string | undefined;
  let isLastPage = false;
  const current = async (): Promise<PendingFile | undefined> => {
    while (at >= files.length && !isLastPage) {
      const page = await catalogue.pendingFiles(cursor, pageFiles);
      files = page.files.filter((file) => !setAside(file));
      cursor = page.next;
      at = 0;
      isLastPage = cursor === undefined;
    }
    return files[at];
  };
  const cut = async (): Promise<Unit | undefined> => {
    const taken: PendingFile[] = [];
    let bytes = 0;
    for (let file = await current(); file; file = await current()) {
      if (taken.length > 0 && (taken.length >= maxUnitFiles || bytes + file.size > maxUnitBytes)) break;
      taken.push(file);
      bytes += file.size;
      at += 1;
    }
    return taken.length > 0 ? { files: taken, through: nothing } : undefined;
  };
  // One is cut at a time: two that read the same page at once would give its files out twice.
  let turn: Promise<unknown> = Promise.resolve();
  return () => {
    const unit = turn.then(cut);
    turn = unit.catch(() => undefined);
    return unit;
  };
}

/** Works off everything; `run` takes units until there are none. */
export async function workOff(
  catalogue: Pick<Work, 'pendingFiles' | 'unfinished'>,
  claims: Pick<Claims, 'condemn' | 'takeLater' | 'wasGivenBack'>,
  committer: Pick<Committer, 'item' | 'flush'>,
  inHand: InHand,
  run: (next: NextUnit) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const suspects: PendingFile[] = [];
  const setAside = (file: PendingFile): boolean => {
    // It was given up, and is to be read: somebody asked for that.
    if (inHand.wasGivenUp(file.item)) inHand.clear(file.item);
    const isSuspect = inHand.isSuspect(file.item);
    if (isSuspect) suspects.push(file);
    return isSuspect;
  };
  await run(pendingUnits(catalogue, setAside));
  await committer.flush();
  await readSuspects(suspects, committer, inHand, run, signal);
  // What was left for later is pending still, and what others had of it is known by now.
  while (claims.takeLater() && !signal.aborted) {
    await run(pendingUnits(catalogue));
    await committer.flush();
  }
  const rounds = new Map<string, number>();
  // Each round reaches contents whose parser died, or that an interrupted run left; what they hold may need another.
  while (!signal.aborted) {
    const left = await catalogue.unfinished(pageFiles);
    if (left.length === 0) return;
    const units: Unit[] = [];
    const alone: Unit[] = [];
    for (const { sha256, ways: all } of left) {
      const ways = all.filter(({ file }) => !inHand.isToGiveUp(file.item));
      // The larger a file is, the more may come of it.
      if (claims.wasGivenBack(sha256)) ways.sort((one, other) => other.file.size - one.file.size);
      const round = (rounds.get(sha256) ?? 0) + 1;
      rounds.set(sha256, round);
      if (round === roundsFor(ways)) claims.condemn(sha256, 'unreadable');
      const way = round > roundsFor(ways) ? undefined : ways[(round - 1) % ways.length];
      if (way)
        (inHand.isSuspect(way.file.item) ? alone : units).push({
          files: [way.file],
          through: new Set(way.through),
        });
      else
        for (const { item, file } of all) {
          const ended = inHand.isToGiveUp(file.item) ? killed : lost;
          committer.item({ found: { item, name: '', warnings: [], ended } });
        }
    }
    await run(() => Promise.resolve(units.shift()));
    await committer.flush();
    for (const unit of alone) await readAlone(unit, committer, inHand, run, signal);
  }
}

/** With what comes of it in the ledger before anything else is in hand: that may be what the run dies of. */
async function readAlone(
  unit: Unit,
  committer: Pick<Committer, 'flush'>,
  inHand: InHand,
  run: (next: NextUnit) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  const units = [unit];
  await run(() => Promise.resolve(units.shift()));
  await committer.flush();
  if (!signal.aborted) for (const { item } of unit.files) inHand.clear(item);
}

/**
 * Files that an earlier run had in hand when it died, after all others and each by itself: so it shows which of them it
 * dies of. What it died of often enough is given up, and said. One that a run died of already comes last: a machine or a
 * person that ends run after run then meets another file each time, and not this one again at the start of each.
 */
async function readSuspects(
  suspects: readonly PendingFile[],
  committer: Pick<Committer, 'item' | 'flush'>,
  inHand: InHand,
  run: (next: NextUnit) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const deaths = ({ item }: PendingFile): number => inHand.deathsAlone(item);
  for (const file of suspects.toSorted((one, other) => deaths(one) - deaths(other))) {
    if (signal.aborted) return;
    const { item } = file;
    if (inHand.isToGiveUp(item)) {
      committer.item({ found: { item, name: '', size: file.size, warnings: [], ended: killed } });
      await committer.flush();
      inHand.giveUp(item);
      continue;
    }
    await readAlone({ files: [file], through: nothing }, committer, inHand, run, signal);
  }
}
