/** Lists the entries of a compound file's directory ([MS-CFB] 2.6): those of its tree of names, then those it lost. */

export interface CompoundEntry {
  readonly name: string;
  readonly kind: 'storage' | 'stream' | 'root';
  /** The storage it lies in; the root and what is lost have none. */
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

/** Every node once: a tree that leads back into itself ends. */
export function listEntries(nodes: readonly (DirectoryNode | undefined)[]): CompoundListing {
  const entries: CompoundEntry[] = [];
  const seen = new Set<number>();
  const todo: { index: number; parent: CompoundEntry | undefined }[] = [];
  let brokenLinks = 0;
  const push = (index: number, parent: CompoundEntry | undefined): void => {
    if (index !== noEntry) todo.push({ index, parent });
  };
  const rootIndex = nodes.findIndex((node) => node?.kind === 'root');
  push(rootIndex < 0 ? 0 : rootIndex, undefined);
  for (let place = todo.pop(); place; place = todo.pop()) {
    const { index, parent } = place;
    const node = nodes[index];
    if (!node || seen.has(index)) {
      brokenLinks += 1;
      continue;
    }
    seen.add(index);
    const entry = entryOf(node, parent, false);
    entries.push(entry);
    // The root has no neighbours (2.6.2) and a stream no children (2.6.3): such links are of no meaning.
    if (node.kind !== 'stream') push(node.child, entry);
    if (entries.length === 1) continue;
    push(node.right, parent);
    push(node.left, parent);
  }
  for (const [index, node] of nodes.entries())
    if (node && !seen.has(index)) entries.push(entryOf(node, undefined, true));
  return { entries, root: entries.find(({ isLost }) => !isLost), brokenLinks };
}
