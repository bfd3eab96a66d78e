/** Tags of texts that the case keeps, found again under other lists: a part of the catalogue port. */
import type { TextResult } from '../../schemas/findings.ts';
import type { BlobReference } from '../blob-reference.ts';
import type { Claim } from './runs.ts';

export interface RetaggedDocument {
  /** SHA-256. */
  readonly document: string;
  /** Under which the index shows the tags: one above the ledger's when it was written. */
  readonly revision: number;
  /** One for each of its texts, by kind. */
  readonly texts: readonly (Pick<TextResult, 'kind' | 'entities' | 'personalData'> & {
    /** As `case/tag-block.ts` packs them, in their order; good until the call ends. */
    readonly blocks: readonly BlobReference[];
  })[];
}

export interface Retag {
  /** Of the lists that they were tagged under; absent where nothing is tagged any more. */
  readonly listVersion?: string | undefined;
  readonly documents: readonly RetaggedDocument[];
}

/** Writes keep the rules of `Runs`. */
export interface Retags {
  /**
   * The texts of these documents have these tags from this run on. What they had stays on
   * record under the run that found it. What raised a document's revision since then makes it stale. Fails with code
   * `not-found` for a document of which no text stands, or where a kind of its texts is missing.
   */
  retag(claim: Claim, retag: Retag): Promise<void>;
}
