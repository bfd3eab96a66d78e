/** The item rows of the SQLite catalogue: what the listing saw, and what the visit found. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ItemCommit } from '../catalogue/commits.ts';
import type { FolderPart, ListedEntry, ListResult } from '../catalogue/sources.ts';
import type { PendingFile } from '../catalogue/work.ts';
import { itemKinds, nameOrder } from './catalogue-schema.ts';
import type { DocumentStore } from './document-store.ts';
import { isAsListed, isOfAnotherSet, type KnownEntry } from './known-entry.ts';
import { isUnread } from '../../schemas/status.ts';
import { itemId } from '../../sources/item-id.ts';
import { isTombstone, Tombstones } from './tombstones.ts';
import { Relisted } from './relisted.ts';
import { bytesOf, hexOf, textOf, timeColumns, timeValues, timesOf } from './row-values.ts';

/** `state` of an item that must be read is this less its priority, so that the index yields the urgent first. */
const defaultState = 10_000;

/** An item to be read; `state` is its place in the order of reading. */
interface PendingRow {
  readonly item: number;
  readonly state: number;
}

/** Before every name. */
const noBytes = Buffer.alloc(0);

/** Where and in which run an entry was listed. */
interface ListedAt {
  readonly run: number;
  readonly source: number;
  readonly folder: number;
}

const insertColumns = [
  'id', 'revision', 'source', 'place', 'holder', 'ordinal', 'kind', 'name', 'raw_name', 'locator', 'size',
  ...timeColumns, 'time_forms', 'device', 'inode', 'document', 'state', 'fate', 'code', 'detail', 'warnings', 'run',
]; // prettier-ignore

export class ItemStore {
  readonly #documents: DocumentStore;
  readonly #tombstones: Tombstones;
  readonly #relisted: Relisted;
  readonly #insert: StatementSync;
  readonly #children: StatementSync;
  readonly #childrenThrough: StatementSync;
  readonly #byId: StatementSync;
  readonly #idOf: StatementSync;
  readonly #restat: StatementSync;
  readonly #present: StatementSync;
  readonly #letIn: StatementSync;
  readonly #unseen: StatementSync;
  readonly #end: StatementSync;
  readonly #supersede: StatementSync;
  readonly #below: StatementSync;
  readonly #gone: StatementSync;
  readonly #pending: StatementSync;
  readonly #file: StatementSync;
  readonly #totals: StatementSync;

  constructor(database: DatabaseSync, documents: DocumentStore) {
    this.#documents = documents;
    this.#tombstones = new Tombstones(database);
    this.#relisted = new Relisted(database);
    this.#insert = database.prepare(
      `INSERT INTO item (${insertColumns.join(', ')}) VALUES (${insertColumns.map(() => '?').join(', ')})`,
    );
    const children = `SELECT item, id, revision, kind, size, modified, changed, device, inode, fate, code, detail, locator, document, state, gone
      FROM item WHERE place = ? AND superseded IS NULL AND NOT ${isTombstone} AND ${nameOrder} > ?`;
    this.#children = database.prepare(children);
    this.#childrenThrough = database.prepare(`${children} AND ${nameOrder} <= ?`);
    for (const statement of [this.#children, this.#childrenThrough]) statement.setReadBigInts(true);
    this.#byId = database.prepare(
      'SELECT item, revision, document, state, fate, holder FROM item WHERE id = ? AND superseded IS NULL ORDER BY revision DESC LIMIT 1',
    );
    this.#idOf = database.prepare('SELECT id FROM item WHERE item = ?');
    this.#restat = database.prepare(
      'UPDATE item SET size = ?, modified = ?, accessed = ?, changed = ?, created = ?, time_forms = ?, device = ?, inode = ?, locator = ?, state = ?, gone = NULL WHERE item = ?',
    );
    this.#present = database.prepare(
      `SELECT count(*) AS entries FROM item WHERE place = ? AND superseded IS NULL AND gone IS NULL AND NOT ${isTombstone}`,
    );
    this.#letIn = database.prepare('UPDATE item SET fate = ?, code = NULL, detail = NULL WHERE item = ?');
    this.#unseen = database.prepare(
      'UPDATE item SET fate = ?, code = ?, detail = ?, state = 0, gone = NULL WHERE item = ?',
    );
    this.#end = database.prepare(
      'UPDATE item SET document = ?, size = COALESCE(?, size), state = 0, fate = ?, code = ?, detail = ?, warnings = ? WHERE item = ?',
    );
    this.#supersede = database.prepare('UPDATE item SET superseded = ?, state = 0 WHERE item = ?');
    const below = `WITH RECURSIVE below (item) AS (SELECT ?1
      UNION ALL SELECT item.item FROM item JOIN below ON item.place = below.item WHERE item.gone IS NULL)`;
    this.#below = database.prepare(
      `${below} SELECT document FROM item WHERE item IN (SELECT item FROM below) AND document IS NOT NULL`,
    );
    this.#gone = database.prepare(
      `${below.replace('?1', '?2')} UPDATE item SET gone = ?1, state = 0 WHERE item IN (SELECT item FROM below) AND gone IS NULL`,
    );
    this.#pending = database.prepare(
      'SELECT item, state FROM item WHERE state <> 0 AND (state > ?1 OR (state = ?1 AND item > ?2)) ORDER BY state, item LIMIT ?3',
    );
    this.#file = database.prepare(
      'SELECT id, revision, size, device, inode, locator, modified, accessed, changed, created, time_forms FROM item WHERE item = ?',
    );
    this.#file.setReadBigInts(true);
    this.#totals = database.prepare(
      'SELECT count(*) AS files, COALESCE(sum(size), 0) AS bytes FROM item WHERE state <> 0',
    );
  }

  idOf(item: number): string {
    return hexOf((this.#idOf.get(item) as { id: Uint8Array }).id);
  }

  fileOf(item: number): Omit<PendingFile, 'source' | 'path' | 'rawPath'> {
    const row = this.#file.get(item) as Record<string, unknown>;
    const { modified } = timesOf(row);
    return {
      item: hexOf(row['id']),
      revision: Number(row['revision']),
      size: Number(row['size'] ?? 0),
      device: textOf(row['device']),
      inode: textOf(row['inode']),
      modified: modified?.instant,
      ...(row['locator'] === null ? {} : { volumeOf: textOf(row['locator']) }),
    };
  }

  pending(cursor: string | undefined, limit: number): PendingRow[] {
    const [state = 0, item = 0] = cursor?.split(' ').map(Number) ?? [];
    return this.#pending.all(state, item, limit) as unknown as PendingRow[];
  }

  cursorAfter({ state, item }: PendingRow): string {
    return `${state} ${item}`;
  }

  pendingTotals(): { files: number; bytes: number } {
    return this.#totals.get() as { files: number; bytes: number };
  }

  /** See `Sources.listFolder`; within a transaction. */
  list(
    run: number,
    source: number,
    folderId: string,
    entries: readonly ListedEntry[],
    { after = noBytes, through }: FolderPart,
  ): ListResult {
    const folder = this.#rowOf(folderId);
    const rows = (through
      ? this.#childrenThrough.all(folder, after, through)
      : this.#children.all(folder, after)) as unknown as KnownEntry[];
    const known = new Map(rows.map((row) => [hexOf(row.id), row]));
    const counts = { fresh: 0, changed: 0, unchanged: 0, gone: 0 };
    for (const entry of entries) {
      const id = itemId(folderId, entry.rawName);
      const row = known.get(id);
      known.delete(id);
      if (row) this.#compare({ run, source, folder }, id, row, entry, counts);
      else if (!this.#tombstones.has(id)) {
        counts.fresh += 1;
        this.#insertListed({ run, source, folder }, id, 0, entry);
      }
    }
    for (const row of known.values()) {
      if (row.gone !== null) continue;
      counts.gone += this.#leave(run, row);
    }
    return counts;
  }

  present(folderId: string): number {
    return (this.#present.get(this.#rowOf(folderId)) as { entries: number }).entries;
  }

  #rowOf(id: string): number {
    const row = this.#byId.get(bytesOf(id)) as { item: number } | undefined;
    if (row) return row.item;
    throw Object.assign(new Error(`the ledger has no item ${id}`), { code: 'not-found' });
  }

  /** An entry is no longer there, nor is what lay below it; gives how many these are. */
  #leave(run: number, { item, document }: Pick<KnownEntry, 'item' | 'document'>): number {
    for (const row of this.#below.all(Number(item)) as unknown as { document: number | null }[])
      if (row.document !== null) this.#documents.unsettle(row.document);
    const { changes } = this.#gone.run(run, Number(item));
    if (document !== null) this.#documents.unsettle(Number(document));
    return Number(changes);
  }

  #superseded(run: number, row: KnownEntry): void {
    if (itemKinds[Number(row.kind)] === 'folder') this.#leave(run, row);
    this.#supersede.run(run, Number(row.item));
    if (row.document !== null) this.#documents.unsettle(Number(row.document));
  }

  #compare(
    at: ListedAt,
    id: string,
    row: KnownEntry,
    entry: ListedEntry,
    counts: { changed: number; unchanged: number },
  ): void {
    if (entry.ended?.status === 'failed') return this.#keepUnseen(row, entry.ended, counts);
    const item = Number(row.item);
    const values = timeValues(entry.times);
    const isBack = row.gone !== null;
    const wasUnread = row.fate === 'failed' && isUnread({ code: row.code ?? undefined });
    const same = isAsListed(row, entry, values);
    // What a rule left out is read once the rules of a run no longer do.
    const wasLeftOut = row.fate === 'skipped' && row.code === 'rule' && !entry.ended;
    if (same && isBack && !wasUnread && (entry.kind !== 'file' || entry.ended)) {
      counts.changed += 1;
      if (row.document !== null) this.#documents.unsettle(Number(row.document));
      this.#restate(entry, values, 0, item);
      return;
    }
    const isSameFile = row.inode === entry.inode || entry.kind !== 'file';
    if (same && !isBack && !wasLeftOut && !wasUnread && isSameFile) {
      counts.unchanged += 1;
      // The same disk mounted again may have another number; what is still to be read is told apart by it.
      if (row.device !== entry.device) this.#restate(entry, values, Number(row.state), item);
      return;
    }
    if (entry.kind === 'folder' && itemKinds[Number(row.kind)] === 'folder') {
      counts[isBack || row.fate === 'failed' ? 'changed' : 'unchanged'] += 1;
      if (row.fate === 'failed') this.#letIn.run('container', item);
      this.#restate(entry, values, 0, item);
      return;
    }
    if (
      entry.kind !== 'file' ||
      itemKinds[Number(row.kind)] !== 'file' ||
      entry.ended ||
      isOfAnotherSet(row, entry) ||
      (row.fate !== null && row.document === null && !wasLeftOut && !wasUnread)
    ) {
      counts.changed += 1;
      this.#superseded(at.run, row);
      this.#insertListed(at, id, Number(row.revision) + 1, entry);
      return;
    }
    // The content decides whether it is a new revision: it is read again.
    if (same && !isBack && !wasUnread) counts.unchanged += 1;
    else counts.changed += 1;
    if (isBack && row.document !== null) this.#documents.unsettle(Number(row.document));
    if (wasLeftOut || wasUnread) this.#letIn.run(null, item);
    this.#readAgain(row, entry, values);
  }

  #readAgain(row: KnownEntry, entry: ListedEntry, values: ReturnType<typeof timeValues>): void {
    const size = Number(row.size ?? 0);
    this.#relisted.keep(Number(row.item));
    this.#restate({ ...entry, size }, values, defaultState - (entry.priority ?? 0), Number(row.item));
  }

  #restate(entry: ListedEntry, values: ReturnType<typeof timeValues>, state: number, item: number): void {
    const { size, device, inode, volumeOf } = entry;
    this.#restat.run(size ?? null, ...values, device, inode, volumeOf ?? null, state, item);
  }

  /** It could not be looked at or into: what is known of it stays, and so does all that lies below. */
  #keepUnseen(
    row: KnownEntry,
    { status, code, detail = null }: { status: string; code: string; detail?: string | null },
    counts: { changed: number; unchanged: number },
  ): void {
    const isKnown = row.fate === status && row.code === code && row.detail === detail && row.gone === null;
    counts[isKnown ? 'unchanged' : 'changed'] += 1;
    if (isKnown) return;
    this.#unseen.run(status, code, detail, Number(row.item));
    if (row.document !== null) this.#documents.unsettle(Number(row.document));
  }

  #insertListed({ run, source, folder }: ListedAt, id: string, revision: number, entry: ListedEntry): void {
    const read = entry.kind === 'file' && !entry.ended;
    this.#insert.run(
      bytesOf(id), revision, source, folder, null, null, itemKinds.indexOf(entry.kind), entry.name,
      Buffer.from(entry.rawName).equals(Buffer.from(entry.name)) ? null : entry.rawName, entry.volumeOf ?? null, entry.size ?? null,
      ...timeValues(entry.times), entry.device, entry.inode, null, read ? defaultState - (entry.priority ?? 0) : 0,
      entry.ended?.status ?? (entry.kind === 'folder' ? 'container' : null), entry.ended?.code ?? null, entry.ended?.detail ?? null,
      entry.warnings?.length ? JSON.stringify(entry.warnings) : null, run,
    ); // prettier-ignore
  }

  /** What a visit found: a listed file that was read, or a member that its container yielded; within a transaction. What was removed stays so. */
  found(run: number, { found, known, notable }: ItemCommit): void {
    const row = this.#byId.get(bytesOf(found.item)) as
      | {
          item: number;
          revision: number;
          document: number | null;
          state: number;
          fate: string | null;
          holder: number | null;
        }
      | undefined;
    if (!row && this.#tombstones.has(found.item)) return;
    const reached = found.hashes ? this.#documents.reached(run, found, { known, notable }) : undefined;
    const document = reached?.row;
    const { ended } = found;
    const ending: (string | null)[] = [
      ended?.status ?? null,
      ended?.code ?? null,
      ended?.detail ?? null,
      found.warnings.length ? JSON.stringify(found.warnings) : null,
    ];
    if (!row) {
      const item = this.#insertMember(run, found, document, ending);
      if (reached) this.#documents.carried(reached, item);
      return;
    }
    if (row.document !== null && reached && row.document !== reached.row) {
      const next = this.#revise(run, row, found, reached.row, ending);
      this.#documents.carried(reached, next);
      return;
    }
    this.#end.run(document ?? row.document, found.size ?? null, ...ending, row.item);
    if (reached) this.#relisted.forget(row.item);
    if (reached && row.document === null) this.#documents.carried(reached, row.item);
  }

  #insertMember(
    run: number,
    { item, holder, ordinal, relation, name, rawName, locator, size, times }: ItemCommit['found'],
    document: number | undefined,
    ending: (string | null)[],
  ): number {
    // An item without a place would be in the case and at none of its places.
    const held = holder === undefined ? undefined : this.#documents.rowOf(holder);
    if (held === undefined)
      throw Object.assign(new Error(`the ledger has nothing that item ${item} lies in`), {
        code: 'not-found',
      });
    const { lastInsertRowid } = this.#insert.run(
      bytesOf(item), 0, null, null, held, ordinal ?? null, itemKinds.indexOf(relation ?? 'member'), name,
      rawName === undefined ? null : Buffer.from(rawName, 'base64'), locator ?? null, size ?? null,
      ...timeValues(times), null, null, document ?? null, 0, ...ending, run,
    ); // prettier-ignore
    return Number(lastInsertRowid);
  }

  /** Another content under the same id: the old revision stays, the new one stands beside it. */
  #revise(
    run: number,
    row: { item: number; revision: number; document: number | null },
    found: ItemCommit['found'],
    document: number,
    ending: (string | null)[],
  ): number {
    const next = this.#copyRow(row.item, row.revision + 1, run);
    this.#supersede.run(run, row.item);
    this.#relisted.restore(row.item);
    if (row.document !== null) this.#documents.unsettle(row.document);
    this.#end.run(document, found.size ?? null, ...ending, next);
    return next;
  }

  #copyRow(item: number, revision: number, run: number): number {
    const values = insertColumns.map((column) =>
      column === 'revision' ? String(revision) : column === 'run' ? String(run) : column,
    );
    const { lastInsertRowid } = this.#documents.database
      .prepare(
        `INSERT INTO item (${insertColumns.join(', ')}) SELECT ${values.join(', ')} FROM item WHERE item = ?`,
      )
      .run(item);
    return Number(lastInsertRowid);
  }
}
