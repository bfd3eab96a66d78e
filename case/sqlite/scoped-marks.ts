/** Reads the labels, notes and withholding of places that a scope shows. */
import type { LabelRecord, NoteRecord, WithholdingRecord } from '../../schemas/label.ts';
import type { Scope } from '../../schemas/scope.ts';
import { isShown } from '../../search/place-marks.ts';
import type { MarkedPlace } from '../catalogue/marks.ts';
import type { MarkReading } from '../ledger/marks.ts';
import type { MarkReader } from './mark-reader.ts';

/** The port over `MarkReader`, which knows of no scope. */
export class ScopedMarks implements MarkReading {
  readonly #marks: MarkReader;

  constructor(marks: MarkReader) {
    this.#marks = marks;
  }

  async labels(place: MarkedPlace, scope: Scope): Promise<readonly LabelRecord[]> {
    return this.#shows(place, scope) ? this.#marks.labels(place) : [];
  }

  async notes(place: MarkedPlace, scope: Scope): Promise<readonly NoteRecord[]> {
    return this.#shows(place, scope) ? this.#marks.notes(place) : [];
  }

  async withholdings(place: MarkedPlace, scope: Scope): Promise<readonly WithholdingRecord[]> {
    return this.#shows(place, scope) ? this.#marks.withholdings(place) : [];
  }

  #shows(place: MarkedPlace, scope: Scope): boolean {
    return isShown(this.#marks.at(place), scope);
  }
}
