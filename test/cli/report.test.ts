/** `evidex report`: coverage that adds up, items and exceptions with their codes. */
import { beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';

interface Item {
  readonly path: string;
  readonly kind: string;
  readonly status: string;
}
interface Report {
  readonly unaccounted: number;
  readonly totals: { readonly items: number; readonly statuses: Record<string, number> };
  readonly bySource: readonly {
    readonly files: number;
    readonly heldItems: number;
    readonly statuses: Record<string, number>;
  }[];
}

const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
});

test('items, bytes and statuses agree with each other; nothing is unaccounted for', async () => {
  const [report] = await small.json<Report>('report', 'CASE');
  const items = (await small.json<Item>('report', 'CASE', '--items')).filter(({ kind }) => kind !== 'folder');
  expect(report?.unaccounted).toBe(0);
  expect(report?.totals.items).toBe(items.length);
  for (const [status, count] of Object.entries(report?.totals.statuses ?? {}))
    expect([status, items.filter((item) => item.status === status).length]).toEqual([status, count]);
  const [source] = report?.bySource ?? [];
  expect(source).toMatchObject({ source: 'EX-1', custodian: 'Ann', files: 9 });
  expect((source?.files ?? 0) + (source?.heldItems ?? 0)).toBe(items.length);
  // Members of one archive end in several ways: the sums by source must not take one for all.
  expect(source?.statuses).toEqual(report?.totals.statuses);
});

test('each item: path, status, sizes, hashes, times', async () => {
  const items = await small.json<Item>('report', 'CASE', '--items');
  expect(items.find(({ path }) => path === 'report.pdf')).toMatchObject({
    status: 'indexed',
    source: 'EX-1',
    size: expect.any(Number),
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/u),
    sha1: expect.stringMatching(/^[0-9a-f]{40}$/u),
    md5: expect.stringMatching(/^[0-9a-f]{32}$/u),
    times: { modified: { instant: expect.any(String) } },
  });
});

test('exceptions with their codes, and what the codes mean', async () => {
  const { stdout } = await small.run('report', 'CASE', '--exceptions');
  expect(stdout).toMatch(/encrypted.*locked\.pdf.*password-required/u);
  expect(stdout).toMatch(/failed.*torn\.zip\/b\.txt.*truncated/u);
  expect((await small.run('report', 'CASE')).stdout).toContain('Unaccounted for: nothing.');
});
