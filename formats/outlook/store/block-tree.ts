/** The tree of blocks ([MS-PST] 2.2.2.7.7.3): where the block of a number lies, looked up from the root down. */
import type { PageScan } from './page-scan.ts';
import { readNumber, type StoreLayout } from './store-layout.ts';
import type { TreePage, TreePages } from './tree-page.ts';

export interface BlockPlace {
  /** Its number, without the lowest bit, which has no meaning (2.2.2.2). */
  readonly id: number;
  readonly at: number;
  /** Bytes in the file, its trailer left out. */
  readonly size: number;
  /** Bytes of its data when they are no longer compressed; `size` where they are not. */
  readonly fullSize: number;
  /** Not found by the tree but by a scan of all pages: what lies there may be something else by now. */
  readonly isStray: boolean;
}

export const plainNumber = (block: number): number => block - (block % 2);

/** The entry at an index of a leaf. */
export function blockAt(
  { bytes, entryBytes }: TreePage,
  index: number,
  { kind, numberBytes }: StoreLayout,
  isStray: boolean,
): BlockPlace {
  const at = index * entryBytes;
  const size = bytes.readUInt16LE(at + numberBytes * 2);
  const fullSize = kind === 'large' ? bytes.readUInt16LE(at + numberBytes * 2 + 2) : size;
  return {
    id: plainNumber(readNumber(bytes, at, numberBytes)),
    at: readNumber(bytes, at + numberBytes, numberBytes),
    size,
    fullSize: fullSize || size,
    isStray,
  };
}

export class BlockTree {
  readonly #pages: TreePages;
  readonly #root: number;
  readonly #scan: PageScan;

  constructor(pages: TreePages, root: number, scan: PageScan) {
    this.#pages = pages;
    this.#root = root;
    this.#scan = scan;
  }

  /** Where a block lies. A block that the tree does not lead to is looked for in all pages of the file. */
  find(number: number): BlockPlace | undefined {
    const id = plainNumber(number);
    if (id === 0) return undefined;
    return this.#descend(id) ?? this.#scan.findBlock(id);
  }

  #descend(id: number): BlockPlace | undefined {
    let page = this.#pages.read(this.#root, 'block');
    while (page && page.level > 0) {
      const index = lastAtMost(page, id, this.#pages);
      if (index < 0) return undefined;
      const next: TreePage | undefined = this.#pages.read(this.#pages.branch(page, index).at, 'block');
      // Levels fall, so that a tree that leads back into itself ends.
      page = next && next.level < page.level ? next : undefined;
    }
    return page && findInLeaf(page, id, this.#pages.layout, false);
  }
}

/** The last entry whose key is not beyond `id`. Looked at one by one: in a damaged page the keys are in no order. */
function lastAtMost(page: TreePage, id: number, pages: TreePages): number {
  let found = -1;
  let best = -1;
  for (let index = 0; index < page.count; index++) {
    const key = plainNumber(pages.branch(page, index).key);
    if (key <= id && key >= best) {
      best = key;
      found = index;
    }
  }
  return found;
}

/** The entry of that number in a leaf. */
export function findInLeaf(
  page: TreePage,
  id: number,
  layout: StoreLayout,
  isStray: boolean,
): BlockPlace | undefined {
  for (let index = 0; index < page.count; index++) {
    if (plainNumber(readNumber(page.bytes, index * page.entryBytes, layout.numberBytes)) === id)
      return blockAt(page, index, layout, isStray);
  }
  return undefined;
}
