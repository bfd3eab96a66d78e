import { createHash } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from '@jest/globals';
import { openHashSets, parseHashSetOption } from '../../case/hash-sets.ts';
import { sqliteHashSets } from '../../case/sqlite/hash-set-file.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const sets = join(folder, 'hash-sets');
const digest = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('hex');
const digestsOf = (text: string) => ({
  sha256: digest('sha256', text),
  sha1: digest('sha1', text),
  md5: digest('md5', text),
});
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

test('lists of one hash a line, of any algorithm; the first set of each kind that holds it', async () => {
  const known = write(
    'known.txt',
    `\ufeff# comment\n\n${digest('sha256', 'a')}\r\n${digest('sha1', 'b').toUpperCase()}\n${digest('md5', 'c')}\n${digest('md5', 'c')}`,
  );
  const second = write('second.txt', `${digest('sha1', 'b')}\n${digest('sha1', 'd')}\n`);
  const notable = write('notable.txt', digest('md5', 'a'));
  const open = await openHashSets(sets, sqliteHashSets, [
    { kind: 'known', path: known },
    { kind: 'known', path: second },
    { kind: 'notable', path: notable },
  ]);
  expect(open.sets[0]).toMatchObject({
    kind: 'known',
    name: 'known.txt',
    counts: { sha256: 1, sha1: 1, md5: 1 },
    version: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(open.lookup(digestsOf('a'))).toEqual({ known: 'known.txt', notable: 'notable.txt' });
  expect(open.lookup(digestsOf('b'))).toEqual({ known: 'known.txt' });
  expect(open.lookup(digestsOf('c'))).toEqual({ known: 'known.txt' });
  expect(open.lookup(digestsOf('d'))).toEqual({ known: 'second.txt' });
  expect(open.lookup(digestsOf('e'))).toEqual({});
  open.close();
});

test('many hashes, made once: a second opening reads the same file', async () => {
  const all = Array.from({ length: 5003 }, (_, index) => digest('sha1', `x${index}`));
  const path = write('many.txt', all.join('\n'));
  for (let times = 0; times < 2; times++) {
    const open = await openHashSets(sets, sqliteHashSets, [{ kind: 'known', path }]);
    expect(open.sets[0]?.counts).toEqual({ sha1: 5003 });
    expect(all.filter((sha1) => open.lookup({ sha1 }).known === undefined)).toEqual([]);
    expect(open.lookup({ sha1: digest('sha1', 'y') })).toEqual({});
    open.close();
  }
  const { version } = (await openHashSets(sets, sqliteHashSets, [{ kind: 'known', path }])).sets[0]!;
  expect(readdirSync(sets).filter((name) => name.startsWith(version))).toHaveLength(1);
});

test('NSRL’s RDS as CSV', async () => {
  const row = (text: string, name: string) =>
    `"${digest('sha1', text).toUpperCase()}","${digest('md5', text)}","AABBCCDD","${name}",12,1,"358",""`;
  const path = write(
    'NSRLFile.txt',
    `"SHA-1","MD5","CRC32","FileName","FileSize","ProductCode","OpSystemCode","SpecialCode"\r\n${row('a', 'a, ""b"".dll')}\r\n${row('b', 'c')}\r\n`,
  );
  const open = await openHashSets(sets, sqliteHashSets, [{ kind: 'known', path }]);
  expect(open.sets[0]?.counts).toEqual({ sha1: 2 });
  expect(open.lookup(digestsOf('b'))).toEqual({ known: 'NSRLFile.txt' });
  expect(open.lookup({ md5: digest('md5', 'b') })).toEqual({});
  open.close();
});

test.each([
  ['a table', 'CREATE TABLE FILE (sha256 VARCHAR, sha1 VARCHAR, md5 VARCHAR, file_name VARCHAR)', 'FILE'],
  [
    'a view over METADATA',
    'CREATE TABLE METADATA (sha256 VARCHAR, sha1 VARCHAR, md5 VARCHAR, file_name VARCHAR); CREATE VIEW FILE AS SELECT * FROM METADATA',
    'METADATA',
  ],
])('NSRL’s RDS v3: %s', async (name, sql, table) => {
  const path = join(folder, `rds ${name}.db`);
  const database = new DatabaseSync(path);
  database.exec(`CREATE TABLE VERSION (version VARCHAR); ${sql}`);
  for (const text of ['a', 'b']) {
    const { sha256, sha1, md5 } = digestsOf(text);
    database.prepare(`INSERT INTO ${table} VALUES (?, ?, ?, ?)`).run(sha256.toUpperCase(), sha1, md5, 'x');
  }
  database.close();
  const open = await openHashSets(sets, sqliteHashSets, [{ kind: 'known', path }]);
  expect(open.sets[0]?.counts).toEqual({ sha256: 2 });
  expect(open.lookup(digestsOf('a'))).toEqual({ known: `rds ${name}.db` });
  open.close();
});

describe('a bad list is named with its line, and leaves nothing behind', () => {
  test.each([
    ['letters.txt', `${digest('md5', 'a')}\n\nnot a hash\n`, /line 3: no MD5/],
    ['short.txt', `${digest('md5', 'a').slice(1)}\n`, /line 1/],
    ['head.csv', 'name,size\na,1\n', /line 1: the heading names no column/],
    ['row.csv', `"SHA-1","MD5"\n"${digest('sha1', 'a')}","x"\n"zz","x"\n`, /line 3: no sha1/],
    ['quote.csv', `"SHA-1","MD5"\n"${digest('sha1', 'a')}","x\n`, /quote/i],
    ['broken.db', `SQLite format 3\0${'x'.repeat(200)}`, /broken\.db: /],
  ])('%s', async (name, text, says) => {
    const path = write(name, text);
    const before = readdirSync(sets).length;
    await expect(openHashSets(sets, sqliteHashSets, [{ kind: 'known', path }])).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringMatching(says),
    });
    expect(readdirSync(sets)).toHaveLength(before);
  });

  test('a database without hashes', async () => {
    const path = join(folder, 'other.db');
    const database = new DatabaseSync(path);
    database.exec('CREATE TABLE t (a)');
    database.close();
    await expect(openHashSets(sets, sqliteHashSets, [{ kind: 'known', path }])).rejects.toMatchObject({
      code: 'bad-file',
    });
  });

  test('a file that is not there', async () => {
    await expect(
      openHashSets(sets, sqliteHashSets, [{ kind: 'known', path: join(folder, 'none') }]),
    ).rejects.toMatchObject({
      code: 'bad-file',
    });
  });
});

test('the option', () => {
  expect(parseHashSetOption('known:/a:b.txt')).toEqual({ kind: 'known', path: '/a:b.txt' });
  for (const text of ['a.txt', 'known:', 'bad:a.txt'])
    expect(() => parseHashSetOption(text)).toThrow(expect.objectContaining({ code: 'wrong-value' }));
});
