/** Reading port for the upkeep of the index: what it must hold of each document. */
import type { Anchor, TextKind } from '../../schemas/anchor.ts';
import type { IndexEntry, Occurrence } from '../../schemas/index-entry.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { Code, DocumentStatus } from '../../schemas/status.ts';
import type { ItemEntry } from '../item-entry.ts';
import type { LedgerDocument } from './documents.ts';

/** A document or item of the ledger as the index must show it. */
export interface IndexedDocument {
  /** SHA-256, or the id of the item's entry. */
  readonly document: string;
  /** What the index should show, and what it was last known to show. */
  readonly revision: number;
  readonly indexed: number;
  /** As the document gave them. */
  readonly texts: readonly string[];
  readonly places: number;
  /** What its places have of labels and withholding, as `marksIn` says it; empty for none. */
  readonly marks: string;
}

/** All that the entry of a document is made of, but for the characters of its texts. */
export interface LedgerEntry extends Omit<LedgerDocument, 'status' | 'code'> {
  readonly status: DocumentStatus;
  readonly code?: Code;
  readonly run: number;
  readonly revision: number;
  readonly texts: readonly {
    readonly kind: TextKind;
    readonly id: string;
    readonly units: number;
    readonly anchors: Anchor[];
  }[];
  /** By name, then by kind; personal data by kind. */
  readonly entities: IndexEntry['entities'];
  readonly personalData: IndexEntry['personalData'];
  /** What the source of its first carrier declares for clocks that state no zone. */
  readonly zone?: string;
  /** The date of the message that carries it, as `carriedDate` says. */
  readonly carried?: IndexEntry['dates'][number];
  /** In no order. Past ones too: what was there stays searchable. */
  readonly occurrences: readonly Occurrence[];
}

/** What of a document is compared with others. */
export interface DocumentBody {
  /** SHA-256. */
  readonly document: string;
  /** It has headers too. */
  readonly isMessage: boolean;
  /** Its texts of kind `body`, as the document gave them. */
  readonly texts: readonly { readonly id: string; readonly units: number }[];
}

export interface EntryReading {
  /** Documents and items that the index must hold, by the ids of their entries. */
  indexed(scope: Scope): AsyncIterable<IndexedDocument>;
  /** Undefined for a document that the index does not have to hold, or that the scope does not show. */
  entry(sha256: string, scope: Scope): Promise<LedgerEntry | undefined>;
  /** Of those documents that the index must hold and the scope shows, by SHA-256; one without a body has no texts. What is no document is passed over. */
  bodies(documents: readonly string[], scope: Scope): Promise<readonly DocumentBody[]>;
  /** By the id of its entry, with its revision; undefined for an item that has none, or that the scope does not show. */
  itemEntry(id: string, scope: Scope): Promise<(ItemEntry & { readonly revision: number }) | undefined>;
}
