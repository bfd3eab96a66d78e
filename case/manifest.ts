/** A manifest: the hashes that the files of a source were delivered with, and from which folder its paths count. */
import { lstatSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { joinRaw, reach, showRaw } from '../sources/raw-path.ts';
import type { SourceRoot } from '../sources/open-root.ts';
import { codeOf, messageOf, Problem } from '../schemas/problem.ts';
import { type ListAlgorithm, listLengths, wrongLine } from './hash-list.ts';
import { type HashRow, readHashRows } from './hash-rows.ts';
import { nameOfRoot } from './source-files.ts';

export interface ManifestHash {
  readonly algorithm: ListAlgorithm;
  readonly hex: string;
}

export interface Manifest {
  /**
   * By path: its bytes as latin1 text, `/` between parts, without a drive or a slash at its beginning. About 300 bytes
   * of memory a file.
   */
  readonly files: ReadonlyMap<string, ManifestHash>;
  /** Of a bag (BagIt, RFC 8493): it lists what lies below `data/`, not what describes the bag. */
  readonly isBag: boolean;
}

const bagManifest = /^manifest-(?:md5|sha1|sha256|sha512)\.txt$/u;
/** Files that describe a bag; no payload manifest lists them. */
export const bagFile = /^(?:bagit|bag-info|fetch|(?:tag)?manifest-[a-z0-9]+)\.txt$/u;

/** `%0A`, `%0D` and `%25` of names (RFC 8493, 2.1.3). */
const unescapeBag = (path: string): string =>
  path.replace(/%(0a|0d|25)/giu, (escape) => String.fromCharCode(Number.parseInt(escape.slice(1), 16)));

/** As paths of this system: tools of Windows write backslashes and drives, others absolute paths. */
function portable(path: string, fromAnySystem: boolean): string {
  const isWindows = (fromAnySystem && !path.includes('/')) || /^[A-Za-z]:\\/u.test(path);
  return (isWindows ? path.replaceAll('\\', '/') : path)
    .replace(/^[A-Za-z]:(?=\/)/u, '')
    .replace(/^(?:\.?\/)+/u, '');
}

const lastPart = (path: string): string => path.slice(path.search(/[^/\\]*$/u));

/** A column of paths may be of folders, with the names in another: then no path ends with its name. */
const pathsAreWhole = (rows: readonly HashRow[]): boolean =>
  rows.every(({ path, name }) => name === undefined || path === undefined || lastPart(path) === name);

function pathOf({ path, name, fromAnySystem }: HashRow, isWhole: boolean): string | undefined {
  const stated = path === undefined ? undefined : portable(path, fromAnySystem);
  if (name === undefined || (isWhole && stated !== undefined)) return stated;
  return stated === undefined || stated === '' ? name : `${stated.replace(/\/+$/u, '')}/${name}`;
}

async function rowsOf(path: string): Promise<readonly HashRow[]> {
  const rows: HashRow[] = [];
  try {
    for await (const row of readHashRows(path)) rows.push(row);
  } catch (error) {
    if (codeOf(error) === 'bad-file') throw error;
    throw new Problem(
      'bad-file',
      `the manifest ${path} cannot be read: ${messageOf(error)}`,
      'Check its path.',
    );
  }
  return rows;
}

/**
 * Reads a manifest in any form of `hash-rows.ts`; beside a bag's own that of its tag files. `called` is what the file is
 * named where it was received. Throws `bad-file` with the number of the line that is none.
 */
export async function readManifest(path: string, called: string = basename(path)): Promise<Manifest> {
  const files = new Map<string, ManifestHash>();
  const isBag = bagManifest.test(called);
  const rows = await rowsOf(path);
  const isWhole = pathsAreWhole(rows);
  for (const row of rows) {
    const stated = pathOf(row, isWhole);
    if (stated === undefined) throw wrongLine(path, row.line, 'a hash without the name of its file');
    const name = isBag ? unescapeBag(stated) : stated;
    // Of several algorithms the strongest counts.
    const algorithm = strengths.find((one) => row.hashes[one] !== undefined) ?? 'md5';
    const hex = row.hashes[algorithm] ?? '';
    const known = files.get(name);
    if (known && known.hex !== hex && known.algorithm === algorithm)
      throw wrongLine(path, row.line, `another hash for ${showRaw(Buffer.from(name, 'latin1'))}, which an earlier line names`); // prettier-ignore
    if (!known || hex.length > known.hex.length) files.set(name, { algorithm, hex });
  }
  if (files.size === 0) throw new Problem('bad-file', `${path} holds no hash`, 'Name the right file.');
  return { files, isBag };
}

const strengths = Object.keys(listLengths) as ListAlgorithm[];

/** Paths that are tried, spread over the manifest: enough to tell where it begins. */
const maxTried = 512;
/** Of those, the ones whose folders are taken for the beginning. */
const maxGuessing = 32;

const foldersOf = (path: string): string[] =>
  [...path.matchAll(/\//gu)].map(({ index }) => path.slice(0, index + 1));

function isFile(root: SourceRoot, path: string): boolean {
  if (root.kind === 'file') return path === nameOfRoot(root);
  if (path.split('/').includes('..')) return false;
  try {
    const raw = joinRaw(root.raw, Buffer.from(path, 'latin1'));
    return reach(raw, (reachable) => lstatSync(reachable).isFile());
  } catch {
    return false;
  }
}

/**
 * The folder, as the manifest writes it and with a slash at its end, that is the source's root: `''` where the paths count
 * from there. Chosen is what makes most paths name a file, the shortest of those.
 */
export function findPrefix(root: SourceRoot, { files }: Manifest): string {
  const all = [...files.keys()];
  const step = Math.max(1, Math.floor(all.length / maxTried));
  const tried = all.filter((_, at) => at % step === 0).slice(0, maxTried);
  const guessStep = Math.max(1, Math.floor(tried.length / maxGuessing));
  const guessing = tried.filter((_, at) => at % guessStep === 0);
  const prefixes = ['', ...new Set(guessing.flatMap(foldersOf))].sort((a, b) => a.length - b.length);
  let best = { prefix: '', found: -1 };
  for (const prefix of prefixes) {
    const found = tried.filter(
      (path) => path.startsWith(prefix) && isFile(root, path.slice(prefix.length)),
    ).length;
    if (found > best.found) best = { prefix, found };
    if (found === tried.length) break;
  }
  return best.prefix;
}

/** The manifest of the tag files of a bag, where it has one. */
export function tagManifestOf(manifestPath: string): string | undefined {
  const path = join(dirname(manifestPath), `tag${basename(manifestPath)}`);
  return bagManifest.test(basename(manifestPath)) && statSync(path, { throwIfNoEntry: false })?.isFile() ? path : undefined; // prettier-ignore
}
