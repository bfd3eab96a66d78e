/** Sums over all places of all current items: a member of a container counts once for each copy of that. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type CoverageGroup, shownOnce } from '../ledger/coverage.ts';
import { unaccountedCodes } from '../../schemas/status.ts';
import { restrictedSet } from '../restricted.ts';
import { itemKinds } from './catalogue-schema.ts';
import { isTop, outsideSql } from './family-tops.ts';
import { currentItems, exceptionIn, itemStatusIn, itemTables } from './item-status.ts';
import { addCounts, type ManyPlaces } from './many-places.ts';
import type { Places } from './places.ts';
import type { Visible } from './visible.ts';

/** Items at places, and the bytes of them. */
export interface Sum {
  items: number;
  bytes: number;
}

export interface SourceSums {
  files: number;
  folders: number;
  bytes: number;
  heldItems: number;
  heldBytes: number;
  documents: number;
  readonly statuses: Record<string, number>;
}

/** Items that are alike, and lie in one folder or are held by one content; or one item, where places are looked at one by one. */
interface AlikeRow {
  readonly item: number | null;
  readonly source: number | null;
  readonly holder: number | null;
  readonly kind: number;
  readonly ending: string;
  readonly type: string;
  readonly code: string | null;
  readonly known: string | null;
  readonly items: number;
  readonly bytes: number;
  readonly exceptions: number;
  /** Whose own reading failed. */
  readonly failed: number;
  /** Parents of families. */
  readonly parents: number;
  /** 1 for sets of volumes, whose bytes are those of their files. */
  readonly is_set: number;
  /** Items whose content was read, and those of them whose content something else carries too. */
  readonly read: number;
  readonly copied: number;
}

/** How often something lies in each source, and in which of them first. */
interface Spread {
  readonly first: number;
  readonly counts: ReadonlyMap<number, number>;
}

/** Most contents have one carrier: only the others have to be told apart to be counted. */
const isCopied = 'EXISTS (SELECT 1 FROM item c WHERE c.document = i.document AND c.item <> i.item)';

/** No name of a file holds a NUL (`sources/volume-set.ts`). */
const isSet = "COALESCE(i.holder IS NULL AND instr(i.raw_name, x'00') > 0, 0)";

const rowsIn = (shown: Visible, item: string, where: string): string =>
  `WITH RECURSIVE ${outsideSql}
   SELECT ${item} AS item, i.source, i.holder, i.kind, ${isSet} AS is_set, ${itemStatusIn(shown)} AS ending, COALESCE(d.format, '(not read)') AS type,
     COALESCE(i.code, d.code) AS code, d.known, count(*) AS items, COALESCE(sum(i.size), 0) AS bytes, sum(${exceptionIn(shown)}) AS exceptions,
     sum(COALESCE(i.fate = 'failed', 0)) AS failed, sum(COALESCE(d.status, '') <> 'container' AND ${isTop}) AS parents,
     COALESCE(sum(d.indexed > 0), 0) AS read, COALESCE(sum(d.indexed > 0 AND ${isCopied}), 0) AS copied
   FROM ${itemTables} WHERE ${currentItems} AND ${shown.item} AND ${where}
   GROUP BY ${item === 'NULL' ? '' : `${item}, `}i.source, i.holder, i.kind, is_set, ending, type, i.code, d.code, d.known`;

const sourceDocuments = `
CREATE TEMP TABLE IF NOT EXISTS source_document (source INTEGER, document INTEGER, PRIMARY KEY (source, document)) WITHOUT ROWID;
DELETE FROM temp.source_document;`;

export class PlaceSums {
  readonly bySource = new Map<number, SourceSums>();
  readonly by: Readonly<Record<CoverageGroup, Map<string, Sum>>> = {
    status: new Map(),
    type: new Map(),
    code: new Map(),
    restricted: new Map(),
  };
  folders = 0;
  sourceBytes = 0;
  expandedBytes = 0;
  exceptions = 0;
  /** Items, not their places: those that are still to be read or parsed, and of the others those that could not be. */
  readonly unaccounted = { open: 0, unlistedFolders: 0, unread: 0 };
  /** Items that are the parent of a family at a place that is there. */
  parents = 0;
  readonly #shown: Visible;
  readonly #places: Places;
  readonly #addHeld: StatementSync;
  readonly #addOne: StatementSync;
  #copiedOf: number | undefined;
  #spreadOf: { readonly holder: number; readonly spread: Spread } | undefined;

  constructor(database: DatabaseSync, places: Places, shown: Visible) {
    this.#places = places;
    this.#shown = shown;
    database.exec(sourceDocuments);
    // What lies in a target that is withheld may show at some of its places: each of these items is looked at alone.
    const apart = shown.apart;
    const together = `i.item NOT IN (${apart})`;
    const isRead = 'EXISTS (SELECT 1 FROM document d WHERE d.document = i.document AND d.indexed > 0)';
    const shownItems = `${currentItems} AND ${shown.item} AND ${isRead} AND ${isCopied}`;
    this.#addHeld = database.prepare(
      `INSERT OR IGNORE INTO temp.source_document SELECT ?1, i.document FROM item i WHERE i.holder = ?2 AND ${shownItems} AND ${together}`,
    );
    this.#addOne = database.prepare(
      `INSERT OR IGNORE INTO temp.source_document SELECT ?1, i.document FROM item i WHERE i.item = ?2 AND ${isRead}`,
    );
    database.exec(
      `INSERT OR IGNORE INTO temp.source_document SELECT i.source, i.document FROM item i
       WHERE i.holder IS NULL AND ${shownItems} AND ${together}`,
    );
    const alike = database.prepare(rowsIn(shown, 'NULL', together)).all() as unknown as AlikeRow[];
    for (const row of alike) this.#add(row);
    const alone = shown.everything
      ? []
      : (database.prepare(rowsIn(shown, 'i.item', `i.item IN (${apart})`)).all() as unknown as AlikeRow[]);
    for (const row of alone) this.#add(row);
    for (const { source } of database.prepare('SELECT source FROM source').all())
      this.#source(Number(source));
    const counts = database
      .prepare('SELECT source, count(*) AS documents FROM temp.source_document GROUP BY source')
      .all() as { source: number; documents: number }[];
    for (const { source, documents } of counts) this.#source(source).documents += documents;
    database.exec('DELETE FROM temp.source_document');
  }

  #source(source: number): SourceSums {
    const known = this.bySource.get(source);
    if (known) return known;
    const sums = {
      files: 0,
      folders: 0,
      bytes: 0,
      heldItems: 0,
      heldBytes: 0,
      documents: 0,
      statuses: {},
    };
    this.bySource.set(source, sums);
    return sums;
  }

  #add(row: AlikeRow): void {
    const { item, holder, kind, source } = row;
    this.#addItems(row);
    if (itemKinds[kind] === 'folder') {
      this.folders += row.items;
      this.exceptions += row.exceptions;
      this.#source(source ?? 0).folders += row.items;
      return;
    }
    const spread =
      item !== null
        ? spreadOf(this.#shown.placesOf(item))
        : holder === null
          ? { first: source ?? 0, counts: new Map([[source ?? 0, 1]]) }
          : this.#spreadOfContent(holder);
    if (!spread) return;
    for (const at of spread.counts.keys()) {
      if (item === null) this.#source(at).documents += row.read - row.copied;
      else this.#addOne.run(at, item);
    }
    if (item === null && holder !== null && row.copied > 0) this.#addCopied(holder, spread);
    this.#count(row, spread);
  }

  /** Once for each: rows come by holder. */
  #addCopied(holder: number, { counts }: Spread): void {
    if (this.#copiedOf === holder) return;
    this.#copiedOf = holder;
    for (const source of counts.keys()) this.#addHeld.run(source, holder);
  }

  #addItems({ kind, ending, code, items, failed, parents }: AlikeRow): void {
    const isFolder = itemKinds[kind] === 'folder';
    const sums = this.unaccounted;
    if (ending === 'pending' || ending === 'awaiting content') sums.open += items;
    if (isFolder) sums.unlistedFolders += failed;
    else if (ending === 'failed' && unaccountedCodes.some((one) => one === code)) sums.unread += items;
    this.parents += parents;
  }

  /** Rows come by holder: the last one is kept. */
  #spreadOfContent(holder: number): Spread | undefined {
    if (this.#spreadOf?.holder === holder) return this.#spreadOf.spread;
    const spread = spreadOf(this.#places.ofContent(holder));
    if (!spread) return undefined;
    this.#spreadOf = { holder, spread };
    return spread;
  }

  #count(row: AlikeRow, { first, counts }: Spread): void {
    const { ending: status, type, code, items, bytes, exceptions } = row;
    const isFile = row.holder === null && row.is_set === 0;
    const isOnce = shownOnce.has(status);
    for (const [source, times] of counts) {
      const sums = this.#source(source);
      const asItIs = isOnce ? Number(source === first) : times;
      for (const [value, count] of [
        [status, asItIs],
        ['duplicate', times - asItIs],
      ] as const) {
        if (count === 0) continue;
        sums.statuses[value] = addCounts(sums.statuses[value] ?? 0, items * count);
        addTo(this.by.status, value, row, count);
      }
      addTo(this.by.type, type, row, times);
      if (code !== null) addTo(this.by.code, code, row, times);
      const restricted = restrictedSet(row.known ?? undefined);
      if (restricted !== undefined) addTo(this.by.restricted, restricted, row, times);
      const counted = isFile ? 'files' : 'heldItems';
      sums[counted] = addCounts(sums[counted], items * times);
      sums[isFile ? 'bytes' : 'heldBytes'] += bytes * times;
      this[isFile ? 'sourceBytes' : 'expandedBytes'] += bytes * times;
      this.exceptions +=
        exceptions * (status === 'failed' || status === 'encrypted' ? times : Number(source === first));
    }
  }
}

function addTo(sums: Map<string, Sum>, value: string, { items, bytes }: AlikeRow, times: number): void {
  const sum = sums.get(value) ?? { items: 0, bytes: 0 };
  sums.set(value, { items: addCounts(sum.items, items * times), bytes: sum.bytes + bytes * times });
}

/** Of the places that are there; undefined where there are none. */
function spreadOf({ kinds }: ManyPlaces): Spread | undefined {
  const counts = new Map<number, number>();
  let first: number | undefined;
  for (const kind of kinds) {
    if (kind.first.past) continue;
    const { source } = kind.first;
    first ??= source;
    counts.set(source, addCounts(counts.get(source) ?? 0, kind.count));
  }
  return first === undefined ? undefined : { first, counts };
}
