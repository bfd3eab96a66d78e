/**
 * Derives what depends on all carriers of a content: whether its members are still there, and which carrier is first. In
 * steps: it may reach all of a case, and a step is one transaction, which other writers and signals wait for.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { SettleStep } from '../catalogue/upkeep.ts';
import { isNoVolume } from './catalogue-schema.ts';
import type { DocumentStore } from './document-store.ts';
import { hasOwnEntry } from './item-entry-schema.ts';
import type { Places } from './places.ts';

/** Deeper than any nesting limit: a change reaches what lies inside a content one level at a time. */
const maxRounds = 300;
/** Rows that are changed or looked at between two chances to stop: one archive may have millions of members. */
const rowsAtOnce = 500;
const entriesAtOnce = 10_000;
/** Of one step; some tenths of a second. */
const maxStepRows = 20_000;

const documentsOf = (rows: unknown): (number | null)[] =>
  (rows as { document: number | null }[]).map(({ document }) => document);

/** What waits: `work` in memory, and in the ledger as `unsettled`, so that a killed run leaves it to the next. */
class Waiting {
  readonly #insert: StatementSync;
  #documents = new Set<number>();

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare('INSERT OR IGNORE INTO unsettled (document) VALUES (?)');
  }

  add(document: number): void {
    this.#insert.run(document);
    this.#documents.add(document);
  }

  take(): Set<number> {
    const taken = this.#documents;
    this.#documents = new Set();
    return taken;
  }
}

/**
 * Members of a content that nothing present carries are gone with it, and are back when it is. `moved` gets the documents
 * whose carriers came or went by that. Yields how many rows it was about.
 */
function* followHolders(
  database: DatabaseSync,
  start: ReadonlySet<number>,
  run: number,
  moved: Set<number>,
): Generator<number> {
  // A content that holds itself does not keep itself present.
  const isPresent = database.prepare(
    `SELECT 1 FROM item WHERE document = ?1 AND gone IS NULL AND superseded IS NULL AND holder IS NOT ?1 AND ${isNoVolume} LIMIT 1`,
  );
  const some = (where: string): string =>
    `WHERE item IN (SELECT item FROM item WHERE holder = ? AND ${where} LIMIT ${rowsAtOnce}) RETURNING document`;
  const back = database.prepare(`UPDATE item SET gone = NULL ${some('gone IS NOT NULL')}`);
  const away = database.prepare(`UPDATE item SET gone = ? ${some('gone IS NULL')}`);
  const waiting = new Waiting(database);
  let work = start;
  for (let round = 0; work.size > 0 && round < maxRounds; round++) {
    for (const document of work) {
      const isBack = isPresent.get(document) !== undefined;
      for (let changed = rowsAtOnce; changed === rowsAtOnce;) {
        const rows = documentsOf(isBack ? back.all(document) : away.all(run, document));
        changed = rows.length;
        for (const member of rows) {
          if (member === null) continue;
          moved.add(member);
          waiting.add(member);
        }
        yield 1 + changed;
      }
    }
    work = waiting.take();
  }
}

/** A first carrier that moves may reorder what its content holds, and so on down. */
function* deriveFirsts(
  database: DatabaseSync,
  documents: DocumentStore,
  places: Places,
  start: ReadonlySet<number>,
): Generator<number> {
  const below = database.prepare(
    'SELECT DISTINCT o.document FROM item h JOIN item o ON o.document = h.document AND o.item <> h.item WHERE h.holder = ?',
  );
  const waiting = new Waiting(database);
  let work = start;
  for (let round = 0; work.size > 0 && round < maxRounds; round++) {
    const left = [...work];
    while (left.length > 0) {
      const some = left.splice(-rowsAtOnce);
      // All are asked before one is written: each write takes from `places` what it has put together.
      const firsts = some.map((document) => ({ document, first: places.firstCarrier(document) }));
      for (const { document, first } of firsts) {
        if (!documents.setFirst(document, first)) continue;
        for (const inside of documentsOf(below.all(document))) if (inside !== null) waiting.add(inside);
      }
      yield some.length;
    }
    work = waiting.take();
  }
}

/** Entries of what was not read. Of contents without an outcome only those that were begun: what is known got its rows when it was found. */
function* makeEntries(database: DatabaseSync): Generator<number> {
  const kinds = [
    ['item', `SELECT i.item, 1, 0 FROM item i LEFT JOIN document d ON d.document = i.document
      WHERE i.state <> 0 AND ${hasOwnEntry} AND i.item`],
    ['document', `SELECT i.item, 1, 0 FROM document d JOIN item i ON i.document = d.document
      WHERE d.status IS NULL AND d.known IS NULL AND d.indexed = 0 AND d.document`],
  ] as const; // prettier-ignore
  for (const [table, rows] of kinds) {
    const insert = database.prepare(`INSERT OR IGNORE INTO item_entry ${rows} BETWEEN ? AND ?`);
    const last = database.prepare(`SELECT max(${table}) AS last FROM ${table}`).get()?.['last'] ?? 0;
    for (let from = 0; from <= Number(last); from += entriesAtOnce) {
      insert.run(from, from + entriesAtOnce - 1);
      yield entriesAtOnce / 10;
    }
  }
}

/**
 * All of it; yields how many rows it was about since. Between two yields the transaction may end, and the next begin: what
 * is not done yet stands in `unsettled`, and done again it changes nothing.
 */
export function* settling(
  database: DatabaseSync,
  documents: DocumentStore,
  places: Places,
  run: number,
): Generator<number> {
  const unsettled = new Set<number>();
  for (const { document } of database.prepare('SELECT document FROM unsettled').iterate())
    unsettled.add(Number(document));
  yield* followHolders(database, new Set(unsettled), run, unsettled);
  yield* deriveFirsts(database, documents, places, unsettled);
  yield* makeEntries(database);
  database.exec('DELETE FROM unsettled');
}

/** Takes the steps of one run after the other. */
export class Settling {
  readonly #begin: (run: number) => Generator<number>;
  #current: { readonly run: number; readonly rows: Generator<number> } | undefined;

  constructor(database: DatabaseSync, documents: DocumentStore, places: Places) {
    this.#begin = (run) => settling(database, documents, places, run);
  }

  /** `write` makes a transaction of it; where that fails, the next step begins anew with what the ledger says. */
  step(run: number, write: (step: () => SettleStep) => SettleStep): SettleStep {
    try {
      return write(() => this.#next(run));
    } catch (error) {
      this.#current = undefined;
      throw error;
    }
  }

  #next(run: number): SettleStep {
    if (this.#current?.run !== run) this.#current = { run, rows: this.#begin(run) };
    const { rows } = this.#current;
    let looked = 0;
    while (looked < maxStepRows) {
      const next = rows.next();
      if (next.done) {
        this.#current = undefined;
        return { looked, isLast: true };
      }
      looked += next.value;
    }
    return { looked, isLast: false };
  }
}
