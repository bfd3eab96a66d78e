/** A case from others, made to have this program delete, overwrite, read or wait for what lies elsewhere. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const source = join(folder, 'source');
const pristine = join(folder, 'pristine');
const casePath = join(folder, 'case');
const inCase = (name: string): string => join(casePath, name);
/** What belongs to the user, elsewhere. */
const thesis = join(folder, 'home', 'thesis.txt');
const ingest = (): ReturnType<typeof runCli> => runCli(['ingest', source, '--case', casePath, '--parser-processes', '1']); // prettier-ignore
const search = (...words: string[]): ReturnType<typeof runCli> => runCli(['search', 'letter', '--case', casePath, ...words]); // prettier-ignore

beforeAll(async () => {
  mkdirSync(source);
  writeFileSync(join(source, 'letter.txt'), 'a letter');
  expect(await ingest()).toMatchObject({ exitCode: 0 });
  renameSync(casePath, pristine);
});
beforeEach(() => {
  rmSync(casePath, { recursive: true, force: true });
  cpSync(pristine, casePath, { recursive: true });
  mkdirSync(dirname(thesis), { recursive: true });
  writeFileSync(thesis, 'years of work');
});

/** Puts a link where a part of the case was, or would be. */
const link = (name: string, target: string): void => {
  rmSync(inCase(name), { recursive: true, force: true });
  symlinkSync(target, inCase(name));
};

describe('is refused, and what lies elsewhere stays as it is', () => {
  test.each<[string, string, () => void]>([
    ['the spool as a link', 'spool', () => link('spool', dirname(thesis))],
    ['the audit log as a link', 'audit.jsonl', () => link('audit.jsonl', thesis)],
    ['its words as a link', 'audit-details.jsonl', () => link('audit-details.jsonl', thesis)],
    ['its head as a link', 'audit-head.sqlite', () => link('audit-head.sqlite', thesis)],
    ['the log of a database as a link', 'catalogue.sqlite-wal', () => link('catalogue.sqlite-wal', thesis)],
    ['the case’s own file as a link', 'evidex.json', () => { copyFileSync(inCase('evidex.json'), join(folder, 'elsewhere.json')); link('evidex.json', join(folder, 'elsewhere.json')); }],
    ['a lock as a link to nothing', 'index-lock', () => link('index-lock', join(folder, 'home', 'made'))],
    ['received files as a link', 'received', () => link('received', dirname(thesis))],
    ['a hash set as a link', 'hash-sets', () => { mkdirSync(inCase('hash-sets'), { recursive: true }); symlinkSync(thesis, inCase('hash-sets/x.sqlite')); }],
    ['anything else as a link', 'notes', () => link('notes', thesis)],
    ['a second name of a file', 'second name', () => { rmSync(inCase('audit.jsonl')); linkSync(thesis, inCase('audit.jsonl')); }],
    ['a pipe as the audit log', 'audit.jsonl', () => { rmSync(inCase('audit.jsonl')); spawnSync('mkfifo', [inCase('audit.jsonl')]); }],
    ['a pipe as the case’s own file', 'evidex.json', () => { rmSync(inCase('evidex.json')); spawnSync('mkfifo', [inCase('evidex.json')]); }],
    ['a folder as a file', 'index.sqlite', () => { rmSync(inCase('index.sqlite')); mkdirSync(inCase('index.sqlite')); }],
    ['a file as a folder', 'spool', () => { rmSync(inCase('spool'), { recursive: true, force: true }); writeFileSync(inCase('spool'), ''); }],
  ])('%s', async (_what, named, prepare) => {
    prepare();
    for (const result of [await ingest(), await search()]) {
      expect(result).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining(named) });
    }
    expect(readFileSync(thesis, 'utf8')).toBe('years of work');
    expect(readdirSync(dirname(thesis))).toEqual(['thesis.txt']);
  }); // prettier-ignore

  test.each(['audit-head.sqlite', 'catalogue.sqlite', 'index.sqlite', 'lock'])(
    'a journal of %s that names a file elsewhere',
    async (name) => {
      // A journal of ours, with the name of a list of journals behind it as SQLite writes it (pager.c).
      const path = Buffer.from(thesis);
      const sum = path.reduce((total, byte) => total + byte, 0);
      const numbers = Buffer.alloc(12);
      numbers.writeUInt32BE(1, 0);
      numbers.writeUInt32BE(path.length, 4);
      numbers.writeUInt32BE(sum, 8);
      const ending = Buffer.concat([numbers.subarray(0, 4), path, numbers.subarray(4), Buffer.from('d9d505f920a163d7', 'hex')]); // prettier-ignore
      writeFileSync(`${inCase(name)}-journal`, Buffer.concat([hotJournal(), ending]));
      const result = await search();
      expect(existsSync(thesis)).toBe(true);
      expect(result).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining(`${name}-journal names another file`),
      });
    },
  );
});

/** The journal that a writer of the head leaves when it is killed in a transaction that has reached the file. */
function hotJournal(): Buffer {
  const copy = join(folder, 'hot.sqlite');
  copyFileSync(join(pristine, 'audit-head.sqlite'), copy);
  const database = new DatabaseSync(copy);
  database.exec(
    'PRAGMA cache_size = 1; PRAGMA synchronous = FULL; BEGIN IMMEDIATE; UPDATE head SET seq = seq + 1',
  );
  // More pages than the cache holds: they go to the file, so the journal before them.
  database.exec(`CREATE TABLE filler (x); INSERT INTO filler SELECT randomblob(4000) FROM json_each('[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]')`); // prettier-ignore
  const journal = readFileSync(`${copy}-journal`);
  database.exec('ROLLBACK');
  database.close();
  return journal;
}

test('a journal that a killed writer left is rolled back, as ever', async () => {
  writeFileSync(inCase('audit-head.sqlite-journal'), hotJournal());
  expect(await search()).toMatchObject({ exitCode: 0 });
  expect(existsSync(inCase('audit-head.sqlite-journal'))).toBe(false);
});

test('each run has a spool of its own; what lay in the spool goes, not what its links lead to', async () => {
  mkdirSync(inCase('spool/deep'), { recursive: true });
  symlinkSync(dirname(thesis), inCase('spool/deep/link'));
  symlinkSync(thesis, inCase('spool/link'));
  expect(await ingest()).toMatchObject({ exitCode: 0 });
  expect(readdirSync(inCase('spool'))).toEqual([]);
  expect(readFileSync(thesis, 'utf8')).toBe('years of work');
});

const asRoot = process.getuid?.() === 0;
(asRoot ? test : test.skip)(
  `of another user: refused, and taken with --trust-case${asRoot ? '' : ' (only root can make one)'}`,
  async () => {
    chownSync(inCase('catalogue.sqlite'), 65534, 65534);
    const refused = await search();
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toMatch(/catalogue\.sqlite belongs to another user \(uid 65534\)[^]*--read-only/u);
    expect(await search('--trust-case')).toMatchObject({ exitCode: 0 });
    chownSync(casePath, 65534, 65534);
    expect(await ingest()).toMatchObject({ exitCode: 1 });
    expect(lstatSync(casePath).uid).toBe(65534);
  },
);

test('files and folders of the user beside those of the case are left alone', async () => {
  mkdirSync(inCase('my notes'));
  symlinkSync(thesis, inCase('my notes/link'));
  writeFileSync(inCase('to do.txt'), 'call counsel');
  chmodSync(inCase('to do.txt'), 0o400);
  expect(await ingest()).toMatchObject({ exitCode: 0 });
  expect(readFileSync(inCase('to do.txt'), 'utf8')).toBe('call counsel');
});

describe('a database with a part that is not ours is refused before anything of it is read', () => {
  const write = (name: string, sql: string) => (): void => {
    const database = new DatabaseSync(inCase(name), { defensive: false });
    database.exec(sql);
    database.close();
  };
  test.each([
    ['a trigger', 'catalogue.sqlite', 'trigger hide', write('catalogue.sqlite', 'CREATE TRIGGER hide AFTER INSERT ON item BEGIN DELETE FROM item; END')],
    ['a view in place of a table', 'catalogue.sqlite', 'table held', write('catalogue.sqlite', 'ALTER TABLE item RENAME TO held; CREATE VIEW item AS SELECT * FROM held WHERE item > 5')],
    ['a column that computes', 'catalogue.sqlite', 'table note', write('catalogue.sqlite', "DROP TABLE note; CREATE TABLE note (note INTEGER PRIMARY KEY, target, id, text AS ('x'), at, by, record)")],
    ['an index over some rows alone', 'catalogue.sqlite', 'index item_id', write('catalogue.sqlite', 'DROP INDEX item_id; CREATE INDEX item_id ON item (id) WHERE item > 5')],
    ['another application', 'catalogue.sqlite', 'another application', write('catalogue.sqlite', 'PRAGMA application_id = 7')],
    ['a trigger in the index', 'index', 'trigger hide', write('index.sqlite', 'CREATE TRIGGER hide AFTER INSERT ON document BEGIN DELETE FROM document; END')],
    ['a view in the index', 'index', 'view more', write('index.sqlite', 'CREATE VIEW more AS SELECT 1')],
    ['a trigger in the head of the log', 'audit-head.sqlite', 'trigger keep', write('audit-head.sqlite', 'CREATE TRIGGER keep BEFORE INSERT ON head BEGIN SELECT RAISE(IGNORE); END')],
    ['a table more', 'audit-head.sqlite', 'table more', write('audit-head.sqlite', 'CREATE TABLE more (x)')],
  ])('%s', async (_what, file, part, prepare) => {
    prepare();
    const reading = file === 'catalogue.sqlite' ? runCli(['report', casePath]) : search();
    const { exitCode, stdout, stderr } = await reading;
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(part);
    expect(stderr).toContain(file);
  }); // prettier-ignore
});
