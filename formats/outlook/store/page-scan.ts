/**
 * Looks at every place of a store where a page may lie: for leaves of the two trees that no root leads to any more, since
 * a page above them is broken, or they are from before the last change and were not overwritten yet.
 */
import { bufferAt } from '../../content.ts';
import { type Content, sliceBytes } from '../../contract.ts';
import { type BlockPlace, findInLeaf, plainNumber } from './block-tree.ts';
import { readNumber } from './store-layout.ts';
import { pageTypes, parsePage, type TreeName, type TreePage, type TreePages } from './tree-page.ts';

/** Leaves of one tree that are remembered; 24 MiB. A store of 50 GB has some 300,000. */
const maxLeaves = 1_000_000;
/** Leaves looked into for one block: older versions of a page have about the same first number. */
const maxTries = 64;

interface Leaves {
  readonly nodes: number[];
  /** First number and place. */
  readonly blocks: (readonly [number, number])[];
  isCut: boolean;
}

export class PageScan {
  readonly #pages: TreePages;
  /** Places of leaves of the node tree, in order. */
  readonly nodeLeaves: readonly number[];
  /** First number of each leaf of the block tree with its place, by number. */
  readonly #blockLeaves: { readonly first: Float64Array; readonly at: Float64Array };
  /** More leaves than are remembered. */
  readonly isCut: boolean;

  private constructor(pages: TreePages, found: Leaves) {
    this.#pages = pages;
    this.nodeLeaves = found.nodes;
    const blocks = found.blocks.toSorted(([a, x], [b, y]) => a - b || x - y);
    this.#blockLeaves = {
      first: Float64Array.from(blocks, ([first]) => first),
      at: Float64Array.from(blocks, ([, at]) => at),
    };
    this.isCut = found.isCut;
  }

  /** Reads the whole file once. */
  static async run(content: Content, pages: TreePages, drain: () => Promise<void>): Promise<PageScan> {
    const { pageBytes, numberBytes } = pages.layout;
    const found: Leaves = { nodes: [], blocks: [], isCut: false };
    const add = (page: TreePage, tree: TreeName): void => {
      const { length } = tree === 'node' ? found.nodes : found.blocks;
      if (length >= maxLeaves) found.isCut = true;
      else if (tree === 'node') found.nodes.push(page.at);
      else found.blocks.push([plainNumber(readNumber(page.bytes, 0, numberBytes)), page.at]);
    };
    for (let base = 0; base < content.size; base += sliceBytes) {
      const slice = bufferAt(content, base, sliceBytes);
      for (let at = 0; at + pageBytes <= slice.length; at += pageBytes)
        for (const leaf of leavesAt(slice, at, base, pages)) add(leaf.page, leaf.tree);
      await drain();
    }
    return new PageScan(pages, found);
  }

  /** Any leaf will do: a number is given once, so that older leaves name the same place. */
  findBlock(id: number): BlockPlace | undefined {
    const { first, at } = this.#blockLeaves;
    let low = 0;
    let high = first.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((first[middle] ?? 0) <= id) low = middle + 1;
      else high = middle;
    }
    for (let index = low - 1; index >= 0 && index >= low - maxTries; index--) {
      const place = at[index] ?? 0;
      const page = this.#pages.glance(place, 'block');
      const found = page && findInLeaf(page, id, this.#pages.layout, true);
      if (found) return found;
    }
    return undefined;
  }
}

/** A leaf of either tree at a place of a slice; both bytes of its type have to fit, since all is looked at. */
function* leavesAt(
  slice: Buffer,
  at: number,
  base: number,
  { layout }: TreePages,
): Generator<{ readonly tree: TreeName; readonly page: TreePage }> {
  const type = slice[at + layout.pageTrailerAt];
  if (type !== pageTypes.node && type !== pageTypes.block) return;
  if (slice[at + layout.pageTrailerAt + 1] !== type) return;
  const tree: TreeName = type === pageTypes.node ? 'node' : 'block';
  const page = parsePage(slice.subarray(at, at + layout.pageBytes), base + at, tree, layout);
  if (page?.level === 0 && page.count > 0) yield { tree, page };
}
