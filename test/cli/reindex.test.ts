/** `evidex reindex --to sqlite`: a new file beside the old one, which takes its place whole or not at all. */
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, expect, test } from '@jest/globals';
import { catalogueSteps } from '../../case/sqlite/catalogue-schema.ts';
import { isItemEntryId } from '../../schemas/index-entry.ts';
import type { Hit } from '../../search/port.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';
import { packText, unpackText } from '../../search/sqlite/packing.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';

const folder = temporaryFolder();
let small: SmallCase;
const file = (name: string): string => join(small.casePath, name);
const count = async (query: string): Promise<unknown> =>
  (await small.json('search', query, '--count'))[0]?.['count'];

beforeAll(async () => {
  small = await makeSmallCase(folder);
  await small.run('label', 'cards.csv', '--add', 'kept');
});

test('built anew without the evidence: the same documents, labels and texts, nothing left behind', async () => {
  const everything = await small.json('search', '*', '--limit', '1000');
  const before = readFileSync(file('index.sqlite'));
  const [result] = await small.json('reindex', 'CASE', '--to', 'sqlite');
  expect(result).toMatchObject({ documents: everything.length, copied: everything.length, skipped: 0 });
  expect(readFileSync(file('index.sqlite')).equals(before)).toBe(false);
  expect(readdirSync(small.casePath).filter((name) => /building|-wal|tmp/u.test(name))).toEqual([]);
  expect(await small.json('search', '*', '--limit', '1000')).toEqual(everything);
  expect([await count('label:kept'), await count('budget')]).toEqual([1, 2]);
  expect((await small.run('verify', 'CASE', '--index')).stdout).toContain('they agree');
});

test('stopped in the middle: the case uses what it had, and the same command goes on', async () => {
  const stop = new AbortController();
  stop.abort();
  const words = ['reindex', small.casePath, '--to', 'sqlite'];
  expect((await runCli(words, { signal: stop.signal })).exitCode).toBe(130);
  expect(existsSync(file('index-building.sqlite'))).toBe(true);
  expect(await count('label:kept')).toBe(1);
  // What an earlier try had copied is there already.
  copyFileSync(file('index.sqlite'), file('index-building.sqlite'));
  const { exitCode, stdout } = await runCli(words);
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: expect.stringMatching(/: 0 copied, \d+ were there/u),
  });
  expect(await count('label:kept')).toBe(1);
});

/** Places named their family by its id before version 13. */
const withoutNumbers = `DROP INDEX occurrence_family; DROP INDEX occurrence_doc;
  UPDATE occurrence SET family = (SELECT f.id FROM family f WHERE f.family = occurrence.family); DROP TABLE family`;

test('an index of the version before is copied into one of now; a begun one that is of no use is begun anew', async () => {
  const index = new DatabaseSync(file('index.sqlite'));
  // As it was while labels were of whole documents.
  const labelled = `SELECT p.doc FROM place_label p JOIN value v ON v.value = p.value WHERE v.key = 'kept'`;
  for (const row of index.prepare(`SELECT *, doc IN (${labelled}) AS kept FROM entry`).all()) {
    const entry = JSON.parse(
      unpackText(Number(row['coding']), Buffer.from(row['entry'] as Uint8Array)),
    ) as object;
    const { coding, data } = packText(
      JSON.stringify({ ...entry, labels: row['kept'] ? ['kept'] : [], withheld: [] }),
    );
    index
      .prepare('UPDATE entry SET coding = ?, entry = ? WHERE doc = ?')
      .run(coding, data, Number(row['doc']));
  }
  index.exec(withoutNumbers);
  index.exec(`DROP TABLE place_label; DROP TABLE withheld; ALTER TABLE occurrence DROP COLUMN withheld;
    CREATE TABLE withheld(doc INTEGER NOT NULL, scope TEXT NOT NULL, PRIMARY KEY(doc, scope)) WITHOUT ROWID;
    PRAGMA user_version = 3`);
  index.close();
  const { exitCode, stderr } = await small.run('search', '*');
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining('evidex reindex') });
  writeFileSync(
    file('index-building.sqlite'),
    'no database, but what a broken disk may have left '.repeat(99),
  );
  expect((await small.run('reindex', 'CASE', '--to', 'sqlite')).exitCode).toBe(0);
  expect([await count('label:kept'), await count('budget')]).toEqual([1, 2]);
});

/** Makes a catalogue what a program that knew `version` of them would have made of the same case. */
function takeBack(path: string, version: number): void {
  const older = new DatabaseSync(`${path}.older`);
  older.exec(
    `${catalogueSteps.slice(0, version).join('\n')} ATTACH '${path}' AS now; PRAGMA foreign_keys = OFF;`,
  );
  const tables = older.prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table'").all();
  for (const { name } of tables) {
    const columns = older.prepare(`SELECT name FROM pragma_table_info('${String(name)}')`).all();
    const list = columns.map((column) => `"${String(column['name'])}"`).join(', ');
    older.exec(
      `DELETE FROM main.${String(name)}; INSERT INTO main.${String(name)} (${list}) SELECT ${list} FROM now.${String(name)};`,
    );
  }
  const { application_id: application } = older.prepare('PRAGMA now.application_id').get() ?? {};
  older.exec(`DETACH now; PRAGMA application_id = ${Number(application)}; PRAGMA user_version = ${version}`);
  older.close();
  rmSync(path);
  renameSync(`${path}.older`, path);
}

test('a case from before items had entries of their own: told to build its index anew, which then has them', async () => {
  const ofItems = 'name:b.txt AND item:member';
  const before = await small.json('search', ofItems);
  expect(before).toMatchObject([{ entry: { status: 'failed' }, occurrences: [{ path: 'torn.zip/b.txt' }] }]);
  const index = openSqliteIndex(file('index.sqlite'));
  for (const { document, occurrences } of await small.json<Hit>('search', 'NOT type:zip', '--limit', '1000'))
    if (isItemEntryId(document))
      await index.write([{ op: 'retire', document, items: occurrences.map(({ item }) => item) }]);
  await index.close();
  expect(await small.json('search', ofItems)).toEqual([]);
  const older = new DatabaseSync(file('index.sqlite'));
  older.exec(`${withoutNumbers}; PRAGMA user_version = 9`);
  older.close();
  takeBack(file('catalogue.sqlite'), 7);
  const asked = await small.run('search', ofItems);
  expect(asked).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('evidex reindex') });
  expect(await small.run('reindex', 'CASE', '--to', 'sqlite')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await small.json('search', ofItems)).toEqual(before);
  expect((await small.run('verify', 'CASE', '--index')).stdout).toContain('they agree');
});

test('a case without an index, and a wrong target: told, and nothing made', async () => {
  const { exitCode, stderr } = await small.run('reindex', 'CASE', '--to', 'nowhere');
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('https://') });
  for (const end of ['', '-wal', '-shm']) rmSync(file(`index.sqlite${end}`), { force: true });
  const missing = await small.run('reindex', 'CASE', '--to', 'sqlite');
  expect(missing).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Ingest a source first') });
  expect(existsSync(file('index-building.sqlite'))).toBe(false);
});
