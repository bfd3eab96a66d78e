/** Where items lie: paths, families and evidence order, put together from parents when they are asked for. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Occurrence } from '../../schemas/index-entry.ts';
import { familyOf, type InFamily, type Relation } from '../family.ts';
import { itemKinds } from './catalogue-schema.ts';
import { MarkReader } from './mark-reader.ts';

/**
 * Places of one document that are listed one by one, and those beyond it that have a label or are withheld. After that
 * each source is kept once, and once more for every other set of labels and scopes.
 */
const maxOccurrences = 1_000;
const maxMarkedOccurrences = 1_000;
/** Folders whose paths are kept at hand. */
const maxCachedFolders = 50_000;
const maxNesting = 100;

interface ItemRow {
  readonly item: number;
  readonly id: Uint8Array;
  readonly source: number | null;
  readonly place: number | null;
  readonly holder: number | null;
  readonly ordinal: number | null;
  readonly kind: number;
  readonly name: string;
  readonly raw_name: Uint8Array | null;
  /** 1 for an earlier revision and for what is gone from the source. */
  readonly past: number;
}

/** An item at one of its places; `source` by its row. */
export interface ItemPlace extends InFamily {
  readonly path: string;
  readonly source: number;
  /** It or something on the way to it is an earlier revision, or gone from the source. */
  readonly past: boolean;
  /** Sorts places in evidence order; see `orderKey`. Made when it is asked for. */
  key(): string;
}

interface Folder {
  readonly path: string;
  readonly rawPath: string;
  readonly source: number;
}

const columns =
  'item, id, source, place, holder, ordinal, kind, name, raw_name, superseded IS NOT NULL OR gone IS NOT NULL AS past';
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
/** The raw bytes of a name as a string of bytes: comparing such strings compares bytes. */
const rawOf = (row: ItemRow): string =>
  (row.raw_name ? Buffer.from(row.raw_name) : Buffer.from(row.name)).toString('latin1');

const relationOf = ({ kind }: ItemRow): Relation | undefined => {
  const relation = itemKinds[kind];
  return relation === 'member' || relation === 'attachment' || relation === 'embedded' ? relation : undefined;
};

/** A member without a name is shown by where it lies in its holder. */
const shownName = (row: ItemRow): string => row.name || `#${row.ordinal ?? 0}`;

const folderKey = (source: number, rawPath: string): string =>
  `${String(source).padStart(8, '0')}\0${rawPath.replaceAll('/', '\0')}`;
const memberKey = (holder: string, { ordinal }: ItemRow): string =>
  `${holder}\0${String(ordinal ?? 0).padStart(12, '0')}`;

/** What is there comes first, then what is not any more; each in evidence order. */
export function comparePlaces(one: ItemPlace, other: ItemPlace): number {
  if (one.past !== other.past) return one.past ? 1 : -1;
  const [key, otherKey] = [one.key(), other.key()];
  return key < otherKey ? -1 : key > otherKey ? 1 : 0;
}

export class Places {
  readonly #byRow: StatementSync;
  readonly #carriers: StatementSync;
  readonly #sources: StatementSync;
  readonly #sha256Of: StatementSync;
  readonly #marks: MarkReader;
  readonly #folders = new Map<number, Folder>();
  readonly #names = new Map<number, { reference: string; custodian?: string }>();

  constructor(database: DatabaseSync) {
    this.#byRow = database.prepare(`SELECT ${columns} FROM item WHERE item = ?`);
    this.#carriers = database.prepare(
      `SELECT ${columns} FROM item WHERE document = ?1
       ORDER BY item <> COALESCE((SELECT first FROM document WHERE document = ?1), 0), past, id, revision`,
    );
    this.#sha256Of = database.prepare('SELECT sha256 FROM document WHERE document = ?');
    this.#marks = new MarkReader(database);
    this.#sources = database.prepare('SELECT reference, intake FROM source WHERE source = ?');
  }

  #row(item: number): ItemRow | undefined {
    return this.#byRow.get(item) as ItemRow | undefined;
  }

  #folder(item: number): Folder {
    const cached = this.#folders.get(item);
    if (cached) return cached;
    const row = this.#row(item);
    if (!row) return { path: '', rawPath: '', source: 0 };
    const above = row.place === null ? undefined : this.#folder(row.place);
    const joined = (parent: string, name: string): string => (parent ? `${parent}/${name}` : name);
    const folder = above
      ? {
          path: joined(above.path, row.name),
          rawPath: joined(above.rawPath, rawOf(row)),
          source: above.source,
        }
      : { path: '', rawPath: '', source: row.source ?? 0 };
    if (this.#folders.size >= maxCachedFolders) this.#folders.clear();
    this.#folders.set(item, folder);
    return folder;
  }

  /** Raw and shown path below the source's root of an item that lies in a folder. */
  file(item: number): { path: string; rawPath: Buffer; source: number } {
    const { path, rawPath, source } = this.#folder(item);
    return { path, rawPath: Buffer.from(rawPath, 'latin1'), source };
  }

  /** Every place of an item: one, or as many as the content that holds it has. */
  *#places(row: ItemRow, above: readonly number[]): Generator<ItemPlace, void> {
    const id = hex(row.id);
    if (row.holder === null) {
      const { path, rawPath, source } = this.#folder(row.item);
      const key = (): string => folderKey(source, rawPath);
      yield { item: id, path, source, family: familyOf(id), past: row.past === 1, key };
      return;
    }
    // A content that holds itself (a quine) has no place through itself.
    if (above.includes(row.holder) || above.length > maxNesting) return;
    const relation = relationOf(row);
    for (const carrier of this.#carriers.all(row.holder) as unknown as ItemRow[]) {
      for (const place of this.#places(carrier, [...above, row.holder])) {
        yield {
          item: id,
          path: `${place.path}/${shownName(row)}`,
          source: place.source,
          family: familyOf(id, relation, place),
          past: row.past === 1 || place.past,
          key: () => memberKey(place.key(), row),
        };
      }
    }
  }

  /** Places of one item; the first is that of the first carrier of what holds it. */
  *ofItem(item: number): Generator<ItemPlace, void> {
    const row = this.#row(item);
    if (row) yield* this.#places(row, []);
  }

  source(source: number): { reference: string; custodian?: string } {
    let names = this.#names.get(source);
    if (!names) {
      const row = this.#sources.get(source) as { reference: string; intake: string } | undefined;
      const custodian = row ? (JSON.parse(row.intake) as { custodian?: string }).custodian : undefined;
      names = { reference: row?.reference ?? '', ...(custodian ? { custodian } : {}) };
      this.#names.set(source, names);
    }
    return names;
  }

  /** The places of a document as the index holds them; see `maxOccurrences`. */
  ofDocument(document: number): Occurrence[] {
    const found: Occurrence[] = [];
    const seen = new Set<string>();
    const sha256 = hex((this.#sha256Of.get(document) as { sha256: Uint8Array }).sha256);
    const hasMarks = this.#marks.change() > 0;
    let beyond = 0;
    for (const row of this.#carriers.all(document) as unknown as ItemRow[]) {
      for (const { item, path, source, family } of this.#places(row, [])) {
        const marks = hasMarks ? this.#marks.at({ document: sha256, item, family }) : {};
        const kind = JSON.stringify([source, marks]);
        if (found.length >= maxOccurrences && seen.has(kind)) {
          if (!marks.labels && !marks.withheld) continue;
          if (++beyond > maxMarkedOccurrences) continue;
        }
        seen.add(kind);
        const { reference, custodian } = this.source(source);
        found.push({
          item,
          path,
          name: shownName(row),
          source: reference,
          ...(custodian ? { custodian } : {}),
          family,
          deleted: false,
          ...marks,
        });
      }
    }
    return found;
  }

  /** The top-level files through which an item is reached, with the contents on the way (outermost first). */
  *waysTo(
    item: number,
    above: readonly number[] = [],
  ): Generator<{ file: number; through: readonly number[] }> {
    const row = this.#row(item);
    if (!row || row.past) return;
    if (row.holder === null) {
      yield { file: item, through: [] };
      return;
    }
    if (above.includes(row.holder) || above.length > maxNesting) return;
    for (const carrier of this.#carriers.all(row.holder) as unknown as ItemRow[]) {
      for (const way of this.waysTo(carrier.item, [...above, row.holder])) {
        yield { file: way.file, through: [...way.through, row.holder] };
      }
    }
  }

  /**
   * The key that sorts items in evidence order: source, then raw names from the root down, then the ordinal of
   * a member in its holder, whose own place is its first.
   */
  orderKey(item: number, above: readonly number[] = []): string | undefined {
    const row = this.#row(item);
    if (!row) return undefined;
    if (row.holder === null) {
      const { rawPath, source } = this.#folder(item);
      return folderKey(source, rawPath);
    }
    if (above.includes(row.holder) || above.length > maxNesting) return undefined;
    const holder = this.firstCarrier(row.holder, [...above, row.holder]);
    return holder ? memberKey(holder.key, row) : undefined;
  }

  /** The first carrier of a document in evidence order. */
  firstCarrier(document: number, above: readonly number[] = []): { item: number; key: string } | undefined {
    const rows = this.#carriers.all(document) as unknown as ItemRow[];
    let first: { item: number; key: string; past: number } | undefined;
    for (const { item, past } of rows) {
      const key = this.orderKey(item, above);
      // What is no longer there comes behind all that is. Not part of the key, which members build theirs on.
      if (key !== undefined && (!first || past < first.past || (past === first.past && key < first.key)))
        first = { item, key, past };
    }
    return first;
  }
}
