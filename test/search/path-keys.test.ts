/** Paths longer than what a place holds of their key: asked for, ordered and given back as all others. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { matcherOf, normalizedPieces } from '../../search/query/pattern.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { pathKey } from '../../search/query/fields.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';
import { entryOf, writeAll } from '../contracts/made-documents.ts';

const folder = mkdtempSync(join(tmpdir(), 'evidex-path-keys-'));
const file = join(folder, 'index.sqlite');
const index = openSqliteIndex(file);
afterAll(async () => {
  await index.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Folders whose keys end around the 192 units that a place holds, one with a character in two units there. */
const folders = [100, 188, 189, 190, 191, 192, 193, 194, 400].map((units) => 'D'.repeat(units));
const paths = [...folders, `${'D'.repeat(190)}😀`, `${'D'.repeat(191)}😀`].flatMap((at) => [
  at,
  `${at}/a`,
  `${at}/b.txt`,
  `${at}0`,
  `${at}/sub/B.txt`,
]);

beforeAll(async () => {
  await writeAll(
    index,
    paths.map((path) => ({ name: path, places: [{ path }] })),
  );
});

const found = (query: string): Promise<number> => index.count(parseQuery(query), { open: [] });

test('all that lies below a folder, and nothing beside it', async () => {
  for (const path of paths) {
    const key = pathKey(path);
    const wanted = paths.filter((one) => pathKey(one) === key || pathKey(one).startsWith(`${key}/`));
    expect([path.length, await found(`path:"/${path}"`)]).toEqual([path.length, wanted.length]);
  }
});

test('patterns over the whole path', async () => {
  for (const path of paths)
    for (const pattern of [`/${path}*`, `/${path}/?.txt`, `/${path.slice(0, 5)}*/b.txt`, `/${path}/*b*`]) {
      const matches = matcherOf(normalizedPieces(pattern));
      const wanted = paths.filter((one) => matches(pathKey(one)));
      expect([pattern, await found(`path:${pattern}`)]).toEqual([pattern, wanted.length]);
    }
});

test('names, and places in the order of their whole paths', async () => {
  expect(await found('name:b.t*')).toBe(2 * folders.length + 4);
  const start = 'x'.repeat(250);
  const places = [`${start}B`, `${start}a`, `${start}/${'y'.repeat(300)}.eml`].map((path) => ({ path }));
  const made = { name: 'ordered', places: [...places, { path: 'z…z', name: 'another name' }] };
  await writeAll(index, [made]);
  const entry = await index.entry(entryOf(made).document, { open: [] });
  expect(entry?.occurrences.map(({ path, name }) => [path, name])).toEqual([
    [places[2]?.path, `${'y'.repeat(300)}.eml`],
    [places[1]?.path, places[1]?.path],
    [places[0]?.path, places[0]?.path],
    ['z…z', 'another name'],
  ]);
});

test('a long path stands once in the row of its place', () => {
  const database = new DatabaseSync(file, { readOnly: true });
  const longest = database
    .prepare(
      'SELECT max(length(path)) AS path, max(length(path_key)) AS key, max(length(name)) AS name FROM occurrence',
    )
    .get();
  database.close();
  expect({ ...longest }).toEqual({ path: 555, key: 192, name: 12 });
});
