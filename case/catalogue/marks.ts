/**
 * Marks of the catalogue port: labels, notes and withholding, and what of them the index must show of a place.
 *
 * A mark is of a target: an item, the family of a parent, or a content. What it means for a place is derived whenever it
 * is asked for, so that a member which is found later has what its family has. Marks belong to no run and take no
 * lease: any number of processes write them, also beside a run. Each write is one short transaction that reads what it
 * changes, so that none is lost; a store that is busy is waited for.
 *
 * A change raises the revisions of the documents that it concerns and the index holds, and has a number. Whoever writes the index shows it
 * there (`pipeline/index-upkeep/mark-projector.ts`), and says so with `markShown`.
 */
import type { Occurrence } from '../../schemas/index-entry.ts';
import type { Annotator, MarkTarget } from '../../schemas/label.ts';
import type { Claim } from './runs.ts';
import type { StaleDocument } from './upkeep.ts';

/** Labels as `case/labels.ts` makes them: `key` is what they are compared by. */
export interface Label {
  readonly name: string;
  readonly key: string;
}

export interface LabelChange {
  readonly targets: readonly MarkTarget[];
  readonly add: readonly Label[];
  readonly remove: readonly Label[];
  /** Where a target has one of these nothing is changed: code `conflict`. What somebody else said meanwhile is not overwritten. */
  readonly unless?: readonly Label[];
}

export interface Withholding {
  readonly targets: readonly MarkTarget[];
  /** Readers of this review scope see what is withheld. */
  readonly scope: string;
}

export interface MarkResult {
  /** The number of the change; where nothing changed, that of the last one. */
  readonly change: number;
  /** Targets that have other marks than before, each once. */
  readonly changed: number;
  /** Documents that lie in those, each once; in an item or a family also those of earlier revisions and of what has gone. */
  readonly documents: number;
  /**
   * Of those, the ones that the index does not hold: never parsed to an end, or set back. Their revisions stay, and what
   * they have is shown once they are indexed.
   */
  readonly notIndexed: number;
}

export interface LabelResult extends MarkResult {
  /** Targets that got, or lost, each label, in the order given. */
  readonly added: readonly number[];
  readonly removed: readonly number[];
}

export interface GroundedWithholding extends Withholding {
  /** A word of `groundName`, by which it is counted for who does not see it. */
  readonly ground?: string;
  readonly reason: string;
}

/** A document at one of its places. */
export interface MarkedPlace extends Pick<Occurrence, 'item' | 'family'> {
  /** SHA-256. */
  readonly document: string;
}

/** What the entry of a document must say, as of the change with the number `change`. */
export interface EntryMarks extends Pick<Occurrence, 'labels' | 'withheld'> {
  /** Of the document in the ledger; 0 for one that it does not have. */
  readonly revision: number;
}

export interface Marks {
  /**
   * Adds and removes labels, all or nothing; what is so already stays untouched. A label that the case has keeps the
   * spelling that it has, for as long as anything has it; of two spellings in one change the first counts. Fails with code `not-found` for a target that is not in the ledger.
   */
  label(change: LabelChange, by: Annotator): Promise<LabelResult>;
  /** Fails with code `not-found` for a target that is not in the ledger. */
  note(target: MarkTarget, text: string, by: Annotator): Promise<void>;
  /** Withholds from all readers but those of the scope. Fails with code `not-found`, as `label`. */
  withhold(withholding: GroundedWithholding, by: Annotator): Promise<MarkResult>;
  /** Ends it; what is not withheld stays untouched. */
  release(withholding: Withholding, by: Annotator): Promise<MarkResult>;
  /**
   * The marks of each place, in their order, and the number of the last change, all as of one moment. Labels come in the
   * order of their keys, scopes in their own, both by the bytes of their UTF-8; a place without any has neither.
   */
  marksAt(
    places: readonly MarkedPlace[],
  ): Promise<{ readonly change: number; readonly marks: readonly EntryMarks[] }>;
  /**
   * Documents of which the index may not show a change of marks yet; items that have entries are among `staleItems`. As long as there are any, some are given.
   */
  unshown(limit: number): Promise<readonly StaleDocument[]>;
  /** The numbers of the last change and of the last that the index shows. */
  markChanges(): Promise<{ readonly last: number; readonly shown: number }>;
  /** The index shows all changes up to this number. No claim from a command that has no run. */
  markShown(claim: Claim | undefined, change: number): Promise<void>;
}
