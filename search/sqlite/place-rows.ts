/** The places of documents: a row for each, with its words in a full-text table of their own. */
import type { Deletion } from '../../schemas/deletion.ts';
import type { Occurrence } from '../../schemas/index-entry.ts';
import { termText } from '../words/analysis.ts';
import { type KeywordRows, labelSpace } from './keyword-rows.ts';
import { itemCodeField } from '../query/item-codes.ts';
import type { Condition } from './condition.ts';
import type { Parameter, Row, Statements } from './statements.ts';
import { heldKey, heldName, nameOf, pathOrder } from './path-keys.ts';
import { numbersFamilies } from './schema.ts';
import { numberIn, packId, textIn, unpackId } from './statements.ts';

export class PlaceRows {
  readonly #statements: Statements;
  readonly #keywords: KeywordRows;
  /** The id of a family, of `occurrence o`. */
  readonly #familyId: string;
  /** Full-text rows of this batch, in the order of their numbers. */
  #pending: (readonly Parameter[])[] = [];
  /** Of this batch: what a message carries is written beside it. */
  #lastFamily: { readonly id: string; readonly family: number } | undefined;

  constructor(statements: Statements, keywords: KeywordRows) {
    this.#statements = statements;
    this.#keywords = keywords;
    this.#familyId = numbersFamilies(statements.database)
      ? '(SELECT f.id FROM family f WHERE f.family = o.family)'
      : 'o.family';
  }

  /** The number of a family, which is given one where it has none. */
  #familyOf(id: string): number {
    if (this.#lastFamily?.id === id) return this.#lastFamily.family;
    const packed = packId(id);
    const family =
      this.#statements.insertNew('INSERT OR IGNORE INTO family(id) VALUES(?)', packed) ??
      numberIn(this.#statements.get('SELECT family FROM family WHERE id = ?', packed), 'family');
    this.#lastFamily = { id, family };
    return family;
  }

  /** Deletes families that have no place any more. */
  sweep(): void {
    this.#statements.run('DELETE FROM family WHERE family NOT IN (SELECT family FROM occurrence)');
  }

  insert(doc: number, place: Occurrence): void {
    const { custodian, labels = [], codes = [], withheld = [] } = place;
    const row = this.#statements.run(
      `INSERT INTO occurrence(doc, item, path, path_key, name, source, custodian, family, deletions, past, withheld)
       VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      doc,
      packId(place.item),
      place.path,
      heldKey(place.path),
      heldName(place.path, place.name),
      this.#keywords.valueOf('source', place.source),
      custodian === undefined ? null : this.#keywords.valueOf('custodian', custodian),
      this.#familyOf(place.family),
      place.deletions ? JSON.stringify(place.deletions) : null,
      pastKinds.indexOf(place.past),
      withheld.length > 0 ? 1 : 0,
    );
    const values = [
      ...labels.map((label) => this.#keywords.valueOf(labelSpace(label), label)),
      ...codes.map((code) => this.#keywords.valueOf(itemCodeField, code)),
    ];
    for (const value of values) {
      this.#statements.run(
        'INSERT OR IGNORE INTO place_label(value, place, doc) VALUES(?, ?, ?)',
        value,
        row,
        doc,
      );
    }
    for (const scope of withheld)
      this.#statements.run(
        'INSERT OR IGNORE INTO withheld(doc, place, scope) VALUES(?, ?, ?)',
        doc,
        row,
        scope,
      );
    this.#pending.push([row, termText(place.path), termText(place.name)]);
  }

  /** Writes the full-text rows that were gathered; before a deletion, and before the commit. */
  flush(): void {
    for (const row of this.#pending) {
      this.#statements.run('INSERT INTO places(rowid, path, name) VALUES(?, ?, ?)', ...row);
    }
    this.abandon();
  }

  /** Forgets the batch; after its rollback. */
  abandon(): void {
    this.#pending = [];
    this.#lastFamily = undefined;
  }

  /** Takes the places of one item away: it has several where it lies in a content that has copies. */
  deleteItem(doc: number, item: string): void {
    this.flush();
    const rows = this.#statements.all(
      'SELECT place FROM occurrence WHERE doc = ? AND item = ?',
      doc,
      packId(item),
    );
    for (const row of rows) {
      const place = numberIn(row, 'place');
      this.#statements.run('DELETE FROM places WHERE rowid = ?', place);
      this.#statements.run('DELETE FROM occurrence WHERE place = ?', place);
      this.#statements.run('DELETE FROM place_label WHERE doc = ? AND place = ?', doc, place);
      this.#statements.run('DELETE FROM withheld WHERE doc = ? AND place = ?', doc, place);
    }
  }

  deleteAll(doc: number): void {
    this.flush();
    this.#statements.run(
      'DELETE FROM places WHERE rowid IN (SELECT place FROM occurrence WHERE doc = ?)',
      doc,
    );
    this.#statements.run('DELETE FROM occurrence WHERE doc = ?', doc);
    this.#statements.run('DELETE FROM place_label WHERE doc = ?', doc);
    this.#statements.run('DELETE FROM withheld WHERE doc = ?', doc);
  }

  hasAny(doc: number): boolean {
    return this.#statements.get('SELECT 1 FROM occurrence WHERE doc = ? LIMIT 1', doc) !== undefined;
  }

  /** Whether any is withheld from anybody. */
  hasWithheld(doc: number): boolean {
    return this.#statements.get('SELECT 1 FROM withheld WHERE doc = ? LIMIT 1', doc) !== undefined;
  }

  /** Those that are visible, in path order. */
  read(doc: number, limit: number, visible: Condition): Occurrence[] {
    const rows = this.#statements.all(
      `SELECT o.*, ${this.#familyId} AS family_id, s.display AS source_name, c.display AS custodian_name,
         (SELECT json_group_array(v.display ORDER BY v.key) FROM place_label p JOIN value v ON v.value = p.value
            WHERE p.doc = o.doc AND p.place = o.place AND v.space <> '${itemCodeField}') AS labels,
         (SELECT json_group_array(v.display ORDER BY v.key) FROM place_label p JOIN value v ON v.value = p.value
            WHERE p.doc = o.doc AND p.place = o.place AND v.space = '${itemCodeField}') AS codes,
         (SELECT json_group_array(w.scope ORDER BY w.scope) FROM withheld w
            WHERE w.doc = o.doc AND w.place = o.place) AS scopes
       FROM occurrence o JOIN value s ON s.value = o.source LEFT JOIN value c ON c.value = o.custodian
       WHERE o.doc = ? AND ${visible.sql} ORDER BY ${pathOrder} LIMIT ?`,
      doc,
      ...visible.parameters,
      limit,
    );
    return rows.map((row) =>
      occurrenceOf(row, {
        labels: listIn(row, 'labels'),
        codes: listIn(row, 'codes'),
        withheld: listIn(row, 'scopes'),
      }),
    );
  }

  /** How many are visible. */
  count(doc: number, visible: Condition): number {
    const row = this.#statements.get(
      `SELECT count(*) AS places FROM occurrence o WHERE o.doc = ? AND ${visible.sql}`,
      doc,
      ...visible.parameters,
    );
    return numberIn(row ?? {}, 'places');
  }

  /** As `read`, from a file of the version before, which had no marks of places. */
  readOfBefore(doc: number): Occurrence[] {
    const rows = this.#statements.all(
      `SELECT o.*, ${this.#familyId} AS family_id, s.display AS source_name, c.display AS custodian_name
       FROM occurrence o JOIN value s ON s.value = o.source LEFT JOIN value c ON c.value = o.custodian
       WHERE o.doc = ? ORDER BY o.path_key, o.path, o.item`,
      doc,
    );
    return rows.map((row) => occurrenceOf(row, noLists));
  }

  /** Labels that people gave to the places that are visible, each once. */
  labels(doc: number, visible: Condition): string[] {
    const rows = this.#statements.all(
      `SELECT DISTINCT v.key, v.display FROM place_label p JOIN value v ON v.value = p.value
         JOIN occurrence o ON o.place = p.place WHERE p.doc = ? AND v.space = 'label' AND ${visible.sql} ORDER BY v.key`,
      doc,
      ...visible.parameters,
    );
    return rows.map((row) => textIn(row, 'display'));
  }
}

/** `past` of a row. */
const pastKinds: readonly Occurrence['past'][] = [undefined, 'gone', 'replaced'];

const listIn = (row: Row, column: string): string[] => JSON.parse(textIn(row, column) || '[]') as string[];

/** What a place has several of. */
interface PlaceLists {
  readonly labels: string[];
  readonly codes: string[];
  readonly withheld: string[];
}
const noLists: PlaceLists = { labels: [], codes: [], withheld: [] };

const occurrenceOf = (row: Row, { labels, codes, withheld }: PlaceLists): Occurrence => ({
  item: unpackId(row, 'item'),
  path: textIn(row, 'path'),
  name: nameOf(row),
  source: textIn(row, 'source_name'),
  ...(row['custodian'] === null ? {} : { custodian: textIn(row, 'custodian_name') }),
  family: unpackId(row, 'family_id'),
  ...(row['deletions'] ? { deletions: JSON.parse(textIn(row, 'deletions')) as Deletion[] } : {}),
  ...(row['past'] ? { past: pastKinds[Number(row['past'])] } : {}),
  ...(labels.length > 0 ? { labels } : {}),
  ...(codes.length > 0 ? { codes } : {}),
  ...(withheld.length > 0 ? { withheld } : {}),
});
