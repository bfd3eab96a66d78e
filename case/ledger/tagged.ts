/** Reading port: by which run the texts of the case were last tagged, and so under which lists. */
import type { TextKind } from '../../schemas/anchor.ts';
import type { Scope } from '../../schemas/scope.ts';

/** Documents whose texts have the tags of one run. */
export interface TaggedBy {
  readonly run: number;
  readonly documents: number;
}

/** Texts of a document that stand, in the order that it gave them. */
export interface TextsOfDocument {
  /** SHA-256. */
  readonly document: string;
  readonly texts: readonly { readonly kind: TextKind; readonly id: string; readonly units: number }[];
}

/** Of documents whose parsing has ended and that the index must hold. */
export interface TaggedReading {
  /** By run. */
  by(scope: Scope): Promise<readonly TaggedBy[]>;
  /** Documents whose texts have the tags of one of these runs, by SHA-256 from behind `after`; at most `limit`. */
  documents(
    runs: readonly number[],
    after: string | undefined,
    limit: number,
    scope: Scope,
  ): Promise<readonly TextsOfDocument[]>;
}
