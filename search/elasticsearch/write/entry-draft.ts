/** One document while a batch changes it: what the index has of it, and what it is to become. */
import type { IndexEntry, Occurrence } from '../../../schemas/index-entry.ts';
import type { IndexOperation } from '../../port.ts';
import type { ReadEntry, StoredEntry } from '../stored-entry.ts';

type NewPlaces = Extract<IndexOperation, { readonly op: 'occurrences' }>;

/** The entry with all of its places. Anchors that are not in it lie in the blocks of `StoredText`. */
export type WholeEntry = StoredEntry;

export class EntryDraft {
  readonly document: string;
  /** As the index has it, with its places beyond the nested ones. */
  readonly old: ReadEntry | undefined;
  readonly oldPlaces: readonly Occurrence[];
  /** As it is to become; undefined where there is no such document. */
  entry: WholeEntry | undefined;
  changed = false;
  /** It came whole: its texts may be others than before. */
  replaced = false;
  /** Positions in the batch of the operations that it comes from. */
  readonly positions: number[] = [];

  constructor(document: string, old: ReadEntry | undefined, oldPlaces: readonly Occurrence[]) {
    this.document = document;
    this.old = old;
    this.oldPlaces = oldPlaces;
    this.entry = old && {
      ...old.entry,
      revision: old.revision,
      occurrences: [...old.entry.occurrences, ...oldPlaces],
    };
  }

  /** Whether a newer revision is there: then the operation has been taken, and changes nothing. */
  isNewerThan(revision: number): boolean {
    return this.entry !== undefined && this.entry.revision > revision;
  }

  replace(entry: IndexEntry, position: number): void {
    this.entry = entry;
    this.replaced = true;
    this.#touched(position);
  }

  /** Adds places, or replaces those of the same items, or all. Returns why it cannot. */
  addPlaces(
    { occurrences: places, whole, revision, dates }: NewPlaces,
    position: number,
  ): string | undefined {
    if (this.entry === undefined) return 'there is no such document';
    if (this.isNewerThan(revision)) return undefined;
    const items = new Set(places.map(({ item }) => item));
    const others = whole ? [] : this.entry.occurrences.filter(({ item }) => !items.has(item));
    this.entry = {
      ...this.entry,
      revision,
      occurrences: [...others, ...places],
      dates: [...(dates ?? this.entry.dates)],
    };
    this.#touched(position);
    return undefined;
  }

  /** Returns why it cannot. */
  enrich(values: Partial<IndexEntry>, revision: number, position: number): string | undefined {
    if (this.entry === undefined) return 'there is no such document';
    if (this.isNewerThan(revision)) return undefined;
    this.entry = { ...this.entry, ...values, revision };
    this.#touched(position);
    return undefined;
  }

  /** Takes places away; with the last the document goes. */
  retire(items: readonly string[] | 'all', position: number): void {
    if (this.entry === undefined) return;
    const gone = new Set(items === 'all' ? this.entry.occurrences.map(({ item }) => item) : items);
    const occurrences = this.entry.occurrences.filter(({ item }) => !gone.has(item));
    this.entry = occurrences.length === 0 ? undefined : { ...this.entry, occurrences };
    this.#touched(position);
  }

  /** Texts that the index names for it, and that it no longer names. */
  released(): string[] {
    const kept = new Set(this.entry?.texts.map(({ id }) => id));
    return (this.old?.entry.texts ?? []).map(({ id }) => id).filter((id) => !kept.has(id));
  }

  #touched(position: number): void {
    this.changed = true;
    this.positions.push(position);
  }
}
