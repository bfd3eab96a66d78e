/** Compares a source with the hashes it was delivered with: a manifest of its files, or one acquisition hash. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { type FileHashes, hashSourceFile } from '../sources/hash-file.ts';
import { showRaw } from '../sources/raw-path.ts';
import type { SourceRoot } from '../sources/open-root.ts';
import type { HashAlgorithm, Intake } from '../schemas/intake.ts';
import { isProblem, Problem } from '../schemas/problem.ts';
import { type Findings, type IntakeFinding, maxFindings } from './findings.ts';
import { listsInside, type NamedFile } from './lists-inside.ts';
import { bagFile, findPrefix, type Manifest, readManifest, tagManifestOf } from './manifest.ts';
import { compareProduction, type ProductionResult } from './production.ts';
import { filesOf, folderOf } from './source-files.ts';

export interface ManifestResult {
  readonly matched: number;
  readonly bytes: number;
  /** Another content, or none that could be read. */
  readonly mismatched: Findings;
  /** In the manifest, not in the source. */
  readonly missing: Findings;
  /** In the source, not in the manifest. */
  readonly extra: Findings;
  /** SHA-256 of all findings together, whatever their order. */
  readonly fingerprint: string;
  /** The folder of the manifest that is the source's root; absent where its paths count from there. */
  readonly countedFrom?: string;
  /** Files that describe a bag and that no manifest of it lists; absent where there are none. */
  readonly tagFiles?: number;
}

class FindingList {
  count = 0;
  readonly first: IntakeFinding[] = [];
  /** A hash of each: what is compared where more were found than are held. */
  readonly hashes: string[] = [];
  add(path: string, detail: string): void {
    this.count++;
    this.hashes.push(createHash('sha256').update(`${path}\0${detail}`).digest('hex'));
    if (this.first.length < maxFindings) this.first.push({ path, detail });
  }
}

const findingsOf = ({ count, first }: FindingList): Findings => ({ count, first });

const hashOfAll = (parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex');

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

export interface IntakeCheckOptions {
  readonly signal?: AbortSignal;
  readonly manifestPath?: string;
  /** In place of `manifestPath`: the manifest, and that of a bag's tag files, as the case keeps them. */
  readonly manifests?: readonly NamedFile[];
  /** The load files of a production, as the case keeps them. */
  readonly loadFiles?: readonly NamedFile[];
  readonly onProgress?: (files: number, bytes: number) => void;
  /** What was read of a file a moment ago, by its raw path; undefined where it is to be read. */
  readonly hashed?: (rawPath: Buffer) => FileHashes<'sha256'> | undefined;
}

/** All lists that may lie in what they describe. */
const listsOf = (options: IntakeCheckOptions): readonly NamedFile[] => [
  ...manifestsOf(options),
  ...(options.loadFiles ?? []),
];

const manifestsOf = ({ manifests, manifestPath }: IntakeCheckOptions): readonly NamedFile[] =>
  manifests ?? (manifestPath === undefined ? [] : [{ path: manifestPath, name: basename(manifestPath) }]);

/** Reads every file that the manifest names and compares; bounded memory, two files at a time. */
export async function verifyManifest(
  root: SourceRoot,
  { files, isBag }: Manifest,
  options: IntakeCheckOptions = {},
): Promise<ManifestResult> {
  const mismatched = new FindingList();
  const missing = new FindingList();
  const extra = new FindingList();
  const seen = new Set<string>();
  // The manifest may lie in what it describes.
  const isOwn = await listsInside(root, listsOf(options));
  const prefix = findPrefix(root, { files, isBag });
  let matched = 0;
  let bytes = 0;
  let tagFiles = 0;
  await forEachFile(root, options.signal, async (rawPath) => {
    const name = `${prefix}${rawPath.toString('latin1')}`;
    const expected = files.get(name);
    const shown = showRaw(rawPath);
    if (!expected) {
      if (await isOwn(rawPath)) return;
      if (isBag && prefix === '' && bagFile.test(name)) tagFiles += 1;
      else extra.add(shown, 'not in the manifest');
      return;
    }
    seen.add(name);
    const { algorithm, hex } = expected;
    const before: FileHashes<string> | undefined =
      algorithm === 'sha256' ? options.hashed?.(rawPath) : undefined;
    const found = before ?? (await hashSourceFile(folderOf(root), rawPath, [algorithm], options.signal));
    if ('code' in found) {
      mismatched.add(shown, `${found.code} (${found.detail})`);
      return;
    }
    bytes += found.bytes;
    const is = found.hashes[algorithm] ?? '';
    if (is === hex) matched++;
    else mismatched.add(shown, `${algorithm} is ${is}, the manifest says ${hex}`);
    options.onProgress?.(seen.size, bytes);
  });
  for (const name of files.keys()) {
    if (seen.has(name)) continue;
    const within = name.startsWith(prefix) ? name.slice(prefix.length) : `/${name}`;
    missing.add(showRaw(Buffer.from(within, 'latin1')), 'not in the source');
  }
  return {
    matched,
    bytes,
    mismatched: findingsOf(mismatched),
    missing: findingsOf(missing),
    extra: findingsOf(extra),
    fingerprint: hashOfAll([...mismatched.hashes, ...missing.hashes, ...extra.hashes].sort()),
    countedFrom: prefix === '' ? undefined : showRaw(Buffer.from(prefix, 'latin1')),
    tagFiles: tagFiles || undefined,
  };
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
  { signal, onProgress }: IntakeCheckOptions = {},
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
  readonly production?: ProductionResult;
  /** SHA-256 of all that differs: two comparisons that found the same have the same. */
  readonly fingerprint: string;
  /**
   * Files that were not read as they were delivered: those of the manifest or of the load files with another content or
   * none, and rows of load files that could not be read; without any list, the source itself where its acquisition hash
   * differs.
   */
  readonly deliveredUnread: number;
  /** One line for people. */
  readonly summary: string;
}

/** What is wrong with it is said of the name that it was received under: who has to correct it knows it by no other. */
async function readNamed({ path, name }: NamedFile, called = name): Promise<Manifest> {
  try {
    return await readManifest(path, called);
  } catch (error) {
    if (!isProblem(error) || basename(path) === name) throw error;
    throw new Problem(error.code, error.message.replaceAll(path, name), error.hint);
  }
}

/** The manifest, with that of the tag files where it is of a bag. */
async function readWhole([manifest, stated]: readonly NamedFile[]): Promise<Manifest | undefined> {
  if (!manifest) return undefined;
  const whole = await readNamed(manifest);
  const beside = tagManifestOf(manifest.path);
  const tags = stated?.path ?? beside;
  if (tags === undefined) return whole;
  const { files } = await readNamed(stated ?? { path: tags, name: basename(tags) }, manifest.name);
  return { ...whole, files: new Map([...files, ...whole.files]) };
}

function manifestWords(result: ManifestResult): string {
  const { matched, mismatched, missing, extra, countedFrom, tagFiles } = result;
  return [
    `manifest: ${matched} files match, ${mismatched.count} differ, ${missing.count} missing from the source, ${extra.count} not in the manifest`,
    ...(countedFrom === undefined ? [] : [`; its paths count from ${countedFrom}`]),
    ...(tagFiles === undefined ? [] : [`; ${tagFiles} files that describe the bag are in no manifest of it`]),
  ].join('');
}

function productionWords(result: ProductionResult): string {
  const { rows, present, hashed, mismatched, missing, extra, damaged, doubled } = result;
  const more: readonly (readonly [number, string])[] = [
    [damaged.count, 'rows damaged'],
    [doubled.count, 'numbers or files twice'],
    [result.withoutFile.count, 'rows without a file'],
    [result.describing ?? 0, 'lists of the export besides'],
  ];
  return [
    `production: ${rows} rows, ${present} files listed and there (${hashed} by their hash), ${mismatched.count} differ, ${missing.count} listed and not there, ${extra.count} there and not listed`,
    ...more.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`),
    ...(result.countedFrom ?? []).map((words) => `paths counted ${words}`),
  ].join(', ');
}

/** The source against its load files; what its manifest lists as well is not one file too many. */
async function checkProduction(
  root: SourceRoot,
  whole: Manifest | undefined,
  options: IntakeCheckOptions,
): Promise<ProductionResult | undefined> {
  const { loadFiles = [], signal, onProgress, hashed } = options;
  if (loadFiles.length === 0) return undefined;
  const prefix = whole && findPrefix(root, whole);
  return compareProduction(root, loadFiles, {
    signal,
    onProgress,
    hashed,
    isOwn: await listsInside(root, listsOf(options)),
    isListed: (rawPath) => whole?.files.has(`${prefix}${rawPath.toString('latin1')}`) ?? false,
  });
}

/** Listed and not there, or not as listed. */
const unreadOf = (production: ProductionResult | undefined): number =>
  production ? production.mismatched.count + production.missing.count + production.damaged.count : 0;

const isWhole = (production: ProductionResult | undefined): boolean =>
  unreadOf(production) + (production ? production.extra.count + production.doubled.count : 0) === 0;

/**
 * Compares a source with the acquisition hash, the manifest and the load files of its intake, before anything of it becomes
 * searchable. Undefined where the intake states none.
 */
export async function verifyIntake(
  root: SourceRoot,
  intake: Intake,
  options: IntakeCheckOptions = {},
): Promise<Verification | undefined> {
  const { acquisitionHash: stated } = intake;
  const files = manifestsOf(options);
  if (!stated && files.length + (options.loadFiles ?? []).length === 0) return undefined;
  const acquisition = stated && {
    algorithm: stated.algorithm,
    expected: stated.value,
    found: await acquisitionHash(root, stated.algorithm, options),
  };
  const whole = await readWhole(files);
  const manifest = whole && (await verifyManifest(root, whole, options));
  const production = await checkProduction(root, whole, options);
  const hashHolds = !acquisition || acquisition.expected === acquisition.found;
  const unread = manifest ? manifest.mismatched.count + manifest.missing.count : 0;
  const manifestHolds = !manifest || unread + manifest.extra.count === 0;
  const fingerprints = [hashHolds ? '' : (acquisition?.found ?? ''), manifest?.fingerprint ?? ''];
  const says = [
    acquisition &&
      `acquisition hash ${hashHolds ? 'matches' : `differs: ${acquisition.algorithm} is ${acquisition.found}, the intake says ${acquisition.expected}`}`,
    manifest && manifestWords(manifest),
    production && productionWords(production),
  ];
  return {
    matches: hashHolds && manifestHolds && isWhole(production),
    acquisition,
    manifest,
    production,
    fingerprint: hashOfAll([...fingerprints, ...(production ? [production.fingerprint] : [])]),
    deliveredUnread: !manifest && !production && !hashHolds ? 1 : unread + unreadOf(production),
    summary: says.filter(Boolean).join('; '),
  };
}
