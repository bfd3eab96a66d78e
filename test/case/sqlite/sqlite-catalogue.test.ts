/** The SQLite catalogue against the contract of its port, and what is its own: versions and damaged files. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { LedgerReader } from '../../../case/sqlite/ledger-reader.ts';
import { SqliteCatalogue } from '../../../case/sqlite/sqlite-catalogue.ts';
import { catalogueContract } from '../../contracts/catalogue-contract.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const folder = temporaryFolder();
let number = 0;
const fresh = (): string => {
  const path = join(folder, String(number++));
  mkdirSync(path);
  return join(path, 'catalogue.sqlite');
};

catalogueContract('SQLite', async () => {
  const path = fresh();
  const catalogue = new SqliteCatalogue(path);
  return {
    catalogue,
    async statuses() {
      const reader = new LedgerReader(path);
      try {
        const present = [...reader.items()].filter(
          ({ superseded, gone, kind }) => !superseded && !gone && kind !== 'folder',
        );
        return Object.fromEntries(
          present.map(({ path: at, status, code }) => [at, code ? `${status} ${code}` : status]),
        );
      } finally {
        reader.close();
      }
    },
    close: () => catalogue.close(),
  };
});

test('a catalogue of another version is refused, to write and to read', async () => {
  const path = fresh();
  await new SqliteCatalogue(path).close();
  const database = new DatabaseSync(path);
  database.exec('PRAGMA user_version = 999');
  database.close();
  const refused = expect.objectContaining({
    code: 'catalogue-version',
    message: expect.stringContaining('999'),
  });
  expect(() => new SqliteCatalogue(path)).toThrow(refused);
  expect(() => new LedgerReader(path)).toThrow(refused);
});

test('an older catalogue is brought forward by a writer; a reader says what to do', async () => {
  const path = fresh();
  await new SqliteCatalogue(path).close();
  const database = new DatabaseSync(path);
  database.exec('DROP TABLE label; DROP TABLE note; DROP TABLE written_unit; PRAGMA user_version = 1');
  database.close();
  expect(() => new LedgerReader(path)).toThrow(
    expect.objectContaining({ code: 'catalogue-version', hint: expect.stringContaining('brings') }),
  );
  await new SqliteCatalogue(path).close();
  const reader = new LedgerReader(path);
  expect(reader.labels.labels(1)).toEqual([]);
  reader.close();
});

test('a file that is no catalogue is said to be damaged', () => {
  const path = fresh();
  writeFileSync(path, 'not a database at all, but long enough to be taken for one by its size '.repeat(100));
  expect(() => new SqliteCatalogue(path)).toThrow(expect.objectContaining({ code: 'catalogue-damaged' }));
});
