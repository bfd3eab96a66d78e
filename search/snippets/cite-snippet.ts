/** Says of a snippet where its highlights lie: each place once, in their order. */
import type { Anchor } from '../../schemas/anchor.ts';
import type { Snippet } from '../port.ts';

type Uncited = Omit<Snippet, 'anchor' | 'anchors'>;

/** Offsets of the highlights in their text. */
export const offsetsOf = ({ start, highlights }: Uncited): number[] =>
  highlights.map((highlight) => start + highlight.start);

/** `found` is what holds at each of `offsetsOf`. */
export function citeSnippet(snippet: Uncited, found: readonly (Anchor | undefined)[]): Snippet {
  const byOffset = new Map(found.flatMap((anchor) => (anchor ? [[anchor.at, anchor] as const] : [])));
  const anchors = [...byOffset.values()];
  const [anchor] = anchors;
  if (anchor === undefined) return snippet;
  return anchors.length === 1 ? { ...snippet, anchor } : { ...snippet, anchor, anchors };
}
