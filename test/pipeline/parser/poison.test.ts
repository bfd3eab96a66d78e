/** Evidence that crashes, hangs, bloats or takes over its parser: it fails with its code, everything else is read. */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { InHand } from '../../../case/in-hand.ts';
import { openSqliteLedger } from '../../../case/sqlite/sqlite-ledger.ts';
import { everyScope } from '../../../schemas/scope.ts';
import { writeFiles, zipOf } from '../../../scripts/bench/made-evidence.ts';
import { itemId } from '../../../sources/item-id.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { runPoisoned } from './poisoned-run.ts';

const folder = temporaryFolder();
let number = 0;
const fresh = (name: string): string => join(folder, `${name}-${number++}`);

const crashes = [
  'abort', 'exit', 'garbage', 'over-long', 'no-message', 'foreign-item', 'foreign-member', 'false-id', 'foreign-text', 'text-twice',
  'foreign-events', 'bad-events', 'bad-tags', 'early-end', 'other-length', 'tag-behind-end', 'further-handle', 'ready-twice', 'long-locator',
]; // prettier-ignore

test('each poison among innocent files fails with its code after two tries; nothing planted stays', async () => {
  const source = fresh('source');
  writeFiles(source, {
    ...Object.fromEntries(crashes.map((deed) => [`poison-${deed}.txt`, `POISON ${deed} `])),
    'poison-memory.txt': 'POISON memory ',
    ...Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`between-${at}.txt`, `innocent ${at}`])),
    'zz-last.txt': 'innocent at the end',
  });
  const { statuses, items } = await runPoisoned(source, fresh('work'));
  const expected = {
    ...Object.fromEntries(crashes.map((deed) => [`poison-${deed}.txt`, 'failed parser-crash'])),
    'poison-memory.txt': 'failed parser-memory',
    ...Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`between-${at}.txt`, 'indexed'])),
    'zz-last.txt': 'indexed',
  };
  expect(statuses).toEqual(expected);
  expect(items).toHaveLength(Object.keys(expected).length);
}, 120_000);

test('a hang is a timeout, a heap that fills is a memory failure; the files beside them are read', async () => {
  const source = fresh('source');
  writeFiles(source, {
    'hang.txt': 'POISON hang ',
    'heap.txt': 'POISON heap ',
    'a.txt': 'innocent a',
    'z.txt': 'innocent z',
  });
  const { statuses } = await runPoisoned(source, fresh('work'), {
    maxSilentMs: 8000,
    maxResidentBytes: 200 * 1024 * 1024,
  });
  expect(statuses).toEqual({
    'a.txt': 'indexed',
    'hang.txt': 'failed parser-timeout',
    'heap.txt': 'failed parser-memory',
    'z.txt': 'indexed',
  });
}, 120_000);

describe('poison inside containers', () => {
  test('the other members are all there, before and behind, at every depth', async () => {
    const source = fresh('source');
    writeFiles(source, {
      'outer.zip': zipOf({
        'before.txt': 'innocent before',
        'poison.txt': 'POISON abort ',
        'inner.zip': zipOf({
          'a.txt': 'innocent a',
          'deep-poison.txt': 'POISON exit ',
          'z.txt': 'innocent z',
        }),
        'after.txt': 'innocent after',
      }),
      'copy.txt': 'POISON abort ',
    });
    const { statuses, containers } = await runPoisoned(source, fresh('work'));
    expect(statuses).toEqual({
      'copy.txt': 'failed parser-crash',
      'outer.zip': 'container',
      'outer.zip/before.txt': 'indexed',
      'outer.zip/poison.txt': 'failed parser-crash',
      'outer.zip/inner.zip': 'container',
      'outer.zip/inner.zip/a.txt': 'indexed',
      'outer.zip/inner.zip/deep-poison.txt': 'failed parser-crash',
      'outer.zip/inner.zip/z.txt': 'indexed',
      'outer.zip/after.txt': 'indexed',
    });
    for (const { emitted, recorded } of containers) expect(recorded).toBe(emitted);
  }, 120_000);

  test('too many poisoned members: the container fails with crash-limit, partial, and what was read stays counted', async () => {
    const source = fresh('source');
    writeFiles(source, {
      'bad.zip': zipOf({
        'first.txt': 'innocent first',
        ...Object.fromEntries(
          Array.from({ length: 3 }, (_, at) => [`poison-${at}.txt`, `POISON exit ${at} `]),
        ),
        // More than are asked about at once: the last were never reached.
        ...Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`after-${at}.txt`, `after ${at}`])),
      }),
      'beside.txt': 'innocent beside',
    });
    const { statuses, containers } = await runPoisoned(source, fresh('work'), { maxCrashes: 3 });
    expect(statuses).toMatchObject({
      'bad.zip': 'failed crash-limit',
      'bad.zip/first.txt': 'indexed',
      'bad.zip/poison-0.txt': 'failed parser-crash',
      'bad.zip/after-39.txt': 'failed crash-limit',
      'beside.txt': 'indexed',
    });
    expect(Object.values(statuses)).not.toContain('awaiting content');
    expect(containers).toHaveLength(1);
    expect(containers[0]).toMatchObject({ completeness: 'partial', emitted: 44 });
    expect(containers[0]?.recorded).toBe(containers[0]?.emitted);
  }, 120_000);
});

test('what runs died of alone, twice, is given up and said; what they had in hand beside it is read', async () => {
  const source = fresh('source');
  const work = fresh('work');
  writeFiles(source, { 'a.txt': 'innocent a', 'deadly.txt': 'innocent to parsers', 'z.txt': 'innocent z' });
  const idOf = (name: string): string => itemId(itemId('evidex source', 'EX-1'), Buffer.from(name));
  mkdirSync(work);
  const path = join(work, 'in-hand.json');
  // As three runs leave it that were killed: with all in hand, then twice with the one.
  new InHand(path).take(['a.txt', 'deadly.txt', 'z.txt'].map(idOf));
  for (const _ of [1, 2]) {
    const run = new InHand(path);
    run.take([idOf('deadly.txt')]);
  }
  const { statuses } = await runPoisoned(source, work);
  expect(statuses).toEqual({ 'a.txt': 'indexed', 'deadly.txt': 'failed run-crash', 'z.txt': 'indexed' });
}, 120_000);

test('a parser that names members for ever is stopped where its file has no more room in the case', async () => {
  const source = fresh('source');
  writeFiles(source, { 'endless.txt': 'POISON endless-members ', 'zz.txt': 'innocent' });
  const { statuses, items } = await runPoisoned(source, fresh('work'), { parserProcesses: 1 });
  expect(statuses).toMatchObject({ 'endless.txt': 'failed parser-crash', 'zz.txt': 'indexed' });
  // Eighty MiB of rows of three times 64 KiB.
  expect(items.length).toBeLessThan(500);
}, 60_000);

test('parsers that never start end the run with why; no evidence is blamed', async () => {
  const source = fresh('source');
  const work = fresh('work');
  writeFiles(source, { 'a.txt': 'innocent' });
  await expect(
    runPoisoned(source, work, { entry: join(import.meta.dirname, 'no-such-parser.ts') }),
  ).rejects.toMatchObject({
    message: expect.stringContaining('do not start'),
  });
  const again = await runPoisoned(source, work);
  expect(again.statuses).toEqual({ 'a.txt': 'indexed' });
}, 120_000);

test('what a parser says of a content that it was not given is replaced when a file of the source has it', async () => {
  const source = fresh('source');
  const words = 'POISON-free words of an honest contract\n';
  const work = fresh('work');
  writeFiles(source, { '00.txt': 'POISON claim ' });
  await runPoisoned(source, work, { parserProcesses: 1 });
  writeFiles(source, { 'zz-contract.txt': words });
  const { statuses } = await runPoisoned(source, work, { parserProcesses: 1 });
  expect(statuses).toMatchObject({ '00.txt/m': 'indexed', 'zz-contract.txt': 'duplicate' });
  const ledger = await openSqliteLedger(join(work, 'catalogue.sqlite'));
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
  const texts = await ledger.documents.texts(digest(words), everyScope);
  const current = texts.filter(({ superseded }) => !superseded).map(({ id }) => id);
  await ledger.close();
  expect(current).toEqual([digest(words)]);
}, 60_000);
