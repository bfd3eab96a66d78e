/** `evidex verify`: a changed or missing file, and a ledger and index that disagree, are named. */
import { beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
});

test('untouched: all match, index and ledger agree', async () => {
  const [files] = await small.json('verify', 'CASE');
  expect(files).toMatchObject({ files: 9, matched: 9, findings: [] });
  const [index] = await small.json('verify', 'CASE', '--index');
  expect(index).toMatchObject({ findings: [] });
});

test('a file changed and one gone: exit 3, both named', async () => {
  const [cards, pdf] = [join(small.source, 'cards.csv'), join(small.source, 'report.pdf')];
  const before = readFileSync(cards);
  writeFileSync(cards, 'other content');
  renameSync(pdf, `${pdf}-aside`);
  const { exitCode, stdout } = await small.run('verify', 'CASE');
  writeFileSync(cards, before);
  renameSync(`${pdf}-aside`, pdf);
  expect(exitCode).toBe(3);
  expect(stdout).toMatch(/cards\.csv: content changed/u);
  expect(stdout).toMatch(/report\.pdf: vanished/u);
});

test('an index entry without its document: exit 3', async () => {
  const database = new DatabaseSync(join(small.casePath, 'catalogue.sqlite'));
  database.exec(
    "UPDATE document SET revision = revision + 1, indexed = indexed + 1 WHERE format = 'pdf' AND status = 'indexed'",
  );
  const { exitCode, stdout } = await small.run('verify', 'CASE', '--index');
  database.exec(
    "UPDATE document SET revision = revision - 1, indexed = indexed - 1 WHERE format = 'pdf' AND status = 'indexed'",
  );
  database.close();
  expect(exitCode).toBe(3);
  expect(stdout).toContain('revision');
});
