/**
 * Reads compound files ([MS-CFB]) by ranges: the entries of the directory, and of a stream what its chain still has
 * where that is broken, with what is missing. Every walk ends: none passes a sector or an entry twice.
 */
import type { Code } from '../../schemas/status.ts';
import type { Content } from '../contract.ts';
import { type CompoundEntry, type DirectoryNode, listEntries, readNode } from './compound-directory.ts';
import { type ByteRun, type ChainEnd, CompoundSectors, followChain, joinRuns } from './compound-sectors.ts';

/** What is wrong, as an extractor warns of it. */
export interface CompoundDamage {
  readonly code: Code;
  readonly detail: string;
}

/** What a stream still has. */
export interface CompoundStream {
  readonly bytes: Buffer;
  /** Set where the chain gives fewer bytes than the entry states. */
  readonly damage: CompoundDamage | undefined;
}

/** The second is of beta versions of the format, whose files are laid out alike. */
const signatures = new Set(['d0cf11e0a1b11ae1', '0e11fc0dd0cf110e']);
const headerBytes = 512;
const entryBytes = 128;
const miniSectorBytes = 64;
/** Streams below this lie in the mini stream; the header states it, and no other value is allowed (2.2). */
const miniCutoffBytes = 4096;
/** A directory of 32 MiB; real ones have some thousands. Stops the file that is nothing but its own directory. */
const maxDirectoryEntries = 262_144;

const endings: Readonly<Record<ChainEnd, readonly [Code, string]>> = {
  end: ['corrupt', 'its chain ends early'],
  taken: ['truncated', 'the file ends before it does'],
  ring: ['corrupt', 'its chain leads back into itself'],
  outside: ['truncated', 'its chain leads beyond what is there'],
  unlinked: ['corrupt', 'its chain is broken'],
};

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

export class CompoundFile {
  readonly #content: Content;
  readonly #sectors: CompoundSectors;
  readonly #miniTableStart: number;
  /** Sectors of the stream that holds the short ones, and of its table; looked up when the first is read. */
  #mini: { readonly stream: readonly number[]; readonly table: readonly number[] } | undefined;
  readonly #isTreeBroken: boolean;
  readonly entries: readonly CompoundEntry[];
  readonly root: CompoundEntry | undefined;
  /** What is wrong with tables, directory and tree; that of a stream comes with its bytes. */
  readonly damage: readonly CompoundDamage[];

  private constructor(content: Content, header: Buffer, maxEntries: number) {
    this.#content = content;
    this.#sectors = new CompoundSectors(content, header);
    this.#miniTableStart = header.readUInt32LE(60);
    const damage: CompoundDamage[] = [];
    const { missingTables } = this.#sectors;
    if (missingTables > 0)
      damage.push({
        code: 'truncated',
        detail: `${missingTables} sectors of the table of sectors are missing`,
      });
    const { nodes, end } = this.#readNodes(header.readUInt32LE(48), maxEntries);
    const { entries, root, brokenLinks } = listEntries(nodes);
    if (nodes.length >= maxEntries)
      damage.push({ code: 'member-limit', detail: `the directory was read up to ${nodes.length} entries` });
    else if (end !== 'end')
      damage.push({
        code: endings[end][0],
        detail: `the directory after ${nodes.length} entries: ${endings[end][1]}`,
      });
    this.#isTreeBroken = brokenLinks > 0;
    if (this.#isTreeBroken) {
      const lost = entries.filter(({ isLost }) => isLost).length;
      damage.push({ code: 'corrupt', detail: `the tree of names is broken: ${lost} entries are not in it` });
    }
    this.entries = entries;
    this.root = root;
    this.damage = damage;
  }

  /** Undefined where the content has no header of a compound file. Lists `maxEntries` at most. */
  static open(content: Content, maxEntries = maxDirectoryEntries): CompoundFile | undefined {
    const header = bufferOf(content.read(0, headerBytes));
    const isCompound = header.length === headerBytes && signatures.has(header.toString('hex', 0, 8));
    return isCompound ? new CompoundFile(content, header, maxEntries) : undefined;
  }

  /**
   * The stream of this path; names compare without case (2.6.4). Where the tree is broken, one that it lost is found by
   * its name alone: in a whole tree such an entry was removed.
   */
  find(...path: readonly string[]): CompoundEntry | undefined {
    let found = this.root;
    for (const name of path)
      found &&= this.entries.find((entry) => entry.parent === found && isNamed(entry, name));
    if (found?.kind === 'stream') return found;
    if (!this.#isTreeBroken) return undefined;
    const last = path.at(-1) ?? '';
    return this.entries.find((entry) => entry.isLost && entry.kind === 'stream' && isNamed(entry, last));
  }

  /**
   * The bytes of a stream, `maxBytes` at most, read by ranges. Streams may share sectors in a hostile file: who reads
   * many bounds the sum.
   */
  read(entry: CompoundEntry, maxBytes: number): CompoundStream {
    const parts: Uint8Array[] = [];
    const slices = this.slices(entry, maxBytes);
    let slice = slices.next();
    for (; !slice.done; slice = slices.next()) parts.push(slice.value);
    return { bytes: Buffer.concat(parts), damage: slice.value };
  }

  /** The same slice by slice, for a stream that is not to be held; the damage is what the generator returns. */
  *slices(entry: CompoundEntry, maxBytes: number): Generator<Uint8Array, CompoundDamage | undefined> {
    const wanted = Math.min(entry.size, maxBytes);
    const isMini = entry.kind === 'stream' && entry.size < miniCutoffBytes;
    const runs = isMini ? this.#miniRuns(entry.start, wanted) : this.#sectors.runs(entry.start, wanted);
    const pieces = this.#pieces(runs, wanted);
    let held = 0;
    let piece = pieces.next();
    for (; !piece.done; piece = pieces.next()) {
      held += piece.value.length;
      yield piece.value;
    }
    const [code, reason] = endings[piece.value];
    const detail = `${entry.size - held} of ${entry.size} bytes are missing: ${reason}`;
    return held < wanted ? { code, detail } : undefined;
  }

  /** What these runs hold, `wanted` bytes at most; up to the first that the file does not have in full. */
  *#pieces(runs: Generator<ByteRun, ChainEnd>, wanted: number): Generator<Uint8Array, ChainEnd> {
    let held = 0;
    let run = runs.next();
    for (; !run.done && held < wanted; run = runs.next()) {
      const length = Math.min(run.value.length, wanted - held);
      const bytes = this.#content.read(run.value.at, length);
      held += bytes.length;
      yield bytes;
      // What follows belongs behind what is missing.
      if (bytes.length < length) return 'taken';
    }
    return run.done ? run.value : 'taken';
  }

  /** The same for a short stream: sectors of 64 bytes within the root's own stream (2.4). */
  #miniRuns(start: number, bytes: number): Generator<ByteRun, ChainEnd> {
    this.#mini ??= {
      stream: this.root ? this.#sectors.held(this.root.start) : [],
      table: this.#sectors.held(this.#miniTableStart),
    };
    return joinRuns(this.#miniPlaces(start, Math.ceil(bytes / miniSectorBytes), this.#mini), miniSectorBytes);
  }

  *#miniPlaces(
    start: number,
    limit: number,
    { stream, table }: { readonly stream: readonly number[]; readonly table: readonly number[] },
  ): Generator<number, ChainEnd> {
    const perSector = this.#sectors.sectorBytes / miniSectorBytes;
    const next = (number: number): number => this.#sectors.lookUp(table, number);
    const numbers = followChain(start, next, stream.length * perSector, limit);
    for (let number = numbers.next(); ; number = numbers.next()) {
      if (number.done) return number.value;
      const sector = stream[Math.floor(number.value / perSector)] ?? 0;
      yield this.#sectors.placeOf(sector) + (number.value % perSector) * miniSectorBytes;
    }
  }

  #readNodes(start: number, maxEntries: number): { nodes: (DirectoryNode | undefined)[]; end: ChainEnd } {
    const nodes: (DirectoryNode | undefined)[] = [];
    const isVersion3 = this.#sectors.sectorBytes === 512;
    const maxBytes = maxEntries * entryBytes;
    const pieces = this.#pieces(this.#sectors.runs(start, maxBytes), maxBytes);
    let piece = pieces.next();
    for (; !piece.done; piece = pieces.next()) {
      const bytes = bufferOf(piece.value);
      for (let at = 0; at + entryBytes <= bytes.length; at += entryBytes)
        nodes.push(readNode(bytes.subarray(at, at + entryBytes), isVersion3));
    }
    return { nodes, end: piece.value };
  }
}

const isNamed = (entry: CompoundEntry, name: string): boolean =>
  entry.name.toLowerCase() === name.toLowerCase();

/** Where the last sector that the table of sectors knows of ends; undefined where it has none or is damaged. */
export function findCompoundEnd(content: Content): number | undefined {
  const header = bufferOf(content.read(0, headerBytes));
  if (header.length < headerBytes || !signatures.has(header.toString('hex', 0, 8))) return undefined;
  return new CompoundSectors(content, header).findEnd();
}
