/** The questions a reader asks of the embedded index, as SQL: matching, ordering, counting, facets. */
import type { Scope } from '../../schemas/scope.ts';
import type { FacetField, FacetValue, Sort } from '../port.ts';
import type { Query } from '../query/ast.ts';
import type { DateFacet } from '../query/dates.ts';
import { dateFacetOf, dateFacets, day } from '../query/dates.ts';
import { opensAll } from '../place-marks.ts';
import { mayPrintPaths, withPrintedPaths } from '../query/printed-paths.ts';
import { positiveWordLeaves } from '../query/words.ts';
import type { Cursor } from '../cursor.ts';
import type { Condition } from './compile.ts';
import { Compiler } from './compile.ts';
import { WordCompiler } from './compile-words.ts';
import { offsetSpace, precisionSpace } from './keyword-rows.ts';
import type { Parameter, Row, Statements } from './statements.ts';
import { bytesIn, numberIn, textIn } from './statements.ts';

/** One question: the query in its scope, compiled against the index as it is. */
export class Question {
  readonly words: WordCompiler;
  readonly #statements: Statements;
  readonly #query: Query;
  readonly #hasLong: boolean;
  /** A condition on `occurrence o`. */
  readonly #visiblePlace: Condition;
  readonly #matched: Condition;
  /** The whole query as one full-text expression that needs no other table, where there is one. */
  readonly #whole: string | undefined;

  constructor(statements: Statements, query: Query, scope: Scope) {
    this.#statements = statements;
    this.#query = mayPrintPaths(query) ? withPrintedPaths(query, sourcesIn(statements)) : query;
    this.words = new WordCompiler(statements);
    this.#hasLong = statements.get('SELECT 1 FROM document WHERE long = 1 LIMIT 1') !== undefined;
    const visible = visibleIn(statements, scope);
    this.#visiblePlace = visiblePlaceIn(statements, scope);
    this.#whole = this.#hasLong || visible.sql !== '1' ? undefined : this.words.tree(this.#query);
    this.#matched =
      this.#whole === undefined
        ? this.#select(visible)
        : { sql: 'SELECT rowid AS doc FROM words WHERE words MATCH ?', parameters: [this.#whole] };
  }

  count(): number {
    const { sql, parameters } = this.#matched;
    return numberIn(this.#statements.get(`SELECT count(*) AS n FROM (${sql})`, ...parameters), 'n');
  }

  /** Document ids after one, in order. */
  ids(after: string | undefined, limit: number): string[] {
    const { sql, parameters } = this.#matched;
    const rows = this.#statements.all(
      `SELECT d.id FROM (${sql}) m JOIN document d ON d.doc = m.doc WHERE d.id > ? ORDER BY d.id LIMIT ?`,
      ...parameters,
      Buffer.from(after ?? '', 'hex'),
      limit,
    );
    return rows.map((row) => bytesIn(row, 'id').toString('hex'));
  }

  /** Rows of `document` with `sort_key` and `score`, in the order of the sort, after the cursor. */
  page(sort: Sort, after: Cursor | undefined, limit: number): Row[] {
    const ranked = this.#ranked(sort);
    const descending = sort.startsWith('-');
    const order = `sort_key IS NULL, sort_key ${descending ? 'DESC' : 'ASC'}`;
    const later = afterCursor(after, descending);
    const visible = this.#visiblePlace;
    return this.#statements.all(
      `WITH ${ranked.sql}, p AS (SELECT * FROM r WHERE ${later.sql} ORDER BY ${order}, id LIMIT ?)
       SELECT p.*, d.long, e.coding, e.entry,
         (SELECT count(*) FROM occurrence o WHERE o.doc = p.doc AND ${visible.sql}) AS places
       FROM p JOIN document d ON d.doc = p.doc JOIN entry e ON e.doc = p.doc
       ORDER BY ${order}, p.id`,
      ...ranked.parameters,
      ...later.parameters,
      limit,
      ...visible.parameters,
    );
  }

  facet(field: FacetField): FacetValue[] {
    const date = dateFacets.find((one) => one === field);
    if (date !== undefined) return this.#dateFacet(date);
    if (field === 'deleted') return this.#deletionFacet();
    const { sql, parameters } = this.#matched;
    const visible = this.#visiblePlace;
    const isPlace = field === 'source' || field === 'custodian' || field === 'label';
    const counted = isPlace
      ? field === 'label'
        ? `SELECT l.value, count(DISTINCT l.doc) AS n FROM m JOIN place_label l ON l.doc = m.doc
           JOIN occurrence o ON o.place = l.place WHERE ${visible.sql} GROUP BY l.value`
        : `SELECT o.${field} AS value, count(DISTINCT o.doc) AS n FROM m JOIN occurrence o ON o.doc = m.doc
           WHERE o.${field} IS NOT NULL AND ${visible.sql} GROUP BY o.${field}`
      : `SELECT p.value, count(*) AS n FROM value f CROSS JOIN posting p ON p.value = f.value
         WHERE f.space = ? AND p.doc IN (SELECT doc FROM m) GROUP BY p.value`;
    const rows = this.#statements.all(
      `WITH m(doc) AS MATERIALIZED (${sql}), c AS (${counted})
       SELECT v.display AS value, sum(c.n) AS n FROM c JOIN value v ON v.value = c.value
       GROUP BY v.display ORDER BY n DESC, v.display`,
      ...parameters,
      ...(isPlace ? visible.parameters : [field === 'personal-data' ? 'personal' : field]),
    );
    return rows.map((row) => ({ value: textIn(row, 'value'), count: numberIn(row, 'n') }));
  }

  /** By kind: few places are deleted, so that no row stands for them but their own. */
  #deletionFacet(): FacetValue[] {
    const { sql, parameters } = this.#matched;
    const visible = this.#visiblePlace;
    const rows = this.#statements.all(
      `WITH m(doc) AS MATERIALIZED (${sql})
       SELECT j.value ->> 'kind' AS value, count(DISTINCT o.doc) AS n
       FROM m JOIN occurrence o ON o.doc = m.doc JOIN json_each(o.deletions) j
       WHERE o.deletions IS NOT NULL AND ${visible.sql} GROUP BY 1 ORDER BY n DESC, 1`,
      ...parameters,
      ...visible.parameters,
    );
    return rows.map((row) => ({ value: textIn(row, 'value'), count: numberIn(row, 'n') }));
  }

  /** Worked out from the main dates: rows for each day would make up a tenth of the index. */
  #dateFacet(facet: DateFacet): FacetValue[] {
    const { sql, parameters } = this.#matched;
    const tooWide = dateFacets.slice(0, dateFacets.indexOf(facet));
    const rows = this.#statements.all(
      `WITH m(doc) AS MATERIALIZED (${sql}), t(at) AS (SELECT d.main_date + 60000 * coalesce((
           SELECT CAST(o.display AS INTEGER) FROM value o JOIN posting q ON q.value = o.value AND q.doc = d.doc
           WHERE o.space = ?), 0)
         FROM m JOIN document d ON d.doc = m.doc WHERE d.main_date IS NOT NULL AND d.doc NOT IN (
           SELECT p.doc FROM value v JOIN posting p ON p.value = v.value
           WHERE v.space = ? AND v.display IN (SELECT j.value FROM json_each(?) j)))
       SELECT at - ((at % ${day}) + ${day}) % ${day} AS start, count(*) AS n FROM t GROUP BY start`,
      ...parameters,
      offsetSpace,
      precisionSpace,
      JSON.stringify(tooWide),
    );
    const counts = new Map<string, number>();
    for (const row of rows) {
      const value = dateFacetOf(numberIn(row, 'start'), facet);
      counts.set(value, (counts.get(value) ?? 0) + numberIn(row, 'n'));
    }
    return [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  }

  /** `r`: doc, id, sort_key and score of everything that matches. Scores are worked out for relevance alone. */
  #ranked(sort: Sort): Condition {
    const { sql, parameters } = this.#matched;
    const visible = this.#visiblePlace;
    if (sort !== 'relevance') {
      const key = sort.endsWith('date')
        ? 'd.main_date'
        : `(SELECT min(o.path) FROM occurrence o WHERE o.doc = d.doc AND ${visible.sql})`;
      return {
        sql: `r AS (SELECT d.doc, d.id, ${key} AS sort_key, 0.0 AS score
          FROM (${sql}) m JOIN document d ON d.doc = m.doc)`,
        parameters: sort.endsWith('date') ? parameters : [...visible.parameters, ...parameters],
      };
    }
    if (this.#whole !== undefined) {
      return {
        sql: `s(doc, score) AS MATERIALIZED (SELECT rowid, bm25(words) FROM words WHERE words MATCH ?),
          r AS (SELECT s.doc, d.id, s.score AS sort_key, s.score FROM s CROSS JOIN document d ON d.doc = s.doc)`,
        parameters: [this.#whole],
      };
    }
    const scores = this.#scores();
    return {
      sql: `m(doc) AS MATERIALIZED (${sql}), s(doc, score) AS MATERIALIZED (${scores.sql}),
        r AS (SELECT d.doc, d.id, coalesce(s.score, 0) AS sort_key, coalesce(s.score, 0) AS score
          FROM m JOIN document d ON d.doc = m.doc LEFT JOIN s ON s.doc = m.doc)`,
      parameters: [...parameters, ...scores.parameters],
    };
  }

  /** `SELECT doc` of all documents that match and that the scope shows. */
  #select(visible: Condition): Condition {
    const short = new Compiler(this.words, 'short', this.#visiblePlace).compile(this.#query);
    const shortRows = `SELECT d.doc FROM document d WHERE d.long = 0 AND ${visible.sql} AND ${short.sql}`;
    const parameters = [...visible.parameters, ...short.parameters];
    if (!this.#hasLong) return { sql: shortRows, parameters };
    const long = new Compiler(this.words, 'long', this.#visiblePlace).compile(this.#query);
    return {
      sql: `${shortRows} UNION ALL
        SELECT d.doc FROM document d WHERE d.long = 1 AND ${visible.sql} AND ${long.sql}`,
      parameters: [...parameters, ...visible.parameters, ...long.parameters],
    };
  }

  /** bm25 over the words that the query wants; smaller is better. A long document has its best part's. */
  #scores(): Condition {
    const leaves = positiveWordLeaves(this.#query);
    if (leaves.length === 0) return { sql: 'SELECT 0, 0 WHERE 0', parameters: [] };
    const expression = leaves.map((leaf) => this.words.leaf(leaf)).join(' OR ');
    const words = 'SELECT rowid, bm25(words) FROM words WHERE words MATCH ?';
    if (!this.#hasLong) return { sql: words, parameters: [expression] };
    return {
      // bm25 answers only where nothing is joined: hence the table made first.
      sql: `${words} UNION ALL SELECT * FROM (
        WITH b(part, score) AS MATERIALIZED (SELECT rowid, bm25(parts) FROM parts WHERE parts MATCH ?)
        SELECT p.doc, min(b.score) FROM b JOIN part p ON p.part = b.part GROUP BY p.doc)`,
      parameters: [expression, expression],
    };
  }
}

const sourcesIn = (statements: Statements): string[] =>
  statements.all("SELECT display FROM value WHERE space = 'source'").map((row) => textIn(row, 'display'));

export const everything: Condition = { sql: '1', parameters: [] };

const hidesAny = (statements: Statements, scope: Scope): boolean =>
  !opensAll(scope) && statements.get('SELECT 1 FROM document WHERE withheld = 1 LIMIT 1') !== undefined;

/** A condition on `occurrence o`: a place that is withheld shows only to a reader with one of its scopes. */
export function visiblePlaceIn(statements: Statements, scope: Scope): Condition {
  if (!hidesAny(statements, scope)) return everything;
  return {
    sql: `(o.withheld = 0 OR EXISTS (SELECT 1 FROM withheld w WHERE w.doc = o.doc AND w.place = o.place
      AND w.scope IN (SELECT j.value FROM json_each(?) j)))`,
    parameters: [JSON.stringify(scope.open)],
  };
}

/** A condition on `document d`: it shows where one of its places does. */
export function visibleIn(statements: Statements, scope: Scope): Condition {
  if (!hidesAny(statements, scope)) return everything;
  const { sql, parameters } = visiblePlaceIn(statements, scope);
  return {
    sql: `(d.withheld = 0 OR EXISTS (SELECT 1 FROM occurrence o WHERE o.doc = d.doc AND ${sql}))`,
    parameters,
  };
}

/** What comes after the cursor: keys in order, documents without a key last, then by id. */
function afterCursor(after: Cursor | undefined, descending: boolean): Condition {
  if (after === undefined) return { sql: '1', parameters: [] };
  const id: Parameter = Buffer.from(after.document, 'hex');
  if (after.key === null) return { sql: '(sort_key IS NULL AND id > ?)', parameters: [id] };
  return {
    sql: `(sort_key IS NULL OR sort_key ${descending ? '<' : '>'} ? OR (sort_key = ? AND id > ?))`,
    parameters: [after.key, after.key, id],
  };
}
