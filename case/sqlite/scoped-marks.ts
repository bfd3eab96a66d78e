/** Reads the labels, notes and withholding of places that a scope shows. */
import type { Carried, LabelRecord, NoteRecord, PlacedNote, WithholdingRecord } from '../../schemas/label.ts';
import type { Scope } from '../../schemas/scope.ts';
import { isShown } from '../../search/place-marks.ts';
import type { MarkedPlace } from '../catalogue/marks.ts';
import type { MarkReading } from '../ledger/marks.ts';
import type { MarkReader, WithOrigin } from './mark-reader.ts';
import type { Places } from './places.ts';
import type { Visibility } from './visible.ts';

/** The port over `MarkReader`, which knows of no scope. */
export class ScopedMarks implements MarkReading {
  readonly #marks: MarkReader;
  readonly #places: Places;
  readonly #visibility: Visibility;

  constructor(marks: MarkReader, places: Places, visibility: Visibility) {
    this.#marks = marks;
    this.#places = places;
    this.#visibility = visibility;
  }

  async labels(place: MarkedPlace, scope: Scope): Promise<readonly LabelRecord[]> {
    return this.#shows(place, scope) ? this.#told(this.#marks.labels(place), scope) : [];
  }

  async notes(place: MarkedPlace, scope: Scope): Promise<readonly NoteRecord[]> {
    return this.#shows(place, scope) ? this.#marks.notes(place) : [];
  }

  async *allNotes(scope: Scope): AsyncGenerator<PlacedNote, void> {
    const shown = this.#visibility.to(scope);
    for (const { note, id, items } of this.#marks.allNotes()) {
      const place = items.map((item) => shown.placeOf(item)).find((at) => at !== undefined);
      if (!place) continue;
      const { reference } = this.#places.source(place.source);
      yield { ...note, id, source: reference, path: place.path };
    }
  }

  async withholdings(place: MarkedPlace, scope: Scope): Promise<readonly WithholdingRecord[]> {
    return this.#shows(place, scope) ? this.#told(this.#marks.withholdings(place), scope) : [];
  }

  #told<T extends { readonly carried?: Carried | undefined }>(
    records: readonly WithOrigin<T>[],
    scope: Scope,
  ): (Omit<WithOrigin<T>, 'origin'> & Pick<T, 'carried'>)[] {
    const shown = this.#visibility.to(scope);
    return records.map(({ origin, ...record }) => {
      if (origin === undefined) return record;
      const places = this.#marks.rowsOf(origin).map((item) => shown.placeOf(item));
      const place = places.find((at) => at !== undefined);
      const { reference: source } = this.#places.source(place?.source ?? 0);
      return { ...record, carried: place ? { from: { item: origin, source, path: place.path } } : {} };
    });
  }

  #shows(place: MarkedPlace, scope: Scope): boolean {
    return isShown(this.#marks.at(place), scope);
  }
}
