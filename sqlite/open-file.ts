/**
 * Opens the SQLite files of a case. They may come from others: what a schema can have SQLite do by itself is off, and what
 * is no part of a schema of ours is refused.
 */
import { copyFileSync, constants, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

/**
 * `write` makes the file where there is none. `read` writes no data, but SQLite keeps its books beside the file.
 * `untouched` writes nothing at all there: for a case that is another's, or lies on a disk that takes no writes.
 */
export type OpenMode = 'write' | 'read' | 'untouched';

/** Opened with `untouched` from a copy of one's own, which goes when it is closed. */
class CopiedDatabase extends DatabaseSync {
  readonly #folder: string;

  constructor(path: string, folder: string, options: { timeout: number; defensive: true }) {
    super(path, options);
    this.#folder = folder;
  }

  override close(): void {
    super.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const bytesOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

const withParameter = (path: string, parameter: string): URL => {
  const url = pathToFileURL(path);
  url.search = parameter;
  return url;
};

/** What SQLite may not have written into the file yet, or must take back out of it. */
const companions = ['-wal', '-journal'] as const;

/**
 * A file whose log is empty is read as it is. One with changes in its log is read through the log where the books of it
 * lie beside it (SQLite then makes its own in memory); else both are copied, since without the log the newest state
 * would be missing without a word.
 */
function openUntouched(path: string, timeout: number): DatabaseSync {
  const options = { readOnly: true, timeout, defensive: true } as const;
  if (existsSync(`${path}-shm`) && existsSync(`${path}-wal`) && bytesOf(`${path}-journal`) === 0)
    return new DatabaseSync(withParameter(path, 'readonly_shm=1'), options);
  if (companions.every((end) => bytesOf(path + end) === 0))
    return new DatabaseSync(withParameter(path, 'immutable=1'), options);
  const folder = mkdtempSync(join(tmpdir(), 'evidex-read-'));
  try {
    const copy = join(folder, basename(path));
    for (const end of ['', ...companions])
      if (existsSync(path + end)) copyFileSync(path + end, copy + end, constants.COPYFILE_FICLONE);
    return new CopiedDatabase(copy, folder, { timeout, defensive: true });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Functions of a schema that could do something are off, what SQLite itself relies on cannot be written to, and cells
 * that lie about their size are told. Throws what SQLite throws.
 */
export function openFile(path: string, mode: OpenMode, timeoutMs = 0): DatabaseSync {
  const database =
    mode === 'untouched'
      ? openUntouched(path, timeoutMs)
      : new DatabaseSync(path, { readOnly: mode === 'read', timeout: timeoutMs, defensive: true });
  try {
    database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

type Schema = ReadonlyMap<string, string>;
/** As it was written; names of what SQLite makes for itself have no statement. */
function schemaOf(database: DatabaseSync): Schema {
  const rows = database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema').all();
  return new Map(
    rows.map(({ type, name, tbl_name, sql }) => [
      `${String(type)} ${String(name)}`,
      `${String(tbl_name)}: ${String(sql).replaceAll(/\s+/gu, ' ')}`,
    ]),
  );
}

const expected = new Map<string, Schema>();

/** What `statements` make, once in each process. */
function madeBy(statements: string): Schema {
  let schema = expected.get(statements);
  if (!schema) {
    const database = new DatabaseSync(':memory:');
    database.exec(`PRAGMA journal_mode = OFF; BEGIN; ${statements} COMMIT;`);
    expected.set(statements, (schema = schemaOf(database)));
    database.close();
  }
  return schema;
}

/**
 * What in the file's schema is not as `statements` make it: a trigger, a view, a column that computes, an index that
 * lies. Undefined where all is.
 */
export function foreignPart(database: DatabaseSync, statements: string): string | undefined {
  const [made, found] = [madeBy(statements), schemaOf(database)];
  return (
    [...found].find(([name, sql]) => made.get(name) !== sql)?.[0] ??
    [...made.keys()].find((name) => !found.has(name))
  );
}
