/** `evidex verify --index --mend`: an index, or a ledger, that was restored from an old copy is noticed and mended. */
import { copyFileSync, cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import { openCase } from '../../case/case-folder.ts';
import { everyScope } from '../../schemas/scope.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';
import { sqliteStores } from '../../cli/open/stores.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';
import { jsonRows } from './json-lines.ts';

const folder = temporaryFolder();
let small: SmallCase;
/** A case of its own for each test. */
let casePath: string;
let number = 0;

beforeAll(async () => {
  small = await makeSmallCase(folder);
});
beforeEach(() => {
  casePath = join(folder, `case-${number++}`);
  cpSync(small.casePath, casePath, { recursive: true });
});

const run = (...words: string[]) => runCli([...words, '--case', casePath]);
const json = async (...words: string[]): Promise<Record<string, unknown>[]> =>
  jsonRows((await run(...words, '--json')).stdout);
const ingest = () => runCli(small.ingestWords.map((word) => (word === small.casePath ? casePath : word)));
const found = async (query: string): Promise<unknown> =>
  (await json('search', query, '--count'))[0]?.['count'];
const verify = (...words: string[]) => run('verify', '--index', ...words);
const mend = async (): Promise<Record<string, unknown>> =>
  (await json('verify', '--index', '--mend'))[0]?.['mended'] as Record<string, unknown>;
const file = (name: string): string => join(casePath, name);
const agrees = { exitCode: 0, stdout: expect.stringContaining('they agree') };

test('an index from before labels, new documents and new places', async () => {
  await run('label', 'cards.csv', '--add', 'early');
  copyFileSync(file('index.sqlite'), file('kept'));
  await run('label', 'notes/meeting.txt', 'mail.eml', '--covers', 'item', '--add', 'late');
  await run('label', 'cards.csv', '--remove', 'early');
  writeFileSync(join(small.source, 'new.txt'), 'a document that is new');
  writeFileSync(join(small.source, 'cards-again.csv'), 'name,card\nBo,4111 1111 1111 1111\n');
  expect((await ingest()).exitCode).toBe(0);
  rmSync(join(small.source, 'new.txt'));
  rmSync(join(small.source, 'cards-again.csv'));
  expect(await verify()).toMatchObject(agrees);

  copyFileSync(file('kept'), file('index.sqlite'));
  const { exitCode, stdout } = await verify();
  expect(exitCode).toBe(3);
  for (const says of [/in the ledger, not in the index/u, /other labels/u, /revision 1 in the index, 2/u])
    expect(stdout).toMatch(says);
  expect(stdout).toMatch(/1 places in the index, 2 in the ledger/u);

  const { stdout: said } = await verify('--mend');
  expect(said).toContain('3 documents: places and labels shown again');
  expect(said).toContain('1 document: set back');
  expect(await verify()).toMatchObject(agrees);
  expect([await found('label:late'), await found('has:label'), await found('path:"cards again"')]).toEqual([
    2, 2, 1,
  ]);
  // What was set back is parsed again while its file is there; retry reaches it like ingest does.
  writeFileSync(join(small.source, 'new.txt'), 'a document that is new');
  expect((await ingest()).exitCode).toBe(0);
  rmSync(join(small.source, 'new.txt'));
  expect(await found('"document that is new"')).toBe(1);
  expect(await verify()).toMatchObject(agrees);
});

test('a ledger from before labels and new documents: the index gives way', async () => {
  copyFileSync(file('catalogue.sqlite'), file('kept'));
  await run('label', 'notes/meeting.txt', '--add', 'late');
  writeFileSync(join(small.source, 'new.txt'), 'a document that is new');
  expect((await ingest()).exitCode).toBe(0);
  copyFileSync(file('kept'), file('catalogue.sqlite'));
  expect((await verify()).stdout).toMatch(/in the index, not in the ledger/u);
  expect(await mend()).toMatchObject({ projected: 1, rewritten: 0, retired: 1, setBack: 0 });
  expect(await verify()).toMatchObject(agrees);
  expect([await found('has:label'), await found('"document that is new"')]).toEqual([0, 0]);
  expect((await ingest()).exitCode).toBe(0);
  rmSync(join(small.source, 'new.txt'));
  expect(await found('"document that is new"')).toBe(1);
  await run('label', 'notes/meeting.txt', '--add', 'again');
  expect(await found('label:again')).toBe(1);
  expect(await verify()).toMatchObject(agrees);
});

test('an index from before documents were parsed again: their entries are written again', async () => {
  copyFileSync(file('index.sqlite'), file('kept'));
  expect(
    (await run('retry', '--type', 'text', '--only-these-lists', '--no-gazetteers', '--parser-processes', '1'))
      .exitCode,
  ).toBe(0);
  const after = await json('search', '*', '--facet', 'entity');
  copyFileSync(file('kept'), file('index.sqlite'));
  expect(await json('search', '*', '--facet', 'entity')).not.toEqual(after);
  const mended = await mend();
  expect(mended).toMatchObject({ projected: 0, retired: 0, setBack: 0 });
  expect(mended['rewritten']).toBeGreaterThan(2);
  expect(await json('search', '*', '--facet', 'entity')).toEqual(after);
  expect(await found('budget')).toBe(2);
  expect(await verify()).toMatchObject(agrees);
});

test('a text that the index has lost, and a whole index: set back, parsed again, labels kept', async () => {
  await run('label', 'notes/meeting.txt', '--add', 'kept');
  const index = new DatabaseSync(file('index.sqlite'));
  const [shown] = await json('show', 'notes/meeting.txt');
  index.prepare('DELETE FROM text WHERE id = ?').run(Buffer.from(String(shown?.['textId']), 'hex'));
  index.close();
  expect((await verify()).stdout).toContain(`text ${String(shown?.['textId'])} is not in the index`);
  expect(await mend()).toMatchObject({ setBack: 1, lost: [] });
  expect(await verify()).toMatchObject(agrees);
  expect(
    (await run('retry', '--status', 'awaiting content', '--watchlist', join(folder, 'watch.csv'))).exitCode,
  ).toBe(0);
  expect(await found('label:kept AND budget')).toBe(1);
  expect(await verify()).toMatchObject(agrees);

  for (const end of ['', '-wal', '-shm']) rmSync(file(`index.sqlite${end}`), { force: true });
  expect((await verify()).exitCode).toBe(1);
  const { setBack } = await mend();
  expect(setBack).toBeGreaterThan(5);
  expect((await ingest()).exitCode).toBe(0);
  expect(await found('label:kept AND budget')).toBe(1);
  expect(await verify()).toMatchObject(agrees);
});

test('what is gone from the source cannot be parsed again: named, exit 3', async () => {
  writeFileSync(join(small.source, 'once.txt'), 'here once');
  await ingest();
  const [once] = await json('show', 'once.txt', '--metadata');
  rmSync(join(small.source, 'once.txt'));
  await ingest();
  const index = openSqliteIndex(file('index.sqlite'));
  const document = String(once?.['document']);
  const items = (await index.entry(document, everyScope))?.occurrences.map(({ item }) => item) ?? [];
  await index.write([{ op: 'retire', document, items }]);
  await index.close();
  const { exitCode, stdout } = await verify('--mend');
  expect(exitCode).toBe(3);
  expect(stdout).toContain(document);
  // Its name is not lost with it.
  expect(await json('search', 'name:once')).toMatchObject([
    { entry: { status: 'awaiting content' }, occurrences: [{ path: 'once.txt', past: 'gone' }] },
  ]);
});

test('entries of items that the index has lost, or has of nothing', async () => {
  const index = openSqliteIndex(file('index.sqlite'));
  const [torn] = await json('search', 'name:b.txt AND item:member');
  const document = String(torn?.['document']);
  const entry = await index.entry(document, everyScope);
  const items = entry?.occurrences.map(({ item }) => item) ?? [];
  const nothing = `${'0'.repeat(32)}00000000`;
  if (entry) await index.write([{ op: 'entry', entry: { ...entry, document: nothing } }]);
  await index.write([{ op: 'retire', document, items }]);
  await index.close();
  expect((await verify()).exitCode).toBe(3);
  expect(await mend()).toMatchObject({ rewritten: 1, retired: 1 });
  expect(await json('search', 'name:b.txt AND item:member')).toMatchObject([
    { document, entry: { status: 'failed' } },
  ]);
  expect(await verify()).toMatchObject(agrees);
});

test('a label on what an old index lacks: kept, and the way out is named', async () => {
  copyFileSync(file('index.sqlite'), file('kept'));
  writeFileSync(join(small.source, 'new.txt'), 'a document that is new');
  await ingest();
  copyFileSync(file('kept'), file('index.sqlite'));
  const { exitCode, stderr } = await run('label', 'new.txt', '--add', 'kept');
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining('--mend') });
  expect(await mend()).toMatchObject({ setBack: 1 });
  expect((await ingest()).exitCode).toBe(0);
  rmSync(join(small.source, 'new.txt'));
  expect(await found('label:kept')).toBe(1);
});

test('--mend alone is an error of usage; beside a run it is refused', async () => {
  expect((await run('verify', '--mend')).exitCode).toBe(2);
  const folderOfCase = await openCase(casePath, sqliteStores);
  const lock = await folderOfCase.lock();
  try {
    expect((await verify('--mend')).exitCode).toBe(4);
    expect((await verify()).exitCode).toBe(0);
  } finally {
    lock.release();
    await folderOfCase.close();
  }
});
