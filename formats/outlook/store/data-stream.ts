/** The data of a node ([MS-PST] 2.2.2.8): one block, or a tree of blocks in the order of their data. */
import type { BlockPlace } from './block-tree.ts';
import type { StoreBlocks } from './store-blocks.ts';
import { readNumber } from './store-layout.ts';

/** Blocks of one data: 16 GiB. Stops the tree of blocks that lists one block again and again. */
const maxLeaves = 2_000_000;

/** Blocks of one data that are lost: beyond it nothing of it is worth the search. */
const maxLost = 10_000;

/** A block of data whose place is known, or that is lost. */
type Leaf = BlockPlace | undefined;

/** A data by its blocks: nothing of it is read until it is asked for. */
export interface DataStream {
  /** Bytes of all blocks that were found. */
  readonly size: number;
  /** How many blocks there are, those that are lost included. */
  readonly blockCount: number;
  /** What is missing as far as the tree tells; what a block turns out to lack is told while it is read. */
  readonly lost: number;
  /** The data of one block; empty where it is lost. */
  block(index: number): Buffer;
  /** All of it, block by block. */
  blocks(): Generator<Buffer>;
}

/** Opens the data whose root is a block; undefined where not even that is found. */
export function openData(blocks: StoreBlocks, number: number): DataStream | undefined {
  const leaves: Leaf[] = [];
  const isThere = collect(blocks, number, leaves, 3, { open: new Set(), lost: 0 });
  if (!isThere) return undefined;
  const read = (leaf: Leaf): Buffer => (leaf && blocks.read(leaf)) ?? Buffer.alloc(leaf?.fullSize ?? 0);
  return {
    size: leaves.reduce((sum, leaf) => sum + (leaf?.fullSize ?? 0), 0),
    blockCount: leaves.length,
    lost: leaves.filter((leaf) => leaf === undefined).length,
    block: (index) => read(leaves[index]),
    *blocks() {
      for (const leaf of leaves) yield read(leaf);
    },
  };
}

/** The second bit of a number says that the block is not data but lists blocks (2.2.2.2). */
export const isInner = (number: number): boolean => number % 4 >= 2;

interface Collecting {
  /** Lists on the way to the one in hand. */
  readonly open: Set<number>;
  lost: number;
}

function collect(
  blocks: StoreBlocks,
  number: number,
  leaves: Leaf[],
  levels: number,
  state: Collecting,
): boolean {
  const place = blocks.find(number);
  if (!isInner(number) || !place) {
    leaves.push(place);
    if (!place) state.lost += 1;
    return place !== undefined;
  }
  // Levels and the blocks on the way stop the tree that holds itself; a block of data may stand in it twice.
  if (levels === 0 || state.open.has(place.id)) return false;
  const list = blocks.read(place);
  if (!list || list.length < 8 || list[0] !== 1) return false;
  state.open.add(place.id);
  const size = blocks.layout.numberBytes;
  const count = Math.min(list.readUInt16LE(2), Math.floor((list.length - 8) / size));
  for (let index = 0; index < count && leaves.length < maxLeaves && state.lost < maxLost; index++) {
    const child = readNumber(list, 8 + index * size, size);
    const before = leaves.length;
    if (!collect(blocks, child, leaves, levels - 1, state) && leaves.length === before)
      leaves.push(undefined);
  }
  state.open.delete(place.id);
  return true;
}
