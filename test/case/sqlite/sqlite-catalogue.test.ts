/** The SQLite catalogue against the contract of its port, and what is its own: versions and damaged files. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { catalogueSteps } from '../../../case/sqlite/catalogue-schema.ts';
import { SqliteCatalogue } from '../../../case/sqlite/sqlite-catalogue.ts';
import { openSqliteLedger } from '../../../case/sqlite/sqlite-ledger.ts';
import { everyScope } from '../../../schemas/scope.ts';
import { catalogueContract, type CatalogueUnderTest } from '../../contracts/catalogue-contract.ts';
import { ledgerContract } from '../../contracts/ledger-contract.ts';
import { marksContract } from '../../contracts/marks-contract.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const folder = temporaryFolder();
let number = 0;
const fresh = (): string => {
  const path = join(folder, String(number++));
  mkdirSync(path);
  return join(path, 'catalogue.sqlite');
};

const openFresh = async (): Promise<CatalogueUnderTest> => {
  const path = fresh();
  const catalogue = new SqliteCatalogue(path);
  return {
    catalogue,
    async statuses() {
      const ledger = await openSqliteLedger(path);
      try {
        const items = await Array.fromAsync(ledger.items.all({ exceptionsOnly: false }, everyScope));
        const present = items.filter(
          ({ superseded, gone, kind }) => !superseded && !gone && kind !== 'folder',
        );
        return Object.fromEntries(
          present.map(({ path: at, status, code }) => [at, code ? `${status} ${code}` : status]),
        );
      } finally {
        await ledger.close();
      }
    },
    async notable() {
      const ledger = await openSqliteLedger(path);
      try {
        return await ledger.items.notable(everyScope);
      } finally {
        await ledger.close();
      }
    },
    close: () => catalogue.close(),
  };
};

catalogueContract('SQLite', openFresh);
marksContract('SQLite', openFresh);
ledgerContract('SQLite', async () => {
  const path = fresh();
  const catalogue = new SqliteCatalogue(path);
  return { catalogue, openLedger: () => openSqliteLedger(path), close: () => catalogue.close() };
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
  await expect(openSqliteLedger(path)).rejects.toThrow(refused);
});

test('times of files that wait to be read again go with the folder that is removed', async () => {
  const path = fresh();
  await new SqliteCatalogue(path).close();
  const database = new DatabaseSync(path);
  database.exec(`INSERT INTO source (source, id, reference, root, kind, intake, run)
      VALUES (1, '${'ab'.repeat(16)}', 'EX-1', x'2f', 'folder', '{}', 1);
    INSERT INTO item (item, id, revision, source, place, kind, name, time_forms, state, run)
      VALUES (1, x'${'ab'.repeat(16)}', 0, 1, NULL, 1, '', 0, 0, 1),
        (2, x'${'cd'.repeat(16)}', 0, 1, 1, 1, 'box', 0, 0, 1), (3, x'${'ef'.repeat(16)}', 0, 1, 2, 0, 'a.txt', 0, 0, 1),
        (4, x'${'12'.repeat(16)}', 0, 1, 1, 0, 'b.txt', 0, 0, 1);
    INSERT INTO relisted (item, time_forms) VALUES (2, 0), (3, 0), (4, 0)`);
  const catalogue = new SqliteCatalogue(path);
  const by = { by: 'officer', at: '2026-11-26T10:00:00.000Z', record: 7 };
  await catalogue.remove({ target: 'cd'.repeat(16), reason: 'order', names: [], words: [], work: '' }, by);
  await catalogue.close();
  expect(database.prepare('SELECT item FROM relisted').all()).toEqual([{ item: 4 }]);
  database.close();
});

test('an older catalogue is brought forward by a writer; a reader says what to do', async () => {
  const path = fresh();
  const database = new DatabaseSync(path);
  database.exec(`${catalogueSteps.slice(0, 3).join('\n')} PRAGMA user_version = 3;
    INSERT INTO source (source, id, reference, root, kind, intake, run)
      VALUES (1, 'x', 'EX-1', x'2f', 'folder', '{}', 1);
    INSERT INTO document (sha256, sha1, md5, size, format, media_type, status, run, revision, indexed)
      VALUES (x'${'ab'.repeat(32)}', x'00', x'00', 1, 'text', 'text/plain', 'indexed', 1, 4, 4);
    INSERT INTO item (id, revision, source, kind, name, time_forms, state, run)
      VALUES (x'${'ef'.repeat(16)}', 0, 1, 1, '', 0, 0, 1);
    INSERT INTO item (id, revision, source, place, kind, name, time_forms, document, state, run)
      VALUES (x'${'cd'.repeat(16)}', 0, 1, 1, 0, 'memo.txt', 0, 1, 0, 1);
    INSERT INTO label (document, key, name, added_revision, added_at, added_by, added_record)
      VALUES (1, 'hot', 'Hot', 4, '2026-01-02T03:04:05.000Z', 'ann', 7);
    INSERT INTO note (document, text, at, by, record) VALUES (1, 'mind', '2026-01-02T03:04:05.000Z', 'ann', 8)`);
  database.close();
  await expect(openSqliteLedger(path)).rejects.toThrow(
    expect.objectContaining({
      code: 'catalogue-version',
      hint: expect.stringMatching(/brings.*evidex ingest.*evidex reindex/u),
    }),
  );
  const catalogue = new SqliteCatalogue(path);
  const ledger = await openSqliteLedger(path);
  const place = { document: 'ab'.repeat(32), item: 'cd'.repeat(16), family: 'cd'.repeat(16) };
  // What was on a content stays so, and the index is to hear of it.
  expect(await ledger.marks.labels(place, everyScope)).toMatchObject([
    { label: 'Hot', covers: 'content', by: 'ann', record: 7 },
  ]);
  expect(await ledger.marks.notes(place, everyScope)).toMatchObject([
    { text: 'mind', covers: 'content', record: 8 },
  ]);
  expect(await catalogue.stale(10)).toMatchObject([{ revision: 6, occurrences: [{ labels: ['Hot'] }] }]);
  await ledger.close();
  await catalogue.close();
});

test('a file that is no catalogue is said to be damaged', () => {
  const path = fresh();
  writeFileSync(path, 'not a database at all, but long enough to be taken for one by its size '.repeat(100));
  expect(() => new SqliteCatalogue(path)).toThrow(expect.objectContaining({ code: 'catalogue-damaged' }));
});
