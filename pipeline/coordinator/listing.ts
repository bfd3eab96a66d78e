/** Takes stock of a source: every file and folder gets its row in the ledger, or is found unchanged there. */
import { basename, dirname } from 'node:path';
import { maxFolderDepth } from '../../config/limits.ts';
import { claimUnit, type Lease } from '../../case/catalogue/runs.ts';
import type { Removals } from '../../case/catalogue/removals.ts';
import type { Screening } from '../../case/catalogue/screening.ts';
import type { FolderPart, ListedEntry, SourceRow, Sources } from '../../case/catalogue/sources.ts';
import type { Code } from '../../schemas/status.ts';
import { listFolder, lookAt, type RawNames, readNames, type SourceEntry } from '../../sources/folder.ts';
import { checkIdentity, identityOf } from '../../sources/source-identity.ts';
import { itemId } from '../../sources/item-id.ts';
import { faultOf, joinRaw, showRaw } from '../../sources/raw-path.ts';
import { isVolumeSet } from '../../sources/volume-set.ts';
import { Problem } from '../../schemas/problem.ts';
import { findFolderVolumes, type FolderVolumes } from './folder-volumes.ts';
import type { Screener } from './screener.ts';

export interface ListingCounts {
  files: number;
  folders: number;
  bytes: number;
  fresh: number;
  changed: number;
  unchanged: number;
  gone: number;
  /** Folders that could not be listed, and entries that could not be looked at. */
  unseen: number;
  /** Entries that were removed from the case, and are passed over with what lies below them. */
  removed: number;
}

export const noCounts: Readonly<ListingCounts> = {
  files: 0,
  folders: 0,
  bytes: 0,
  fresh: 0,
  changed: 0,
  unchanged: 0,
  gone: 0,
  unseen: 0,
  removed: 0,
};

/** Entries that are looked at and compared at one time: a folder of millions would fill the memory. */
const entriesAtOnce = 10_000;

/** What the rules of a run say of a listed file before it is read. */
export type ListedRule = (
  path: string,
  entry: SourceEntry,
) => { readonly skip?: string; readonly priority?: number } | undefined;

export interface ListingOptions {
  readonly rule: ListedRule;
  readonly acceptEmpty: boolean;
  /** Of a run that screens. */
  readonly screener?: Screener | undefined;
}

/** A folder that waits to be listed. */
interface FolderVisit {
  readonly item: string;
  readonly rawPath: Buffer;
  readonly path: string;
  readonly depth: number;
}

function endedOf(entry: SourceEntry, skip: string | undefined): ListedEntry['ended'] {
  const ended = (status: 'failed' | 'skipped', code: Code, detail?: string): ListedEntry['ended'] => ({
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
  });
  if (entry.fault) return ended('failed', entry.fault.code, entry.fault.detail);
  if (entry.kind === 'link') return ended('skipped', 'link', entry.target);
  if (entry.kind === 'other') return ended('skipped', 'not-a-file');
  return skip === undefined ? undefined : ended('skipped', 'rule', skip);
}

function listed(entry: SourceEntry, path: string, rule: ListedRule): ListedEntry {
  const decided = entry.kind === 'file' ? rule(path, entry) : undefined;
  const ended = endedOf(entry, decided?.skip);
  const unsafe =
    entry.name === entry.rawName.toString('utf8') || isVolumeSet(entry.rawName)
      ? []
      : [{ code: 'unsafe-name' as const, detail: 'not valid UTF-8' }];
  return {
    ...entry,
    ...(ended ? { ended } : {}),
    ...(unsafe.length > 0 ? { warnings: unsafe } : {}),
    ...(decided?.priority === undefined ? {} : { priority: decided.priority }),
  };
}

/** The real folder that the source's files lie below: itself, or the one that holds the single file. */
export const rootOf = (source: Pick<SourceRow, 'kind' | 'root'>): Buffer =>
  source.kind === 'folder'
    ? Buffer.from(source.root)
    : Buffer.from(dirname(Buffer.from(source.root).toString('latin1')), 'latin1');

type AddEntries = (
  folder: Pick<FolderVisit, 'item' | 'path'>,
  entries: readonly ListedEntry[],
  part?: FolderPart,
) => Promise<void>;

/** Writes entries of a folder to the ledger, and counts them. */
const adding =
  (
    catalogue: Pick<Sources, 'listFolder'> & Pick<Screening, 'screen'>,
    { lease, source, screener }: Pick<ListingOptions, 'screener'> & { lease: Lease; source: SourceRow },
    counts: ListingCounts,
  ): AddEntries =>
  async (folder, entries, part) => {
    if (screener) await screenNames(catalogue, lease, screener, folder, entries);
    const result = await catalogue.listFolder(claimUnit(lease), source, folder.item, entries, part);
    for (const name of ['fresh', 'changed', 'unchanged', 'gone'] as const) counts[name] += result[name];
    counts.unseen += entries.filter(({ ended }) => ended?.status === 'failed').length;
  };

/**
 * Lists the source, folder by folder, depth first in byte order of names. Memory: the names of one folder, and the
 * folders that wait. A folder that cannot be read becomes a failed item; the listing goes on. Throws `source-missing`
 * where the source goes away on the way, and `source-empty` where it has nothing although the ledger knows of something
 * and `acceptEmpty` does not say that this is right: nothing is then taken for gone.
 */
export async function listSource(
  catalogue: Pick<Sources, 'listFolder' | 'beginListing' | 'endListing' | 'presentEntries'> &
    Pick<Removals, 'tombstones'> &
    Pick<Screening, 'screen'>,
  lease: Lease,
  source: SourceRow,
  { rule, acceptEmpty, screener }: ListingOptions,
  onFolder: (counts: Readonly<ListingCounts>) => void,
  signal: AbortSignal,
): Promise<ListingCounts> {
  const counts: ListingCounts = { ...noCounts };
  const root = Buffer.from(source.root);
  const identity = identityOf(root);
  await catalogue.beginListing(claimUnit(lease), source);
  const add = adding(catalogue, { lease, source, screener }, counts);
  if (source.kind === 'file') {
    const rawName = Buffer.from(basename(Buffer.from(source.root).toString('latin1')), 'latin1');
    const entry = lookAt(Buffer.from(source.root), rawName);
    const entries = [listed(entry, showRaw(rawName), rule)];
    counts.removed = (await removedIn(catalogue, source.id, entries)).size;
    await add({ item: source.id, path: '' }, entries);
    counts.files = 1 - counts.removed;
    counts.bytes = counts.removed > 0 ? 0 : (entry.size ?? 0);
    onFolder(counts);
    await catalogue.endListing(claimUnit(lease), source);
    return counts;
  }
  const waiting: FolderVisit[] = [{ item: source.id, rawPath: Buffer.alloc(0), path: '', depth: 0 }];
  for (let folder = waiting.pop(); folder; folder = waiting.pop()) {
    const below: FolderVisit[] = [];
    const volumes = await volumesIn(catalogue, root, folder, rule);
    for (const { entries, part } of partsOf(listOne(root, folder, volumes, rule))) {
      signal.throwIfAborted();
      // Looked at after the entries were read and before they are compared: what was read is of the source then.
      checkIdentity(identity);
      if (folder.depth === 0 && entries.length === 0 && part.after === undefined && !acceptEmpty)
        await refuseEmpty(catalogue, source);
      const removed = await removedIn(catalogue, folder.item, entries);
      counts.removed += removed.size;
      await add(folder, entries, part);
      for (const entry of entries) {
        if (removed.has(entry)) continue;
        // Of a set its volumes count.
        if (entry.kind === 'file' && !isVolumeSet(entry.rawName)) {
          counts.files += 1;
          counts.bytes += entry.size ?? 0;
        }
        if (entry.kind === 'folder') counts.folders += 1;
        if (entry.kind === 'folder' && !entry.ended) below.push(visitOf(folder, entry));
      }
      onFolder(counts);
      await new Promise(setImmediate);
    }
    while (below.length > 0) waiting.push(below.pop() as FolderVisit);
  }
  await catalogue.endListing(claimUnit(lease), source);
  return counts;
}

/** Names of files and folders are shown from the moment on in which they are listed: what matches is withheld before. */
async function screenNames(
  catalogue: Pick<Screening, 'screen'>,
  lease: Lease,
  screener: Screener,
  folder: Pick<FolderVisit, 'item' | 'path'>,
  entries: readonly ListedEntry[],
): Promise<void> {
  const matches = entries.flatMap(({ rawName, name }) => {
    const verdicts = screener.verdictsOfName(pathIn(folder, name));
    const item = itemId(folder.item, rawName);
    const place = { item, family: item, document: '' };
    return verdicts.map((verdict) => ({ ...verdict, place, isOfContent: false }));
  });
  if (matches.length > 0)
    await catalogue.screen(claimUnit(lease), {
      by: screener.by,
      matches,
      messages: [],
      loose: [],
      begun: [],
      ended: [],
    });
}

/** An empty folder where a share is mounted at other times looks like evidence that was deleted as a whole. */
async function refuseEmpty(catalogue: Pick<Sources, 'presentEntries'>, source: SourceRow): Promise<void> {
  const known = await catalogue.presentEntries(source.id);
  if (known === 0) return;
  throw new Problem(
    'source-empty',
    `${showRaw(source.root)} is empty, and the case knows ${known} entries directly below it: nothing is taken for gone`,
    'Make the source available (is it mounted?) and run the command again. If everything in it was really deleted, add --accept-empty.',
  );
}

/** Those of the entries of a folder that have a tombstone. */
async function removedIn(
  catalogue: Pick<Removals, 'tombstones'>,
  folder: string,
  entries: readonly ListedEntry[],
): Promise<ReadonlySet<ListedEntry>> {
  const byId = new Map(entries.map((entry) => [itemId(folder, entry.rawName), entry]));
  const found = await catalogue.tombstones([...byId.keys()]);
  return new Set([...found.keys()].flatMap((id) => byId.get(id) ?? []));
}

const visitOf = (folder: FolderVisit, entry: ListedEntry): FolderVisit => ({
  item: itemId(folder.item, entry.rawName),
  rawPath: joinRaw(folder.rawPath, entry.rawName),
  path: pathIn(folder, entry.name),
  depth: folder.depth + 1,
});

/** The entries in parts that cover all names of their folder; one part, with no entries, of an empty folder. */
function* partsOf(
  entries: Iterable<ListedEntry>,
): Generator<{ readonly entries: readonly ListedEntry[]; readonly part: FolderPart }> {
  let after: Uint8Array | undefined;
  let part: ListedEntry[] = [];
  for (const entry of entries) {
    if (part.length === entriesAtOnce) {
      const through = part.at(-1)?.rawName;
      yield { entries: part, part: { after, through } };
      after = through;
      part = [];
    }
    part.push(entry);
  }
  yield { entries: part, part: { after } };
}

/** The names of a folder, and the sets of volumes among them. */
async function volumesIn(
  catalogue: Pick<Removals, 'tombstones'>,
  root: Buffer,
  folder: FolderVisit,
  rule: ListedRule,
): Promise<FolderVolumes> {
  const isRuledOut = (entry: SourceEntry): boolean =>
    rule(pathIn(folder, entry.name), entry)?.skip !== undefined;
  return findFolderVolumes(joinRaw(root, folder.rawPath), namesIn(root, folder), async (volumes) => {
    if (volumes.some(isRuledOut)) return true;
    const ids = volumes.map(({ rawName }) => itemId(folder.item, rawName));
    return (await catalogue.tombstones(ids)).size > 0;
  });
}

const pathIn = ({ path }: Pick<FolderVisit, 'path'>, name: string): string =>
  path === '' ? name : `${path}/${name}`;

/** The entries of one folder. Whether a folder below can be read is found out before its row is written. */
function* listOne(
  root: Buffer,
  folder: FolderVisit,
  { names, sets, setOf }: FolderVolumes,
  rule: ListedRule,
): Generator<ListedEntry> {
  for (const name of names) {
    const set = sets.get(name);
    const rawName = Buffer.from(name, 'latin1');
    const entry = set ?? lookAt(joinRaw(root, joinRaw(folder.rawPath, rawName)), rawName);
    const path = pathIn(folder, entry.name);
    const fault =
      entry.kind === 'folder' && !entry.fault
        ? folderFault(joinRaw(root, joinRaw(folder.rawPath, entry.rawName)), folder.depth)
        : undefined;
    const volumeOf = setOf.get(name);
    yield {
      ...listed(fault ? { ...entry, fault } : entry, path, rule),
      ...(volumeOf === undefined ? {} : { volumeOf }),
    };
  }
}

/** A folder that was there when its row was written and went away since has no entries; any other fault ends the run. */
function namesIn(root: Buffer, { rawPath, path, depth }: FolderVisit): RawNames {
  try {
    return readNames(joinRaw(root, rawPath));
  } catch (error) {
    const { code, detail } = faultOf(error);
    if (code === 'vanished' && depth > 0) return [];
    throw new Problem(
      depth === 0 ? 'source-missing' : 'source-unreadable',
      `${showRaw(joinRaw(root, rawPath))} cannot be listed any more: ${detail}`,
      `Run the same command again when ${path === '' ? 'the source' : 'the folder'} can be read.`,
    );
  }
}

function folderFault(path: Buffer, depth: number): SourceEntry['fault'] {
  if (depth >= maxFolderDepth) return { code: 'depth-limit', detail: `${maxFolderDepth} folders deep` };
  try {
    for (const first of listFolder(path)) if (first) break;
    return undefined;
  } catch (error) {
    return faultOf(error);
  }
}
