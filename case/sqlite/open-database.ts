/** Opens the catalogue's file, makes its tables, and refuses a file of another version. */
import { DatabaseSync } from 'node:sqlite';
import { catalogueTables, catalogueVersion } from './catalogue-schema.ts';
import { messageOf } from '../../schemas/problem.ts';

const pageCacheKib = 64 * 1024;

/** Throws with code `catalogue-version` for a file of another version, `catalogue-damaged` for one that is none. */
export function openDatabase(path: string, options: { readOnly?: boolean } = {}): DatabaseSync {
  const readOnly = options.readOnly ?? false;
  const database = new DatabaseSync(path, { readOnly, timeout: 10_000 });
  try {
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as {
      user_version: number;
    };
    if (!readOnly && version === 0) create(database);
    else if (version !== catalogueVersion) {
      throw Object.assign(
        new Error(
          `${path} is a catalogue of version ${version}, this program reads version ${catalogueVersion}`,
        ),
        { code: 'catalogue-version' },
      );
    }
    database.exec(`PRAGMA cache_size = -${pageCacheKib}; PRAGMA temp_store = FILE;`);
    if (!readOnly) database.exec('PRAGMA synchronous = NORMAL;');
    return database;
  } catch (error) {
    database.close();
    if ((error as { code?: string }).code !== 'ERR_SQLITE_ERROR') throw error;
    throw Object.assign(new Error(`${path} cannot be read as a catalogue: ${messageOf(error)}`), {
      code: 'catalogue-damaged',
    });
  }
}

function create(database: DatabaseSync): void {
  database.exec('PRAGMA journal_mode = WAL;');
  database.exec(`BEGIN; ${catalogueTables} PRAGMA user_version = ${catalogueVersion}; COMMIT;`);
}
