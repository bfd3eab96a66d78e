/** Carries marks over in the SQLite catalogue, to items that are the same to a person; within a transaction. */
import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Annotator } from '../../schemas/label.ts';
import type { FoundPlace } from '../catalogue/carrying.ts';
import type { CarriedRow, MarkStore } from './mark-store.ts';
import type { Places } from './places.ts';
import { type Prepared, prepareAll } from './prepared.ts';
import { bytesOf, textOf } from './row-values.ts';

/** Items that have the same bytes and marks of which one is told: 10,000 copies that are all labelled would each be asked about each. */
const maxSameBytes = 1_000;
/** Marked items whose places are put together at once. */
const itemsAtOnce = 1_000;

/**
 * marked_place: places of items that are, or were, targets of marks, or the parents of such families; `loud` where they
 * were withheld. Made from the ledger when a run first asks and brought forward by the numbers of the changes. Of this connection
 * alone, in a temporary file: memory stays bounded whatever number of marks there is.
 */
const temporaryTables = `
CREATE TEMP TABLE IF NOT EXISTS marked_place (
  source INTEGER, path BLOB, item INTEGER, document INTEGER, loud INTEGER, PRIMARY KEY (source, path, item)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS temp.marked_bytes ON marked_place (source, document, loud, item);
CREATE TEMP TABLE IF NOT EXISTS marked_until (change INTEGER);
INSERT INTO marked_until SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM marked_until);`;

const targets = '(target = 0 OR target = 1)';

const statements = {
  changed: 'SELECT 1 FROM mark_state, temp.marked_until u WHERE mark_state.change > u.change',
  fresh: `SELECT i.item, i.document, max(m.loud) AS loud FROM (
      SELECT id, 0 AS loud FROM label, temp.marked_until u WHERE label.change > u.change AND ${targets}
      UNION ALL SELECT id, 1 FROM withholding, temp.marked_until u WHERE withholding.change > u.change AND ${targets}
    ) m JOIN item i ON i.id = m.id GROUP BY i.item`,
  keepPlace: `INSERT INTO temp.marked_place VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT DO UPDATE SET loud = max(loud, excluded.loud)`,
  until: 'UPDATE temp.marked_until SET change = (SELECT change FROM mark_state)',
  isKnown: 'SELECT 1 FROM item WHERE id = ? AND (document IS NOT NULL OR holder IS NOT NULL) LIMIT 1',
  sourceOf: 'SELECT source FROM source WHERE reference = ?',
  rowOf: 'SELECT document FROM document WHERE sha256 = ?',
  atPath: `SELECT i.item, i.id, p.document, p.path FROM temp.marked_place p JOIN item i ON i.item = p.item
    WHERE p.source = ? AND p.path = ? AND i.run < ? ORDER BY p.item DESC LIMIT 1`,
  ofBytes: `SELECT i.item, i.id, p.document, p.path FROM temp.marked_place p JOIN item i ON i.item = p.item
    WHERE p.source = ? AND p.document = ? AND i.run < ? ORDER BY p.loud DESC, p.item DESC LIMIT ${maxSameBytes}`,
  withheld: `SELECT withholding AS row, scope, removed_at FROM withholding WHERE id = ? AND ${targets}
    ORDER BY scope, removed_at IS NOT NULL, withholding DESC`,
  labels: `SELECT label AS row, removed_at FROM label WHERE id = ? AND ${targets} ORDER BY label`,
} as const;

/** An earlier item, by its row and its id. */
interface Earlier {
  readonly item: number;
  readonly id: Uint8Array;
  readonly document: number | null;
  readonly path: Uint8Array;
}

/** What an earlier item is to a new one. */
interface EarlierItems {
  /** With its path and its bytes. */
  readonly same?: Earlier | undefined;
  /** The latest at each path, the last first. */
  readonly ofBytes: readonly Earlier[];
  readonly atPath?: Earlier | undefined;
}

/** Rows of one scope at one item: those in force, else the last. */
interface ScopeRows {
  readonly rows: readonly number[];
  readonly from: Uint8Array;
  readonly isInForce: boolean;
}

export class CarryStore {
  readonly #database: DatabaseSync;
  readonly #marks: MarkStore;
  readonly #places: Places;
  #prepared: Prepared<typeof statements> | undefined;

  constructor(database: DatabaseSync, marks: MarkStore, places: Places) {
    this.#database = database;
    this.#marks = marks;
    this.#places = places;
  }

  carryOver(run: number, places: readonly FoundPlace[], by: Annotator): void {
    // Most cases have no mark when they are read, and pay nothing.
    if (this.#marks.state().last === 0) return;
    const fresh = places.filter(({ item }) => !this.#run.isKnown.get(bytesOf(item)));
    if (fresh.length === 0) return;
    this.#bringForward();
    for (const place of fresh) this.#carry(run, place, by);
  }

  get #run(): Prepared<typeof statements> {
    if (this.#prepared) return this.#prepared;
    this.#database.exec(temporaryTables);
    return (this.#prepared = prepareAll(this.#database, statements));
  }

  /** Learns where the items lie that got marks since the last time. */
  #bringForward(): void {
    if (!this.#run.changed.get()) return;
    const fresh = this.#run.fresh.all() as { item: number; document: number | null; loud: number }[];
    for (let from = 0; from < fresh.length; from += itemsAtOnce) {
      // Put together before any is written: a write makes the places at hand be forgotten.
      const part = fresh
        .slice(from, from + itemsAtOnce)
        .flatMap(({ item, document, loud }) =>
          this.#places.ofItem(item).first.map((place) => ({ item, document, loud, place })),
        );
      for (const { item, document, loud, place } of part)
        this.#run.keepPlace.run(place.source, hashOf(place.path), item, document, loud);
    }
    this.#run.until.run();
  }

  #earlier(run: number, { source: reference, path, document: sha256 }: FoundPlace): EarlierItems {
    const source = this.#run.sourceOf.get(reference)?.['source'];
    if (source === undefined) return { ofBytes: [] };
    const row = sha256 === undefined ? undefined : this.#run.rowOf.get(bytesOf(sha256));
    const document = row === undefined ? undefined : Number(row['document']);
    const own = hashOf(path);
    const atPath = this.#run.atPath.get(Number(source), own, run) as Earlier | undefined;
    const all =
      document === undefined
        ? []
        : (this.#run.ofBytes.all(Number(source), document, run) as unknown as Earlier[]);
    const latest = new Map<string, Earlier>();
    for (const one of all.toSorted((a, b) => a.item - b.item))
      latest.set(Buffer.from(one.path).toString('hex'), one);
    const ofBytes = [...latest.values()].toSorted((a, b) => b.item - a.item);
    return { same: latest.get(own.toString('hex')), ofBytes, atPath };
  }

  #carry(run: number, place: FoundPlace, by: Annotator): void {
    const earlier = this.#earlier(run, place);
    const withheld = this.#withheldBy(earlier);
    const labels = this.#labelsOf(earlier, place);
    if (withheld.length + labels.length > 0) this.#marks.carry({ withheld, labels }, place, by);
  }

  /** The rows of withholding that go over. */
  #withheldBy({ same, ofBytes, atPath }: EarlierItems): CarriedRow[] {
    const found = same ? this.#scopesOf(same) : new Map<string, ScopeRows>();
    const decided = new Set(found.keys());
    for (const one of [...ofBytes, ...(atPath ? [atPath] : [])]) {
      for (const [scope, said] of this.#scopesOf(one)) {
        if (decided.has(scope) || found.get(scope)?.isInForce) continue;
        // Another content was released: of this one nothing is known.
        if (said.isInForce || (one !== atPath && !found.has(scope))) found.set(scope, said);
      }
    }
    return [...found.values()].flatMap(({ rows, from }) => rows.map((row) => ({ row, from })));
  }

  #scopesOf({ id }: Earlier): Map<string, ScopeRows> {
    const scopes = new Map<string, ScopeRows>();
    for (const { row, scope, removed_at: removedAt } of this.#run.withheld.all(id)) {
      const name = textOf(scope);
      const known = scopes.get(name);
      const isInForce = removedAt === null;
      if (known && !isInForce) continue;
      scopes.set(name, { rows: [...(known?.rows ?? []), Number(row)], from: id, isInForce });
    }
    return scopes;
  }

  #labelsOf({ same, ofBytes, atPath }: EarlierItems, { isPosition }: FoundPlace): CarriedRow[] {
    const asked = same ? [same] : [...ofBytes, ...(atPath && !isPosition ? [atPath] : [])];
    for (const { id } of asked) {
      const rows = this.#run.labels.all(id);
      if (rows.length === 0) continue;
      return rows
        .filter(({ removed_at: removedAt }) => removedAt === null)
        .map(({ row }) => ({ row: Number(row), from: id }));
    }
    return [];
  }
}

/** Paths are as long as evidence makes them. */
const hashOf = (path: string): Buffer => hash('sha256', path, 'buffer').subarray(0, 16);
