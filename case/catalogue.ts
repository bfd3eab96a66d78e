/**
 * The catalogue port: the writing side of a case's ledger. Its parts by topic: runs and the rules of every write
 * (`catalogue/runs.ts`), sources and their listing, what is to be done, commits, upkeep, and labels and notes.
 *
 * Every method may take its time: what a caller has learned may have changed by the next answer, but for what its own
 * run alone writes. A method that fails has changed nothing, and may be called again; errors are told apart by code.
 *
 * Labels and notes belong to no run: who writes them holds the case's run lock and has no lease. They stand here
 * first: a label raises the document's revision, and the projector shows it in the index.
 */
import type { Annotator } from '../schemas/label.ts';
import type { Commits } from './catalogue/commits.ts';
import type { Runs } from './catalogue/runs.ts';
import type { Sources } from './catalogue/sources.ts';
import type { Upkeep } from './catalogue/upkeep.ts';
import type { Work } from './catalogue/work.ts';

/** Labels as `case/labels.ts` makes them: `key` is what they are compared by. */
export interface Label {
  readonly name: string;
  readonly key: string;
}

export interface LabelChange {
  /** SHA-256 of each. */
  readonly documents: readonly string[];
  readonly add: readonly Label[];
  readonly remove: readonly Label[];
}

export interface LabelResult {
  /** Documents that have other labels than before. */
  readonly changed: number;
  /** Documents that got, or lost, each label, in the order given. */
  readonly added: readonly number[];
  readonly removed: readonly number[];
  /** Changed documents that the index does not hold: found by their labels once they are indexed. */
  readonly notIndexed: number;
}

export interface Annotations {
  /**
   * Adds and removes labels, all or nothing; what is so already stays untouched. A label that the case has keeps the
   * spelling that it has. Fails with code `not-found` for a document that is not in the ledger.
   */
  label(change: LabelChange, by: Annotator): Promise<LabelResult>;
  /** Fails with code `not-found` for a document that is not in the ledger. */
  note(document: string, text: string, by: Annotator): Promise<void>;
}

export interface Catalogue extends Runs, Sources, Work, Commits, Upkeep, Annotations {
  close(): Promise<void>;
}
