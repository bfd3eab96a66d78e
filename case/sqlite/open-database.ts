/** Opens the catalogue's file, makes its tables, and refuses a file of another version. */
import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { foreignPart, openFile, type OpenMode } from '../../sqlite/open-file.ts';
import { catalogueSteps, catalogueVersion, versionOfParticipants } from './catalogue-schema.ts';
import { fillParticipants } from './participant-store.ts';
import { isDiskFull, messageOf } from '../../schemas/problem.ts';

/** `Evcx`: in the file's head, so that other programs can tell it. */
const applicationId = 0x45766378;
const pageCacheKib = 32 * 1024;

const olderHint =
  'A command that writes to the case brings the catalogue forward: `evidex ingest` of its source, or `evidex reindex --to sqlite`, which reads no evidence; with Elasticsearch its address stands behind --to.';
const missingHint =
  'Ingest a source first. If that was done, the file catalogue.sqlite of the case is lost: use a copy of the case that has it.';
const newerHint = 'Use the program that made the case, or ingest its sources into a new case.';

/**
 * A writer brings an older catalogue forward. Throws with code `catalogue-version` for a newer file, and for an older
 * one that is only read; `catalogue-missing` where there is none to be read, `catalogue-damaged` for one that is no catalogue, `case-untrusted` for one that holds what this program
 * does not make.
 */
export function openDatabase(path: string, mode: OpenMode = 'write'): DatabaseSync {
  const readOnly = mode !== 'write';
  if (readOnly && !existsSync(path))
    throw Object.assign(new Error('nothing has come into this case yet: it has no catalogue'), {
      code: 'catalogue-missing',
      hint: missingHint,
    });
  const database = openFile(path, mode, 10_000);
  try {
    // Of one state: another process may be bringing it forward.
    database.exec('BEGIN');
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as {
      user_version: number;
    };
    checkMade(database, path, version);
    database.exec('COMMIT');
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
    // A disk without room says nothing of the catalogue.
    if ((error as { code?: string }).code !== 'ERR_SQLITE_ERROR' || isDiskFull(error)) throw error;
    throw Object.assign(new Error(`${path} cannot be read as a catalogue: ${messageOf(error)}`), {
      code: 'catalogue-damaged',
    });
  }
}

/** A file of a version that this program knows has what this program would make, and nothing else. */
function checkMade(database: DatabaseSync, path: string, version: number): void {
  const { application_id: application } = database.prepare('PRAGMA application_id').get() as {
    application_id: number;
  };
  // Not stated before it was.
  const isOurs = application === 0 || application === applicationId;
  const foreign =
    version < 0 || version > catalogueVersion
      ? undefined
      : foreignPart(database, catalogueSteps.slice(0, version).join('\n'));
  if (isOurs && foreign === undefined) return;
  throw Object.assign(
    new Error(
      `${path} is not as this program makes a catalogue: ${isOurs ? foreign : 'it is of another application'}`,
    ),
    { code: 'case-untrusted', hint: 'Use a copy of the case as Evidex left it, or ingest its sources anew.' },
  );
}

function bringForward(database: DatabaseSync): void {
  database.exec('PRAGMA journal_mode = WAL;');
  database.exec('BEGIN IMMEDIATE;');
  // Read again under the lock: another process may have been first.
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version < catalogueVersion) {
    database.exec(`${catalogueSteps.slice(version).join('\n')} PRAGMA user_version = ${catalogueVersion};
      PRAGMA application_id = ${applicationId};`);
    if (version < versionOfParticipants) fillParticipants(database);
  }
  database.exec('COMMIT;');
}
