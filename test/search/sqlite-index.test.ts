/** The embedded index: the contract, in the process and in a thread; and what is its own. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { zstdDecompressSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parseQuery } from '../../search/query/parse.ts';
import { openSqliteIndexInThread } from '../../search/sqlite/index-thread.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';
import { indexContract } from '../contracts/index-contract.ts';
import { entryOf, operationsOf } from '../contracts/made-documents.ts';

const folder = mkdtempSync(join(tmpdir(), 'evidex-index-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
let files = 0;
const newPath = (): string => join(folder, `index-${files++}.sqlite`);

indexContract('SQLite', () => Promise.resolve(openSqliteIndex(newPath())));
indexContract('SQLite in a thread', () => openSqliteIndexInThread(newPath()));

describe('the file of the index', () => {
  const codeOf = (open: () => unknown): unknown => {
    try {
      open();
    } catch (error) {
      return (error as { code?: unknown }).code;
    }
    return undefined;
  };

  test('another version, another program, damage and absence are told apart', async () => {
    const version = newPath();
    await openSqliteIndex(version).close();
    const database = new DatabaseSync(version);
    database.exec('PRAGMA user_version = 99');
    database.close();
    const other = newPath();
    const others = new DatabaseSync(other);
    others.exec('CREATE TABLE t(x)');
    others.close();
    const damaged = newPath();
    writeFileSync(
      damaged,
      'SQLite is not what this is, though it is long enough to have a header '.repeat(40),
    );
    expect(codeOf(() => openSqliteIndex(version))).toBe('index-version');
    expect(codeOf(() => openSqliteIndex(other))).toBe('index-version');
    expect(codeOf(() => openSqliteIndex(damaged))).toBe('index-damaged');
    expect(codeOf(() => openSqliteIndex(newPath(), { readOnly: true }))).toBe('index-missing');
    await expect(openSqliteIndexInThread(version)).rejects.toMatchObject({ code: 'index-version' });
  });

  test('one whose words another analysis made is not searched, and says how it is made anew', async () => {
    const path = newPath();
    await openSqliteIndex(path).close();
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 4');
    database.close();
    for (const open of [() => openSqliteIndex(path), () => openSqliteIndex(path, { readOnly: true })])
      expect(open).toThrow(
        expect.objectContaining({ code: 'index-version', hint: expect.stringContaining('evidex reindex') }),
      );
  });

  test('a reader sees what the writer commits, and cannot write', async () => {
    const path = newPath();
    const writer = await openSqliteIndexInThread(path);
    const reader = openSqliteIndex(path, { readOnly: true });
    expect(await reader.count(parseQuery('*'), { open: [] })).toBe(0);
    await writer.write(operationsOf({ name: 'seen', texts: { body: 'visible at once' } }));
    expect(await reader.count(parseQuery('visible'), { open: [] })).toBe(1);
    await expect(reader.write(operationsOf({ name: 'no' }))).rejects.toBeDefined();
    await reader.close();
    await writer.close();
    await writer.close();
    await expect(writer.count(parseQuery('*'), { open: [] })).rejects.toMatchObject({ code: 'index-closed' });
  });

  test('chunks as bytes are the text that they are as a string, in the process and in a thread', async () => {
    const text = 'Zürich 自民党 and plain words, then 😀';
    const [first, ...rest] = operationsOf({ name: 'bytes', texts: { body: text } });
    const whole = Buffer.concat([Buffer.from('before'), Buffer.from(text), Buffer.from('after')]);
    const chunk = whole.subarray(6, whole.length - 5);
    for (const index of [openSqliteIndex(newPath()), await openSqliteIndexInThread(newPath())]) {
      if (first?.op !== 'text') throw new Error('a text comes first');
      expect((await index.write([{ ...first, chunk }, ...rest])).rejected).toEqual([]);
      expect(await index.count(parseQuery('zurich AND plain'), { open: [] })).toBe(1);
      const entry = operationsOf({ name: 'bytes', texts: { body: text } }).at(-1);
      const id = entry?.op === 'entry' ? (entry.entry.texts[0]?.id ?? '') : '';
      expect(await index.text(id, 0, 100)).toBe(text);
      await index.close();
    }
  });

  test('a text that is removed leaves nothing in the block that it shared', async () => {
    const path = newPath();
    const index = openSqliteIndex(path);
    const made = ['one', 'two'].map((name) => ({ name, texts: { body: `${name} `.repeat(4_000) } }));
    await index.write(made.flatMap((document) => operationsOf(document)));
    const [gone, kept] = made.map((document) => entryOf(document));
    if (gone === undefined || kept === undefined) throw new Error('two documents');
    await index.write([
      { op: 'retire', document: gone.document, items: gone.occurrences.map(({ item }) => item) },
    ]);
    expect(await index.text(gone.texts[0]?.id ?? '', 0, 10)).toBeUndefined();
    expect(await index.text(kept.texts[0]?.id ?? '', 0, 8)).toBe('two two ');
    await index.close();
    const database = new DatabaseSync(path);
    const rows = database.prepare('SELECT texts, packed, data FROM text_block').all();
    database.close();
    expect(rows.map(({ texts, packed }) => [texts, packed])).toEqual([[1, 1]]);
    const data = zstdDecompressSync(rows[0]?.['data'] as Uint8Array).toString();
    expect([data.includes('one'), data.includes('two')]).toEqual([false, true]);
  });

  test('only texts that hold the words are looked at for how they are written', async () => {
    const path = newPath();
    const written = openSqliteIndex(path);
    await written.write(operationsOf({ name: 'IT', texts: { body: 'IT asks' } }));
    await written.write(operationsOf({ name: 'it', texts: { body: 'it asks too' } }));
    await written.write(operationsOf({ name: 'none', texts: { body: 'plain '.repeat(20_000) } }));
    await written.close();
    const database = new DatabaseSync(path);
    database.exec("UPDATE chunk SET data = x'00' WHERE chunk IN (SELECT max(chunk) FROM chunk)");
    database.close();
    const index = openSqliteIndex(path);
    const count = (query: string): Promise<number> => index.count(parseQuery(query), { open: [] });
    await expect(count('exact:plain')).rejects.toThrow();
    expect(await count('exact:IT')).toBe(1);
    expect(await count('NOT exact:IT')).toBe(2);
    expect(await count('NOT (too OR exact:IT)')).toBe(1);
    expect(await count('asks OR NOT exact:it')).toBe(3);
    expect(await count('exact:plain AND too')).toBe(0);
    await index.close();
  });

  test('what texts said is asked again once they changed', async () => {
    const index = openSqliteIndex(newPath());
    const count = (): Promise<number> => index.count(parseQuery('exact:IT'), { open: [] });
    await index.write(operationsOf({ name: 'a', texts: { body: 'it asks' } }));
    expect(await count()).toBe(0);
    await index.write(operationsOf({ name: 'a', texts: { body: 'IT asks' }, entry: { revision: 2 } }));
    expect(await count()).toBe(1);
    await index.close();
  });

  test('the score of a document does not depend on how often it was written', async () => {
    const scoresOf = async (writes: number): Promise<unknown[]> => {
      const index = openSqliteIndex(newPath());
      for (let revision = 1; revision <= writes; revision++)
        for (const name of ['rare one', 'rare rare', 'other', 'another', 'more'])
          await index.write(operationsOf({ name, texts: { body: name }, entry: { revision } }));
      const page = await index.search({
        query: parseQuery('rare'),
        scope: { open: [] },
        sort: 'relevance',
        limit: 10,
        snippets: 0,
      });
      await index.close();
      return page.hits.map(({ document, score }) => [document, score]);
    };
    const once = await scoresOf(1);
    expect(once).toHaveLength(2);
    expect(await scoresOf(4)).toEqual(once);
  });

  test('nothing of a query is FTS5 syntax', async () => {
    const index = openSqliteIndex(newPath());
    await index.write(operationsOf({ name: 'quotes', texts: { body: 'say א"ב NEAR AND body title col' } }));
    for (const [query, count] of [
      ['"א\\"ב"', 1],
      ['"NEAR"', 1],
      ['"AND"', 1],
      ['"col : body"', 0],
      ['"body title"', 1],
      ['"NEAR(say, 2)"', 0],
      ['"body* ^title"', 1],
    ] as const) {
      expect([query, await index.count(parseQuery(query), { open: [] })]).toEqual([query, count]);
    }
    await index.close();
  });
});

test('what was expunged is in no byte of the files: words, texts that share a block, names, values', async () => {
  const path = newPath();
  const index = openSqliteIndex(path);
  const others = Array.from({ length: 40 }, (_, at) => ({
    name: `other ${at}`,
    texts: { body: `an ordinary letter of ${at} words and more of them `.repeat(8) },
  }));
  const secret = {
    name: 'secret',
    texts: { body: `zwibbelquark ${'of the same block '.repeat(40)}` },
    places: [{ path: 'Zwibbelname.txt' }],
    labels: ['zwibbellabel'],
    entry: { metadata: { title: 'Zwibbeltitle' } },
  };
  for (const made of [...others.slice(0, 20), secret, ...others.slice(20)])
    await index.write(operationsOf(made));
  const bytes = (): string =>
    ['', '-wal', '-shm']
      .flatMap((end) => (existsSync(path + end) ? [readFileSync(path + end, 'latin1')] : []))
      .join('\n')
      .toLowerCase();
  expect(bytes()).toContain('zwibbelname');
  await index.write([{ op: 'retire', document: entryOf(secret).document, items: 'all' }]);
  expect(bytes()).toContain('zwibbel');
  await index.expunge();
  expect(bytes()).not.toContain('zwibbel');
  const database = new DatabaseSync(path, { readOnly: true });
  const blocks = database.prepare('SELECT packed, data FROM text_block').all() as {
    packed: number;
    data: Uint8Array;
  }[];
  const texts = blocks.map(({ packed, data }) =>
    String(packed ? zstdDecompressSync(data) : Buffer.from(data)),
  );
  expect(texts.join('')).toContain('ordinary letter');
  expect(texts.join('')).not.toContain('zwibbel');
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  database.close();
  await index.close();
});
