/** `evidex verify`: a changed or missing file, and a ledger and index that disagree, are named. */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { findCounts, fixture } from '../../scripts/bench/made-evidence.ts';
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
  const { files, bytes } = findCounts(small.source);
  const [verified] = await small.json('verify', 'CASE');
  expect(verified).toEqual({
    files,
    bytes,
    matched: files,
    findings: [],
    interrupted: false,
    sinceIntake: { findings: [], comparisons: [], missing: [] },
  });
  const [report] = await small.json<{ totals: { documents: number } }>('report', 'CASE');
  const documents = report?.totals.documents;
  expect(await small.json('verify', 'CASE', '--index')).toEqual([{ documents, items: 2, entries: 19, findings: [], interrupted: false }]); // prettier-ignore
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
  expect(stdout).toContain('7 match the ledger, 2 do not.');
  const [now, was] = [Buffer.from('other content'), before].map((bytes) => createHash('sha256').update(bytes).digest('hex')); // prettier-ignore
  expect(stdout).toContain(`  EX-1/cards.csv: content changed: SHA-256 is ${now}, the ledger says ${was}\n`);
  expect(stdout).toMatch(/^ {2}EX-1\/report\.pdf: vanished: /mu);
});

/** Changes one file of the case for the time of a question, and sets it back. */
async function whileChanged(file: string, change: string, ask: () => Promise<void>): Promise<void> {
  const before = readFileSync(join(small.casePath, file));
  const database = new DatabaseSync(join(small.casePath, file));
  database.exec(change);
  database.close();
  await ask();
  writeFileSync(join(small.casePath, file), before);
  expect(await small.run('verify', 'CASE', '--index')).toMatchObject({ exitCode: 0 });
}

describe('ledger and index that disagree: exit 3, each document named with what differs', () => {
  const pdf = createHash('sha256').update(fixture('pdf', 'report.pdf')).digest('hex');
  const isPdf = `sha256 = x'${pdf}'`;
  test.each([
    ['an index entry without its document', `PRAGMA foreign_keys = OFF; DELETE FROM document WHERE ${isPdf}`, 'in the index, not in the ledger'],
    ['a revision of the index that is not that of the ledger', `UPDATE document SET revision = revision + 1, indexed = indexed + 1 WHERE ${isPdf}`, expect.stringMatching(/^revision \d+ in the index, \d+ in the ledger$/u)],
    ['a revision that the index has yet to be given', `UPDATE document SET revision = revision + 1 WHERE ${isPdf}`, expect.stringMatching(/was not yet projected$/u)],
  ] as const)('%s', async (_, change, finding) => {
    await whileChanged('catalogue.sqlite', change, async () => {
      const given = await small.run('verify', 'CASE', '--index', '--json');
      expect(given.exitCode).toBe(3);
      expect(JSON.parse(given.stdout)).toMatchObject({ findings: [{ path: pdf, finding }] });
      expect((await small.run('verify', 'CASE', '--index')).stdout).toContain(`  ${pdf}: `);
    });
  }); // prettier-ignore
});
