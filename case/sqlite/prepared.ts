/** Statements of a store, prepared when it is opened. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** One for each name of the table. */
export type Prepared<Table extends Readonly<Record<string, string>>> = Readonly<
  Record<keyof Table, StatementSync>
>;

export const prepareAll = <Table extends Readonly<Record<string, string>>>(
  database: DatabaseSync,
  statements: Table,
): Prepared<Table> =>
  Object.fromEntries(
    Object.entries(statements).map(([name, sql]) => [name, database.prepare(sql)]),
  ) as Prepared<Table>;
