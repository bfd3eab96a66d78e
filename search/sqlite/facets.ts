/** Facets: how many of the documents that match have each value, exact. */
import type { FacetField, FacetValue } from '../port.ts';
import type { DateFacet } from '../query/dates.ts';
import { dateFacetOf, dateFacets, day } from '../query/dates.ts';
import type { Condition } from './condition.ts';
import type { DocSet } from './doc-set.ts';
import type { DocSets } from './doc-sets.ts';
import { itemCodeField } from '../query/item-codes.ts';
import { offsetSpace, precisionSpace } from './keyword-rows.ts';
import type { Matches } from './matches.ts';
import type { Parameter, Row } from './statements.ts';
import { numberIn, textIn } from './statements.ts';

const minute = 60_000;
/** To look one row up, by what to walk over one takes. */
const lookUpCost = 8;

/** Most documents first, then by value as bytes. */
const inOrder = (counts: ReadonlyMap<string, number>): FacetValue[] =>
  [...counts]
    .flatMap(([value, count]) => (count > 0 ? [{ value, count }] : []))
    .sort((a, b) => b.count - a.count || Buffer.compare(Buffer.from(a.value), Buffer.from(b.value)));

/** Two values may be shown alike. */
function added(rows: readonly Row[]): FacetValue[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = textIn(row, 'value');
    counts.set(value, (counts.get(value) ?? 0) + numberIn(row, 'n'));
  }
  return inOrder(counts);
}

export class Facets {
  readonly #sets: DocSets;
  readonly #matches: Matches;
  /** A condition on `occurrence o`. */
  readonly #visiblePlace: Condition;

  constructor(sets: DocSets, matches: Matches, visiblePlace: Condition) {
    this.#sets = sets;
    this.#matches = matches;
    this.#visiblePlace = visiblePlace;
  }

  of(field: FacetField): FacetValue[] {
    if (this.#matches.count === 0) return [];
    const date = dateFacets.find((one) => one === field);
    if (date !== undefined) return this.#ofDates(date);
    if (field === 'deleted') return this.#ofDeletions();
    if (field === 'label') return this.#ofLabels();
    if (field === 'code') return this.#ofCodes();
    if (field === 'source' || field === 'custodian') return this.#ofPlaces(field);
    return this.#ofKeywords(field === 'personal-data' ? 'personal' : field);
  }

  /** Of contents, and of items at places: a document that has one both ways counts once. */
  #ofCodes(): FacetValue[] {
    const { sql, parameters } = this.#visiblePlace;
    const ofItems = this.#matches.rows(
      `SELECT v.display AS value, count(DISTINCT l.doc) AS n
       FROM value v CROSS JOIN place_label l ON l.value = v.value CROSS JOIN occurrence o ON o.place = l.place
       WHERE v.space = '${itemCodeField}' AND ${this.#matches.in('l.doc')} AND ${sql} AND NOT EXISTS (
         SELECT 1 FROM value c CROSS JOIN posting p ON p.value = c.value
         WHERE c.space = 'code' AND c.key = v.key AND p.doc = l.doc)
       GROUP BY v.value`,
      ...parameters,
    );
    return added([...this.#keywordRows('code'), ...ofItems]);
  }

  #ofKeywords(space: string): FacetValue[] {
    return added(this.#keywordRows(space));
  }

  #keywordRows(space: string): readonly Row[] {
    const values = this.#matches.areFew
      ? numberIn(this.#matches.row('SELECT count(*) AS n FROM value v WHERE v.space = ?', space), 'n')
      : Infinity;
    // Looked up one by one, or all documents of each value walked over: whichever is less.
    return values * this.#matches.count * lookUpCost < this.#sets.most
      ? this.#matches.rowsOfFew(
          `SELECT v.display AS value, count(*) AS n FROM value v CROSS JOIN json_each(?) j
             CROSS JOIN posting p ON p.value = v.value AND p.doc = j.value WHERE v.space = ? GROUP BY v.value`,
          space,
        )
      : this.#rowsOf(
          `SELECT sum(visit(p.value, p.doc)) FROM value v CROSS JOIN posting p ON p.value = v.value WHERE v.space = ?`,
          [space],
        );
  }

  #ofLabels(): FacetValue[] {
    const { sql, parameters } = this.#visiblePlace;
    const place = sql === '1' ? '' : 'CROSS JOIN occurrence o ON o.place = l.place';
    return added(
      this.#rowsOf(
        `SELECT sum(visit(l.value, l.doc)) FROM place_label l INDEXED BY place_label_doc ${place}
       WHERE l.value IN (SELECT v.value FROM value v WHERE v.space = 'label') AND ${sql}`,
        parameters,
      ),
    );
  }

  #ofPlaces(column: 'source' | 'custodian'): FacetValue[] {
    const { sql, parameters } = this.#visiblePlace;
    const where = `o.${column} IS NOT NULL AND ${sql}`;
    if (!this.#matches.areFew)
      return added(
        this.#rowsOf(
          `SELECT sum(visit(o.${column}, o.doc)) FROM occurrence o INDEXED BY occurrence_doc WHERE ${where}`,
          parameters,
        ),
      );
    return added(
      this.#matches.rowsOfFew(
        `WITH c AS (SELECT o.${column} AS value, count(DISTINCT o.doc) AS n
           FROM json_each(?) j CROSS JOIN occurrence o ON o.doc = j.value WHERE ${where} GROUP BY 1)
         SELECT v.display AS value, c.n FROM c JOIN value v ON v.value = c.value`,
        ...parameters,
      ),
    );
  }

  /** Counts each document once for a value; the statement goes document by document, or gives none twice. */
  #rowsOf(sql: string, parameters: readonly Parameter[]): readonly Row[] {
    const counts = this.#matches.countsOf(sql, parameters);
    return this.#matches
      .rows(
        'SELECT v.value AS number, v.display AS value FROM value v WHERE v.value IN (SELECT j.value FROM json_each(?) j)',
        JSON.stringify([...counts.keys()]),
      )
      .map((row) => ({ ...row, n: counts.get(numberIn(row, 'number')) ?? 0 }));
  }

  /** By kind: few places are deleted, so that no row stands for them but their own. */
  #ofDeletions(): FacetValue[] {
    const { sql, parameters } = this.#visiblePlace;
    return added(
      this.#matches.rows(
        `SELECT j.value ->> 'kind' AS value, count(DISTINCT o.doc) AS n
         FROM occurrence o JOIN json_each(o.deletions) j
         WHERE o.deletions IS NOT NULL AND ${this.#matches.in('o.doc')} AND ${sql} GROUP BY 1`,
        ...parameters,
      ),
    );
  }

  /** Worked out from the main dates: rows for each day would make up a tenth of the index. */
  #ofDates(facet: DateFacet): FacetValue[] {
    const tooWide = this.#statedWiderThan(facet);
    const counts = new Map<string, number>();
    for (const [start, n] of this.#matches.areFew ? this.#daysOfFew(tooWide) : this.#days(tooWide)) {
      const value = dateFacetOf(start, facet);
      counts.set(value, (counts.get(value) ?? 0) + n);
    }
    return inOrder(counts);
  }

  #daysOfFew(tooWide: DocSet): Map<number, number> {
    const dayOf = this.#dayOf();
    const days = new Map<number, number>();
    const rows = this.#matches.rowsOfFew(
      'SELECT d.main_date, d.doc FROM json_each(?) j CROSS JOIN document d ON d.doc = j.value WHERE d.main_date IS NOT NULL',
    );
    for (const row of rows) {
      const doc = numberIn(row, 'doc');
      if (tooWide.has(doc)) continue;
      const start = dayOf(numberIn(row, 'main_date'), doc);
      days.set(start, (days.get(start) ?? 0) + 1);
    }
    return days;
  }

  #days(tooWide: DocSet): Map<number, number> {
    const column = this.#sets.columnFrom('days', (take) => {
      const dayOf = this.#dayOf();
      this.#sets.visit(
        'SELECT sum(visit(d.main_date, d.doc)) FROM document d WHERE d.main_date IS NOT NULL',
        [],
        (date, doc) => {
          take(dayOf(date, doc), doc);
        },
      );
    });
    return this.#matches.without(tooWide).counts(column);
  }

  /** Documents of which the main date is stated to less than is asked. */
  #statedWiderThan(facet: DateFacet): DocSet {
    const tooWide = dateFacets.slice(0, dateFacets.indexOf(facet));
    return this.#sets.of({
      sql: `SELECT p.doc FROM value v JOIN posting p ON p.value = v.value
        WHERE v.space = ? AND v.display IN (SELECT j.value FROM json_each(?) j)`,
      parameters: [precisionSpace, JSON.stringify(tooWide)],
    });
  }

  /** Gives the start of the day that a main date lies in, by its own clock. */
  #dayOf(): (date: number, doc: number) => number {
    const minutes = new Int16Array(this.#sets.most + 1);
    this.#sets.visit(
      `SELECT sum(visit(CAST(o.display AS INTEGER), q.doc)) FROM value o CROSS JOIN posting q ON q.value = o.value
       WHERE o.space = ?`,
      [offsetSpace],
      (offset, doc) => {
        minutes[doc] = offset;
      },
    );
    return (date, doc) => Math.floor((date + (minutes[doc] ?? 0) * minute) / day) * day;
  }
}
