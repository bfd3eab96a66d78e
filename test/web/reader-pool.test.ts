/** The processes that read are taken and given back without one that ends being asked, or one that asks being left. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { defaults } from '../../config/defaults.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type PoolBounds, type ReaderOptions, ReaderPool } from '../../web/readers/reader-pool.ts';

const pools: ReaderPool[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

const folder = temporaryFolder();
const entry = join(import.meta.dirname, 'reader-of-tests.ts');

function poolOf(bounds: PoolBounds, options: Partial<ReaderOptions> = {}) {
  const pool = new ReaderPool({ entry, questionTimeoutMs: 60_000, ...options }, bounds);
  pools.push(pool);
  return pool;
}

const person = {
  role: 'reader',
  scope: { open: [] },
  who: { user: 'Bo', authenticatedBy: 'operating-system' },
} as const;
const ask = async (pool: ReaderPool, name: string, path: string): Promise<string> => {
  const made = await pool.ask({
    question: {
      of: { id: 'case', path: '/case', readOnly: true, config: defaults },
      method: 'get',
      path,
      given: {},
      person: { ...person, name },
      address: '/case/case',
      record: 1,
    },
    signal: new AbortController().signal,
    write: () => Promise.reject(new Error('nothing is written')),
  });
  return 'page' in made ? made.page : '';
};

test('one that goes since it had nothing to do is asked nothing any more, and the last one stays', async () => {
  const idleMs = 50;
  const pool = poolOf({ most: 3, idleMs });
  await Promise.all([ask(pool, 'Ann', '/1'), ask(pool, 'Bo', '/2')]);
  for (let round = 0; round < 5; round++) {
    // Begun behind the timers of the two: it ends in the turn in which they end one, which is not gone yet.
    await sleep(idleMs);
    const answers = await Promise.all([ask(pool, 'Ann', '/3'), ask(pool, 'Bo', '/4')]);
    expect(answers.map((page) => page.split(' ')[0])).toEqual(['/3', '/4']);
  }
});

test('who waits is answered in the place of one that has read enough', async () => {
  const pool = poolOf({ most: 2, idleMs: 60_000 });
  const never = ask(pool, 'Ann', '/never').catch((error: unknown) => error);
  const worn = ask(pool, 'Bo', '/worn');
  const waiting = ask(pool, 'Cy', '/1');
  const ended = (await worn).split(' ').at(-1);
  const page = await waiting;
  expect(page).toContain('/1');
  expect(page).not.toContain(`of ${ended}`);
  await pool.close();
  expect(await never).toBeInstanceOf(Error);
});

test('who still waits when the server ends is told so', async () => {
  const pool = poolOf({ most: 2, idleMs: 60_000 });
  const asked = ['Ann', 'Bo', 'Cy'].map((name) => ask(pool, name, '/never').catch((error: unknown) => error));
  await pool.close();
  expect(await asked[2]).toMatchObject({ code: 'interrupted' });
  await Promise.all(asked);
});

test('the time that a process takes to start is not the time of the question', async () => {
  const late = join(folder, 'late.mjs');
  const wait = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);';
  writeFileSync(late, `${wait} await import(${JSON.stringify(entry)});`);
  const pool = poolOf({ most: 2, idleMs: 60_000 }, { entry: late, questionTimeoutMs: 500 });
  expect(await ask(pool, 'Ann', '/1')).toContain('/1');
  await expect(ask(pool, 'Ann', '/never')).rejects.toThrow('took longer than 500 ms');
});

test('who asks one that ends before it has started is told why', async () => {
  const broken = join(folder, 'broken.mjs');
  writeFileSync(broken, 'process.exit(3);');
  const pool = poolOf({ most: 2, idleMs: 60_000 }, { entry: broken });
  await expect(ask(pool, 'Ann', '/1')).rejects.toThrow('a process that reads ended: 3');
});
