/** Writes labels, notes and withholding of the SQLite catalogue; each method within a transaction. */
import type { DatabaseSync } from 'node:sqlite';
import { labelConflict } from '../labels.ts';
import type { Annotator, MarkTarget } from '../../schemas/label.ts';
import type {
  GroundedWithholding,
  Label,
  LabelChange,
  LabelResult,
  MarkedPlace,
  MarkResult,
  Withholding,
} from '../catalogue/marks.ts';
import type { ScreenVerdict } from '../catalogue/screening.ts';
import { targetNumber } from './mark-reader.ts';
import { type Prepared, prepareAll } from './prepared.ts';
import { bytesOf, textOf } from './row-values.ts';

/** Documents that a family target concerns, by `family.ts`: what its parent carries, attaches or embeds, and all in that. */
const inFamily = `WITH RECURSIVE inside (document) AS (
    SELECT m.document FROM item p JOIN item m ON m.holder = p.document
      WHERE p.id = ?1 AND m.kind IN (5, 6) AND m.document IS NOT NULL
    UNION SELECT m.document FROM inside JOIN item m ON m.holder = inside.document WHERE m.document IS NOT NULL)
  SELECT document FROM inside UNION SELECT document FROM item WHERE id = ?1 AND document IS NOT NULL`;

/** The documents that lie in a target, by its id. */
export const contentsOfTarget = {
  item: 'SELECT DISTINCT document FROM item WHERE id = ?1 AND document IS NOT NULL',
  family: inFamily,
  content: 'SELECT document FROM document WHERE sha256 = ?1',
} as const;

/** The items that lie in a target and may have entries of their own, by its id. */
const itemsOfTarget = {
  item: 'SELECT item FROM item WHERE id = ?1',
  family: `SELECT item FROM item WHERE id = ?1 UNION SELECT item FROM item WHERE holder IN (${inFamily})`,
  content: 'SELECT item FROM item WHERE document IN (SELECT document FROM document WHERE sha256 = ?1)',
} as const;
const raiseItems = (items: string): string =>
  `UPDATE item_entry SET revision = revision + 1 WHERE item IN (${items})`;

const changedSince = (table: string): string => `SELECT 1 FROM ${table} WHERE change > ?1 AND
  ((target = 0 AND id = ?2) OR (target = 1 AND id = ?3) OR (target = 2 AND id = ?4)) LIMIT 1`;

const statements = {
  ...contentsOfTarget,
  raiseItem: raiseItems(itemsOfTarget.item),
  raiseFamily: raiseItems(itemsOfTarget.family),
  raiseContent: raiseItems(itemsOfTarget.content),
  hasItem: 'SELECT 1 FROM item WHERE id = ? LIMIT 1',
  hasContent: 'SELECT 1 FROM document WHERE sha256 = ?',
  spelling: 'SELECT name FROM label WHERE key = ? AND removed_at IS NULL LIMIT 1',
  hasLabel: 'SELECT 1 FROM label WHERE key = ? AND target = ? AND id = ? AND removed_at IS NULL',
  addLabel: `INSERT INTO label (target, id, key, name, added_at, added_by, added_record, change)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  removeLabel: `UPDATE label SET removed_at = ?, removed_by = ?, removed_record = ?, change = ?
    WHERE key = ? AND target = ? AND id = ? AND removed_at IS NULL`,
  isWithheld: 'SELECT 1 FROM withholding WHERE scope = ? AND target = ? AND id = ? AND removed_at IS NULL',
  wasWithheld: 'SELECT 1 FROM withholding WHERE scope = ? AND target = ? AND id = ?',
  withhold: `INSERT INTO withholding (target, id, scope, reason, ground, added_at, added_by, added_record, change)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  release: `UPDATE withholding SET removed_at = ?, removed_by = ?, removed_record = ?, change = ?
    WHERE scope = ? AND target = ? AND id = ? AND removed_at IS NULL`,
  carryWithheld: `INSERT INTO withholding (target, id, scope, reason, ground, added_at, added_by, added_record, removed_at,
      removed_by, removed_record, change, carried)
    SELECT ?2, ?3, scope, reason, ground, ?4, ?5, ?6, CASE WHEN removed_at IS NOT NULL THEN ?4 END,
      CASE WHEN removed_at IS NOT NULL THEN ?5 END, CASE WHEN removed_at IS NOT NULL THEN ?6 END, ?7, ?8
    FROM withholding WHERE withholding = ?1`,
  carryLabel: `INSERT INTO label (target, id, key, name, added_at, added_by, added_record, change, carried)
    SELECT ?2, ?3, key, name, ?4, ?5, ?6, ?7, ?8 FROM label WHERE label = ?1`,
  carriedTo: `SELECT w.target, EXISTS (SELECT 1 FROM withholding o WHERE o.scope = w.scope AND o.target = w.target
      AND o.id = CASE w.target WHEN 0 THEN ?2 ELSE ?3 END) AS had FROM withholding w WHERE w.withholding = ?1`,
  labelTo: `SELECT l.target, EXISTS (SELECT 1 FROM label o WHERE o.key = l.key AND o.target = l.target
      AND o.id = CASE l.target WHEN 0 THEN ?2 ELSE ?3 END) AS had FROM label l WHERE l.label = ?1`,
  note: 'INSERT INTO note (target, id, text, at, by, record) VALUES (?, ?, ?, ?, ?, ?)',
  state: 'SELECT change, shown FROM mark_state',
  nextChange: 'UPDATE mark_state SET change = change + 1 RETURNING change',
  shown: 'UPDATE mark_state SET shown = max(shown, ?)',
  forget:
    'DELETE FROM unshown WHERE document IN (SELECT u.document FROM unshown u JOIN document d ON d.document = u.document WHERE d.indexed = 0)',
  raise: 'UPDATE document SET revision = revision + 1 WHERE document = ? AND indexed > 0 RETURNING revision',
  unshown: `INSERT INTO unshown (document, revision) VALUES (?1, ?2)
    ON CONFLICT (document) DO UPDATE SET revision = ?2`,
  rowOf: 'SELECT document FROM document WHERE sha256 = ?',
  revision: 'SELECT revision FROM document WHERE sha256 = ?',
  labelSince: changedSince('label'),
  withholdingSince: changedSince('withholding'),
} as const;

/** A row of a mark that goes over to another target, and the id of the item that it was found at. */
export interface CarriedRow {
  readonly row: number;
  readonly from: Uint8Array;
}

/** Counts what one change does. The change gets its number with the first row that it writes. */
class Change {
  readonly documents = new Set<number>();
  changed = 0;
  number = 0;
}

export class MarkStore {
  readonly #run: Prepared<typeof statements>;

  constructor(database: DatabaseSync) {
    this.#run = prepareAll(database, statements);
  }

  label({ targets, add, remove, unless = [] }: LabelChange, by: Annotator): LabelResult {
    const added = add.map(() => 0);
    const removed = remove.map(() => 0);
    const change = new Change();
    const spelled = add.map((label) => ({ ...label, name: this.#spellingOf(label) }));
    // One that is named twice would lose and get again what one change both adds and removes.
    for (const target of new Map(targets.map((one) => [`${one.covers} ${one.id}`, one])).values()) {
      this.#check(target);
      for (const { key, name } of unless)
        if (this.#run.hasLabel.get(key, targetNumber(target.covers), bytesOf(target.id)))
          throw labelConflict(name);
      const gained = spelled.map((label) => this.#add(target, label, change, by));
      const lost = remove.map((label) => this.#remove(target, label, change, by));
      for (const [at, one] of gained.entries()) added[at] = (added[at] ?? 0) + (one ? 1 : 0);
      for (const [at, one] of lost.entries()) removed[at] = (removed[at] ?? 0) + (one ? 1 : 0);
      if (gained.includes(true) || lost.includes(true)) this.#concern(target, change);
    }
    return { ...this.#raise(change), added, removed };
  }

  note(target: MarkTarget, text: string, { at, by, record }: Annotator): void {
    this.#check(target);
    this.#run.note.run(targetNumber(target.covers), bytesOf(target.id), text, at, by, record);
  }

  withhold({ targets, scope, reason, ground }: GroundedWithholding, by: Annotator): MarkResult {
    const change = new Change();
    for (const target of targets) {
      this.#check(target);
      const { number, id } = keyOf(target);
      if (this.#run.isWithheld.get(scope, number, id)) continue;
      this.#run.withhold.run(
        number,
        id,
        scope,
        reason,
        ground ?? null,
        by.at,
        by.by,
        by.record,
        this.#numberOf(change),
      );
      this.#concern(target, change);
    }
    return this.#raise(change);
  }

  /**
   * As `withhold`, by a run that screens: also of targets that are not in the ledger yet, and never of one that was
   * withheld for the scope before, so that what a person released stays so.
   */
  screen(targets: readonly MarkTarget[], { scope, ground, reason }: ScreenVerdict, by: Annotator): void {
    const change = new Change();
    for (const target of targets) {
      const { number, id } = keyOf(target);
      if (this.#run.wasWithheld.get(scope, number, id)) continue;
      this.#run.withhold.run(
        number,
        id,
        scope,
        reason,
        ground,
        by.at,
        by.by,
        by.record,
        this.#numberOf(change),
      );
      this.#concern(target, change);
    }
    this.#raise(change);
  }

  /** Marks of earlier items go over to an item and its family; what was released goes over as that. */
  carry(
    { withheld, labels }: { withheld: readonly CarriedRow[]; labels: readonly CarriedRow[] },
    { item, family }: Pick<MarkedPlace, 'item' | 'family'>,
    { at, by, record }: Annotator,
  ): void {
    const change = new Change();
    const over = (
      to: 'carriedTo' | 'labelTo',
      how: 'carryWithheld' | 'carryLabel',
      one: CarriedRow,
    ): void => {
      const row = this.#run[to].get(one.row, bytesOf(item), bytesOf(family));
      if (!row || Number(row['had']) === 1) return;
      const target: MarkTarget =
        Number(row['target']) === 0 ? { covers: 'item', id: item } : { covers: 'family', id: family };
      const { number, id } = keyOf(target);
      this.#run[how].run(one.row, number, id, at, by, record, this.#numberOf(change), one.from);
      this.#concern(target, change);
    };
    for (const one of withheld) over('carriedTo', 'carryWithheld', one);
    for (const one of labels) over('labelTo', 'carryLabel', one);
    this.#raise(change);
  }

  /** Something else than a row of a mark says otherwise now what the places of these are withheld from. */
  concern(targets: readonly MarkTarget[]): void {
    const change = new Change();
    this.#numberOf(change);
    for (const target of targets) this.#concern(target, change);
    this.#raise(change);
  }

  rowOf(sha256: string): number | undefined {
    const row = this.#run.rowOf.get(bytesOf(sha256));
    return row && Number(row['document']);
  }

  release({ targets, scope }: Withholding, by: Annotator): MarkResult {
    const change = new Change();
    for (const target of targets) {
      this.#check(target);
      const { number, id } = keyOf(target);
      if (!this.#run.isWithheld.get(scope, number, id)) continue;
      this.#run.release.run(by.at, by.by, by.record, this.#numberOf(change), scope, number, id);
      this.#concern(target, change);
    }
    return this.#raise(change);
  }

  state(): { last: number; shown: number } {
    const { change, shown } = this.#run.state.get() as { change: number; shown: number };
    return { last: change, shown };
  }

  shown(change: number): void {
    this.#run.forget.run();
    this.#run.shown.run(change);
  }

  /** 0 for a document that the ledger does not have. */
  revisionOf(sha256: string): number {
    return Number(this.#run.revision.get(bytesOf(sha256))?.['revision'] ?? 0);
  }

  /** Places whose marks changed after the entry of their document was made: it must be shown once more. */
  raiseChangedSince(change: number, places: readonly MarkedPlace[]): void {
    if (this.state().last === change) return;
    for (const { document, item, family } of places) {
      const ids = [bytesOf(item), bytesOf(family), bytesOf(document)] as const;
      if (!this.#run.labelSince.get(change, ...ids) && !this.#run.withholdingSince.get(change, ...ids))
        continue;
      const row = this.#run.rowOf.get(bytesOf(document));
      if (row) this.#raiseDocument(Number(row['document']));
    }
  }

  #check({ covers, id }: MarkTarget): void {
    if ((covers === 'content' ? this.#run.hasContent : this.#run.hasItem).get(bytesOf(id))) return;
    throw Object.assign(new Error(`the ledger has no ${covers} ${id}`), { code: 'not-found' });
  }

  #spellingOf({ name, key }: Label): string {
    return (this.#run.spelling.get(key) as { name: string } | undefined)?.name ?? name;
  }

  #add(target: MarkTarget, { name, key }: Label, change: Change, { at, by, record }: Annotator): boolean {
    const { number, id } = keyOf(target);
    if (this.#run.hasLabel.get(key, number, id)) return false;
    this.#run.addLabel.run(number, id, key, name, at, by, record, this.#numberOf(change));
    return true;
  }

  #remove(target: MarkTarget, { key }: Label, change: Change, { at, by, record }: Annotator): boolean {
    const { number, id } = keyOf(target);
    if (!this.#run.hasLabel.get(key, number, id)) return false;
    this.#run.removeLabel.run(at, by, record, this.#numberOf(change), key, number, id);
    return true;
  }

  #numberOf(change: Change): number {
    if (change.number === 0) change.number = Number(this.#run.nextChange.get()?.['change']);
    return change.number;
  }

  #concern(target: MarkTarget, change: Change): void {
    change.changed += 1;
    for (const row of this.#run[target.covers].all(bytesOf(target.id)))
      change.documents.add(Number(row['document']));
    const raise = { item: 'raiseItem', family: 'raiseFamily', content: 'raiseContent' } as const;
    this.#run[raise[target.covers]].run(bytesOf(target.id));
  }

  #raise(change: Change): MarkResult {
    let notIndexed = 0;
    for (const document of change.documents) if (!this.#raiseDocument(document)) notIndexed += 1;
    return {
      change: change.number || this.state().last,
      changed: change.changed,
      documents: change.documents.size,
      notIndexed,
    };
  }

  /** Whether the index holds the document. */
  #raiseDocument(document: number): boolean {
    const raised = this.#run.raise.get(document);
    if (!raised) return false;
    this.#run.unshown.run(document, Number(raised['revision']));
    return true;
  }
}

const keyOf = ({ covers, id }: MarkTarget): { number: number; id: Buffer } => ({
  number: targetNumber(covers),
  id: bytesOf(id),
});

/** The word for an error of SQLite that means: another process is writing, ask again. */
export const isBusy = (error: unknown): boolean => {
  const { errcode, message } = error as { errcode?: number; message?: unknown };
  return ((errcode ?? 0) & 0xff) === 5 || /database is locked/u.test(textOf(message));
};
