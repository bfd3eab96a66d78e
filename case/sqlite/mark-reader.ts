/** Reads labels, notes and withholding of the SQLite catalogue: what they say of a place, and their records. */
import type { DatabaseSync } from 'node:sqlite';
import type { MarkedPlace } from '../catalogue/marks.ts';
import { screeningGround, screeningScope } from '../catalogue/screening.ts';
import type { Occurrence } from '../../schemas/index-entry.ts';
import {
  type LabelRecord,
  type MarkCovers,
  markCovers,
  type NoteRecord,
  type WithholdingRecord,
} from '../../schemas/label.ts';
import { type Prepared, prepareAll } from './prepared.ts';
import { bytesOf, hexOf, present, textOf } from './row-values.ts';

/** `target` of a row. */
export const targetNumber = (covers: MarkCovers): number => markCovers.options.indexOf(covers);
const coversOf = (row: Readonly<Record<string, unknown>>): MarkCovers =>
  markCovers.options[Number(row['target'])] ?? 'content';

/** Rows of any target that a place lies in: its item, the parent of its family, its content. */
const ofPlace = '((target = 0 AND id = ?1) OR (target = 1 AND id = ?2) OR (target = 2 AND id = ?3))';

const statements = {
  change: 'SELECT change FROM mark_state',
  labels: `SELECT DISTINCT key, name FROM label WHERE removed_at IS NULL AND ${ofPlace} ORDER BY key`,
  withheld: `SELECT scope FROM withholding WHERE removed_at IS NULL AND ${ofPlace}
    UNION SELECT '${screeningScope}' FROM unscreened_family WHERE family = ?2 ORDER BY scope`,
  grounds: `SELECT DISTINCT COALESCE(ground, '') AS ground FROM withholding WHERE removed_at IS NULL AND ${ofPlace}
    UNION SELECT '${screeningGround}' FROM unscreened_family WHERE family = ?2 ORDER BY ground`,
  isTarget: `SELECT 1 FROM label WHERE removed_at IS NULL AND id = ?1 AND target = ?2
    UNION ALL SELECT 1 FROM withholding WHERE removed_at IS NULL AND id = ?1 AND target = ?2 LIMIT 1`,
  labelRecords: `SELECT * FROM label WHERE ${ofPlace} ORDER BY key, label`,
  withholdingRecords: `SELECT * FROM withholding WHERE ${ofPlace} ORDER BY scope, withholding`,
  notes: `SELECT * FROM note WHERE ${ofPlace} ORDER BY note`,
  allNotes: 'SELECT * FROM note ORDER BY note',
  itemsOf: `SELECT item FROM item WHERE id = ? ORDER BY superseded IS NOT NULL, revision DESC`,
  carriersOf: `SELECT i.item FROM document d JOIN item i ON i.document = d.document WHERE d.sha256 = ?
    ORDER BY i.item <> d.first, i.gone IS NOT NULL, i.superseded IS NOT NULL, i.item`,
} as const;

type Row = Readonly<Record<string, string | number | Uint8Array | null>>;

/** A record with the id of the item that it was carried over from. */
export type WithOrigin<T> = T & { readonly origin?: string };

const originOf = ({ carried }: Row): { origin?: string } => (carried ? { origin: hexOf(carried) } : {});

const added = (row: Row) => ({
  by: textOf(row['added_by']),
  at: textOf(row['added_at']),
  record: Number(row['added_record']),
});

const removed = (row: Row) =>
  row['removed_at'] === null
    ? undefined
    : {
        by: textOf(row['removed_by']),
        at: textOf(row['removed_at']),
        record: Number(row['removed_record']),
      };

const noteOf = (row: Row): NoteRecord => ({
  text: textOf(row['text']),
  covers: coversOf(row),
  by: textOf(row['by']),
  at: textOf(row['at']),
  record: Number(row['record']),
});

export class MarkReader {
  readonly #run: Prepared<typeof statements>;

  constructor(database: DatabaseSync) {
    this.#run = prepareAll(database, statements);
  }

  /** The number of the last change; 0 in a case that never had a label or withheld anything. */
  change(): number {
    return (this.#run.change.get() as { change: number }).change;
  }

  /** Whether there is a label, or something withheld, of just this. */
  isTarget(covers: MarkCovers, id: string): boolean {
    return this.#run.isTarget.get(bytesOf(id), targetNumber(covers)) !== undefined;
  }

  /** What the index must show of a place. */
  at(place: MarkedPlace): Pick<Occurrence, 'labels' | 'withheld'> {
    const ids = idsOf(place);
    const labels = this.#run.labels.all(...ids).map((row) => textOf(row['name']));
    const withheld = this.#run.withheld.all(...ids).map((row) => textOf(row['scope']));
    return { ...(labels.length > 0 ? { labels } : {}), ...(withheld.length > 0 ? { withheld } : {}) };
  }

  /** On what grounds the place is withheld, each once, in order; '' where one was withheld without. */
  grounds(place: MarkedPlace): string[] {
    return this.#run.grounds.all(...idsOf(place)).map((row) => textOf(row['ground']));
  }

  /** All labels that the place has and had, by label, then in the order in which they were added. */
  labels(place: MarkedPlace): readonly WithOrigin<LabelRecord>[] {
    return (this.#run.labelRecords.all(...idsOf(place)) as Row[]).map((row) => ({
      label: textOf(row['name']),
      covers: coversOf(row),
      ...added(row),
      removed: removed(row),
      ...originOf(row),
    }));
  }

  /** All that withholds or withheld the place. */
  withholdings(place: MarkedPlace): readonly WithOrigin<WithholdingRecord>[] {
    return (this.#run.withholdingRecords.all(...idsOf(place)) as Row[]).map((row) => ({
      scope: textOf(row['scope']),
      ...present({ ground: row['ground'] as string | null }),
      reason: textOf(row['reason']),
      covers: coversOf(row),
      ...added(row),
      removed: removed(row),
      ...originOf(row),
    }));
  }

  /** Rows of the item, the current first. */
  rowsOf(id: string): number[] {
    return this.#run.itemsOf.all(bytesOf(id)).map(({ item }) => Number(item));
  }

  /** Oldest first. */
  notes(place: MarkedPlace): readonly NoteRecord[] {
    return (this.#run.notes.all(...idsOf(place)) as Row[]).map(noteOf);
  }

  /** All of the case, oldest first, each with the rows of the items that it may be shown at. */
  *allNotes(): Generator<{
    readonly note: NoteRecord;
    readonly id: string;
    readonly items: readonly number[];
  }> {
    for (const row of this.#run.allNotes.iterate()) {
      const note = noteOf(row as Row);
      const id = row['id'] as Uint8Array;
      const items = (note.covers === 'content' ? this.#run.carriersOf : this.#run.itemsOf).all(id);
      yield { note, id: hexOf(id), items: items.map(({ item }) => Number(item)) };
    }
  }
}

const idsOf = ({ item, family, document }: MarkedPlace): [Buffer, Buffer, Buffer] => [
  bytesOf(item),
  bytesOf(family),
  bytesOf(document),
];
