/**
 * The index port: what the flow writes to and the investigator reads from. One contract suite
 * (`test/contracts/index-contract.ts`) runs on every adapter.
 *
 * Writing. `write` applies operations in order and resolves when all are durable; it is idempotent, so a
 * caller that did not see the answer sends the batch again. Texts are staged in chunks under a handle, sealed
 * under their id, and then named by an entry; what no entry names when a writer opens is swept. An item that has no
 * document has an entry of its own: what is said here of documents holds for it.
 *
 * Reading. Every read takes a scope; a place withheld from it leaves no trace: no hit, count, facet or order comes
 * from it, and a document that has no other place is not there. Hits are ordered by the sort and then by document id, so paging is stable at any depth.
 */
import type { Anchor, TextKind } from '../schemas/anchor.ts';
import type { IndexEntry, Occurrence } from '../schemas/index-entry.ts';
import type { Scope } from '../schemas/scope.ts';
import type { Query } from './query/ast.ts';

/** A handle is any string unique among the texts staged at one time by one writer. */
export type IndexOperation =
  /** A chunk given as bytes is UTF-8 of whole characters; they must not change before the write has resolved. */
  | {
      readonly op: 'text';
      readonly handle: string;
      readonly seq: number;
      readonly chunk: string | Uint8Array;
    }
  | { readonly op: 'seal'; readonly handle: string; readonly id: string }
  | { readonly op: 'entry'; readonly entry: IndexEntry }
  /**
   * New places of a document that is indexed already, or the same with other labels and withholding; and the dates that
   * follow from them, where given. With `whole` they are all that it has: the others go.
   */
  | {
      readonly op: 'occurrences';
      readonly document: string;
      readonly occurrences: readonly Occurrence[];
      readonly whole?: true;
      readonly revision: number;
      readonly dates?: IndexEntry['dates'];
    }
  /** Replaces entities or personal data of a document (a new list). */
  | {
      readonly op: 'enrich';
      readonly document: string;
      readonly revision: number;
      readonly values: Partial<Pick<IndexEntry, 'entities' | 'personalData'>>;
    }
  /** Takes the places of these items away, or all; a document without any is deleted with its texts. */
  | { readonly op: 'retire'; readonly document: string; readonly items: readonly string[] | 'all' };

export interface WriteResult {
  /** Operations that the index refused for good, by their position in the batch. */
  readonly rejected: readonly { readonly position: number; readonly reason: string }[];
}

export type Sort = 'relevance' | 'date' | '-date' | 'path' | '-path';

export interface SearchRequest {
  readonly query: Query;
  readonly scope: Scope;
  readonly sort: Sort;
  /** 1 to 1,000. */
  readonly limit: number;
  /** The cursor of an earlier page; opaque. */
  readonly after?: string;
  /** Snippets a hit; 0 for none. */
  readonly snippets: number;
}

/** `text.slice(start, end)` of the cited text is the snippet; `highlights` are offsets into `snippet`. */
export interface Snippet {
  readonly kind: TextKind;
  readonly textId: string;
  readonly start: number;
  readonly snippet: string;
  readonly highlights: readonly { readonly start: number; readonly end: number }[];
  /** Where the first highlight lies, with the very line, row or cell where its text has them. */
  readonly anchor?: Anchor;
  /** Where the highlights lie, each place once, if they lie in several; the first is `anchor`. */
  readonly anchors?: readonly Anchor[];
}

export interface Hit {
  readonly document: string;
  /** Of this index alone, larger is better; 0 where the sort is not by relevance. */
  readonly score: number;
  readonly entry: Pick<
    IndexEntry,
    'item' | 'format' | 'mediaType' | 'size' | 'status' | 'codes' | 'metadata' | 'run' | 'dates'
  >;
  /** Of all its places that the scope shows, each once. */
  readonly labels: readonly string[];
  /** In path order, at most 100; `places` counts all that the scope shows. */
  readonly occurrences: readonly Occurrence[];
  readonly places: number;
  readonly snippets: readonly Snippet[];
  /**
   * At how many places of its texts the words of the query stand, those that overlap as one, whatever number of snippets is
   * shown; without `isAll` at least so many: of a text beyond two million units a few parts are looked through. Absent
   * without snippets.
   */
  readonly matches?: { readonly count: number; readonly isAll: boolean } | undefined;
}

export interface SearchPage {
  readonly hits: readonly Hit[];
  /** Entries that match, of documents and of items, exact. */
  readonly total: number;
  /** Absent on the last page. */
  readonly after?: string;
}

/** `year`, `month` and `day` are of the main date, in the zone that its source declares, else in UTC, as `dateFacetsOf` in `query/dates.ts` says. */
export const facetFields = [
  'type',
  'status',
  'item',
  'source',
  'custodian',
  'entity',
  'kind',
  'personal-data',
  'year',
  'month',
  'day',
  'label',
  'deleted',
  'code',
  'language',
] as const;
export type FacetField = (typeof facetFields)[number];

export interface FacetValue {
  readonly value: string;
  /** Entries, exact. */
  readonly count: number;
  /** An entity that people dismissed: behind those that are not. */
  readonly isDismissed?: true;
}

/** A text by its id, and its length in UTF-16 units. */
export interface TextRef {
  readonly id: string;
  readonly units: number;
}

/** What is compared of an entry. */
export interface EntryRow {
  readonly document: string;
  readonly revision: number;
  /** Each once: two parts of a document may say the same. */
  readonly texts: readonly TextRef[];
  /** How many. */
  readonly places: number;
  /** Labels and withholding of all its places, as `marksIn` of `place-marks.ts` writes them. */
  readonly marks: string;
}

export interface ShownEntry {
  /** Its places are the first that the scope shows, in path order, at most 100. */
  readonly entry: IndexEntry;
  /** All that the scope shows. */
  readonly places: number;
}

/** Documents that have a message hash, and how many different ones. */
export interface MailGroups {
  readonly mails: number;
  readonly groups: number;
}

/** What a condition on a person was taken for, beside its words. */
export interface Widening {
  /** Of `from:` and its like: an address or a name, as typed. */
  readonly text: string;
  /** Addresses that were asked for as well. */
  readonly addresses: readonly string[];
  /** An address of each person who is called so, where they are several: then none is asked for. */
  readonly people?: readonly string[];
  /** Nothing could be looked up, since the case is of an earlier version. */
  readonly isUnread?: true;
}

/** What a condition on an entity was taken for, by what people say of entities. */
export interface EntityWidening {
  /** Of `entity:`, as typed. */
  readonly text: string;
  /** Names that were asked for as well, since they are of one entity. */
  readonly names: readonly string[];
  readonly dismissed?: { readonly by: string; readonly at: string; readonly reason: string };
}

export interface IndexReader {
  search(request: SearchRequest): Promise<SearchPage>;
  count(query: Query, scope: Scope): Promise<number>;
  /** All values, most documents first, then by value. */
  facet(query: Query, scope: Scope, field: FacetField): Promise<readonly FacetValue[]>;
  /** Ids of all matching entries, in id order, a page at a time: for exports and the timeline. */
  documents(query: Query, scope: Scope, after?: string, limit?: number): Promise<readonly string[]>;
  /**
   * Ids of the families that meet the query as a whole, in no order: those that `family(…)` of it stands for. Throws
   * `QueryTooBroadError` where they are more than an adapter lists.
   */
  families(query: Query, scope: Scope): Promise<readonly string[]>;
  /** Of all that match the mails, and how many they are without their copies; exact. */
  mailGroups(query: Query, scope: Scope): Promise<MailGroups>;
  /** The entry of a document or an item, or undefined where there is none in this scope. */
  entry(document: string, scope: Scope): Promise<IndexEntry | undefined>;
  /** The same without most of its places: a content that lies at a million has all of them in `entry`. */
  shownEntry(document: string, scope: Scope): Promise<ShownEntry | undefined>;
  /** `text.slice(start, end)`; undefined for an unknown text. */
  text(textId: string, start: number, end: number): Promise<string | undefined>;
  /** All entries, in id order, a page at a time: for comparing with the ledger. */
  entries(after: string | undefined, limit: number): Promise<readonly EntryRow[]>;
  /**
   * The ids of those texts that the index does not have to their end, in the order given; in few questions, whatever their
   * number.
   */
  missingTexts(texts: readonly TextRef[]): Promise<readonly string[]>;
  /** Of an index that asks for people by all their addresses: what it makes of a query, for whoever reads the answer. */
  widenings?(query: Query, scope: Scope): Promise<readonly Widening[]>;
  /** The same of entities: those that are one with others, or dismissed. */
  entityWidenings?(query: Query, scope: Scope): Promise<readonly EntityWidening[]>;
}

/** A reader that whoever opened it closes. */
export interface OpenedReader extends IndexReader {
  close(): Promise<void>;
}

export interface Expunged {
  /** Entries, texts and parts that were deleted and that the store says it still has. */
  readonly left: number;
  /** Where copies may lie that are out of reach, in words; empty where all lies in the case folder. */
  readonly beyond: readonly string[];
}

export interface SearchIndex extends IndexReader {
  write(operations: readonly IndexOperation[]): Promise<WriteResult>;
  /** Deletes texts that no entry names; called once when a run starts. Returns how many. */
  sweep(): Promise<number>;
  /**
   * Nothing of what was deleted is left in what the index is kept in, as far as it reaches: after a removal, since it
   * writes the index anew. Code `case-busy` while others read it.
   */
  expunge(): Promise<Expunged>;
  close(): Promise<void>;
}
