/** Reading port: where items and contents lie, and in which family. */
import type { Deletion } from '../../schemas/deletion.ts';
import type { MarkTarget } from '../../schemas/label.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { MarkedPlace } from '../catalogue/marks.ts';
import type { LedgerItem } from './items.ts';

/** An item at one of its places; `document` is empty for one without content. */
export interface LedgerPlace extends MarkedPlace {
  /** The reference of the source. */
  readonly source: string;
  /** Below the source, `/` between parts. */
  readonly path: string;
  /** The id of the item that it lies in at this place, for what a content holds. */
  readonly parent?: string;
  /** It, or something on the way to it, is an earlier revision or gone from the source. */
  readonly past: boolean;
  /** What says that it was deleted, each kind once. */
  readonly deletions: readonly Deletion[];
}

/** Places come in evidence order, what is gone behind what is there. */
export interface PlaceReading {
  /** At most `limit` places of an item at a revision: one, or as many as the content that holds it has. */
  ofItem(
    item: Pick<LedgerItem, 'id' | 'revision'>,
    limit: number,
    scope: Scope,
  ): Promise<readonly LedgerPlace[]>;
  /** All places of an item at a revision that show, those included that `ofItem` does not list; a large number is a lower bound. */
  count(item: Pick<LedgerItem, 'id' | 'revision'>, scope: Scope): Promise<number>;
  /** At most `limit` places of the items that carry a content now. */
  ofContent(sha256: string, limit: number, scope: Scope): Promise<readonly LedgerPlace[]>;
  /** SHA-256 of the contents of which a place that shows lies in a target of labels and withholding, in their order. */
  contentsIn(target: MarkTarget, scope: Scope): Promise<readonly string[]>;
}
