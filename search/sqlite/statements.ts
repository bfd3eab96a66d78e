/** Prepared statements of one database, made once by their text, with typed reading of columns. */
import type {
  DatabaseSync,
  SQLInputValue,
  SQLOutputValue,
  StatementResultingChanges,
  StatementSync,
} from 'node:sqlite';

export type Row = Readonly<Record<string, SQLOutputValue>>;
export type Parameter = SQLInputValue;

/** Queries differ without end, so only this many stay prepared. */
const maxPrepared = 300;
/** Rows of one inserting statement, from many to one. */
const rowsOfStatements = [128, 16, 1];

export class Statements {
  readonly database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();
  readonly #writing = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  #statement(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.database.prepare(sql);
      if (this.#prepared.size >= maxPrepared) this.#prepared.clear();
      this.#prepared.set(sql, statement);
    }
    return statement;
  }

  #write(sql: string, parameters: readonly Parameter[]): StatementResultingChanges {
    let statement = this.#writing.get(sql);
    if (statement === undefined) {
      statement = this.database.prepare(sql);
      // After any write SQLite tells the last row number, and full-text tables have some beyond 2^53 inside.
      statement.setReadBigInts(true);
      this.#writing.set(sql, statement);
    }
    return statement.run(...parameters);
  }

  /** The row number of what was inserted. */
  run(sql: string, ...parameters: readonly Parameter[]): number {
    return Number(this.#write(sql, parameters).lastInsertRowid);
  }

  /** The same of an `INSERT OR IGNORE`; undefined where the row was there. */
  insertNew(sql: string, ...parameters: readonly Parameter[]): number | undefined {
    const { changes, lastInsertRowid } = this.#write(sql, parameters);
    return Number(changes) === 0 ? undefined : Number(lastInsertRowid);
  }

  /** Inserts rows of `width` columns, their values one after the other, many to a statement. */
  insertRows(sql: string, width: number, values: readonly Parameter[]): void {
    const row = `(${Array.from({ length: width }, () => '?').join(', ')})`;
    let at = 0;
    for (const rows of rowsOfStatements) {
      const many = `${sql} VALUES${Array.from({ length: rows }, () => row).join(', ')}`;
      for (; values.length - at >= rows * width; at += rows * width) {
        this.#write(many, values.slice(at, at + rows * width));
      }
    }
  }

  get(sql: string, ...parameters: readonly Parameter[]): Row | undefined {
    return this.#statement(sql).get(...parameters);
  }

  all(sql: string, ...parameters: readonly Parameter[]): Row[] {
    return this.#statement(sql).all(...parameters);
  }

  /** Rows one at a time; the statement must not be used again before the loop ends. */
  each(sql: string, ...parameters: readonly Parameter[]): IterableIterator<Row> {
    return this.#statement(sql).iterate(...parameters);
  }
}

export const numberIn = (row: Row | undefined, column: string): number => Number(row?.[column] ?? 0);
export const textIn = (row: Row | undefined, column: string): string => {
  const value = row?.[column];
  return typeof value === 'string' ? value : '';
};
export const bytesIn = (row: Row | undefined, column: string): Buffer => {
  const value = row?.[column];
  return value instanceof Uint8Array || ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : Buffer.alloc(0);
};

const hexadecimal = /^(?:[0-9a-f]{2}){8,64}$/;
/** Ids that are hashes take half the room as bytes; other ids stay text. */
export const packId = (id: string): string | Buffer => (hexadecimal.test(id) ? Buffer.from(id, 'hex') : id);
export const unpackId = (row: Row, column: string): string => {
  const value = row[column];
  return typeof value === 'string' ? value : bytesIn(row, column).toString('hex');
};
