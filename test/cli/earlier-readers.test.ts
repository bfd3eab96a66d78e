/** A case that an earlier version read says so wherever it is summed up, and what reads it anew. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';

const folder = temporaryFolder();
let small: SmallCase;

interface Earlier {
  readonly format: string;
  readonly by?: string;
  readonly now: string;
  readonly documents: number;
}
const earlier = async (): Promise<readonly Earlier[] | undefined> =>
  (await small.json<{ readEarlier: readonly Earlier[] }>('report', 'CASE'))[0]?.readEarlier;

/** As the ledger of an earlier version has it. */
function change(sql: string): void {
  const database = new DatabaseSync(join(small.casePath, 'catalogue.sqlite'));
  database.exec(sql);
  database.close();
}

function csvReaders(): { extractor: string }[] {
  const database = new DatabaseSync(join(small.casePath, 'catalogue.sqlite'));
  const rows = database.prepare(`SELECT extractor FROM document WHERE format = 'csv'`).all();
  database.close();
  return rows as { extractor: string }[];
}

beforeAll(async () => {
  small = await makeSmallCase(folder);
});

test('nothing is said of what this version read', async () => {
  expect(await earlier()).toEqual([]);
  expect((await small.run('report', 'CASE')).stdout).not.toContain('ANOTHER VERSION');
  expect(small.ingested.stdout).not.toContain('ANOTHER VERSION');
});

test('documents of earlier readers, and what nothing read then: report, ingest and reindex say so; retry reads them anew', async () => {
  change(`UPDATE document SET extractor = 'csv/1' WHERE format = 'csv';
    UPDATE document SET extractor = NULL, status = 'unsupported', code = 'no-extractor' WHERE format = 'eml'`);
  const found = await earlier();
  expect(found).toEqual([
    { format: 'csv', by: 'csv/1', now: expect.stringMatching(/^csv\/\d+\.\d+$/u), documents: 3 },
    { format: 'eml', now: expect.stringMatching(/^eml\//u), documents: 2 },
  ]);
  const said = 'READ BY ANOTHER VERSION: 5 documents.';
  const command = 'evidex retry CASE --type csv --type eml';
  const report = await small.run('report', 'CASE');
  expect(report.stdout).toContain(said);
  expect(report.stdout).toContain(command);
  expect((await small.run('report', 'CASE', '--csv')).stdout).toContain('read by another version,csv/1');
  expect((await runCli(small.ingestWords)).stdout).toContain(said);
  expect((await small.run('reindex', 'CASE', '--to', 'sqlite')).stderr).toContain(said);
  const retried = await small.run('retry', 'CASE', '--type', 'csv', '--type', 'eml', '--no-gazetteers');
  expect(retried).toMatchObject({ exitCode: 0 });
  expect(retried.stdout).not.toContain('ANOTHER VERSION');
  expect(await earlier()).toEqual([]);
});

test('what Tika had to read on behind its own reader is as old as that reader', async () => {
  const [{ extractor } = { extractor: '' }] = csvReaders();
  change(`UPDATE document SET extractor = '${extractor} then tika 3.3.2/2' WHERE format = 'csv'`);
  expect(await earlier()).toEqual([]);
  change(`UPDATE document SET extractor = 'csv/1 then tika 3.3.2/2' WHERE format = 'csv'`);
  expect(await earlier()).toMatchObject([{ format: 'csv', by: 'csv/1 then tika 3.3.2/2', documents: 3 }]);
});
