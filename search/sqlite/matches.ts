/** The documents that a question is about, and the rows of statements that keep to them. */
import type { DocColumn } from './doc-column.ts';
import type { DocSet } from './doc-set.ts';
import type { DocSets } from './doc-sets.ts';
import type { Parameter, Row } from './statements.ts';
import { numberIn, type Statements } from './statements.ts';

/** Up to this share of all documents their rows are looked up; of more the tables are read in their order. */
const lookedUpShare = 1 / 32;

export class Matches {
  readonly count: number;
  /** Undefined where all documents match. */
  readonly #set: DocSet | undefined;
  readonly #statements: Statements;
  readonly #sets: DocSets;

  constructor(statements: Statements, sets: DocSets, set: DocSet | undefined) {
    this.#statements = statements;
    this.#sets = sets;
    this.#set = set;
    this.count = set?.count ?? numberIn(statements.get('SELECT count(*) AS n FROM document'), 'n');
  }

  /** Whether they are so few that to look each up is less work than to walk over all documents. */
  get areFew(): boolean {
    return this.#set !== undefined && this.count <= this.#sets.most * lookedUpShare;
  }

  has(doc: number): boolean {
    return this.#set?.has(doc) ?? true;
  }

  /** How many have each value that a statement goes through, as `countsOf` of `DocSets` says. */
  countsOf(sql: string, parameters: readonly Parameter[]): Map<number, number> {
    return this.#sets.countsOf(this.#set, sql, parameters);
  }

  /** How many have each value of a column. */
  counts(column: DocColumn): Map<number, number> {
    return column.counts(this.#set);
  }

  /** A condition on a column of document numbers. */
  in(column: string): string {
    return this.#set === undefined ? '1' : `in_set(${column})`;
  }

  /** Rows of a statement that asks `in`. */
  rows(sql: string, ...parameters: readonly Parameter[]): Row[] {
    return this.#sets.rowsIn(this.#set, sql, ...parameters);
  }

  /** The one row of a statement. */
  row(sql: string, ...parameters: readonly Parameter[]): Row | undefined {
    return this.#statements.get(sql, ...parameters);
  }

  /** Of a few. */
  docs(): number[] {
    return [...(this.#set?.docs() ?? [])];
  }

  /** Rows of a statement with `json_each(?) j` as its first parameter, which gives the documents one by one. */
  rowsOfFew(sql: string, ...parameters: readonly Parameter[]): Row[] {
    return this.#statements.all(sql, JSON.stringify(this.docs()), ...parameters);
  }

  /** Those that are not in a set. */
  without(set: DocSet): Matches {
    const all = this.#set ?? this.#sets.of({ sql: 'SELECT doc FROM document', parameters: [] });
    return new Matches(this.#statements, this.#sets, all.without(set));
  }
}
