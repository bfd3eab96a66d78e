/** Reading port: labels, notes and withholding at a place, with who wrote them and what was taken off. */
import type { LabelRecord, NoteRecord, PlacedNote, WithholdingRecord } from '../../schemas/label.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { MarkedPlace } from '../catalogue/marks.ts';

/** Of a place that the scope does not show there is nothing. */
export interface MarkReading {
  /** All labels that the place has and had, by what labels are compared by, then in the order of writing. */
  labels(place: MarkedPlace, scope: Scope): Promise<readonly LabelRecord[]>;
  /** Oldest first. */
  notes(place: MarkedPlace, scope: Scope): Promise<readonly NoteRecord[]>;
  /** The notes of the case, oldest first: those of which an item, a parent or a carrier shows. */
  allNotes(scope: Scope): AsyncIterable<PlacedNote>;
  /** All that withholds or withheld the place, by scope, then in the order of writing. */
  withholdings(place: MarkedPlace, scope: Scope): Promise<readonly WithholdingRecord[]>;
}
