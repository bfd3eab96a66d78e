/** Pages of the two B-trees of a store ([MS-PST] 2.2.2.7), read one by one and kept as long as they are in use. */
import { crc32 } from 'node:zlib';
import { bufferAt } from '../../content.ts';
import type { Content } from '../../contract.ts';
import { LeastRecent } from './least-recent.ts';
import type { StoreDamage } from './store-damage.ts';
import { readNumber, type StoreLayout } from './store-layout.ts';

export type TreeName = 'node' | 'block';
/** `ptype` (2.2.2.7.1). */
export const pageTypes: Readonly<Record<TreeName, number>> = { block: 0x80, node: 0x81 };

/** An entry of a page above the leaves. */
export interface BranchEntry {
  /** No key below it is smaller. */
  readonly key: number;
  readonly at: number;
}

/** A page: its entries lie one behind another from its beginning. */
export interface TreePage {
  readonly at: number;
  readonly bytes: Buffer;
  readonly level: number;
  readonly count: number;
  readonly entryBytes: number;
  /** Whether its check sum fits. */
  readonly isWhole: boolean;
}

/** The check sum of pages and blocks: CRC-32 that neither begins nor ends inverted ([MS-PST] 5.3). */
export const checkSum = (bytes: Uint8Array): number => ~crc32(bytes, 0xffffffff) >>> 0;

/** Pages kept: 8 MiB of the large ones. */
const keptPages = 2048;

/** Reads the bytes of a page as one; undefined where they are none of that tree. */
export function parsePage(
  bytes: Buffer,
  at: number,
  tree: TreeName,
  layout: StoreLayout,
): TreePage | undefined {
  const { pageBytes, pageCountAt, pageTrailerAt, kind } = layout;
  if (bytes.length < pageBytes) return undefined;
  const type = pageTypes[tree];
  // One of the two suffices: a hole in the file may have taken the other.
  if (bytes[pageTrailerAt] !== type && bytes[pageTrailerAt + 1] !== type) return undefined;
  const isLarge = kind === 'large';
  const count = isLarge ? bytes.readUInt16LE(pageCountAt) : bytes.readUInt8(pageCountAt);
  const entryBytes = bytes.readUInt8(pageCountAt + (isLarge ? 4 : 2));
  const level = bytes.readUInt8(pageCountAt + (isLarge ? 5 : 3));
  const least = leastEntryBytes(tree, level, layout);
  if (entryBytes < least || entryBytes > least + 32) return undefined;
  const crcAt = pageTrailerAt + (kind === 'ansi' ? 8 : 4);
  const isWhole = checkSum(bytes.subarray(0, pageTrailerAt)) === bytes.readUInt32LE(crcAt);
  return {
    at,
    bytes,
    level,
    count: Math.min(count, Math.floor(pageCountAt / entryBytes)),
    entryBytes,
    isWhole,
  };
}

function leastEntryBytes(tree: TreeName, level: number, layout: StoreLayout): number {
  if (level > 0) return layout.numberBytes * 3;
  return tree === 'node' ? layout.nodeEntryBytes : layout.blockEntryBytes;
}

export class TreePages {
  readonly #content: Content;
  readonly #kept = new LeastRecent<TreePage>(keptPages);
  readonly #damage: StoreDamage;
  readonly layout: StoreLayout;

  constructor(content: Content, layout: StoreLayout, damage: StoreDamage) {
    this.#content = content;
    this.layout = layout;
    this.#damage = damage;
  }

  /** The page at a place; undefined, and noted, where none of that tree lies there. */
  read(at: number, tree: TreeName): TreePage | undefined {
    const kept = this.#kept.get(at);
    if (kept && kept.bytes[this.layout.pageTrailerAt] === pageTypes[tree]) return kept;
    const page =
      Number.isSafeInteger(at) && at > 0
        ? parsePage(bufferAt(this.#content, at, this.layout.pageBytes), at, tree, this.layout)
        : undefined;
    if (!page) {
      this.#damage.note(`pages of the ${tree} tree that cannot be read`, `byte ${at}`);
      return undefined;
    }
    if (!page.isWhole) this.#damage.note(`pages of the ${tree} tree with a wrong check sum`, `byte ${at}`);
    this.#kept.set(at, page);
    return page;
  }

  /** A page that is only looked at: that none lies there is no damage. */
  glance(at: number, tree: TreeName): TreePage | undefined {
    return parsePage(bufferAt(this.#content, at, this.layout.pageBytes), at, tree, this.layout);
  }

  /** An entry of a page above the leaves. */
  branch({ bytes, entryBytes }: TreePage, index: number): BranchEntry {
    const size = this.layout.numberBytes;
    const at = index * entryBytes;
    return { key: readNumber(bytes, at, size), at: readNumber(bytes, at + size * 2, size) };
  }
}
