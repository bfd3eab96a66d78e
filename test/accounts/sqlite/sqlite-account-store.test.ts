/** Accounts in SQLite: the port's contract, and what files are refused. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { SqliteAccountStore } from '../../../accounts/sqlite/sqlite-account-store.ts';
import { accountStoreContract } from '../../contracts/account-store-contract.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const folder = temporaryFolder();
let made = 0;
const newPath = (): string => join(folder, `${++made}.sqlite`);

accountStoreContract('SQLite', folder, async () => {
  const path = newPath();
  return {
    open: async () => new SqliteAccountStore(path),
    openCopy: async (copy) => new SqliteAccountStore(copy),
  };
});

test('what ended leaves no byte in the file, nor in a copy', async () => {
  const path = newPath();
  const store = new SqliteAccountStore(path);
  const id = Buffer.from('a hash that is easy to look for.');
  await store.add('ann');
  await store.beginSession(id, { name: 'ann', authenticatedBy: 'local-account', began: 1 }, 9);
  expect(readFileSync(path).includes(id)).toBe(true);
  await store.backUp(`${path}.copy`);
  expect(readFileSync(`${path}.copy`).includes(id)).toBe(false);
  await store.endSession(id);
  expect(readFileSync(path).includes(id)).toBe(false);
  await store.close();
});

test.each([
  ['a trigger', 'CREATE TRIGGER t AFTER INSERT ON session BEGIN DELETE FROM role; END', 'case-untrusted'],
  ['a table more', 'CREATE TABLE more (a ANY) STRICT', 'case-untrusted'],
  ['a file of another application', 'PRAGMA application_id = 7', 'case-untrusted'],
  ['a file of a later program', 'PRAGMA user_version = 99', 'case-version'],
])('%s is refused', async (_, statement, code) => {
  const path = newPath();
  await new SqliteAccountStore(path).close();
  const database = new DatabaseSync(path);
  database.exec(statement);
  database.close();
  expect(() => new SqliteAccountStore(path)).toThrow(expect.objectContaining({ code }));
});

test('a foreign file with tables of its own is refused before anything is written to it', () => {
  const path = newPath();
  const database = new DatabaseSync(path);
  database.exec('CREATE TABLE role (a)');
  database.close();
  const before = readFileSync(path);
  expect(() => new SqliteAccountStore(path)).toThrow(/not as this program makes it/);
  expect(readFileSync(path)).toEqual(before);
});
