/** Reading port: unique contents, how their parsing went, and the texts that came of it. */
import type { Metadata } from '../../schemas/metadata.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { Warning } from '../../schemas/status.ts';

/** A content, named by its SHA-256. */
export interface LedgerDocument {
  readonly sha256: string;
  readonly sha1: string;
  readonly md5: string;
  readonly size: number;
  readonly format: string;
  readonly mediaType: string;
  /** Absent while its parsing has not ended. */
  readonly status?: string;
  readonly code?: string;
  readonly detail?: string;
  readonly known?: string;
  readonly notable?: string;
  readonly metadata: Metadata;
  readonly warnings: readonly Warning[];
  readonly extractor?: string;
  readonly completeness?: string;
  /**
   * What a container or message held; what the scope does not show is not counted. Of one that was left because of its
   * parsers (`parser-crash` and the like) the members that were recorded, and its completeness is `partial`.
   */
  readonly members?: {
    readonly expected?: number;
    readonly emitted: number;
    readonly skipped: number;
    readonly failed: number;
  };
  /** The id of the first carrier in evidence order, a current one before a past one. */
  readonly firstItem?: string;
  /** Items of all revisions that carry it and show. */
  readonly carriers: number;
}

/** One parsing of a document. */
export interface LedgerAttempt {
  readonly run: number;
  readonly worker: number;
  readonly at: string;
  readonly status: string;
  readonly code?: string;
  readonly detail?: string;
  readonly extractor?: string;
  readonly milliseconds: {
    readonly read: number;
    readonly identify: number;
    readonly extract: number;
    readonly enrich: number;
  };
}

/** A text of a document; what was replaced stays on record. */
export interface LedgerText {
  readonly id: string;
  readonly kind: string;
  readonly units: number;
  readonly extractor: string;
  readonly run: number;
  readonly superseded: boolean;
}

export interface DocumentReading {
  /** Undefined where there is none that the scope shows. */
  get(sha256: string, scope: Scope): Promise<LedgerDocument | undefined>;
  /** In the order in which they were recorded. */
  attempts(sha256: string, scope: Scope): Promise<readonly LedgerAttempt[]>;
  /** By the attempt that made them, then as the document gave them. */
  texts(sha256: string, scope: Scope): Promise<readonly LedgerText[]>;
  /** The list of restricted files that the content, or one that it holds at any depth, is on; whoever asks. */
  restrictedIn(sha256: string): Promise<string | undefined>;
  /** Whether it holds, at any depth, an item of which the scope shows no place: its bytes have what is withheld in them. */
  holdsHidden(sha256: string, scope: Scope): Promise<boolean>;
}
