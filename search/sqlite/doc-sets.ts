/**
 * Sets of documents that questions are put together from, and columns that facets count, each read once for a state of the
 * index; and `in_set(doc)`, by which a statement keeps to the set that it is run for.
 */
import { createHash } from 'node:crypto';
import type { BestScores } from './best-scores.ts';
import { DocColumn, type ValueRows } from './doc-column.ts';
import { DocSet } from './doc-set.ts';
import { Kept } from './kept.ts';
import { IndexFileError } from './index-file-error.ts';
import { bytesOfPlace, PlaceList } from './place-list.ts';
import type { Parameter, Row, Statements } from './statements.ts';
import { numberIn, textIn } from './statements.ts';

/** A statement that gives documents, or families, as column `doc`, in any order, also one twice. */
export interface Selection {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

/** Sets that are kept: a page with its counts, facets and hints asks some thirty. */
const maxSets = 128;
const maxSetBytes = 64 * 1024 * 1024;
/** Columns that are kept: a page asks some ten, the same each time. */
const maxColumns = 24;
const maxColumnBytes = 64 * 1024 * 1024;
/** Questions whose best documents are kept, 12 kB each. */
const maxBest = 256;
const maxBestBytes = 4 * 1024 * 1024;
/** Places whose documents and families are kept, in both of their numbers. */
const maxPlaceLists = 4;
const maxPlaceBytes = 64 * 1024 * 1024;
/** Far above what one file is for; a made-up one could ask for all memory with a single row of a large number. */
const mostDocuments = 2 ** 26;
/** Numbers of one list: at most some 40 MB as text. A statement gives a document as often as it has places or parts, which may be millions. */
const mostListed = 4_000_000;

const keyOf = (named: unknown): string => createHash('sha256').update(JSON.stringify(named)).digest('base64');

export class DocSets {
  readonly #statements: Statements;
  readonly #sets = new Kept<DocSet>(maxSets, maxSetBytes);
  readonly #columns = new Kept<DocColumn>(maxColumns, maxColumnBytes);
  readonly #best = new Kept<BestScores>(maxBest, maxBestBytes);
  readonly #placeLists = new Kept<PlaceList>(maxPlaceLists, maxPlaceBytes);
  #mostFamily: number | undefined;
  #generation: number | undefined;
  #most: number | undefined;
  #current: DocSet | undefined;
  #visitor: ((one: number, doc: number) => void) | undefined;

  readonly #mostListed: number;
  readonly #mostFurther: number | undefined;

  constructor(statements: Statements, most = mostListed, mostFurther?: number) {
    this.#statements = statements;
    this.#mostListed = most;
    this.#mostFurther = mostFurther;
    statements.database.function('in_set', { directOnly: true }, (doc) =>
      this.#current?.has(Number(doc)) === true ? 1 : 0,
    );
    statements.database.function('visit', { directOnly: true }, (one, doc) => {
      this.#visitor?.(Number(one), Number(doc));
      return 0;
    });
  }

  /** Forgets what was true of another state of the index. */
  startAt(generation: number): void {
    if (generation !== this.#generation) this.#forget();
    this.#generation = generation;
  }

  /** The documents of a selection. */
  of({ sql, parameters }: Selection): DocSet {
    // A hash is asked for by bytes, which JSON writes as their numbers.
    return this.remembered([sql, parameters], () => this.#read(sql, parameters, this.most));
  }

  /** The families of a selection, which gives their numbers. */
  familiesOf({ sql, parameters }: Selection): DocSet {
    return this.remembered(['families', sql, parameters], () => this.#read(sql, parameters, this.mostFamily));
  }

  /** The values of all documents that a statement `SELECT sum(visit(value, doc)) …` goes through. */
  columnOf(sql: string, parameters: readonly Parameter[]): DocColumn {
    return this.columnFrom([sql, parameters], (take) => {
      this.visit(sql, parameters, take);
    });
  }

  /**
   * How many documents of a set, or of all, have each value that the statement of a column goes through; a document's rows
   * stand together, or none comes twice.
   */
  countsOf(set: DocSet | undefined, sql: string, parameters: readonly Parameter[]): Map<number, number> {
    const column = this.columnOf(sql, parameters);
    if (column.isWhole) return column.counts(set);
    const counts = new Map<number, number>();
    const ofLast = new Set<number>();
    let last = 0;
    this.visit(sql, parameters, (value, doc) => {
      if (set?.has(doc) === false) return;
      if (doc !== last) ofLast.clear();
      last = doc;
      if (ofLast.has(value)) return;
      ofLast.add(value);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    });
    return counts;
  }

  /** A column that is made once for a state of the index; the same for equal `named`. */
  columnFrom(named: unknown, rows: ValueRows): DocColumn {
    return this.#columns.of(keyOf(named), () => DocColumn.from(this.most, rows, this.#mostFurther));
  }

  /** A set that is made once for a state of the index; the same for equal `named`. */
  remembered(named: unknown, make: () => DocSet): DocSet {
    return this.#sets.of(keyOf(named), make);
  }

  /** The best documents of a question, which are read once for a state of the index; the same for equal `named`. */
  best(named: unknown, make: () => BestScores): BestScores {
    return this.#best.of(keyOf(named), make);
  }

  /** Goes through document and family of each place of a condition on `occurrence o`, in no order. */
  eachPlace({ sql, parameters }: Selection, visitor: (doc: number, family: number) => void): void {
    const from = `FROM occurrence o INDEXED BY occurrence_family WHERE ${sql}`;
    const largest = numberIn(this.#statements.get('SELECT max(place) AS most FROM occurrence'), 'most');
    if (largest * bytesOfPlace > maxPlaceBytes) {
      this.visit(`SELECT sum(visit(o.doc, o.family)) ${from}`, parameters, visitor);
      return;
    }
    const places = this.#placeLists.of(keyOf([sql, parameters]), () => {
      const list = new PlaceList(numberIn(this.#statements.get('SELECT count(*) AS n FROM occurrence'), 'n'));
      this.visit(`SELECT sum(visit(o.doc, o.family)) ${from}`, parameters, (doc, family) => {
        list.add(doc, family);
      });
      return list;
    });
    places.each(visitor);
  }

  /** The largest number of a document. */
  get most(): number {
    if (this.#most !== undefined) return this.#most;
    return (this.#most = this.#largest('SELECT max(doc) AS most FROM document', 'document'));
  }

  /** The largest number of a family. */
  get mostFamily(): number {
    if (this.#mostFamily !== undefined) return this.#mostFamily;
    return (this.#mostFamily = this.#largest('SELECT max(family) AS most FROM family', 'family'));
  }

  #largest(sql: string, of: string): number {
    const most = numberIn(this.#statements.get(sql), 'most');
    if (most >= mostDocuments)
      throw new IndexFileError('index-damaged', `the index file has a ${of} of number ${most}`);
    return most;
  }

  /** Rows of a statement that asks `in_set(doc)`. */
  rowsIn(set: DocSet | undefined, sql: string, ...parameters: readonly Parameter[]): Row[] {
    this.#current = set;
    try {
      return this.#statements.all(sql, ...parameters);
    } finally {
      this.#current = undefined;
    }
  }

  /** Runs `SELECT sum(visit(a, b)) …`: a statement's rows are seen so in a fifth of the time that it takes to hand them over. */
  visit(sql: string, parameters: readonly Parameter[], visitor: (one: number, doc: number) => void): void {
    this.#visitor = visitor;
    try {
      this.#statements.get(sql, ...parameters);
    } finally {
      this.#visitor = undefined;
    }
  }

  #read(sql: string, parameters: readonly Parameter[], most: number): DocSet {
    const window = this.#mostListed;
    const found = DocSet.upTo(most);
    for (let from = 0; from <= most; from += window) {
      const [rows, values] =
        most < window
          ? [`SELECT doc FROM (${sql})`, parameters]
          : [`SELECT doc FROM (${sql}) WHERE doc >= ? AND doc < ?`, [...parameters, from, from + window]];
      const list = this.#listed(rows, values);
      if (list !== '') found.addListed(list);
    }
    return found;
  }

  /** Each document once only where their rows are too many: to sort them out takes twice as long. */
  #listed(sql: string, parameters: readonly Parameter[]): string {
    const window = this.#mostListed;
    const row = this.#statements.get(
      `SELECT group_concat(doc) AS docs, count(*) AS listed FROM (${sql} LIMIT ?)`,
      ...parameters,
      window + 1,
    );
    if (numberIn(row ?? {}, 'listed') <= window) return textIn(row ?? {}, 'docs');
    const once = this.#statements.get(
      `SELECT group_concat(doc) AS docs FROM (SELECT DISTINCT doc FROM (${sql}))`,
      ...parameters,
    );
    return textIn(once ?? {}, 'docs');
  }

  #forget(): void {
    this.#sets.clear();
    this.#columns.clear();
    this.#best.clear();
    this.#placeLists.clear();
    this.#most = undefined;
    this.#mostFamily = undefined;
  }
}
