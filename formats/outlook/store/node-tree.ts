/** The tree of nodes ([MS-PST] 2.2.2.7.7.4): what the store has, each with the numbers of its blocks. */
import { readNumber } from './store-layout.ts';
import type { TreePage, TreePages } from './tree-page.ts';

/** What a node is: the lowest five bits of its number (2.2.2.1). */
export const nodeTypes = {
  folder: 0x02,
  message: 0x04,
  attachment: 0x05,
  associated: 0x08,
} as const;

export const typeOf = (node: number): number => node % 32;

export interface StoreNode {
  readonly id: number;
  /** Number of the block of its data. */
  readonly data: number;
  /** Number of the block that lists its sub-nodes; 0 where it has none. */
  readonly subnodes: number;
  /** The node that holds it: the folder of a message. */
  readonly parent: number;
}

/** Entries of a leaf, without those that cannot be any. */
export function* nodesOf(page: TreePage, { layout }: TreePages): Generator<StoreNode> {
  const size = layout.numberBytes;
  for (let index = 0; index < page.count; index++) {
    const at = index * page.entryBytes;
    const id = page.bytes.readUInt32LE(at);
    // A whole page is believed; in a damaged one an entry with an empty number or without data is the hole.
    const isHole = id === 0 || (size === 8 && page.bytes.readUInt32LE(at + 4) !== 0);
    if (isHole) continue;
    yield {
      id,
      data: readNumber(page.bytes, at + size, size),
      subnodes: readNumber(page.bytes, at + size * 2, size),
      parent: page.bytes.readUInt32LE(at + size * 3),
    };
  }
}

/** Levels of a tree: with 15 entries a page ten hold more nodes than there are numbers. Stops a tree of endless depth. */
const maxLevel = 16;

/**
 * Walks the tree from its root, in order of the numbers; `seen` gets the place of each page that was read. No page is
 * read twice, so that a tree that leads back into itself ends.
 */
export function* walkNodes(pages: TreePages, root: number, seen: Set<number>): Generator<StoreNode> {
  const first = pages.read(root, 'node');
  if (!first || first.level > maxLevel) return;
  yield* below(pages, first, seen);
}

function* below(pages: TreePages, page: TreePage, seen: Set<number>): Generator<StoreNode> {
  if (seen.has(page.at)) return;
  seen.add(page.at);
  if (page.level === 0) {
    yield* nodesOf(page, pages);
    return;
  }
  for (let index = 0; index < page.count; index++) {
    const { at } = pages.branch(page, index);
    if (seen.has(at)) continue;
    const next = pages.read(at, 'node');
    // Each level lies below the one before, which also stops the ring.
    if (next && next.level < page.level) yield* below(pages, next, seen);
  }
}
