/**
 * Screening of the catalogue port: what a run withholds while it reads, by the terms of a screen.
 *
 * A match covers the family of the place where it stood, and where it stood in what the content says, the content
 * wherever it lies, with the families of all its places: of those that are found later in the transaction that finds
 * them. Messages of one group (the same Message-ID, or one that the other answers or refers to) are withheld together.
 * What a person has released stays released.
 *
 * What lies in a family is told to the index before the family has been read to its end. Until then the family is
 * withheld from everybody, as `screening`.
 */
import type { Annotator } from '../../schemas/label.ts';
import type { MarkedPlace } from './marks.ts';
import type { Claim } from './runs.ts';

/** The scope of what is not read to its end; no reader can name it, since it is no scope of `scopeName`. */
export const screeningScope = ':screening';
/** The ground that it is counted by. */
export const screeningGround = 'not-screened-yet';

/** For whom something is withheld, and why. */
export interface ScreenVerdict {
  readonly scope: string;
  readonly ground: string;
  /** Which line of which list; for readers of the scope alone. */
  readonly reason: string;
}

export interface ScreenMatch extends ScreenVerdict {
  readonly place: MarkedPlace;
  /** It stood in what the content says, and not in a name at this place alone. */
  readonly isOfContent: boolean;
}

/** A message and the Message-IDs that it states: its own, and those that it answers or refers to. */
export interface ScreenedMessage {
  readonly place: MarkedPlace;
  readonly ids: readonly string[];
}

/** What a batch of a run that screens says of it, beside its items and documents. */
export interface ScreenedBatch {
  readonly by: Annotator;
  readonly matches: readonly ScreenMatch[];
  readonly messages: readonly ScreenedMessage[];
  /**
   * Members that are families of their own, with the contents that hold them: as far as they are in the batch, the
   * innermost first.
   */
  readonly loose: readonly { readonly item: string; readonly holders: readonly string[] }[];
  /** Families of which something other than their parent is in the batch, by the id of the parent. */
  readonly begun: readonly string[];
  /** Those whose parents are read to their end with it. */
  readonly ended: readonly string[];
}

export interface Screening {
  /**
   * Withholds what the batch says, before the index is given any of it; the same batch then comes with `commit`, which
   * covers what the ledger knows besides: other places, other messages of the group. Again, it changes nothing.
   */
  screen(claim: Claim, batch: ScreenedBatch): Promise<void>;
  /** Shows the families that were read to their end and had no match, of this run and of those before it. */
  endScreening(claim: Claim): Promise<void>;
}
