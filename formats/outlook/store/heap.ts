/** The heap on a node ([MS-PST] 2.3.1): pieces of up to some KiB in the blocks of a data, and the small trees in it (2.3.2). */
import type { DataStream } from './data-stream.ts';
import type { StoreKind } from './store-layout.ts';

/** `bClientSig`: what the heap holds. */
export const heapUses = { tree: 0xb5, properties: 0xbc, table: 0x7c } as const;

const signature = 0xec;
const noBytes = Buffer.alloc(0);

/** One entry of a tree in a heap. */
export interface HeapEntry {
  readonly key: Buffer;
  readonly value: Buffer;
}

/** Entries of one tree: there are 65,536 properties. Stops the tree that lists one page without end; tables have rows instead. */
const maxEntries = 1_000_000;
const maxLevels = 8;

export class Heap {
  readonly #data: DataStream;
  readonly #isLarge: boolean;
  /** What it says it holds. */
  readonly use: number;
  /** The piece that all else hangs on. */
  readonly root: number;

  private constructor(data: DataStream, kind: StoreKind, use: number, root: number) {
    this.#data = data;
    this.#isLarge = kind === 'large';
    this.use = use;
    this.root = root;
  }

  /** Undefined where the data is no heap. */
  static open(data: DataStream, kind: StoreKind): Heap | undefined {
    const head = data.blockCount > 0 ? data.block(0) : noBytes;
    if (head.length < 12 || head[2] !== signature) return undefined;
    return new Heap(data, kind, head.readUInt8(3), head.readUInt32LE(4));
  }

  /** The bytes of a piece (2.3.1.1); undefined where there is no such piece. */
  piece(number: number): Buffer | undefined {
    if (number === 0 || number % 32 !== 0) return undefined;
    // Blocks of 64 KiB have more pieces: fourteen bits count them in place of eleven.
    const index = this.#isLarge ? (number >>> 5) & 0x3fff : (number >>> 5) & 0x7ff;
    const blockIndex = this.#isLarge ? number >>> 19 : number >>> 16;
    if (index === 0 || blockIndex >= this.#data.blockCount) return undefined;
    const block = this.#data.block(blockIndex);
    if (block.length < 2) return undefined;
    const map = block.readUInt16LE(0);
    if (map + 4 > block.length) return undefined;
    const count = block.readUInt16LE(map);
    const at = map + 4 + (index - 1) * 2;
    if (index > count || at + 4 > block.length) return undefined;
    const start = block.readUInt16LE(at);
    const end = block.readUInt16LE(at + 2);
    return start <= end && end <= block.length ? block.subarray(start, end) : undefined;
  }

  /** The entries of the tree whose head is a piece; what is damaged in it is left out. `onDamage` is told of each loss. */
  *tree(head: number, onDamage: (what: string) => void): Generator<HeapEntry> {
    const header = this.piece(head);
    if (!header || header.length < 8 || header[0] !== heapUses.tree) {
      onDamage('the head of a list of properties or rows is lost');
      return;
    }
    const keyBytes = header.readUInt8(1);
    const valueBytes = header.readUInt8(2);
    const levels = header.readUInt8(3);
    const root = header.readUInt32LE(4);
    if (root === 0) return;
    if (keyBytes === 0 || levels > maxLevels) {
      onDamage('the head of a list of properties or rows is damaged');
      return;
    }
    const budget = { left: maxEntries };
    yield* this.#records(root, levels, { keyBytes, valueBytes, budget, onDamage });
  }

  *#records(number: number, level: number, shape: TreeShape): Generator<HeapEntry> {
    const bytes = this.piece(number);
    if (!bytes) {
      shape.onDamage('a part of a list of properties or rows is lost');
      return;
    }
    const { keyBytes, valueBytes, budget } = shape;
    const entryBytes = keyBytes + (level > 0 ? 4 : valueBytes);
    for (let at = 0; at + entryBytes <= bytes.length && budget.left > 0; at += entryBytes) {
      budget.left -= 1;
      if (level > 0) yield* this.#records(bytes.readUInt32LE(at + keyBytes), level - 1, shape);
      else
        yield {
          key: bytes.subarray(at, at + keyBytes),
          value: bytes.subarray(at + keyBytes, at + entryBytes),
        };
    }
  }
}

interface TreeShape {
  readonly keyBytes: number;
  readonly valueBytes: number;
  /** Entries that may still be read, those on the way included. */
  readonly budget: { left: number };
  readonly onDamage: (what: string) => void;
}
