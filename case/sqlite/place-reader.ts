/** Reads where items and contents lie. */
import type { DatabaseSync } from 'node:sqlite';
import type { MarkTarget } from '../../schemas/label.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { LedgerItem } from '../ledger/items.ts';
import type { LedgerPlace, PlaceReading } from '../ledger/places.ts';
import { currentItems } from './item-status.ts';
import { contentsOfTarget } from './mark-store.ts';
import { comparePlaces, type ItemPlace } from './item-place.ts';
import { MarkReader } from './mark-reader.ts';
import { countPlaces } from './many-places.ts';
import type { Places } from './places.ts';
import { bytesOf, hexOf } from './row-values.ts';
import type { Visibility, Visible } from './visible.ts';

/** Places that are put in order; a content with more is a bomb, or empty. */
const maxSorted = 100_000;

export class PlaceReader implements PlaceReading {
  readonly #database: DatabaseSync;
  readonly #places: Places;
  readonly #visibility: Visibility;
  readonly #marks: MarkReader;

  constructor(database: DatabaseSync, places: Places, visibility: Visibility) {
    this.#database = database;
    this.#places = places;
    this.#visibility = visibility;
    this.#marks = new MarkReader(database);
  }

  async ofItem(
    { id, revision }: Pick<LedgerItem, 'id' | 'revision'>,
    limit: number,
    scope: Scope,
  ): Promise<readonly LedgerPlace[]> {
    const rows = this.#database
      .prepare('SELECT item FROM item WHERE id = ? AND revision = ?')
      .all(bytesOf(id), revision);
    return this.#placesOf(rows, limit, this.#visibility.to(scope));
  }

  async count({ id, revision }: Pick<LedgerItem, 'id' | 'revision'>, scope: Scope): Promise<number> {
    const row = this.#database
      .prepare('SELECT item FROM item WHERE id = ? AND revision = ?')
      .get(bytesOf(id), revision);
    return row ? countPlaces(this.#visibility.to(scope).placesOf(Number(row['item']))) : 0;
  }

  async ofContent(sha256: string, limit: number, scope: Scope): Promise<readonly LedgerPlace[]> {
    const shown = this.#visibility.to(scope);
    const rows = this.#database
      .prepare(
        `SELECT i.item FROM document d JOIN item i ON i.document = d.document
         WHERE d.sha256 = ? AND ${currentItems}`,
      )
      .all(bytesOf(sha256));
    return this.#placesOf(rows, limit, shown);
  }

  #placesOf(rows: readonly Record<string, unknown>[], limit: number, shown: Visible): LedgerPlace[] {
    const content = this.#database.prepare(
      'SELECT d.document, d.sha256 FROM item i JOIN document d ON d.document = i.document WHERE i.item = ?',
    );
    const found: { readonly place: ItemPlace; readonly document: string; readonly row?: number }[] = [];
    for (const row of rows) {
      const held = content.get(Number(row['item']));
      const document = held ? hexOf(held['sha256']) : '';
      const contentRow = held && Number(held['document']);
      for (const place of shown.placesOf(Number(row['item'])).first) {
        if (found.length < maxSorted) found.push({ place, document, row: contentRow });
      }
    }
    return found
      .sort((one, other) => comparePlaces(one.place, other.place))
      .slice(0, limit)
      .map(({ place, document, row }) => ({
        item: place.item,
        family: place.family,
        ...(place.above ? { parent: place.above.item } : {}),
        document,
        path: place.path,
        source: this.#places.source(place.source).reference,
        past: place.past,
        deletions: this.#places.deletionsOf(place, row),
      }));
  }

  async contentsIn({ covers, id }: MarkTarget, scope: Scope): Promise<readonly string[]> {
    const shown = this.#visibility.to(scope);
    return this.#database
      .prepare(
        `SELECT document, sha256 FROM document WHERE document IN (${contentsOfTarget[covers]}) ORDER BY sha256`,
      )
      .all(bytesOf(id))
      .filter((row) => shown.everything || this.#liesIn({ covers, id }, row, shown))
      .map((row) => hexOf(row['sha256']));
  }

  /** What shows elsewhere alone does not lie in a target. */
  #liesIn({ covers, id }: MarkTarget, content: Record<string, unknown>, shown: Visible): boolean {
    const carriers = this.#database
      .prepare('SELECT item FROM item WHERE document = ?')
      .all(Number(content['document']));
    const isIn = ({ item, family }: ItemPlace): boolean =>
      id === { item, family, content: hexOf(content['sha256']) }[covers];
    return carriers.some(({ item }) => {
      const places = shown.placesOf(Number(item));
      if (places.first.some(isIn) || places.kinds.some(({ first }) => isIn(first))) return true;
      // What is withheld has a kind of its own; places of other families beyond those that are listed have none.
      return countPlaces(places) > places.first.length && !this.#marks.isTarget(covers, id);
    });
  }
}
