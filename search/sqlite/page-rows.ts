/** The rows of one page of hits, in the order of its sort: as few of the documents that match are looked at as the order allows. */
import type { Sort } from '../port.ts';
import type { Cursor } from '../cursor.ts';
import { BestScores, mostBest } from './best-scores.ts';
import type { Condition } from './condition.ts';
import type { DocSets } from './doc-sets.ts';
import type { Matches } from './matches.ts';
import { wordsSelection } from './matcher.ts';
import type { Parameter, Row, Statements } from './statements.ts';
import { bytesIn, numberIn } from './statements.ts';

/** What the words of a query are scored by. */
export interface Scoring {
  /** Of FTS5. */
  readonly expression: string;
  /** It finds what the query finds, and nothing is withheld. */
  readonly isWhole: boolean;
  readonly hasLong: boolean;
  /** What they are scored for: the same for the same query in the same scope. */
  readonly question: unknown;
}

/** Scores that are equal are told apart by ids: so many more are read that the last of a page seldom lies among equals. */
const spare = 100;

export class PageRows {
  readonly #statements: Statements;
  readonly #sets: DocSets;
  readonly #matches: Matches;
  /** A condition on `occurrence o`. */
  readonly #visiblePlace: Condition;

  constructor(statements: Statements, sets: DocSets, matches: Matches, visiblePlace: Condition) {
    this.#statements = statements;
    this.#sets = sets;
    this.#matches = matches;
    this.#visiblePlace = visiblePlace;
  }

  /** Rows with doc, id and sort_key after the cursor; documents without a key are last, equals are by id. */
  page(sort: Sort, scoring: Scoring | undefined, after: Cursor | undefined, limit: number): Row[] {
    if (this.#matches.count === 0) return [];
    if (sort === 'relevance') return this.#byRelevance(scoring, after, limit);
    const isDescending = sort.startsWith('-');
    return sort.endsWith('date')
      ? this.#byDate(isDescending, after, limit)
      : this.#byPath(isDescending, after, limit);
  }

  /** Documents after an id, in the order of ids. */
  byId(after: Buffer, limit: number): Row[] {
    return this.#matches.count === 0 ? [] : inIdOrder(this.#matches, after, limit);
  }

  #byDate(isDescending: boolean, after: Cursor | undefined, limit: number): Row[] {
    const columns = 'd.doc, d.id, d.main_date AS sort_key';
    if (this.#matches.areFew) return this.#ofFew(columns, isDescending, after, limit);
    const dated =
      after?.key === null ? [] : this.#dated(columns, isDescending, after as Dated | undefined, limit);
    if (dated.length === limit) return dated;
    const undated = this.#matches.rows(
      `SELECT ${columns} FROM document d WHERE d.main_date IS NULL AND ${this.#matches.in('d.doc')} AND d.id > ?
       ORDER BY d.id LIMIT ?`,
      after?.key === null ? idOf(after) : Buffer.alloc(0),
      limit - dated.length,
    );
    return [...dated, ...undated];
  }

  #dated(columns: string, isDescending: boolean, after: Dated | undefined, limit: number): Row[] {
    const [compared, order] = isDescending ? ['<', 'DESC'] : ['>', 'ASC'];
    const later =
      after === undefined ? '' : `AND d.main_date ${compared}= ? AND (d.main_date ${compared} ? OR d.id > ?)`;
    return this.#matches.rows(
      `SELECT ${columns} FROM document d WHERE d.main_date IS NOT NULL AND ${this.#matches.in('d.doc')} ${later}
       ORDER BY d.main_date ${order}, d.id LIMIT ?`,
      ...(after === undefined ? [] : [after.key, after.key, idOf(after)]),
      limit,
    );
  }

  #byPath(isDescending: boolean, after: Cursor | undefined, limit: number): Row[] {
    const { sql, parameters } = this.#visiblePlace;
    const keys = this.#matches.areFew
      ? {
          sql: `SELECT o.doc, min(o.path) AS sort_key FROM occurrence o
            WHERE o.doc IN (SELECT j.value FROM json_each(?) j) AND ${sql} GROUP BY o.doc`,
          parameters: [JSON.stringify(this.#matches.docs()), ...parameters],
        }
      : {
          sql: `SELECT o.doc, min(o.path) AS sort_key FROM occurrence o INDEXED BY occurrence_doc
            WHERE ${this.#matches.in('o.doc')} AND ${sql} GROUP BY o.doc`,
          parameters,
        };
    return this.#inOrder(keys, isDescending, after, limit);
  }

  #ofFew(
    columns: string,
    isDescending: boolean,
    after: Cursor | undefined,
    limit: number,
    parameters: readonly Parameter[] = [],
  ): Row[] {
    const later = afterCursor(after, isDescending);
    return this.#matches.rowsOfFew(
      `WITH j(doc) AS MATERIALIZED (SELECT j.value FROM json_each(?) j)
       SELECT * FROM (SELECT ${columns} FROM j CROSS JOIN document d ON d.doc = j.doc)
       WHERE ${later.sql} ORDER BY ${inOrder(isDescending)} LIMIT ?`,
      ...parameters,
      ...later.parameters,
      limit,
    );
  }

  #byRelevance(scoring: Scoring | undefined, after: Cursor | undefined, limit: number): Row[] {
    if (scoring === undefined) return this.#unscored(this.#matches, after, limit);
    const isPastScores = after !== undefined && Number(after.key) >= 0;
    const scored = isPastScores ? [] : this.#scored(scoring, after, limit);
    if (scored.length === limit || scoring.isWhole) return scored;
    const { expression, hasLong } = scoring;
    let rest = this.#matches.without(this.#sets.of(wordsSelection(expression)));
    if (hasLong) rest = rest.without(this.#sets.of(wordsSelection(expression, 'long')));
    return [...scored, ...this.#unscored(rest, isPastScores ? after : undefined, limit - scored.length)];
  }

  /** Of those that are kept where these go so far. */
  #scored(scoring: Scoring, after: Cursor | undefined, limit: number): Row[] {
    const keys = this.#scores(scoring);
    const most = limit + spare;
    const best = this.#sets.best(scoring.question, () => new BestScores(this.#firstByKey(keys, mostBest)));
    const found = best.next(after === undefined ? -Infinity : Number(after.key), most);
    return found === undefined
      ? this.#inOrder(keys, false, after, limit)
      : this.#nextOf({ found, most }, keys, false, after, limit);
  }

  #firstByKey(keys: Condition, most: number): Row[] {
    return this.#matches.rows(
      `SELECT doc, sort_key FROM (${keys.sql} LIMIT -1) ORDER BY sort_key LIMIT ?`,
      ...keys.parameters,
      most,
    );
  }

  #unscored(matches: Matches, after: Cursor | undefined, limit: number): Row[] {
    if (matches.count === 0) return [];
    const rows = inIdOrder(matches, after === undefined ? Buffer.alloc(0) : idOf(after), limit);
    return rows.map((row) => ({ ...row, sort_key: 0 }));
  }

  /**
   * Of documents with a key, `doc` and `sort_key`, those that come next. Ids, which tell equals apart, are looked up of
   * few: of some more than are asked for.
   */
  #inOrder(keys: Condition, isDescending: boolean, after: Cursor | undefined, limit: number): Row[] {
    const [compared, order] = isDescending ? ['<=', 'DESC'] : ['>=', 'ASC'];
    const most = limit + spare;
    const found = this.#matches.rows(
      // The inner limit keeps SQLite from working each key out twice.
      `SELECT doc, sort_key FROM (${keys.sql} LIMIT -1) ${after === undefined ? '' : `WHERE sort_key ${compared} ?`}
       ORDER BY sort_key ${order} LIMIT ?`,
      ...keys.parameters,
      ...(after === undefined ? [] : [after.key]),
      most,
    );
    return this.#nextOf({ found, most }, keys, isDescending, after, limit);
  }

  /** The page that begins what was found, of which `most` were asked. */
  #nextOf(
    { found, most }: { readonly found: readonly Row[]; readonly most: number },
    keys: Condition,
    isDescending: boolean,
    after: Cursor | undefined,
    limit: number,
  ): Row[] {
    const last = keyIn(found.at(-1));
    const isCut = found.length === most;
    // Of those that are equal to the last some may be missing.
    const whole = isCut ? found.filter((row) => keyIn(row) !== last) : found;
    const rows = this.#withIds(whole)
      .filter((row) => comesAfter(row, after))
      .slice(0, limit);
    return rows.length < limit && isCut ? this.#amongEquals(keys, isDescending, after, limit) : rows;
  }

  /** Equal keys by id. */
  #withIds(found: readonly Row[]): Row[] {
    const ids = this.#statements.all(
      'SELECT d.doc, d.id FROM json_each(?) j CROSS JOIN document d ON d.doc = j.value',
      JSON.stringify(found.map((row) => numberIn(row, 'doc'))),
    );
    const idOfDoc = new Map(ids.map((row) => [numberIn(row, 'doc'), row['id'] ?? null]));
    let rank = 0;
    return found
      .map((row, at) => {
        if (at > 0 && keyIn(row) !== keyIn(found[at - 1])) rank++;
        return { rank, row: { ...row, id: idOfDoc.get(numberIn(row, 'doc')) ?? null } };
      })
      .sort((a, b) => a.rank - b.rank || Buffer.compare(bytesIn(a.row, 'id'), bytesIn(b.row, 'id')))
      .map(({ row }) => row);
  }

  /** The same where too many are equal. */
  #amongEquals(keys: Condition, isDescending: boolean, after: Cursor | undefined, limit: number): Row[] {
    const later = afterCursor(after, isDescending);
    return this.#matches.rows(
      `WITH k(doc, sort_key) AS MATERIALIZED (${keys.sql})
       SELECT * FROM (SELECT d.doc, d.id, k.sort_key FROM k CROSS JOIN document d ON d.doc = k.doc)
       WHERE ${later.sql} ORDER BY ${inOrder(isDescending)} LIMIT ?`,
      ...keys.parameters,
      ...later.parameters,
      limit,
    );
  }

  /** bm25 over the words that the query wants; smaller is better. A long document has its best part's. */
  #scores({ expression, isWhole, hasLong }: Scoring): Condition {
    const within = isWhole ? '' : `AND ${this.#matches.in('rowid')}`;
    const words = `SELECT rowid AS doc, bm25(words) AS sort_key FROM words WHERE words MATCH ? ${within}`;
    if (!hasLong) return { sql: words, parameters: [expression] };
    return {
      // bm25 answers only where nothing is joined: hence the tables made first.
      sql: `SELECT * FROM (
        WITH w(doc, sort_key) AS MATERIALIZED (${words}),
          b(part, score) AS MATERIALIZED (SELECT rowid, bm25(parts) FROM parts WHERE parts MATCH ?)
        SELECT * FROM w UNION ALL
        SELECT p.doc, min(b.score) FROM b JOIN part p ON p.part = b.part WHERE ${this.#matches.in('p.doc')} GROUP BY p.doc)`,
      parameters: [expression, expression],
    };
  }
}

interface Dated {
  readonly key: number;
  readonly document: string;
}

const inIdOrder = (matches: Matches, after: Buffer, limit: number): Row[] =>
  matches.areFew
    ? matches.rowsOfFew(
        `SELECT d.doc, d.id FROM json_each(?) j CROSS JOIN document d ON d.doc = j.value
         WHERE d.id > ? ORDER BY d.id LIMIT ?`,
        after,
        limit,
      )
    : matches.rows(
        `SELECT d.doc, d.id FROM document d WHERE d.id > ? AND ${matches.in('d.doc')} ORDER BY d.id LIMIT ?`,
        after,
        limit,
      );

const idOf = ({ document }: Pick<Cursor, 'document'>): Buffer => Buffer.from(document, 'hex');

const inOrder = (isDescending: boolean): string =>
  `sort_key IS NULL, sort_key ${isDescending ? 'DESC' : 'ASC'}, id`;

const keyIn = (row: Row | undefined): Row[string] | undefined => row?.['sort_key'];

/** Of rows whose key is not before the cursor's. */
const comesAfter = (row: Row, after: Cursor | undefined): boolean =>
  after === undefined || keyIn(row) !== after.key || Buffer.compare(bytesIn(row, 'id'), idOf(after)) > 0;

/** What comes after the cursor: keys in order, documents without a key last, then by id. */
function afterCursor(after: Cursor | undefined, isDescending: boolean): Condition {
  if (after === undefined) return { sql: '1', parameters: [] };
  const id: Parameter = idOf(after);
  if (after.key === null) return { sql: '(sort_key IS NULL AND id > ?)', parameters: [id] };
  return {
    sql: `(sort_key IS NULL OR sort_key ${isDescending ? '<' : '>'} ? OR (sort_key = ? AND id > ?))`,
    parameters: [after.key, after.key, id],
  };
}
