/** What of the ledger a scope shows: the one place that decides it for every reader. */
import type { DatabaseSync } from 'node:sqlite';
import { markCovers } from '../../schemas/label.ts';
import type { Scope } from '../../schemas/scope.ts';
import { isShown, opensAll } from '../../search/place-marks.ts';
import type { MarkedPlace } from '../catalogue/marks.ts';
import { itemsInOrder } from './evidence-order.ts';
import { MarkReader, targetNumber } from './mark-reader.ts';
import { contentsOfTarget } from './mark-store.ts';
import type { ItemPlace } from './item-place.ts';
import type { ManyPlaces } from './many-places.ts';
import type { Places } from './places.ts';
import { hexOf } from './row-values.ts';

/**
 * Of one scope. An item shows where one of its places does, a document where one of the items that carry it does. The
 * SQL is for questions over many rows; it is right at the moment when it is asked for, rows that are read later are
 * looked at one by one.
 */
export interface Visible {
  /** Nothing is withheld from the scope. */
  readonly everything: boolean;
  /** SQL over `item i`. */
  readonly item: string;
  /** SQL over `document d`. */
  readonly document: string;
  /** SQL over `document d`: the row of the first carrier that shows. */
  readonly first: string;
  /** SQL that gives the rows of items of which some places may show and others not; all others show everywhere or nowhere. */
  readonly apart: string;
  /** Why a place does not show; undefined where it does. */
  groundsOf(place: ItemPlace, sha256: string): readonly string[] | undefined;
  /** The first of the places of an item that show, in evidence order; undefined where none does. */
  placeOf(item: number): ItemPlace | undefined;
  /** The places of an item that show, in evidence order. */
  placesOf(item: number): ManyPlaces;
  /** The same of a document, by its row. */
  placesOfContent(document: number): ManyPlaces;
  /** Sorts items in evidence order; undefined for what does not show. */
  keyOf(item: number): string | undefined;
  /** All items that show but the roots of sources, in evidence order, by their rows. */
  itemsInOrder(): Generator<number, void>;
  hasDocument(document: number): boolean;
}

const temporaryTables = `
CREATE TEMP TABLE IF NOT EXISTS hidden_item (question INTEGER, item INTEGER, PRIMARY KEY (question, item)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS apart_item (question INTEGER, item INTEGER, PRIMARY KEY (question, item)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS hidden_document (question INTEGER, document INTEGER, PRIMARY KEY (question, document)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS shown_first (question INTEGER, document INTEGER, first INTEGER, PRIMARY KEY (question, document)) WITHOUT ROWID;`;

const inForce = 'removed_at IS NULL AND scope NOT IN (SELECT value FROM json_each(?))';

/** What a scope does not show, by rows, and which carrier of a document is the first that it does. */
interface HiddenRows {
  /** Items that lie in a target which is withheld. */
  readonly apart: readonly number[];
  readonly items: readonly number[];
  readonly documents: readonly number[];
  readonly firsts: readonly (readonly [document: number, first: number])[];
}

export class Visibility {
  readonly #database: DatabaseSync;
  readonly #places: Places;
  readonly #marks: MarkReader;
  /** The number under which the hidden rows of a scope were last written, and the state of the file when they were right. */
  readonly #written = new Map<string, { question: number; rows: string; version: number }>();
  #questions = 0;

  constructor(database: DatabaseSync, places: Places) {
    this.#database = database;
    this.#places = places;
    this.#marks = new MarkReader(database);
  }

  to(scope: Scope): Visible {
    if (opensAll(scope) || !this.#withholds(scope)) {
      const places = this.#places;
      return {
        everything: true,
        item: 'TRUE',
        document: 'TRUE',
        first: 'd.first',
        apart: 'SELECT 0 WHERE FALSE',
        groundsOf: () => undefined,
        placeOf: (item) => places.firstOf(item),
        placesOf: (item) => places.ofItem(item),
        placesOfContent: (document) => places.ofContent(document),
        keyOf: (item) => places.orderKey(item),
        itemsInOrder: () => itemsInOrder(this.#database),
        hasDocument: () => true,
      };
    }
    const question = (): number => this.#questionOf(scope);
    return {
      everything: false,
      get item() {
        return `i.item NOT IN (SELECT item FROM temp.hidden_item WHERE question = ${question()})`;
      },
      get document() {
        return `d.document NOT IN (SELECT document FROM temp.hidden_document WHERE question = ${question()})`;
      },
      get first() {
        return `COALESCE((SELECT s.first FROM temp.shown_first s WHERE s.question = ${question()} AND s.document = d.document), d.first)`;
      },
      get apart() {
        return `SELECT item FROM temp.apart_item WHERE question = ${question()}`;
      },
      groundsOf: ({ item, family }, document) => {
        const place = { item, family, document };
        return this.#isShown(place, scope) ? undefined : this.#marks.grounds(place);
      },
      placeOf: (item) => this.#firstPlace(item, scope),
      placesOf: (item) => this.#shownPlaces(item, scope),
      placesOfContent: (document) => this.#shownContent(document, scope),
      keyOf: (item) => this.#firstPlace(item, scope)?.key,
      itemsInOrder: () => this.#shownInOrder(scope),
      hasDocument: (document) => this.#firstCarrier(document, scope) !== undefined,
    };
  }

  #withholds({ open }: Scope): boolean {
    return (
      this.#database
        .prepare(
          `SELECT 1 FROM withholding WHERE ${inForce} UNION ALL SELECT 1 FROM unscreened_family LIMIT 1`,
        )
        .get(JSON.stringify(open)) !== undefined
    );
  }

  #isShown(place: MarkedPlace, scope: Scope): boolean {
    return isShown(this.#marks.at(place), scope);
  }

  /** Places of one kind show or do not show together, so that each kind is looked at once. */
  #shownOf(places: ManyPlaces, sha256: string, scope: Scope): ManyPlaces {
    const shows = ({ item, family }: ItemPlace): boolean =>
      this.#isShown({ item, family, document: sha256 }, scope);
    return { first: places.first.filter(shows), kinds: places.kinds.filter(({ first }) => shows(first)) };
  }

  #shownPlaces(item: number, scope: Scope): ManyPlaces {
    const content = this.#database
      .prepare('SELECT d.sha256 FROM item i JOIN document d ON d.document = i.document WHERE i.item = ?')
      .get(item);
    return this.#shownOf(this.#places.ofItem(item), content ? hexOf(content['sha256']) : '', scope);
  }

  #firstPlace(item: number, scope: Scope): ItemPlace | undefined {
    return this.#shownPlaces(item, scope).kinds[0]?.first;
  }

  /**
   * What lies in a target may show at another place than its first, and then comes there: its items are put in order
   * apart and led into the walk over all others.
   */
  *#shownInOrder(scope: Scope): Generator<number, void> {
    const { items } = this.#concerned(scope);
    const apart = [...items]
      .flatMap((item) => {
        const key = this.#firstPlace(item, scope)?.key;
        return key === undefined ? [] : [{ item, key }];
      })
      .sort((one, other) => (one.key === other.key ? one.item - other.item : one.key < other.key ? -1 : 1));
    let next = apart.shift();
    for (const item of itemsInOrder(this.#database)) {
      if (items.has(item)) continue;
      const key = this.#places.orderKey(item) ?? '';
      for (; next && next.key < key; next = apart.shift()) yield next.item;
      yield item;
    }
    for (; next; next = apart.shift()) yield next.item;
  }

  #hasPlace(item: number, scope: Scope): boolean {
    return this.#firstPlace(item, scope) !== undefined;
  }

  /** The first carrier that shows; undefined where none does. */
  #firstCarrier(document: number, scope: Scope): number | undefined {
    return this.#shownContent(document, scope).kinds[0]?.first.row.item;
  }

  #shownContent(document: number, scope: Scope): ManyPlaces {
    const content = this.#database.prepare('SELECT sha256 FROM document WHERE document = ?').get(document);
    if (!content) return { first: [], kinds: [] };
    return this.#shownOf(this.#places.ofContent(document), hexOf(content['sha256']), scope);
  }

  /**
   * Rows of an earlier answer stay: a list that is being read goes on with them. Beside a run the file changes all the
   * time, what is hidden hardly ever: rows are written anew when they are others, so that they do not gather.
   */
  #questionOf(scope: Scope): number {
    const key = JSON.stringify(scope.open.toSorted());
    const version = Number(this.#database.prepare('PRAGMA data_version').get()?.['data_version']);
    const written = this.#written.get(key);
    if (written?.version === version) return written.question;
    const hidden = this.#hiddenFrom(scope);
    const rows = JSON.stringify(hidden);
    if (written?.rows === rows) {
      written.version = version;
      return written.question;
    }
    this.#questions += 1;
    this.#written.set(key, { question: this.#questions, rows, version });
    this.#write(this.#questions, hidden);
    return this.#questions;
  }

  #hiddenFrom(scope: Scope): HiddenRows {
    const { items, documents } = this.#concerned(scope);
    const firsts = [...documents].map((document) => [document, this.#firstCarrier(document, scope)] as const);
    return {
      apart: [...items],
      items: [...items].filter((item) => !this.#hasPlace(item, scope)),
      documents: firsts.flatMap(([document, first]) => (first === undefined ? [document] : [])),
      firsts: firsts.flatMap(([document, first]) =>
        first === undefined ? [] : [[document, first] as const],
      ),
    };
  }

  #write(question: number, { apart, items, documents, firsts }: HiddenRows): void {
    this.#database.exec(temporaryTables);
    const hideItem = this.#database.prepare('INSERT INTO temp.hidden_item VALUES (?, ?)');
    const hideDocument = this.#database.prepare('INSERT INTO temp.hidden_document VALUES (?, ?)');
    const showFirst = this.#database.prepare('INSERT INTO temp.shown_first VALUES (?, ?, ?)');
    const setApart = this.#database.prepare('INSERT INTO temp.apart_item VALUES (?, ?)');
    for (const item of apart) setApart.run(question, item);
    for (const item of items) hideItem.run(question, item);
    for (const document of documents) hideDocument.run(question, document);
    for (const [document, first] of firsts) showFirst.run(question, document, first);
  }

  /** All that lies in a target which is withheld: some of it may show at another place. */
  #concerned(scope: Scope): { items: ReadonlySet<number>; documents: ReadonlySet<number> } {
    const items = new Set<number>();
    const documents = new Set<number>();
    const targets = this.#database
      .prepare(
        `SELECT target, id FROM withholding WHERE ${inForce}
         UNION SELECT ${targetNumber('family')}, family FROM unscreened_family`,
      )
      .all(JSON.stringify(scope.open));
    const itself = this.#database.prepare('SELECT item FROM item WHERE id = ?');
    const inContent = this.#database.prepare('SELECT item FROM item WHERE document = ?1 OR holder = ?1');
    for (const target of targets) {
      const id = target['id'] as Uint8Array;
      const covers = markCovers.options[Number(target['target'])] ?? 'content';
      for (const { item } of itself.all(id)) items.add(Number(item));
      for (const { document } of this.#database.prepare(contentsOfTarget[covers]).all(id)) {
        documents.add(Number(document));
        for (const { item } of inContent.all(Number(document))) items.add(Number(item));
      }
    }
    return { items, documents };
  }
}
