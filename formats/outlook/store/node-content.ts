/** What a node or sub-node of a store holds: its heap and the values in it, and the sub-nodes that larger values lie in. */
import { type DataStream, openData } from './data-stream.ts';
import { Heap } from './heap.ts';
import type { StoreBlocks } from './store-blocks.ts';
import { readSubnodes, type Subnode } from './subnodes.ts';

/** A value of that size is no property of a message but an attachment, which is read as a stream. Stops the body that fills the memory. */
const maxValueBytes = 128 * 1024 * 1024;

const noBytes = Buffer.alloc(0);

/** Where a node's blocks hang. */
export interface NodeRoots {
  readonly data: number;
  readonly subnodes: number;
}

/** A value in a heap (one piece) or in a sub-node; both kinds of number are told apart by their lowest five bits (2.3.3.2). */
const isPiece = (number: number): boolean => number % 32 === 0;

export class NodeContent {
  readonly #blocks: StoreBlocks;
  readonly #roots: NodeRoots;
  #subnodes: ReadonlyMap<number, Subnode> | undefined;
  /** Undefined where its data is lost or is no heap. */
  readonly heap: Heap | undefined;
  readonly #tell: (what: string) => void;

  constructor(blocks: StoreBlocks, roots: NodeRoots, tell: (what: string) => void) {
    this.#blocks = blocks;
    this.#roots = roots;
    this.#tell = tell;
    const data = openData(blocks, roots.data);
    this.heap = data && Heap.open(data, blocks.layout.kind);
  }

  get subnodes(): ReadonlyMap<number, Subnode> {
    return (this.#subnodes ??= readSubnodes(this.#blocks, this.#roots.subnodes));
  }

  /** The content of a sub-node. */
  open(subnode: NodeRoots): NodeContent {
    return new NodeContent(this.#blocks, subnode, this.#tell);
  }

  tell(what: string): void {
    this.#tell(what);
  }

  /** A sub-node's data as a stream. */
  stream(id: number): DataStream | undefined {
    const subnode = this.subnodes.get(id);
    return subnode && openData(this.#blocks, subnode.data);
  }

  /** Bytes of the value with that number; 0 where there are none. */
  sizeOf(number: number): number {
    if (number === 0) return 0;
    return isPiece(number) ? (this.heap?.piece(number)?.length ?? 0) : (this.stream(number)?.size ?? 0);
  }

  /** The value with that number; empty, and told, where it is lost. */
  valueOf(number: number, name: string): Buffer {
    if (number === 0) return noBytes;
    if (isPiece(number)) {
      const piece = this.heap?.piece(number);
      if (!piece) this.#tell(`the value of ${name} is lost`);
      return piece ?? noBytes;
    }
    const stream = this.stream(number);
    if (!stream) {
      this.#tell(`the value of ${name} is lost`);
      return noBytes;
    }
    if (stream.lost > 0) this.#tell(`${stream.lost} of ${stream.blockCount} blocks of ${name} are lost`);
    const parts: Buffer[] = [];
    let left = maxValueBytes;
    for (const block of stream.blocks()) {
      parts.push(block.subarray(0, left));
      left -= block.length;
      if (left > 0) continue;
      this.#tell(`${name} was cut at ${maxValueBytes} bytes`);
      break;
    }
    return Buffer.concat(parts);
  }
}
