/** Sub-nodes of a node ([MS-PST] 2.2.2.8.3.3): what belongs to one message, listed in blocks of one or two levels. */
import type { StoreBlocks } from './store-blocks.ts';
import { readNumber } from './store-layout.ts';

export interface Subnode {
  readonly id: number;
  readonly data: number;
  readonly subnodes: number;
}

/** Sub-nodes of one node; a message has four for each attachment. Stops the list that lists itself. */
const maxSubnodes = 500_000;

/** All sub-nodes by their numbers; empty where there are none. */
export function readSubnodes(blocks: StoreBlocks, root: number): ReadonlyMap<number, Subnode> {
  const found = new Map<number, Subnode>();
  if (root !== 0) collect(blocks, root, found, new Set());
  return found;
}

function collect(blocks: StoreBlocks, number: number, found: Map<number, Subnode>, seen: Set<number>): void {
  if (seen.has(number) || seen.size > maxSubnodes) return;
  seen.add(number);
  const place = blocks.find(number);
  const list = place && blocks.read(place);
  if (!list || list.length < 8 || list[0] !== 2) return;
  const size = blocks.layout.numberBytes;
  const isLeaf = list[1] === 0;
  // Unicode pads the head of such a block to eight bytes, ANSI has four.
  const start = size === 8 ? 8 : 4;
  const entryBytes = isLeaf ? size * 3 : size * 2;
  const count = Math.min(list.readUInt16LE(2), Math.floor((list.length - start) / entryBytes));
  for (let index = 0; index < count && found.size < maxSubnodes; index++) {
    const at = start + index * entryBytes;
    const id = list.readUInt32LE(at);
    const data = readNumber(list, at + size, size);
    if (!isLeaf) collect(blocks, data, found, seen);
    else if (!found.has(id)) found.set(id, { id, data, subnodes: readNumber(list, at + size * 2, size) });
  }
}
