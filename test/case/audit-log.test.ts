import { fork } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { readRecord } from '../../case/audit-lines.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { ann as owner, check, entry, openLog, type Paths, pathsIn, write } from './written-log.ts';

const folder = temporaryFolder();
const newPaths = (): Paths => pathsIn(folder);
let made = 0;

test('an unbroken log is confirmed to its head', async () => {
  const paths = newPaths();
  await write(paths, 0, 5);
  await write(paths, 5, 7);
  expect(check(paths)).toMatchObject({
    records: 7,
    partialLines: [],
    unended: [7],
    headLost: [],
    head: { seq: 7 },
  });
  expect(check(paths).broken).toBeUndefined();
});

test('who a server let in stands with whose process says so; a record of a version to come is named', async () => {
  const paths = newPaths();
  const log = openLog(paths);
  const served = { user: 'ann', authenticatedBy: 'local-account', servedBy: owner } as const;
  await log.append({ ...served, verb: 'serve', event: 'started', args: ['search', 'a'] });
  await log.append({ ...owner, verb: 'search', event: 'started' });
  // Nothing but a server can say that it was an account.
  const claimed = { user: 'ann', authenticatedBy: 'local-account' } as const;
  await expect(log.append({ ...claimed, verb: 'serve', event: 'started' })).rejects.toThrow(
    /authenticatedBy/,
  );
  const { records } = await log.check();
  expect(await Array.fromAsync(log.records(records))).toMatchObject([
    { version: 3, ...served },
    { version: 2, ...owner },
  ]);
  await log.close();
  const { wrong } = readRecord(Buffer.from('{"seq":3,"version":4}')) as { wrong: string };
  expect(wrong).toMatch(/a record of version 4, .* a newer Evidex reads it/);
});

describe('one byte changed anywhere is located at its record', () => {
  const original = newPaths();
  const copy = { ...original, audit: join(folder, 'flipped.jsonl') };
  let bytes: Buffer;

  beforeAll(async () => {
    await write(original, 0, 4);
    // A writer that died in the middle of its line, and two records after it.
    appendFileSync(original.audit, '{"args":["half a rec');
    await write(original, 4, 6);
    bytes = readFileSync(original.audit);
  });

  test('before it is changed', async () => {
    expect(check(original)).toMatchObject({ records: 6, partialLines: [5] });
    expect(check(original).broken).toBeUndefined();
  });

  test('property', async () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ flip;
        writeFileSync(copy.audit, changed);
        const line = bytes.subarray(0, at).filter((byte) => byte === 0x0a).length + 1;
        const { broken } = check(copy);
        // Line 5 is the unfinished one, line 6 the record that covers it: they are one link of the chain.
        const inPair = line === 5 || line === 6;
        expect(broken?.line).toBeGreaterThanOrEqual(inPair ? 5 : line);
        expect(broken?.line).toBeLessThanOrEqual(line);
        expect(broken?.toLine).toBeGreaterThanOrEqual(line);
        expect(broken?.toLine).toBeLessThanOrEqual((inPair ? 6 : line) + (changed[at] === 0x0a ? 1 : 0));
      }),
      { numRuns: 1500 },
    );
  });
});

describe('what else can be done to a log', () => {
  const lines = (paths: Paths) => readFileSync(paths.audit, 'utf8').trimEnd().split('\n');
  const save = (paths: Paths, kept: readonly string[]) =>
    writeFileSync(paths.audit, kept.map((line) => `${line}\n`).join(''));

  test.each([
    ['a record taken out', (all: string[]) => all.toSpliced(2, 1), 3, /record 4 stands where 3 belongs/],
    [
      'two records exchanged',
      (all: string[]) => [all[0]!, all[2]!, all[1]!, all[3]!],
      2,
      /record 3 stands where 2/,
    ],
    ['a record twice', (all: string[]) => [all[0]!, all[0]!, ...all.slice(1)], 2, /record 1 stands where 2/],
    ['the end cut off', (all: string[]) => all.slice(0, 2), 3, /ends here, but 4 records were written/],
    ['everything taken out', () => [], 1, /ends here, but 4 records/],
    ['a line of another kind', (all: string[]) => all.toSpliced(1, 0, '{"seq":2}'), 2, /not a record/],
    ['spaces', (all: string[]) => all.with(1, all[1]!.replace(':', ': ')), 2, /bytes were changed/],
  ])('%s', async (_, change, line, wrong) => {
    const paths = newPaths();
    await write(paths, 0, 4);
    save(paths, change(lines(paths)));
    expect(check(paths).broken).toMatchObject({ line, wrong: expect.stringMatching(wrong) });
    // Going on never heals it.
    await write(paths, 4, 6);
    expect(check(paths).broken).toMatchObject({ line });
  });

  test('line feeds without end: broken where they begin, in bounded memory, and never healed', async () => {
    const paths = newPaths();
    await write(paths, 0, 4);
    appendFileSync(paths.audit, '\n'.repeat(200_000));
    const broken = { line: 5, toLine: 10_005, seq: 5 };
    expect(check(paths).broken).toMatchObject(broken);
    await write(paths, 4, 6);
    expect(check(paths).broken).toMatchObject(broken);
  });

  test('a record that was written anew with a true hash breaks the link after it', async () => {
    const paths = newPaths();
    const other = newPaths();
    await write(paths, 0, 4);
    await write(other, 1, 2);
    const forged = lines(other)[0]!;
    save(paths, lines(paths).with(0, forged));
    expect(check(paths).broken).toMatchObject({ line: 2, wrong: expect.stringMatching(/does not continue/) });
  });

  test('the head of the chain lost: told, and on record when the log goes on', async () => {
    const paths = newPaths();
    await write(paths, 0, 3);
    rmSync(paths.auditHead);
    expect(check(paths).broken).toMatchObject({
      line: 4,
      wrong: expect.stringMatching(/head of the chain is missing/),
    });
    await write(paths, 3, 4);
    expect(check(paths)).toMatchObject({ records: 4, headLost: [4] });
    expect(check(paths).broken).toBeUndefined();
  });
});

describe('a writer that is killed', () => {
  test('before the line feed: the record counts', async () => {
    const paths = newPaths();
    await write(paths, 0, 3);
    const beforeHead = join(folder, `${++made}-before.sqlite`);
    copyFileSync(paths.auditHead, beforeHead);
    await write(paths, 3, 4);
    copyFileSync(beforeHead, paths.auditHead);
    truncateSync(paths.audit, readFileSync(paths.audit).length - 1);
    expect(check(paths)).toMatchObject({ records: 4, partialLines: [] });
    await write(paths, 4, 6);
    expect(check(paths)).toMatchObject({ records: 6, partialLines: [] });
    expect(check(paths).broken).toBeUndefined();
  });

  test.each([2, 10, 200])('in the middle of its line (%d bytes lost): kept, covered, told', async (lost) => {
    const paths = newPaths();
    await write(paths, 0, 3);
    const beforeHead = join(folder, `${++made}-before.sqlite`);
    copyFileSync(paths.auditHead, beforeHead);
    await write(paths, 3, 4);
    // As if it had died before it stored the head.
    copyFileSync(beforeHead, paths.auditHead);
    truncateSync(paths.audit, readFileSync(paths.audit).length - lost);
    expect(check(paths)).toMatchObject({ records: 3, partialLines: [4] });
    expect(check(paths).broken).toBeUndefined();
    await write(paths, 4, 6);
    expect(check(paths)).toMatchObject({ records: 5, partialLines: [4] });
    expect(check(paths).broken).toBeUndefined();
  });

  test('between its line and the head: the record counts', async () => {
    const paths = newPaths();
    await write(paths, 0, 3);
    const beforeHead = join(folder, `${++made}-before.sqlite`);
    copyFileSync(paths.auditHead, beforeHead);
    await write(paths, 3, 4);
    copyFileSync(beforeHead, paths.auditHead);
    await write(paths, 4, 5);
    expect(check(paths)).toMatchObject({ records: 5, partialLines: [] });
    expect(check(paths).broken).toBeUndefined();
  });

  test('twice in a row, the second time while closing the first line', async () => {
    const paths = newPaths();
    await write(paths, 0, 2);
    appendFileSync(paths.audit, '{"args":');
    appendFileSync(paths.audit, '\n{"at');
    await write(paths, 2, 3);
    expect(check(paths)).toMatchObject({ records: 3, partialLines: [3, 4] });
    expect(check(paths).broken).toBeUndefined();
  });
});

test('four processes at once, one of them killed: one chain', async () => {
  const paths = newPaths();
  const writer = new URL('append-records.ts', import.meta.url).pathname;
  const run = (count: number) => {
    const child = fork(writer, [JSON.stringify(paths), String(count)], { execArgv: [] });
    return { child, ended: new Promise<number | null>((done) => child.on('exit', done)) };
  };
  const steady = [run(40), run(40), run(40)];
  const victim = run(100_000);
  await new Promise((done) => victim.child.once('message', done));
  victim.child.kill('SIGKILL');
  expect(await Promise.all(steady.map(({ ended }) => ended))).toEqual([0, 0, 0]);
  await victim.ended;
  const result = check(paths);
  expect(result.broken).toBeUndefined();
  expect(result.records).toBeGreaterThan(120);
});

test('words whose records a killed writer did not come to write go, and hide no others', async () => {
  const paths = newPaths();
  await write(paths, 0, 2);
  const words = readFileSync(paths.auditDetails, 'utf8');
  const dead = [3, 4, 5].map((seq) => words.split('\n')[0]?.replace('"seq":1', `"seq":${seq}`)).join('\n');
  appendFileSync(paths.auditDetails, `${dead}\n${dead.slice(0, 40)}`);
  await write(paths, 2, 6);
  const checked = check(paths);
  expect(checked).toMatchObject({ records: 6, detailsLost: [] });
  expect(readFileSync(paths.auditDetails, 'utf8').split('\n')).toHaveLength(4);
  expect(readFileSync(paths.auditDetails, 'utf8').startsWith(words)).toBe(true);
});

test('whatever a writer said it had appended stands in the log, at whatever moment it is killed', async () => {
  const paths = newPaths();
  const writer = new URL('append-records.ts', import.meta.url).pathname;
  const said: string[] = [];
  for (const untilKilled of [1, 7, 40, 200]) {
    const before = said.length;
    const child = fork(writer, [JSON.stringify(paths), '100000'], { execArgv: [] });
    const ended = new Promise((done) => child.once('exit', done));
    child.on('message', (word: string) => {
      said.push(word);
      if (said.length - before === untilKilled) child.kill('SIGKILL');
    });
    await ended;
    expect(said.length - before).toBeGreaterThanOrEqual(untilKilled);
  }
  const { records, broken } = check(paths);
  expect(broken).toBeUndefined();
  const log = openLog(paths);
  const written = (await Array.fromAsync(log.records(records))).map(({ args }) => args?.[0] ?? '');
  await log.close();
  expect(said.filter((word) => !written.includes(word))).toEqual([]);
  // A record that was on its way stands there or does not, but once.
  expect(new Set(written).size).toBe(written.length);
});

describe('records that are appended at one time', () => {
  const appendAll = async (paths: Paths, count: number): Promise<number[]> => {
    const log = openLog(paths);
    const records = await Promise.all(Array.from({ length: count }, (_, index) => log.append(entry(index))));
    await log.close();
    return records.map(({ seq }) => seq);
  };

  test('form one chain in the order of the calls, and share the way to the disk', async () => {
    const paths = newPaths();
    const opened = openLog(paths);
    await opened.append(entry(0));
    const first = statSync(paths.auditHead, { bigint: true }).mtimeNs;
    const appended = Array.from({ length: 50 }, (_, index) => opened.append(entry(index)));
    await appended[0];
    // The first is on the disk, and with it, under one head, all others.
    expect(check(paths)).toMatchObject({ records: 51, head: { seq: 51 } });
    const second = statSync(paths.auditHead, { bigint: true }).mtimeNs;
    expect((await Promise.all(appended)).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 50 }, (_, index) => index + 2),
    );
    expect(second).toBeGreaterThan(first);
    expect(statSync(paths.auditHead, { bigint: true }).mtimeNs).toBe(second);
    await opened.close();
  });

  test('two logs of one process wait for each other', async () => {
    const paths = newPaths();
    await Promise.all([appendAll(paths, 20), appendAll(paths, 20)]);
    expect(check(paths)).toMatchObject({ records: 40 });
    expect(check(paths).broken).toBeUndefined();
  });

  test('a writer that was killed before it stored their head: all that are whole count', async () => {
    const paths = newPaths();
    await write(paths, 0, 3);
    const beforeHead = join(folder, `${++made}-before.sqlite`);
    copyFileSync(paths.auditHead, beforeHead);
    expect(await appendAll(paths, 3)).toEqual([4, 5, 6]);
    copyFileSync(beforeHead, paths.auditHead);
    truncateSync(paths.audit, readFileSync(paths.audit).length - 10);
    expect(check(paths)).toMatchObject({ records: 5, partialLines: [6] });
    await write(paths, 3, 4);
    expect(check(paths)).toMatchObject({ records: 6, partialLines: [6] });
    expect(check(paths).broken).toBeUndefined();
  });
});
