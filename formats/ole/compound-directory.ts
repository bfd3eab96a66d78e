/** Lists the entries of a compound file's directory ([MS-CFB] 2.6): those of its tree of names, then those it lost. */

export interface CompoundEntry {
  readonly name: string;
  readonly kind: 'storage' | 'stream' | 'root';
  /** The storage it lies in; the root has none, nor has what is lost in no storage that is lost with it. */
  readonly parent: CompoundEntry | undefined;
  /** Bytes as stated. */
  readonly size: number;
  /** First sector of the stream. */
  readonly start: number;
  /** 16 bytes in hex, as they lie in the file. */
  readonly clsid: string;
  /** Whether the tree of names does not lead here: it is damaged, or the entry was removed. */
  readonly isLost: boolean;
}

/** What the directory has. */
export interface CompoundListing {
  readonly entries: readonly CompoundEntry[];
  /** The entry whose stream holds the short streams. */
  readonly root: CompoundEntry | undefined;
  /** Links that lead nowhere, to a free entry, or back into the tree. */
  readonly brokenLinks: number;
}

/** An entry as it stands in the file, with its links. */
export interface DirectoryNode {
  readonly name: string;
  readonly kind: CompoundEntry['kind'];
  readonly left: number;
  readonly right: number;
  readonly child: number;
  readonly clsid: string;
  readonly start: number;
  readonly size: number;
}

const noEntry = 0xffffffff;
const kinds: Readonly<Record<number, CompoundEntry['kind']>> = { 1: 'storage', 2: 'stream', 5: 'root' };

/** One entry of 128 bytes (2.6.1); undefined for a free one. */
export function readNode(bytes: Buffer, isVersion3: boolean): DirectoryNode | undefined {
  const kind = kinds[bytes.readUInt8(66)];
  if (kind === undefined) return undefined;
  const nameBytes = Math.max(0, Math.min(64, bytes.readUInt16LE(64)) - 2);
  return {
    name: bytes.toString('utf16le', 0, nameBytes),
    kind,
    left: bytes.readUInt32LE(68),
    right: bytes.readUInt32LE(72),
    child: bytes.readUInt32LE(76),
    clsid: bytes.toString('hex', 80, 96),
    start: bytes.readUInt32LE(116),
    // The upper half may hold anything in version 3 (2.6.1).
    size: bytes.readUInt32LE(120) + (isVersion3 ? 0 : bytes.readUInt32LE(124) * 2 ** 32),
  };
}

const entryOf = (
  { name, kind, size, start, clsid }: DirectoryNode,
  parent: CompoundEntry | undefined,
  isLost: boolean,
): CompoundEntry => ({ name, kind, parent, size, start, clsid, isLost });

/** Nodes that a link of another one among them leads to. */
function linkedAmong(nodes: readonly (DirectoryNode | undefined)[], seen: ReadonlySet<number>): Set<number> {
  const linked = new Set<number>();
  for (const [index, node] of nodes.entries()) {
    if (!node || seen.has(index)) continue;
    for (const link of [node.left, node.right, node.kind === 'stream' ? noEntry : node.child])
      if (link !== index) linked.add(link);
  }
  return linked;
}

/** Walks the tree of names; gives every node once: one that leads back into itself ends. */
class Walk {
  readonly entries: CompoundEntry[] = [];
  readonly seen = new Set<number>();
  readonly #nodes: readonly (DirectoryNode | undefined)[];
  brokenLinks = 0;

  constructor(nodes: readonly (DirectoryNode | undefined)[]) {
    this.#nodes = nodes;
  }

  /** All that hangs on one node. The root has no neighbours (2.6.2) and a stream no children (2.6.3): such links are of no meaning. */
  from(index: number, isLost: boolean): void {
    const todo: { index: number; parent: CompoundEntry | undefined }[] = [{ index, parent: undefined }];
    for (let place = todo.pop(); place; place = todo.pop()) {
      const { parent } = place;
      const node = this.#nodes[place.index];
      if (!node || this.seen.has(place.index)) {
        this.brokenLinks += 1;
        continue;
      }
      this.seen.add(place.index);
      const entry = entryOf(node, parent, isLost);
      this.entries.push(entry);
      if (node.kind !== 'stream' && node.child !== noEntry) todo.push({ index: node.child, parent: entry });
      if (this.entries.length === 1) continue;
      for (const link of [node.right, node.left]) if (link !== noEntry) todo.push({ index: link, parent });
    }
  }
}

/** What the tree leads to, then what it lost, each part of it with what hangs on it. */
export function listEntries(nodes: readonly (DirectoryNode | undefined)[]): CompoundListing {
  const walk = new Walk(nodes);
  const rootIndex = nodes.findIndex((node) => node?.kind === 'root');
  walk.from(rootIndex < 0 ? 0 : rootIndex, false);
  const { brokenLinks } = walk;
  const isUnseen = (index: number): boolean => nodes[index] !== undefined && !walk.seen.has(index);
  const linked = linkedAmong(nodes, walk.seen);
  for (const index of nodes.keys()) if (isUnseen(index) && !linked.has(index)) walk.from(index, true);
  // Those that lead to one another in a ring.
  for (const index of nodes.keys()) if (isUnseen(index)) walk.from(index, true);
  const { entries } = walk;
  return { entries, root: entries.find(({ isLost }) => !isLost), brokenLinks };
}
