/** Which anchors of a text stand in its entry, and how the many of others are cut into blocks. */
import type { Anchor } from '../schemas/anchor.ts';

/** More anchors than this stand in blocks, or with more characters of starts: an entry is read whole for each hit. */
const maxInlineAnchors = 256;
const maxInlineStarts = 4096;
/** Of one block, which is read whole for one place. */
const anchorsPerBlock = 1_024;
const startsPerBlock = 64 * 1024;

export const isInline = (anchors: readonly Anchor[]): boolean =>
  anchors.length <= maxInlineAnchors &&
  anchors.reduce((units, { starts }) => units + (starts?.length ?? 0), 0) <= maxInlineStarts;

export function anchorBlocks(anchors: readonly Anchor[]): Anchor[][] {
  const blocks: Anchor[][] = [];
  let units = Infinity;
  for (const anchor of anchors) {
    const own = anchor.starts?.length ?? 0;
    const last = blocks.at(-1);
    if (!last || last.length >= anchorsPerBlock || units + own > startsPerBlock) {
      blocks.push([anchor]);
      units = own;
    } else {
      last.push(anchor);
      units += own;
    }
  }
  return blocks;
}
