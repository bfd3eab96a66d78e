/** Copying an index into another: equal at the end, wherever it was stopped or killed. */
import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { compareIndexes, copyIndex, type CopyCounts } from '../../search/copy-index.ts';
import { everyScope } from '../../schemas/scope.ts';
import { facetFields, type IndexOperation, type SearchIndex } from '../../search/port.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';
import { idOf, marking, operationsOf, sha256 } from '../contracts/made-documents.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
let files = 0;
const newPath = (): string => join(folder, `index-${files++}.sqlite`);
const never = new AbortController().signal;
const untold = (): void => undefined;

const numbers = Array.from({ length: 1_010 }, (_, number) => number);
const longText = `${'long and longer words of it '.repeat(30_000)}the very end \ud83d`;

/** 1,010 small documents over more than one page of entries, and those that are special. */
async function makeSource(path: string): Promise<void> {
  const index = openSqliteIndex(path);
  const small = numbers.flatMap((number) =>
    operationsOf({
      name: `small ${number}`,
      texts: { body: `budget number ${number}`, comments: number % 3 ? 'one of many' : 'of a third' },
      labels: number % 5 ? [] : ['fifth'],
      entry: {
        revision: 1 + (number % 4),
        dates: [{ kind: 'sent', date: `2016-0${1 + (number % 9)}` }],
      },
    }),
  );
  await index.write([
    ...small,
    ...operationsOf({
      name: 'long',
      texts: { body: longText },
      anchors: Array.from({ length: 3_000 }, (_, page) => ({ at: page * 10, page })),
    }),
    ...operationsOf({ name: 'withheld', texts: { body: 'advice' }, withheld: ['privilege'] }),
    ...operationsOf({ name: 'no text', places: [{ path: 'a.bin' }, { path: 'b.bin', custodian: 'Ann' }] }),
    ...operationsOf({ name: 'twin one', texts: { body: 'a text that two have' } }),
    ...operationsOf({ name: 'twin two', texts: { body: 'a text that two have' } }),
    ...operationsOf({ name: 'empty', texts: {} }),
  ]);
  await index.close();
}

const source = newPath();
beforeAll(() => makeSource(source));
const openSource = (): SearchIndex => openSqliteIndex(source, { readOnly: true });

async function expectEqual(from: SearchIndex, to: SearchIndex): Promise<void> {
  expect(await compareIndexes(from, to)).toEqual({ documents: 1_016, differences: 0, examples: [] });
  for (const name of ['long', 'withheld', 'no text', 'twin two', 'empty', 'small 17', 'small 20'])
    expect(await to.entry(idOf(name), everyScope)).toEqual(await from.entry(idOf(name), everyScope));
  expect(await to.text(sha256(longText), 0, longText.length)).toBe(longText);
  for (const query of ['*', 'budget', '"very end"', 'label:fifth', 'has:label NOT comments:third', 'advice'])
    for (const { open } of [{ open: [] }, everyScope])
      expect(await to.count(parseQuery(query), { open })).toBe(await from.count(parseQuery(query), { open }));
  for (const field of facetFields)
    expect(await to.facet(parseQuery('*'), { open: [] }, field)).toEqual(
      await from.facet(parseQuery('*'), { open: [] }, field),
    );
}

test('stopped in the middle and gone on with: equal, and what is there is not copied again', async () => {
  const from = openSource();
  const path = newPath();
  const stop = new AbortController();
  let to = openSqliteIndex(path);
  const first = await copyIndex({
    from,
    to,
    signal: stop.signal,
    progress: ({ documents }) => {
      if (documents === 500) stop.abort();
    },
  });
  expect(first).toMatchObject({ documents: 500, copied: 500, skipped: 0 });
  expect((await compareIndexes(from, to)).differences).toBe(516);
  await to.close();
  to = openSqliteIndex(path);
  const told: CopyCounts[] = [];
  const second = await copyIndex({ from, to, signal: never, progress: (counts) => told.push({ ...counts }) });
  expect(second).toMatchObject({ documents: 1_016, copied: 516, skipped: 500, retired: 0 });
  expect(told.at(-1)).toEqual(second);
  await expectEqual(from, to);
  const third = await copyIndex({ from, to, signal: never, progress: untold });
  expect(third).toMatchObject({ copied: 0, skipped: 1_016, units: 0 });
  await Promise.all([from.close(), to.close()]);
});

test('in writes bounded by the text they carry, each within its limit', async () => {
  const from = openSource();
  const to = openSqliteIndex(newPath());
  const units: number[] = [];
  const counted: SearchIndex = {
    ...bound(to),
    write(operations: readonly IndexOperation[]) {
      units.push(operations.reduce((sum, one) => sum + (one.op === 'text' ? one.chunk.length : 0), 0));
      return to.write(operations);
    },
  };
  await copyIndex({ from, to: counted, signal: never, progress: untold, batchUnits: 100_000 });
  expect(units.length).toBeGreaterThan(6);
  expect(Math.max(...units)).toBeLessThanOrEqual(100_000 + 65_536);
  await expectEqual(from, to);
  await Promise.all([from.close(), to.close()]);
});

test.each([1, 3, 6])('killed with -9 in its write number %i, and run again: equal', async (write) => {
  const target = newPath();
  const from = openSource();
  const script = join(import.meta.dirname, 'copy-and-die.ts');
  const { signal, stderr } = spawnSync(process.execPath, [script, source, target, String(write)]);
  expect({ signal, stderr: stderr.toString() }).toMatchObject({ signal: 'SIGKILL' });
  const to = openSqliteIndex(target);
  const { copied, skipped } = await copyIndex({ from, to, signal: never, progress: untold });
  expect(copied + skipped).toBe(1_016);
  expect(skipped).toBeGreaterThan(0);
  await expectEqual(from, to);
  await Promise.all([from.close(), to.close()]);
});

test('a target that was begun from another state of the source: changed, newer and additional entries give way', async () => {
  const changed = newPath();
  copyFileSync(source, changed);
  const from = openSqliteIndex(changed);
  const to = openSqliteIndex(newPath());
  await copyIndex({ from, to, signal: never, progress: untold });
  await to.write([
    ...operationsOf({ name: 'stranger', texts: { body: 'of no source' } }),
    ...operationsOf({ name: 'small 4', texts: { body: 'a newer wording' }, entry: { revision: 9 } }),
    ...operationsOf({
      name: 'small 5',
      texts: { body: 'another wording', comments: 'one of many' },
      entry: { revision: 2 },
    }),
  ]);
  await from.write([
    marking({ name: 'small 7' }, 12, { labels: ['late'] }),
    {
      op: 'occurrences',
      document: idOf('small 8'),
      revision: 1,
      occurrences: [
        {
          item: sha256('new place'),
          path: 'new.txt',
          name: 'new.txt',
          source: 'EX-2',
          family: 'f',
        },
      ],
    },
  ]);
  const counts = await copyIndex({ from, to, signal: never, progress: untold });
  expect(counts).toMatchObject({ copied: 4, skipped: 1_012, retired: 2 });
  await expectEqual(from, to);
  expect(await to.count(parseQuery('stranger OR newer'), everyScope)).toBe(0);
  await Promise.all([from.close(), to.close()]);
});

test('what the target refuses, and a text that the source has lost, end the copy', async () => {
  const from = openSqliteIndex(newPath());
  await from.write(operationsOf({ name: 'one', texts: { body: 'whole' } }));
  const to = openSqliteIndex(newPath());
  const refusing = {
    ...bound(to),
    write: () => Promise.resolve({ rejected: [{ position: 0, reason: 'full' }] }),
  };
  await expect(copyIndex({ from, to: refusing, signal: never, progress: untold })).rejects.toMatchObject({
    code: 'index-refused',
  });
  const lost = { ...bound(from), text: () => Promise.resolve(undefined) };
  await expect(copyIndex({ from: lost, to, signal: never, progress: untold })).rejects.toMatchObject({
    code: 'text-missing',
  });
  await Promise.all([from.close(), to.close()]);
});

/** The methods of an index as a plain record, to put others in their place. */
function bound(index: SearchIndex): SearchIndex {
  return {
    write: (operations) => index.write(operations),
    sweep: () => index.sweep(),
    expunge: () => index.expunge(),
    close: () => index.close(),
    search: (request) => index.search(request),
    count: (query, scope) => index.count(query, scope),
    facet: (query, scope, field) => index.facet(query, scope, field),
    documents: (query, scope, after, limit) => index.documents(query, scope, after, limit),
    families: (query, scope) => index.families(query, scope),
    mailGroups: (query, scope) => index.mailGroups(query, scope),
    entry: (document, scope) => index.entry(document, scope),
    shownEntry: (document, scope) => index.shownEntry(document, scope),
    text: (id, start, end) => index.text(id, start, end),
    entries: (after, limit) => index.entries(after, limit),
    missingTexts: (texts) => index.missingTexts(texts),
  };
}
