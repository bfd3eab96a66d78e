/** Compares a source with the hashes it was delivered with: a manifest of its files, or one acquisition hash. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { walkFolder } from '../sources/folder.ts';
import { hashSourceFile } from '../sources/hash-file.ts';
import { showRaw } from '../sources/raw-path.ts';
import type { SourceRoot } from '../sources/open-root.ts';
import { algorithmOf, type HashAlgorithm, type Intake } from '../schemas/intake.ts';
import { codeOf, messageOf, Problem } from '../schemas/problem.ts';

/**
 * Hashes by path: the bytes of the path below the source as latin1 text, `/` between parts.
 * About 300 bytes of memory a file.
 */
export type Manifest = ReadonlyMap<string, { readonly algorithm: HashAlgorithm; readonly hex: string }>;

/** How many there are, and the first hundred, as paths for people. */
export interface Findings {
  readonly count: number;
  readonly first: readonly { readonly path: string; readonly detail: string }[];
}

export interface ManifestResult {
  readonly matched: number;
  readonly bytes: number;
  /** Another content, or none that could be read. */
  readonly mismatched: Findings;
  /** In the manifest, not in the source. */
  readonly missing: Findings;
  /** In the source, not in the manifest. */
  readonly extra: Findings;
}

const maxFindings = 100;
/** A path ends at 4,096 bytes; escaped and with its hash it stays far below. */
const maxLineLength = 65_536;

class FindingList {
  count = 0;
  readonly first: { path: string; detail: string }[] = [];
  add(path: string, detail: string): void {
    this.count++;
    if (this.first.length < maxFindings) this.first.push({ path, detail });
  }
}

interface ManifestLine {
  readonly path: string;
  readonly hex: string;
}

/** `\n`, `\r` and `\\` as sha256sum writes them in names of lines that begin with a backslash. */
const unescapeName = (name: string): string =>
  name.replace(/\\([nr\\])/g, (_, letter: string) => (letter === 'n' ? '\n' : letter === 'r' ? '\r' : '\\'));

/** One line of GNU (`HEX  NAME`, `HEX *NAME`), BSD (`SHA256 (NAME) = HEX`) or CSV (`NAME,HEX` or `HEX,NAME`). */
function parseLine(line: string): ManifestLine | undefined {
  const escaped = line.startsWith('\\');
  const body = escaped ? line.slice(1) : line;
  const named = (name: string): string => (escaped ? unescapeName(name) : name);
  const gnu = /^([0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}) [ *](.+)$/s.exec(body);
  if (gnu) return { hex: gnu[1] ?? '', path: named(gnu[2] ?? '') };
  const bsd = /^(?:SHA256|SHA1|MD5|SHA2-256) \((.+)\) = ([0-9A-Fa-f]{32,64})$/s.exec(body);
  if (bsd) return { hex: bsd[2] ?? '', path: named(bsd[1] ?? '') };
  const cells = parseCells(line);
  if (cells.length < 2) return undefined;
  const hexAt = cells.findIndex(
    (cell) => /^[0-9A-Fa-f]+$/.test(cell) && algorithmOf(cell.length) !== undefined,
  );
  const path = cells[hexAt === 0 ? 1 : 0];
  return hexAt < 0 || hexAt > 1 || !path
    ? undefined
    : { hex: cells[hexAt] ?? '', path: path.replaceAll('\\', '/') };
}

/** The cells of one line of CSV; a quoted cell cannot hold a line feed here. */
function parseCells(line: string): string[] {
  const cells: string[] = [];
  const pattern = /(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/gy;
  for (let match; (match = pattern.exec(line)) !== null && pattern.lastIndex <= line.length;) {
    cells.push(match[1] === undefined ? (match[2] ?? '').trim() : match[1].replaceAll('""', '"'));
    if (pattern.lastIndex === line.length) break;
  }
  return cells;
}

const isHeading = (line: string): boolean =>
  /^"?(path|file|filename|name|hash|sha-?256|sha-?1|md5)"?\s*,/i.test(line);

/** Reads a manifest. Throws `bad-file` with the number of the line that is none. */
export async function readManifest(path: string): Promise<Manifest> {
  const manifest = new Map<string, { algorithm: HashAlgorithm; hex: string }>();
  let number = 0;
  const wrong = (says: string): Problem =>
    new Problem(
      'bad-file',
      `${path}, line ${number}: ${says}`,
      'Correct the manifest, or name the right file.',
    );
  try {
    // latin1 keeps the bytes of names as they are.
    const lines = createInterface({
      input: createReadStream(path, { encoding: 'latin1' }),
      crlfDelay: Infinity,
    });
    for await (const raw of lines) {
      number++;
      const line = number === 1 ? raw.replace(/^\u00ef\u00bb\u00bf/, '') : raw;
      if (
        line.trim() === '' ||
        line.startsWith('#') ||
        line.startsWith('%') ||
        (number === 1 && isHeading(line))
      )
        continue;
      const parsed = line.length > maxLineLength ? undefined : parseLine(line);
      const algorithm = parsed && algorithmOf(parsed.hex.length);
      if (!parsed || !algorithm)
        throw wrong('no hash and file name (as sha256sum or md5sum write them, or as CSV)');
      const name = parsed.path.replace(/^(?:\.\/)+/, '');
      const hex = parsed.hex.toLowerCase();
      const known = manifest.get(name);
      if (known && known.hex !== hex && known.algorithm === algorithm) {
        throw wrong(`another hash for ${showRaw(Buffer.from(name, 'latin1'))}, which an earlier line names`);
      }
      // Of two algorithms the stronger counts.
      if (!known || hex.length > known.hex.length) manifest.set(name, { algorithm, hex });
    }
  } catch (error) {
    if (codeOf(error) === 'bad-file') throw error;
    throw new Problem(
      'bad-file',
      `the manifest ${path} cannot be read: ${messageOf(error)}`,
      'Check its path.',
    );
  }
  if (manifest.size === 0) throw new Problem('bad-file', `${path} holds no hash`, 'Name the right file.');
  return manifest;
}

/** The raw paths of all files of a source; the root itself for a single file. */
async function* filesOf(root: SourceRoot, signal?: AbortSignal): AsyncGenerator<Buffer> {
  if (root.kind === 'file') {
    yield root.raw.subarray(root.raw.lastIndexOf(0x2f) + 1);
    return;
  }
  for await (const entry of walkFolder(root.raw, signal)) {
    if (entry.kind === 'file') yield entry.rawPath;
  }
}

const folderOf = (root: SourceRoot): Buffer =>
  root.kind === 'folder' ? root.raw : root.raw.subarray(0, Math.max(1, root.raw.lastIndexOf(0x2f)));

/** Two at a time: one file is read while another is hashed. */
async function forEachFile(
  root: SourceRoot,
  signal: AbortSignal | undefined,
  work: (rawPath: Buffer) => Promise<void>,
): Promise<void> {
  const files = filesOf(root, signal);
  const worker = async (): Promise<void> => {
    for (let next; !(next = await files.next()).done;) await work(next.value);
  };
  await Promise.all([worker(), worker()]);
}

/** The path as the manifest has it: as it is, or below the source's own name (`sha256sum share/*`). */
function nameIn(manifest: Manifest, rawPath: Buffer, rootName: string): string {
  const name = rawPath.toString('latin1');
  return manifest.has(name) ? name : `${rootName}/${name}`;
}

export interface VerifyOptions {
  readonly signal?: AbortSignal;
  /** Absolute path of the manifest: where it lies in the source, it is not counted as extra. */
  readonly manifestPath?: string;
  readonly onProgress?: (files: number, bytes: number) => void;
}

/** Reads every file that the manifest names and compares; bounded memory, two files at a time. */
export async function verifyManifest(
  root: SourceRoot,
  manifest: Manifest,
  options: VerifyOptions = {},
): Promise<ManifestResult> {
  const mismatched = new FindingList();
  const missing = new FindingList();
  const extra = new FindingList();
  const seen = new Set<string>();
  const rootName = root.raw.subarray(root.raw.lastIndexOf(0x2f) + 1).toString('latin1');
  let matched = 0;
  let bytes = 0;
  await forEachFile(root, options.signal, async (rawPath) => {
    const name = nameIn(manifest, rawPath, rootName);
    const expected = manifest.get(name);
    const shown = showRaw(rawPath);
    if (!expected) {
      if (`${root.path}/${shown}` !== options.manifestPath) extra.add(shown, 'not in the manifest');
      return;
    }
    seen.add(name);
    const { algorithm, hex } = expected;
    const found = await hashSourceFile(folderOf(root), rawPath, [algorithm], options.signal);
    if ('code' in found) {
      mismatched.add(shown, `${found.code} (${found.detail})`);
      return;
    }
    bytes += found.bytes;
    const is = found.hashes[algorithm];
    if (is === hex) matched++;
    else mismatched.add(shown, `${algorithm} is ${is}, the manifest says ${hex}`);
    options.onProgress?.(seen.size, bytes);
  });
  for (const name of manifest.keys()) {
    if (!seen.has(name)) missing.add(showRaw(Buffer.from(name, 'latin1')), 'not in the source');
  }
  return { matched, bytes, mismatched, missing, extra };
}

const escapeName = (name: string): string | undefined =>
  /[\n\r\\]/.test(name)
    ? name.replace(/[\n\r\\]/g, (character) =>
        character === '\n' ? String.raw`\n` : character === '\r' ? String.raw`\r` : '\\\\',
      )
    : undefined;

/**
 * The hash of a single file, or of a folder: the hash of the lines that the same algorithm's `…sum` writes for its
 * files as `./PATH`, sorted by the bytes of the path. `find . -type f -print0 | LC_ALL=C sort -z |
 * xargs -0 sha256sum | sha256sum` gives the same. About 300 bytes of memory a file.
 */
export async function acquisitionHash(
  root: SourceRoot,
  algorithm: HashAlgorithm,
  { signal, onProgress }: VerifyOptions = {},
): Promise<string> {
  let bytes = 0;
  const found: { name: string; hex: string }[] = [];
  await forEachFile(root, signal, async (rawPath) => {
    const file = await hashSourceFile(folderOf(root), rawPath, [algorithm], signal);
    if ('code' in file)
      throw new Problem(
        'source-unreadable',
        `${showRaw(rawPath)}: ${file.code} (${file.detail}); the acquisition hash cannot be compared`,
      );
    bytes += file.bytes;
    found.push({ name: rawPath.toString('latin1'), hex: file.hashes[algorithm] });
    onProgress?.(found.length, bytes);
  });
  if (root.kind === 'file') return found[0]?.hex ?? '';
  const hash = createHash(algorithm);
  for (const { name, hex } of found.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const escaped = escapeName(name);
    hash.update(`${escaped === undefined ? '' : '\\'}${hex}  ./${escaped ?? name}\n`, 'latin1');
  }
  return hash.digest('hex');
}

/** What an intake's hashes say about its source; kept with the run. */
export interface Verification {
  /** False also where a file is missing from the source or from the manifest. */
  readonly matches: boolean;
  readonly acquisition?: {
    readonly algorithm: HashAlgorithm;
    readonly expected: string;
    readonly found: string;
  };
  readonly manifest?: ManifestResult;
  /** One line for people. */
  readonly summary: string;
}

/**
 * Compares a source with the acquisition hash and the manifest of its intake, before anything of it becomes
 * searchable. Undefined where the intake states neither.
 */
export async function verifyIntake(
  root: SourceRoot,
  intake: Intake,
  options: VerifyOptions = {},
): Promise<Verification | undefined> {
  const { acquisitionHash: stated } = intake;
  if (!stated && options.manifestPath === undefined) return undefined;
  const acquisition = stated && {
    algorithm: stated.algorithm,
    expected: stated.value,
    found: await acquisitionHash(root, stated.algorithm, options),
  };
  const manifest =
    options.manifestPath === undefined
      ? undefined
      : await verifyManifest(root, await readManifest(options.manifestPath), options);
  const hashHolds = !acquisition || acquisition.expected === acquisition.found;
  const manifestHolds =
    !manifest || manifest.mismatched.count + manifest.missing.count + manifest.extra.count === 0;
  const says = [
    acquisition &&
      `acquisition hash ${hashHolds ? 'matches' : `differs: ${acquisition.algorithm} is ${acquisition.found}, the intake says ${acquisition.expected}`}`,
    manifest &&
      `manifest: ${manifest.matched} files match, ${manifest.mismatched.count} differ, ${manifest.missing.count} missing from the source, ${manifest.extra.count} not in the manifest`,
  ];
  return {
    matches: hashHolds && manifestHolds,
    ...(acquisition && { acquisition }),
    ...(manifest && { manifest }),
    summary: says.filter(Boolean).join('; '),
  };
}
