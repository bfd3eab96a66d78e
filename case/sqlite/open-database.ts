/** Opens the catalogue's file, makes its tables, and refuses a file of another version. */
import { DatabaseSync } from 'node:sqlite';
import { catalogueSteps, catalogueVersion } from './catalogue-schema.ts';
import { messageOf } from '../../schemas/problem.ts';

const pageCacheKib = 64 * 1024;

const olderHint =
  'Run a command that writes to the case, such as `evidex ingest` of its source: it brings the catalogue forward.';
const newerHint = 'Use the program that made the case, or ingest its sources into a new case.';

/**
 * A writer brings an older catalogue forward. Throws with code `catalogue-version` for a newer file, and for an older
 * one that is only read; `catalogue-damaged` for one that is no catalogue.
 */
export function openDatabase(path: string, options: { readOnly?: boolean } = {}): DatabaseSync {
  const readOnly = options.readOnly ?? false;
  const database = new DatabaseSync(path, { readOnly, timeout: 10_000 });
  try {
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as {
      user_version: number;
    };
    if (!readOnly && version < catalogueVersion) bringForward(database);
    else if (version !== catalogueVersion) {
      throw Object.assign(
        new Error(
          `${path} is a catalogue of version ${version}, this program reads version ${catalogueVersion}`,
        ),
        {
          code: 'catalogue-version',
          hint: version > 0 && version < catalogueVersion ? olderHint : newerHint,
        },
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

function bringForward(database: DatabaseSync): void {
  database.exec('PRAGMA journal_mode = WAL;');
  database.exec('BEGIN IMMEDIATE;');
  // Read again under the lock: another process may have been first.
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version < catalogueVersion) {
    database.exec(`${catalogueSteps.slice(version).join('\n')} PRAGMA user_version = ${catalogueVersion};`);
  }
  database.exec('COMMIT;');
}
