/** Reads the items of the ledger: all of them, or those that a path or a hash names. */
import type { DatabaseSync } from 'node:sqlite';
import type { FamilyItem, HeldAsked, HeldItems, Holder, ItemReading, LedgerItem } from '../ledger/items.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { Warning } from '../../schemas/status.ts';
import { itemKinds } from './catalogue-schema.ts';
import { heldRows } from './held-items.ts';
import { comparePlaces, type ItemPlace } from './item-place.ts';
import { currentItems, exceptionIn, itemStatusIn, itemTables } from './item-status.ts';
import { countPlaces } from './many-places.ts';
import type { Places } from './places.ts';
import { bytesOf, hexOf, present, textOf, timesOf } from './row-values.ts';
import type { Visibility, Visible } from './visible.ts';

type Row = Record<string, unknown>;

const columnsIn = (
  shown: Visible,
): string => `i.item, i.id, i.revision, i.kind, i.name, i.size, i.modified, i.accessed, i.changed, i.created, i.time_forms,
  COALESCE(i.code, d.code) AS code, COALESCE(i.detail, d.detail) AS detail, i.warnings AS item_warnings, i.superseded, i.gone,
  d.sha256, d.sha1, d.md5, d.format, d.media_type, d.known, d.notable, d.warnings AS document_warnings, ${itemStatusIn(shown)} AS status`;

/** Rows of the parent and of all that its content attaches or embeds, and what these hold. */
const familySql = `
WITH RECURSIVE parent(row, document) AS (
  SELECT item, document FROM item WHERE id = ? AND superseded IS NULL
), below(row, document) AS (
  SELECT i.item, i.document FROM parent p JOIN item i ON i.holder = p.document
  WHERE i.kind IN (${itemKinds.indexOf('attachment')}, ${itemKinds.indexOf('embedded')}) AND i.superseded IS NULL
  UNION
  SELECT i.item, i.document FROM below b JOIN item i ON i.holder = b.document WHERE i.superseded IS NULL
)
SELECT row FROM parent UNION SELECT row FROM below`;

/** Items of one name that are looked at; a name that more share tells nothing. */
const maxSameName = 10_000;

export class ItemReader implements ItemReading {
  readonly #database: DatabaseSync;
  readonly #places: Places;
  readonly #visibility: Visibility;

  constructor(database: DatabaseSync, places: Places, visibility: Visibility) {
    this.#database = database;
    this.#places = places;
    this.#visibility = visibility;
  }

  async *all(
    { exceptionsOnly }: { readonly exceptionsOnly: boolean },
    scope: Scope,
  ): AsyncGenerator<LedgerItem, void> {
    const shown = this.#visibility.to(scope);
    const read = this.#reading(scope, exceptionsOnly ? `${currentItems} AND ${exceptionIn(shown)}` : 'TRUE');
    for (const row of shown.itemsInOrder()) {
      const item = read(row);
      if (item) yield item;
    }
  }

  async notable(scope: Scope): Promise<readonly LedgerItem[]> {
    const rows = this.#database
      .prepare(`SELECT i.item FROM ${itemTables} WHERE d.notable IS NOT NULL AND ${currentItems}`)
      .all() as { item: number }[];
    return this.#inOrder(
      rows.map(({ item }) => item),
      scope,
    );
  }

  async get(id: string, scope: Scope): Promise<LedgerItem | undefined> {
    const row = this.#database
      .prepare('SELECT item FROM item WHERE id = ? ORDER BY revision DESC LIMIT 1')
      .get(bytesOf(id));
    return row && this.#reading(scope)(Number(row['item']));
  }

  async ofFamily(family: string, scope: Scope): Promise<readonly FamilyItem[]> {
    const shown = this.#visibility.to(scope);
    const read = this.#reading(scope);
    return (this.#database.prepare(familySql).all(bytesOf(family)) as { row: number }[])
      .flatMap(({ row }) => {
        const places = shown.placesOf(row);
        const inIt = [...places.first, ...places.kinds.map(({ first }) => first)]
          .filter((place) => place.family === family)
          .sort(comparePlaces);
        const [place] = inIt;
        const item = place && read(row);
        return item ? [{ place, item }] : [];
      })
      .sort((one, other) => (one.place.key < other.place.key ? -1 : 1))
      .map(({ place, item }) => ({ item, path: place.path, past: place.past }));
  }

  async heldBy(of: Holder, asked: HeldAsked, scope: Scope): Promise<HeldItems> {
    const read = this.#reading(scope);
    const { rows, total } = heldRows(this.#database, this.#visibility.to(scope), of, asked);
    const items = rows.flatMap(({ item: row, name }) => {
      const item = read(row);
      return item ? [{ item, name }] : [];
    });
    return { items, total };
  }

  async at(path: string, scope: Scope): Promise<readonly LedgerItem[]> {
    const shown = this.#visibility.to(scope);
    const found = new Set<number>();
    const sources = this.#database.prepare('SELECT source, reference, root FROM source').all();
    const rootItem = this.#database.prepare(
      'SELECT item FROM item WHERE source = ? AND place IS NULL AND holder IS NULL',
    );
    for (const { source, reference, root } of sources) {
      const top = rootItem.get(Number(source));
      const below = Buffer.from(root as Uint8Array).toString();
      for (const rest of restsOf(path, textOf(reference), below))
        for (const row of this.#descend('place', Number(top?.['item']), rest))
          // What shows at another place alone is not at this path.
          if (
            shown.everything ||
            liesAt(shown, row, (place) => place.source === source && place.path === rest)
          )
            found.add(row);
    }
    const items = this.#inOrder([...found], scope);
    return items.length > 0 ? items : this.#endingSo(path, scope);
  }

  /** A name alone is what people remember: looks at every item of that name. */
  #endingSo(path: string, scope: Scope): readonly LedgerItem[] {
    const last = path.slice(path.lastIndexOf('/') + 1);
    const named = (where: string, name: string): { item: number }[] =>
      this.#database
        .prepare(`SELECT item FROM item WHERE ${where} AND superseded IS NULL ORDER BY id LIMIT ?2`)
        .all(name, maxSameName) as { item: number }[];
    // Members of archives have their folders in their names.
    const rows = [...named('name = ?1', last), ...named('substr(name, -length(?1)) = ?1', `/${last}`)];
    const shown = this.#visibility.to(scope);
    const ending = rows.filter(({ item }) =>
      shown.placesOf(item).first.some((place) => `/${place.path}`.endsWith(`/${path}`)),
    );
    return this.#inOrder(
      ending.map(({ item }) => item),
      scope,
    );
  }

  *#descend(parent: 'place' | 'holder', above: number, rest: string): Generator<number> {
    const rows = this.#database
      .prepare(
        `SELECT i.item, i.kind, i.document, COALESCE(NULLIF(i.name, ''), '#' || i.ordinal) AS shown FROM item i
         WHERE i.${parent} = ?2 AND i.superseded IS NULL AND (shown = ?1 OR substr(?1, 1, length(shown) + 1) = shown || '/')`,
      )
      .all(rest, above) as { item: number; kind: number; document: number | null; shown: string }[];
    for (const { item, kind, document, shown } of rows) {
      const further = rest.slice(shown.length + 1);
      if (shown === rest) yield item;
      else if (itemKinds[kind] === 'folder') yield* this.#descend('place', item, further);
      else if (document !== null) yield* this.#descend('holder', document, further);
    }
  }

  async byHash(prefix: string, limit: number, scope: Scope): Promise<readonly LedgerItem[]> {
    if (!/^[0-9a-f]{6,64}$/iu.test(prefix)) return [];
    const { item, first } = this.#visibility.to(scope);
    const ofContent = (hash: 'sha256' | 'sha1' | 'md5'): string =>
      `SELECT i.item, i.id, i.revision FROM ${itemTables} WHERE d.${hash} BETWEEN ?1 AND ?2 AND ${first} = i.item AND ${item}`;
    const byId = `SELECT i.item, i.id, i.revision FROM item i WHERE i.id BETWEEN ?1 AND ?2 AND ${item}`;
    const byKey = this.#ofHash(prefix, limit, [
      [ofContent('sha256'), 32],
      [byId, 16],
    ]);
    // The other hashes have no index, every document is looked at: only where the indexed ones find nothing.
    const rows =
      byKey.length > 0
        ? byKey
        : this.#ofHash(prefix, limit, [
            [ofContent('sha1'), 20],
            [ofContent('md5'), 16],
          ]);
    const read = this.#reading(scope);
    return rows.flatMap((row) => read(row) ?? []);
  }

  /** The rows that questions about hashes of so many bytes find, by id and revision. */
  #ofHash(
    prefix: string,
    limit: number,
    questions: readonly (readonly [sql: string, hashBytes: number])[],
  ): number[] {
    const found = questions.flatMap(([sql, hashBytes]) => {
      if (prefix.length > hashBytes * 2) return [];
      const [low, high] = ['0', 'f'].map((digit) =>
        Buffer.from(prefix.toLowerCase().padEnd(hashBytes * 2, digit), 'hex'),
      );
      return this.#database
        .prepare(`${sql} ORDER BY i.id, i.revision LIMIT ?3`)
        .all(low ?? null, high ?? null, limit) as { item: number; id: Uint8Array; revision: number }[];
    });
    const rows = new Map(found.map((row) => [row.item, row]));
    return [...rows.values()]
      .sort((a, b) => Buffer.compare(a.id, b.id) || a.revision - b.revision)
      .slice(0, limit)
      .map(({ item }) => item);
  }

  #inOrder(rows: readonly number[], scope: Scope): LedgerItem[] {
    const shown = this.#visibility.to(scope);
    const read = this.#reading(scope);
    return rows
      .map((row) => ({ key: shown.keyOf(row) ?? '', item: read(row) }))
      .sort((a, b) =>
        a.key === b.key ? (a.item?.revision ?? 0) - (b.item?.revision ?? 0) : a.key < b.key ? -1 : 1,
      )
      .flatMap(({ item }) => item ?? []);
  }

  /** Reads the item of a row, where the scope shows it and `where` holds. Roots of sources are no items. */
  #reading(scope: Scope, where = 'TRUE'): (row: number) => LedgerItem | undefined {
    const shown = this.#visibility.to(scope);
    const statement = this.#database.prepare(
      `SELECT ${columnsIn(shown)} FROM ${itemTables} WHERE i.item = ? AND (i.place IS NOT NULL OR i.holder IS NOT NULL) AND ${where}`,
    );
    statement.setReadBigInts(true);
    return (row) => {
      const found = statement.get(row);
      return found && this.#item(found, shown);
    };
  }

  #item(row: Row, shown: Visible): LedgerItem | undefined {
    const place = shown.placeOf(Number(row['item']));
    if (!place && !shown.everything) return undefined;
    const warnings = [row['item_warnings'], row['document_warnings']].flatMap((json) =>
      json ? (JSON.parse(textOf(json)) as Warning[]) : [],
    );
    return {
      id: hexOf(row['id']),
      revision: Number(row['revision']),
      kind: itemKinds[Number(row['kind'])] ?? 'other',
      path: place?.path ?? textOf(row['name']),
      source: place ? this.#places.source(place.source).reference : '',
      status: textOf(row['status']),
      times: timesOf(row),
      warnings,
      superseded: row['superseded'] !== null,
      gone: row['gone'] !== null && row['superseded'] === null,
      ...present({
        code: row['code'] as string | null,
        detail: row['detail'] as string | null,
        size: row['size'] === null ? null : Number(row['size']),
        sha256: row['sha256'] ? hexOf(row['sha256']) : null,
        sha1: row['sha1'] ? hexOf(row['sha1']) : null,
        md5: row['md5'] ? hexOf(row['md5']) : null,
        format: row['format'] as string | null,
        mediaType: row['media_type'] as string | null,
        known: row['known'] as string | null,
        notable: row['notable'] as string | null,
      }),
    };
  }
}

/** Of an item with more places than are listed, each may be meant. */
function liesAt(shown: Visible, item: number, isThere: (place: ItemPlace) => boolean): boolean {
  const places = shown.placesOf(item);
  return places.first.some(isThere) || countPlaces(places) > places.first.length;
}

/** What a path may mean below a source: all of it, or what stands behind its reference or its root. */
function restsOf(path: string, reference: string, root: string): string[] {
  const rests = [path];
  for (const prefix of [`${reference}/`, `${root}/`])
    if (path.startsWith(prefix)) rests.push(path.slice(prefix.length));
  if (root.endsWith(`/${path}`) || path === root) rests.push(path.slice(path.lastIndexOf('/') + 1));
  return rests;
}
