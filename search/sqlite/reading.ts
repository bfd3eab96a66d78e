/** The questions a reader asks of the embedded index: matching, ordering, counting, facets. */
import type { Scope } from '../../schemas/scope.ts';
import type { FacetField, FacetValue, MailGroups, Sort } from '../port.ts';
import type { Query } from '../query/ast.ts';
import { withItemCodes } from '../query/item-codes.ts';
import { mayPrintPaths, withPrintedPaths } from '../query/printed-paths.ts';
import { positiveWordLeaves } from '../query/words.ts';
import type { Cursor } from '../cursor.ts';
import type { Condition } from './condition.ts';
import { WordCompiler } from './compile-words.ts';
import type { DocSet } from './doc-set.ts';
import type { DocSets } from './doc-sets.ts';
import { Facets } from './facets.ts';
import { Matcher } from './matcher.ts';
import { Matches } from './matches.ts';
import { PageRows, type Scoring } from './page-rows.ts';
import type { Row, Statements } from './statements.ts';
import { bytesIn, numberIn, textIn, unpackId } from './statements.ts';
import type { VerifiedLeaves } from './verified-leaves.ts';
import { hidesAny, visibleIn, visiblePlaceIn } from './visible.ts';

/** What questions are answered from. */
export interface Sources {
  readonly statements: Statements;
  readonly sets: DocSets;
  readonly verified: VerifiedLeaves;
}

const familiesAtOnce = 10_000;

/** One question: the query in its scope, compiled against the index as it is. */
export class Question {
  readonly words: WordCompiler;
  readonly #sources: Sources;
  readonly #query: Query;
  readonly #scope: Scope;
  readonly #hasLong: boolean;
  readonly #isAllShown: boolean;
  /** A condition on `occurrence o`. */
  readonly #visiblePlace: Condition;
  readonly #matcher: Matcher;
  readonly #matches: Matches;

  constructor(sources: Sources, query: Query, scope: Scope) {
    const { statements, sets } = sources;
    this.#sources = sources;
    this.#scope = scope;
    const asked = withItemCodes(query);
    this.#query = mayPrintPaths(asked) ? withPrintedPaths(asked, sourcesIn(statements)) : asked;
    this.words = new WordCompiler(statements);
    this.#hasLong = statements.get('SELECT 1 FROM document WHERE long = 1 LIMIT 1') !== undefined;
    this.#isAllShown = !hidesAny(statements, scope);
    this.#visiblePlace = visiblePlaceIn(statements, scope);
    this.#matcher = new Matcher(this.words, sets, sources.verified, this.#visiblePlace);
    this.#matches = new Matches(statements, sets, this.#matching());
  }

  count(): number {
    return this.#matches.count;
  }

  /** Ids of the families that meet the query as a whole. */
  families(): string[] {
    const { statements } = this.#sources;
    const numbers = [...this.#matcher.families(this.#query, this.#hasLong).docs()];
    const ids: string[] = [];
    for (let at = 0; at < numbers.length; at += familiesAtOnce) {
      const rows = statements.all(
        'SELECT f.id FROM json_each(?) j CROSS JOIN family f ON f.family = j.value',
        JSON.stringify(numbers.slice(at, at + familiesAtOnce)),
      );
      for (const row of rows) ids.push(unpackId(row, 'id'));
    }
    return ids;
  }

  /** Document ids after one, in order. */
  ids(after: string | undefined, limit: number): string[] {
    const rows = this.#rows.byId(Buffer.from(after ?? '', 'hex'), limit);
    return rows.map((row) => bytesIn(row, 'id').toString('hex'));
  }

  /** Rows of `document` with their entries, `sort_key` and `score`, in the order of the sort, after the cursor. */
  page(sort: Sort, after: Cursor | undefined, limit: number): Row[] {
    const scoring = sort === 'relevance' ? this.#scoring() : undefined;
    const ranked = this.#rows.page(sort, scoring, after, limit);
    const visible = this.#visiblePlace;
    const entries = this.#sources.statements.all(
      `SELECT d.doc, d.long, e.coding, e.entry,
         (SELECT count(*) FROM occurrence o WHERE o.doc = d.doc AND ${visible.sql}) AS places
       FROM json_each(?) j CROSS JOIN document d ON d.doc = j.value JOIN entry e ON e.doc = d.doc`,
      ...visible.parameters,
      JSON.stringify(ranked.map((row) => numberIn(row, 'doc'))),
    );
    const entryOf = new Map(entries.map((row) => [numberIn(row, 'doc'), row]));
    return ranked.map((row) => ({
      ...entryOf.get(numberIn(row, 'doc')),
      ...row,
      score: sort === 'relevance' ? (row['sort_key'] ?? 0) : 0,
    }));
  }

  facet(field: FacetField): FacetValue[] {
    return new Facets(this.#sources.sets, this.#matches, this.#visiblePlace).of(field);
  }

  /** Mails, and how many they are without their copies. */
  mailGroups(): MailGroups {
    const [row] = this.#matches.rows(
      `SELECT count(*) AS groups, ifnull(sum(n), 0) AS mails FROM (
         SELECT (SELECT count(*) FROM posting p WHERE p.value = v.value AND ${this.#matches.in('p.doc')}) AS n
         FROM value v WHERE v.space = 'mailhash') WHERE n > 0`,
    );
    return { mails: numberIn(row, 'mails'), groups: numberIn(row, 'groups') };
  }

  get #rows(): PageRows {
    const { statements, sets } = this.#sources;
    return new PageRows(statements, sets, this.#matches, this.#visiblePlace);
  }

  /** Undefined where all documents match and show. */
  #matching(): DocSet | undefined {
    if (this.#query.op === 'all' && this.#isAllShown) return undefined;
    const all = this.#matcher.matching(this.#query, this.#hasLong);
    return this.#isAllShown ? all : all.without(this.#hidden());
  }

  #hidden(): DocSet {
    const { statements, sets } = this.#sources;
    const { sql, parameters } = visibleIn(statements, this.#scope);
    return sets.of({ sql: `SELECT d.doc FROM document d WHERE d.withheld = 1 AND NOT ${sql}`, parameters });
  }

  #scoring(): Scoring | undefined {
    const hasLong = this.#hasLong;
    const whole = hasLong || !this.#isAllShown ? undefined : this.words.tree(this.#query);
    const question = [this.#query, this.#visiblePlace];
    if (whole !== undefined) return { expression: whole, isWhole: true, hasLong, question };
    const leaves = positiveWordLeaves(this.#query);
    if (leaves.length === 0) return undefined;
    const expression = leaves.map((leaf) => this.words.leaf(leaf)).join(' OR ');
    return { expression, isWhole: false, hasLong, question };
  }
}

const sourcesIn = (statements: Statements): string[] =>
  statements.all("SELECT display FROM value WHERE space = 'source'").map((row) => textIn(row, 'display'));
