/** Reading port: the items of a case, each with the way it ended. */
import type { ItemKind } from '../../schemas/index-entry.ts';
import type { ItemTimes } from '../../schemas/item-times.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { Warning } from '../../schemas/status.ts';

/** One item at one revision: `id` and `revision` together name it for good. */
export interface LedgerItem {
  readonly id: string;
  readonly revision: number;
  /** Members, attachments and embedded files are held by a content; the others lie in a folder. */
  readonly kind: ItemKind;
  /**
   * Below the source, `/` between parts; the first place where the content that holds it has several, current ones
   * before past ones. What has no name goes by `#` and its ordinal in what holds it.
   */
  readonly path: string;
  /** The reference of its source. */
  readonly source: string;
  /** By `itemStatus` of `schemas/status.ts`; a folder is a `container`. */
  readonly status: string;
  /** Of its own end where it has one, else of its content's; a copy has them too. */
  readonly code?: string;
  readonly detail?: string;
  readonly size?: number;
  readonly sha256?: string;
  readonly sha1?: string;
  readonly md5?: string;
  readonly format?: string;
  readonly mediaType?: string;
  /** The list of known files that its content is on. */
  readonly known?: string;
  /** The list of notable files that its content is on. */
  readonly notable?: string;
  /** As `../packed-time.ts` keeps them, so without the values as the source has them. */
  readonly times: ItemTimes;
  /** Its own, then those of its content. */
  readonly warnings: readonly Warning[];
  /** It is an earlier revision. */
  readonly superseded: boolean;
  /** It is the latest revision, and not in the source any more. */
  readonly gone: boolean;
}

/** An item at its place in a family. */
export interface FamilyItem {
  readonly item: LedgerItem;
  /** Below the source, at this place. */
  readonly path: string;
  /** It, or something on the way to it, is gone from the source, or an earlier revision. */
  readonly past: boolean;
}

/** A content by its SHA-256, or a folder by the id of its item. */
export type Holder = { readonly content: string } | { readonly folder: string };

export interface HeldAsked {
  /** What the names begin with: the folders of an archive are in the names of its members. */
  readonly begins: string;
  /** `ordinals`: as the content holds them. */
  readonly order: 'ordinals' | 'names';
  /** How many are passed over. */
  readonly from: number;
  readonly limit: number;
}

export interface HeldItem {
  readonly item: LedgerItem;
  /** In what holds it; of one without a name `#` and its ordinal. */
  readonly name: string;
}

export interface HeldItems {
  readonly items: readonly HeldItem[];
  /** All whose names begin so. */
  readonly total: number;
}

/**
 * Evidence order: sources as they were registered, names by their raw bytes from the root down, what a content holds by
 * its ordinal behind the first item that carries that content, a current one before a past one; revisions of one item
 * one after the other, each with what it holds.
 */
export interface ItemReading {
  /** In evidence order, earlier revisions and gone items included; with `exceptionsOnly` neither. */
  all(where: { readonly exceptionsOnly: boolean }, scope: Scope): AsyncIterable<LedgerItem>;
  /** Present items whose content is on a list of notable files, in evidence order. */
  notable(scope: Scope): Promise<readonly LedgerItem[]>;
  /** The latest revision of an item. */
  get(id: string, scope: Scope): Promise<LedgerItem | undefined>;
  /**
   * The items of a family by the id of its parent, which comes first, at their latest revision; in evidence order. Empty
   * where there is none that shows. What lies twice in it is there once.
   */
  ofFamily(family: string, scope: Scope): Promise<readonly FamilyItem[]>;
  /** What lies directly in a content or a folder, at its latest revision; names by their bytes. */
  heldBy(of: Holder, asked: HeldAsked, scope: Scope): Promise<HeldItems>;
  /**
   * Items of which one of the places that show is at a path, in evidence order: below a source, with or without its
   * reference before it, or absolute below where the source lies; else those of which one ends so. A name inside an
   * archive may itself hold `/`.
   */
  at(path: string, scope: Scope): Promise<readonly LedgerItem[]>;
  /**
   * By SHA-256 or item id, or the beginning of one of at least 6 digits; where there is none, by MD5 or SHA-1: the first
   * carriers of the contents and the items, by id and revision; at most `limit`.
   */
  byHash(prefix: string, limit: number, scope: Scope): Promise<readonly LedgerItem[]>;
}
