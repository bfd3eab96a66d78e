/** Where items lie: paths, families and evidence order, put together from parents when they are asked for. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Deletion } from '../../schemas/deletion.ts';
import type { IndexEntry, Occurrence } from '../../schemas/index-entry.ts';
import { carriedBy, carriedDate, type CarriedPlace } from '../carrying-message.ts';
import { deletionsAt } from '../deletion.ts';
import { isNoVolume } from './catalogue-schema.ts';
import { ContentStatements } from './content-statements.ts';
import { type Folder, ItemPlace, type ItemRow, rawNameOf } from './item-place.ts';
import { type ManyPlaces, PlaceGathering } from './many-places.ts';
import { MarkReader } from './mark-reader.ts';

/** Kinds of places that an entry has beyond those that are listed: each source, each other set of labels, scopes and codes. */
const maxFurtherOccurrences = 1_000;
/** Folders whose paths are kept at hand. */
const maxCachedFolders = 50_000;
/** Units of the keys of all places that are kept at hand. */
const maxKeptUnits = 64 * 1024 * 1024;
/** What a place takes beside its key, about. */
const unitsOfPlace = 100;
const maxNesting = 100;
/** Contents that hold each other are looked into once for each way between them: more than this is an attack. */
const maxUnkept = 10_000;

const columns =
  'item, id, source, place, holder, ordinal, kind, name, raw_name, fate, CASE WHEN superseded IS NOT NULL THEN 2 ELSE gone IS NOT NULL END AS past, warnings';

/** `isWhole` is false where a place was left out that leads through what is being looked at. */
interface ContentPlaces extends ManyPlaces {
  readonly isWhole: boolean;
}

/** The places of a document for the index, and the date that follows from the messages that carry it. */
export interface DocumentPlaces {
  readonly occurrences: readonly Occurrence[];
  readonly carried?: IndexEntry['dates'][number];
}

const noPlaces: ContentPlaces = { first: [], kinds: [], isWhole: false };

export class Places {
  readonly #database: DatabaseSync;
  readonly #byRow: StatementSync;
  /** One for each step of nesting: a statement cannot be read twice at a time. */
  readonly #carriers: StatementSync[] = [];
  readonly #inItself: StatementSync;
  readonly #sources: StatementSync;
  readonly #sha256Of: StatementSync;
  readonly #version: StatementSync;
  readonly #changes: StatementSync;
  readonly #marks: MarkReader;
  readonly #statements: ContentStatements;
  readonly #folders = new Map<number, Folder>();
  readonly #names = new Map<number, { reference: string; custodian?: string; zone?: string }>();
  readonly #kept = new Map<number, ContentPlaces>();
  #keptUnits = 0;
  #keptOf = '';
  #unkept = 0;
  #hasMarks = false;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#byRow = database.prepare(`SELECT ${columns} FROM item WHERE item = ?`);
    this.#inItself = database.prepare(`SELECT ${columns} FROM item WHERE holder = ?1 AND document = ?1`);
    this.#sha256Of = database.prepare('SELECT sha256 FROM document WHERE document = ?');
    this.#marks = new MarkReader(database);
    this.#statements = new ContentStatements(database);
    this.#sources = database.prepare('SELECT reference, intake FROM source WHERE source = ?');
    this.#version = database.prepare('PRAGMA data_version');
    this.#changes = database.prepare('SELECT total_changes() AS changes');
  }

  #row(item: number): ItemRow | undefined {
    return this.#byRow.get(item) as ItemRow | undefined;
  }

  #carriersAt(depth: number): StatementSync {
    return (this.#carriers[depth] ??= this.#database.prepare(
      `SELECT ${columns} FROM item WHERE document = ? AND ${isNoVolume}`,
    ));
  }

  #folder(row: ItemRow): Folder {
    const { item, place } = row;
    const cached = this.#folders.get(item);
    if (cached) return cached;
    const parent = place === null ? undefined : this.#row(place);
    const above = parent && this.#folder(parent);
    const joined = (before: string, name: string): string => (before ? `${before}/${name}` : name);
    const folder = above
      ? {
          path: joined(above.path, row.name),
          rawPath: joined(above.rawPath, rawNameOf(row)),
          source: above.source,
        }
      : { path: '', rawPath: '', source: row.source ?? 0 };
    if (this.#folders.size >= maxCachedFolders) this.#folders.clear();
    this.#folders.set(item, folder);
    return folder;
  }

  /** Raw and shown path below the source's root of an item that lies in a folder. */
  file(item: number): { path: string; rawPath: Buffer; source: number } {
    const row = this.#row(item);
    const { path, rawPath, source } = row ? this.#folder(row) : { path: '', rawPath: '', source: 0 };
    return { path, rawPath: Buffer.from(rawPath, 'latin1'), source };
  }

  /** The places of one item: one, or as many as the content that holds it has. */
  ofItem(item: number): ManyPlaces {
    this.#forgetChanged();
    const row = this.#row(item);
    if (!row) return noPlaces;
    const gathering = new PlaceGathering();
    this.#gather(gathering, row, row.holder === null ? undefined : this.#content(row.holder, []));
    return gathering.result();
  }

  /** The places of all the items that carry a content, of earlier revisions and of what is gone as well. */
  ofContent(document: number): ManyPlaces {
    this.#forgetChanged();
    const outside = this.#content(document, []);
    const inside = this.#inItself.all(document) as unknown as ItemRow[];
    if (inside.length === 0) return outside;
    const gathering = new PlaceGathering();
    for (const place of outside.first) gathering.list(place);
    for (const { key, first, count } of outside.kinds) gathering.count(key, first, count);
    for (const row of inside) this.#gather(gathering, row, outside);
    return gathering.result();
  }

  /** The first place of an item, without the others: undefined for what lies in itself alone. */
  firstOf(item: number): ItemPlace | undefined {
    this.#forgetChanged();
    const row = this.#row(item);
    if (!row) return undefined;
    if (row.holder === null) return new ItemPlace(row, { on: this.#folder(row) });
    // The first of what holds it, also where it is itself past: what is there comes first.
    const [first] = this.#content(row.holder, []).first;
    return first && new ItemPlace(row, { in: first });
  }

  /** Places of a content for what it holds: those through itself (of a quine) are none. */
  #content(document: number, above: readonly number[]): ContentPlaces {
    const kept = this.#kept.get(document);
    if (kept) return kept;
    if (above.length === 0) this.#unkept = 0;
    if (above.length >= maxNesting || this.#unkept > maxUnkept) return noPlaces;
    const gathering = new PlaceGathering();
    const way = [...above, document];
    let isWhole = true;
    for (const carrier of this.#carriersAt(above.length).iterate(document)) {
      const row = carrier as unknown as ItemRow;
      const isRound = row.holder !== null && way.includes(row.holder);
      const holder = isRound ? noPlaces : row.holder === null ? undefined : this.#content(row.holder, way);
      isWhole &&= holder?.isWhole ?? true;
      this.#gather(gathering, row, holder);
    }
    const places = { ...gathering.result(), isWhole };
    if (isWhole || above.length === 0) this.#keep(document, places);
    else this.#unkept += 1;
    return places;
  }

  #gather(gathering: PlaceGathering, row: ItemRow, holder: ManyPlaces | undefined): void {
    if (holder === undefined) {
      const place = new ItemPlace(row, { on: this.#folder(row) });
      gathering.list(place);
      gathering.count(this.#kindOf(place), place, 1);
      return;
    }
    for (const place of holder.first) gathering.list(new ItemPlace(row, { in: place }));
    for (const { first, count } of holder.kinds) {
      const place = new ItemPlace(row, { in: first });
      gathering.count(this.#kindOf(place), place, count);
    }
  }

  /**
   * Places of one content with the same key have the same labels, scopes and codes, and what their content holds has again
   * places of one kind. An item or family counts by its id only where it is a target of labels or withholding.
   */
  #kindOf({ row, item, family, source, past, codes = [] }: ItemPlace): string {
    const marked = (covers: 'item' | 'family', id: string): string =>
      this.#hasMarks && this.#marks.isTarget(covers, id) ? id : '';
    return [
      source,
      past,
      row.past,
      item === family,
      marked('item', item),
      marked('family', family),
      ...codes,
    ].join();
  }

  #keep(document: number, places: ContentPlaces): void {
    const all = [...places.first, ...places.kinds.map(({ first }) => first)];
    this.#keptUnits += all.reduce((sum, { key }) => sum + key.length + unitsOfPlace, 0);
    if (this.#keptUnits > maxKeptUnits) this.#forget();
    this.#kept.set(document, places);
  }

  #forget(): void {
    this.#kept.clear();
    this.#statements.forget();
    this.#keptUnits = 0;
  }

  /** Another where anything was written since: by others, or over this connection. */
  version(): string {
    return `${Number(this.#version.get()?.['data_version'])} ${Number(this.#changes.get()?.['changes'])}`;
  }

  #forgetChanged(): void {
    const version = this.version();
    if (version === this.#keptOf) return;
    this.#keptOf = version;
    this.#forget();
    this.#hasMarks = this.#marks.change() > 0;
  }

  /** What the source of an item's first place declares. */
  zoneOf(item: number): string | undefined {
    const place = this.firstOf(item);
    return place && this.source(place.source).zone;
  }

  /** Their names are kept, and one of them has changed. */
  forgetSources(): void {
    this.#names.clear();
  }

  source(source: number): { reference: string; custodian?: string; zone?: string } {
    let names = this.#names.get(source);
    if (!names) {
      const row = this.#sources.get(source) as { reference: string; intake: string } | undefined;
      const intake = (row ? JSON.parse(row.intake) : {}) as { custodian?: string; timeZone?: string };
      names = { reference: row?.reference ?? '', custodian: intake.custodian, zone: intake.timeZone };
      this.#names.set(source, names);
    }
    return names;
  }

  /** The places of a document as the index holds them: the first, then the first of each other kind. */
  ofDocument(document: number): DocumentPlaces {
    return this.#occurrences(this.ofContent(document), document);
  }

  /** The same of an item; `document` is the row of its content, if it has one. */
  ofEntry(item: number, document: number | null): DocumentPlaces {
    return this.#occurrences(this.ofItem(item), document);
  }

  #occurrences({ first, kinds }: ManyPlaces, document: number | null): DocumentPlaces {
    const content = document === null ? undefined : this.#sha256Of.get(document);
    const sha256 = content ? Buffer.from(content['sha256'] as Uint8Array).toString('hex') : '';
    const listed = new Set(first.map((place) => this.#kindOf(place)));
    const further = kinds.filter(({ key }) => !listed.has(key)).slice(0, maxFurtherOccurrences);
    const own = document === null ? [] : this.#statements.of(document).deletions;
    const carrying: CarriedPlace[] = [];
    const occurrences = [...first, ...further.map((kind) => kind.first)].map((place) => {
      const { reference, custodian, zone } = this.source(place.source);
      const marks = this.#hasMarks
        ? this.#marks.at({ document: sha256, item: place.item, family: place.family })
        : {};
      const carrier = this.#carrierOf(place);
      carrying.push({ sent: carrier.sent, source: place.source, zone, withheld: marks.withheld });
      const deletions = deletionsAt(place.path, own, carrier.deletions);
      return {
        item: place.item,
        path: place.path,
        name: place.name,
        source: reference,
        ...(custodian ? { custodian } : {}),
        family: place.family,
        deletions: deletions.length > 0 ? deletions : undefined,
        past: place.pastBy,
        codes: place.codes,
        ...marks,
      };
    });
    return { occurrences, carried: carriedDate(carrying) };
  }

  /** What the messages on the way to a place say of what they carry. */
  #carrierOf(place: ItemPlace): ReturnType<typeof carriedBy> {
    const holders: number[] = [];
    for (let at: ItemPlace | undefined = place; at; at = at.above)
      if (at.row.holder !== null) holders.push(at.row.holder);
    return carriedBy(holders.values().map((holder) => this.#statements.of(holder)));
  }

  /** What says that an item is deleted at one of its places. */
  deletionsOf(place: ItemPlace, document: number | undefined): Deletion[] {
    const own = document === undefined ? [] : this.#statements.of(document).deletions;
    return deletionsAt(place.path, own, this.#carrierOf(place).deletions);
  }

  /** The top-level files through which a content is reached, with the contents on the way: the shortest ways first. */
  waysTo(document: number, limit: number): { item: number; file: number; through: readonly number[] }[] {
    return this.ofContent(document)
      .first.filter(({ past, row }) => !past && row.fate === null)
      .map((place) => {
        const through: number[] = [];
        let file = place;
        for (; file.above; file = file.above) if (file.row.holder !== null) through.unshift(file.row.holder);
        return { item: place.row.item, file: file.row.item, through };
      })
      .sort((one, other) => one.through.length - other.through.length)
      .slice(0, limit);
  }

  /** The key that sorts items in evidence order; see `ItemPlace.key`. */
  orderKey(item: number): string | undefined {
    return this.firstOf(item)?.key;
  }

  /** The first item in evidence order that carries a document: of what is there, else of what was. */
  firstCarrier(document: number): number | undefined {
    return this.ofContent(document).first[0]?.row.item;
  }
}
