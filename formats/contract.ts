/**
 * The contract between the flow and the formats: what an extractor gets, what it may push, how it ends.
 *
 * A format’s module (`NAME.ts` in the folder of its kind) exports `extract: Extract` and
 * `version: string` (raised whenever its output changes for any input). It has no other I/O: no file system,
 * no network, no clock, no randomness, so the same bytes give the same outcome everywhere.
 * Broken evidence is data: return a `failed` outcome, or push what could be read and warn; an exception that
 * escapes becomes `failed` with `parser-error`.
 */
import type { AnchorPlace, TextKind } from '../schemas/anchor.ts';
import type { ItemTimes } from '../schemas/item-times.ts';
import type { Limits } from '../schemas/limits.ts';
import type { Password } from '../schemas/password.ts';
import type { Metadata } from '../schemas/metadata.ts';
import type { Code, Completeness } from '../schemas/status.ts';
import type { Time } from '../schemas/time.ts';

/** Bytes of one slice of a content: worth the call that reads it, and few enough to be held. */
export const sliceBytes = 256 * 1024;

/**
 * The bytes of one item, random access, held in memory or in a file. Reading is synchronous: a parser process
 * has nothing else to do meanwhile.
 */
export interface Content {
  /** Bytes. */
  readonly size: number;
  /**
   * Up to `length` bytes from `offset`; shorter only at the end. The result may be a view that the next read
   * does not change; do not write to it.
   */
  read(offset: number, length: number): Uint8Array;
  /** The whole, when the parser cannot do with less. Throws `LimitError('too-large')` over the hold limit. */
  whole(): Uint8Array;
  /** Consecutive slices from `start` (default 0) to `end` (default size), 64 KiB to 1 MiB each. */
  slices(start?: number, end?: number): Iterable<Uint8Array>;
}

export interface ExtractInput {
  readonly content: Content;
  /** The id of the identified format, a key of the registry in `registry.ts`. */
  readonly format: string;
  /**
   * The charset that identification found, WHATWG label. What a parent declares is left out: a content has one text
   * wherever it lies, and whichever of its places came first.
   */
  readonly charset?: string;
  /**
   * Byte range of a splittable container; starts at the next separator. Members that begin in [start, end).
   * Waiting for its user: `mail/mbox.ts` keeps to it, and nobody gives one until large mailboxes are split between parsers.
   */
  readonly range?: { readonly start: number; readonly end: number };
  readonly limits: Limits;
  /** Words that what is encrypted is tried with, by `passwords.ts`; absent where the user has given none. */
  readonly passwords?: readonly Password[];
}

/** A member, attachment or embedded file. Becomes an item; consumed before `Sink.child` resolves. */
export interface Child {
  /**
   * Unique within the parent and stable across runs: an entry index, a byte offset, a part number.
   * It makes the item's id, so it must not depend on anything but the parent's bytes.
   */
  readonly locator: string;
  /** The name as far as it is text; '' where there is none. May contain `/` in archives. */
  readonly name: string;
  /** The name's raw bytes, where they were not valid UTF-8. */
  readonly rawName?: Uint8Array;
  /** `member` of an archive or mail store; `attachment` and `embedded` belong to their parent's family. */
  readonly relation: 'member' | 'attachment' | 'embedded';
  /** Media type as the parent declares it: a hint that identification may overrule. */
  readonly declaredType?: string;
  /** Size in bytes as the parent declares it. */
  readonly declaredSize?: number;
  readonly times?: ItemTimes;
  /**
   * Set where the parent alone knows what the content is and how it is read, so that it is not identified by its bytes:
   * what another program reported of a document without giving its bytes.
   */
  readonly reader?: NamedReader & { readonly format: string; readonly mediaType: string };
  /** What the parent knows already: the content is not opened then. */
  readonly ended?: {
    readonly status: 'encrypted' | 'failed' | 'skipped' | 'unsupported';
    readonly code: Code;
    readonly detail?: string;
  };
  /**
   * The bytes. Called at most once, and not at all when the member is passed over (a resumed run); a sequential
   * container must then step over the member by itself. Errors thrown while iterating fail this child alone.
   */
  readonly open?: () => Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** A place in the content: bytes from `start` up to `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Where bytes lie that the format does not account for: before it, behind it, or within. */
export type UnaccountedCode = 'leading-data' | 'trailing-data' | 'unaccounted-data';

export interface Sink {
  /**
   * Appends to a text of the document, in reading order per kind (default `body`). Returns at once; call
   * `drain` after at most about a megabyte. Separate blocks with a line feed, cells with a tab.
   */
  text(chunk: string, kind?: TextKind): void;
  /**
   * Marks where the next appended text of that kind lies: page, slide, sheet with row and column, line, part. Each line,
   * row or cell may have its own: those that differ in numbers alone take some two bytes.
   */
  anchor(anchor: AnchorPlace, kind?: TextKind): void;
  /** Waits until what was pushed has been taken, and reports progress: an extractor that never drains is taken for hung. */
  drain(): Promise<void>;
  /** Merges; a later value of a key replaces the earlier one, `other` is merged by key. */
  metadata(values: Metadata): void;
  /**
   * What a reader of a message sees as its body, in order: of two ways to show it the marked-up one. With the metadata and
   * the attachments it makes the hash of the message; undefined where it was not read whole. No text is pushed by it.
   */
  messageBody(shown: readonly string[] | undefined): void;
  /** Something with a time that is not in the metadata (a chat line, a log entry, a visit). */
  /** `until` of what lasts: where a moment, the first one behind it, where a day, the last one. */
  event(event: { time: Time; until?: Time | undefined; kind: string; message: string }): void;
  /** States how many members the container itself says it has. */
  expect(members: number): void;
  child(child: Child): Promise<void>;
  /** Counts bytes that are expanded out of the content beside its members; throws `LimitError` where they are too many. */
  expanding(bytes: number): void;
  /**
   * Hands over bytes of the content that the format does not account for, each byte once: what can be told there
   * becomes a child, the rest is counted in a warning. Padding (zeros, blanks) may be in it.
   */
  unaccounted(code: UnaccountedCode, range: ByteRange): Promise<void>;
  warn(code: Code, detail?: string): void;
}

/**
 * How it ended. `extracted` without any text becomes `empty` (or `container` for a container format).
 * `completeness` is for what holds members: whether all were seen. `extracted` without it is taken for `complete`, or for
 * `unknown` where a member failed: say `partial` where reading stopped before the end, or the format itself tells of more.
 */
export type Outcome =
  | { readonly status: 'extracted'; readonly completeness?: Completeness }
  | { readonly status: 'unsupported'; readonly code: Code; readonly detail?: string }
  | { readonly status: 'encrypted'; readonly code: 'password-required'; readonly detail?: string }
  | {
      readonly status: 'failed';
      readonly code: Code;
      readonly detail?: string;
      readonly completeness?: Completeness;
    };

export type Extract = (input: ExtractInput, sink: Sink) => Promise<Outcome>;

/** An extractor that is no format's own; `name` is what the ledger calls it, version included. */
export interface NamedReader {
  readonly name: string;
  readonly extract: Extract;
}

/** What a format's module exports. */
export interface Extractor {
  readonly version: string;
  readonly extract: Extract;
}

/** A limit was reached; `code` says which. Told apart by `code`, never by class. */
export class LimitError extends Error {
  readonly code: Code;
  constructor(code: Code, message: string) {
    super(message);
    this.name = 'LimitError';
    this.code = code;
  }
}
