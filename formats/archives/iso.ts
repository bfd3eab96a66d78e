/**
 * Reads images of discs (ISO 9660, ECMA-119) by offset: files under the names of Rock Ridge, else of Joliet, else their own;
 * what only another tree of the image lists is a member too, and what no tree accounts for is handed over.
 */
import { bufferAt } from '../content.ts';
import type { ByteRange, Content, Extract, ExtractInput, Outcome, Sink } from '../contract.ts';
import { parseIsoVolumeTime } from '../time/iso-image-time.ts';
import { ArchiveError } from './archive-error.ts';
import { Ranges } from './byte-ranges.ts';
import { emptyFolder } from './held-folders.ts';
import { extensionSkip, type IsoRecord, type NameForm, readIsoRecord } from './iso-record.ts';
import { noteTarget, targetDetail } from './link-target.ts';
import { MemberNames, NameSample } from './member-names.ts';

export const version = '1';

const sectorBytes = 2048;
const firstDescriptor = 16 * sectorBytes;
/** Descriptors before one that ends them; stops an image of nothing else. */
const maxDescriptors = 100;
/** Folders within folders; Rock Ridge itself takes names up to a path of the system. */
const maxDepth = 100;
const maxPathUnits = 4096;

interface Tree {
  readonly form: NameForm;
  readonly blockBytes: number;
  readonly root: IsoRecord;
  /** Tables of its folders, which nobody needs who reads the folders. */
  readonly tables: readonly ByteRange[];
}

interface Volume {
  readonly trees: readonly Tree[];
  readonly end: number;
  readonly other: Readonly<Record<string, string>>;
  readonly created: ReturnType<typeof parseIsoVolumeTime>;
}

/** The parts of a file, in order. */
interface IsoFile {
  readonly path: string;
  readonly first: IsoRecord;
  readonly parts: { start: number; end: number }[];
}

const textAt = (bytes: Buffer, from: number, to: number): string => bytes.toString('latin1', from, to).trim();

/** What a volume says of itself (8.4). */
const volumeFields: Readonly<Record<string, readonly [from: number, to: number]>> = {
  'iso.volume': [40, 72],
  'iso.system': [8, 40],
  'iso.set': [190, 318],
  'iso.publisher': [318, 446],
  'iso.preparer': [446, 574],
  'iso.application': [574, 702],
};

/** The tables of paths: two of each order of bytes, of one size (8.4.13 to 8.4.17). */
function tablesOf(bytes: Buffer, blockBytes: number): ByteRange[] {
  const size = Math.ceil(bytes.readUInt32LE(132) / sectorBytes) * sectorBytes;
  const blocks = [
    bytes.readUInt32LE(140),
    bytes.readUInt32LE(144),
    bytes.readUInt32BE(148),
    bytes.readUInt32BE(152),
  ];
  return blocks
    .filter((block) => block > 0)
    .map((block) => ({ start: block * blockBytes, end: block * blockBytes + size }));
}

/** The primary volume, and the supplementary one that is Joliet's. */
function readVolume(content: Content): Volume {
  const trees: Tree[] = [];
  const other: Record<string, string> = {};
  let created: Volume['created'];
  let at = firstDescriptor;
  for (let count = 0; count < maxDescriptors; count += 1, at += sectorBytes) {
    const bytes = bufferAt(content, at, sectorBytes);
    if (bytes.length < sectorBytes || bytes.toString('latin1', 1, 6) !== 'CD001' || bytes[0] === 255) break;
    const isJoliet = bytes[0] === 2 && /^%\/[@CE]/.test(bytes.toString('latin1', 88, 91));
    if (bytes[0] !== 1 && !isJoliet) continue;
    const blockBytes = bytes.readUInt16LE(128) || sectorBytes;
    const form = isJoliet ? 'joliet' : 'plain';
    const root = readIsoRecord(content, at + 156, form, blockBytes, 0);
    if (root?.isDirectory) trees.push({ form, blockBytes, root, tables: tablesOf(bytes, blockBytes) });
    if (bytes[0] !== 1 || created) continue;
    created = parseIsoVolumeTime(bytes.subarray(813, 830));
    for (const [key, [from, to]] of Object.entries(volumeFields))
      if (textAt(bytes, from, to) !== '') other[key] = textAt(bytes, from, to);
  }
  return { trees, end: at + sectorBytes, other, created };
}

class Walk {
  readonly #content: Content;
  readonly #maxMembers: number;
  readonly ranges = new Ranges();
  readonly #folders = new Set<number>();
  /** Bytes of folders that are still read: those of overlapping ones would be read again and again. */
  #folderBytes: number;
  readonly files: IsoFile[] = [];
  readonly emptyFolders: { path: string; record: IsoRecord }[] = [];
  /** The file whose next part is awaited. */
  #open: IsoFile | undefined;
  /** Of the others the empty folders are those of the first. */
  #isFirst = true;
  isLimited = false;
  damage: string | undefined;

  constructor(content: Content, maxMembers: number) {
    this.#content = content;
    this.#maxMembers = maxMembers;
    this.#folderBytes = content.size + sectorBytes;
  }

  run({ form, blockBytes, root, tables }: Tree): void {
    for (const { start, end } of tables) this.ranges.add(start, end);
    const skip = form === 'plain' ? extensionSkip(this.#content, root.start) : 0;
    const waiting: { record: IsoRecord; path: string; depth: number }[] = [
      { record: root, path: '', depth: 0 },
    ];
    this.#isFirst = this.files.length === 0;
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { record, path, depth } = next;
      if (this.#folders.has(record.start)) continue;
      this.#folders.add(record.start);
      const count = this.files.length + waiting.length;
      for (const entry of this.#entries(record, form, blockBytes, skip)) {
        const below = path === '' ? entry.name : `${path}/${entry.name}`;
        if (entry.isDirectory && (depth >= maxDepth || below.length > maxPathUnits))
          this.damage ??= `folders over ${maxDepth} deep`;
        else if (entry.isDirectory) waiting.push({ record: entry, path: below, depth: depth + 1 });
        else this.#addFile(entry, below);
        if (this.files.length + waiting.length > this.#maxMembers) {
          this.isLimited = true;
          return;
        }
      }
      const isEmpty = this.files.length + waiting.length === count;
      if (isEmpty && path !== '' && this.#isFirst) this.emptyFolders.push({ path, record });
    }
  }

  #addFile(entry: IsoRecord, path: string): void {
    const part = { start: entry.start, end: entry.start + entry.bytes };
    if (entry.bytes > 0) this.ranges.add(part.start, Math.ceil(part.end / sectorBytes) * sectorBytes);
    const last = this.#open;
    this.#open = undefined;
    if (last && last.path === path) {
      last.parts.push(part);
      if (entry.continues) this.#open = last;
      return;
    }
    const file = { path, first: entry, parts: [part] };
    this.files.push(file);
    if (entry.continues) this.#open = file;
  }

  /** The records of a folder but those of itself and of the one above; none goes over the end of a sector. */
  *#entries(folder: IsoRecord, form: NameForm, blockBytes: number, skip: number): Generator<IsoRecord> {
    const end = Math.min(folder.start + folder.bytes, this.#content.size);
    if (folder.start + folder.bytes > this.#content.size)
      this.damage ??= `a folder lies at ${folder.start}, beyond the end`;
    this.#folderBytes -= Math.max(0, end - folder.start);
    if (this.#folderBytes < 0) {
      this.damage ??= 'folders that overlap';
      return;
    }
    this.ranges.add(folder.start, end);
    for (let at = folder.start; at < end;) {
      const record = readIsoRecord(this.#content, at, form, blockBytes, skip);
      if (!record) {
        at = (Math.floor(at / sectorBytes) + 1) * sectorBytes;
        continue;
      }
      for (const area of record.areas)
        this.ranges.add(area.start, Math.ceil(area.end / sectorBytes) * sectorBytes);
      if (record.name !== '') yield record;
      at += this.#content.read(at, 1)[0] ?? sectorBytes;
    }
  }
}

function* readParts(content: Content, { parts }: IsoFile): Generator<Uint8Array> {
  for (const { start, end } of parts) {
    yield* content.slices(Math.min(start, content.size), Math.min(end, content.size));
    if (end > content.size)
      throw new ArchiveError('truncated', `${end - Math.max(start, content.size)} bytes are missing`);
  }
}

async function give(content: Content, file: IsoFile, names: MemberNames, sink: Sink): Promise<void> {
  const { path, first, parts } = file;
  names.check(path);
  const detail = first.target === undefined ? undefined : targetDetail(first.target);
  noteTarget(sink, path, detail);
  await sink.child({
    locator: String(first.place),
    name: path,
    relation: 'member',
    declaredSize: parts.reduce((sum, { start, end }) => sum + end - start, 0),
    times: Object.keys(first.times).length > 0 ? first.times : undefined,
    ...(detail === undefined
      ? { open: () => readParts(content, file) }
      : { ended: { status: 'skipped', code: 'link', detail } }),
  });
}

/** Files of the first tree, then those of others whose data the first does not have. */
function filesOf(content: Content, { trees }: Volume, maxMembers: number): { walk: Walk; files: IsoFile[] } {
  const walk = new Walk(content, maxMembers);
  const rank = (tree: Tree): number => {
    if (tree.form === 'joliet') return 1;
    return hasRockRidge(content, tree) ? 2 : 0;
  };
  const inOrder = [...trees].sort((left, right) => rank(right) - rank(left));
  const met = new Set<number>();
  const files: IsoFile[] = [];
  for (const tree of inOrder) {
    const before = walk.files.length;
    walk.run(tree);
    const found = walk.files.slice(before);
    const isFirst = before === 0 && files.length === 0;
    for (const file of found)
      if (isFirst || (file.parts.some(({ start, end }) => end > start) && !met.has(file.first.start)))
        files.push(file);
    for (const { first } of found) met.add(first.start);
  }
  return { walk, files };
}

/** The first record of the root says so (SUSP, 5.3). */
const hasRockRidge = (content: Content, { root }: Tree): boolean =>
  bufferAt(content, root.start, 64).includes('SP\x07\x01\xbe\xef', 0, 'latin1');

export const extract: Extract = async ({ content, limits }: ExtractInput, sink): Promise<Outcome> => {
  const volume = readVolume(content);
  if (volume.trees.length === 0)
    return { status: 'failed', code: 'corrupt', detail: 'no root folder', completeness: 'partial' };
  const title = volume.other['iso.volume'];
  sink.metadata({
    ...(title && { title }),
    ...(volume.created && { created: volume.created }),
    other: volume.other,
  });
  const { walk, files } = filesOf(content, volume, limits.maxMembers);
  sink.expect(files.length + walk.emptyFolders.length);
  const names = new MemberNames(sink, new NameSample());
  for (const [index, file] of files.entries()) {
    await give(content, file, names, sink);
    if (index % 256 === 255) await sink.drain();
  }
  for (const { path, record } of walk.emptyFolders)
    await sink.child({ locator: String(record.place), name: path, relation: 'member', ended: emptyFolder });
  walk.ranges.add(0, volume.end);
  for (const gap of walk.ranges.gaps(content.size)) await sink.unaccounted('unaccounted-data', gap);
  if (walk.isLimited) sink.warn('member-limit', `more than ${limits.maxMembers} members`);
  if (walk.damage !== undefined) sink.warn('corrupt', walk.damage);
  return {
    status: 'extracted',
    completeness: walk.isLimited || walk.damage !== undefined ? 'partial' : 'complete',
  };
};
