/** LHA archives (`lha`): members of each level and method, folders and links, and archives that are damaged. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { crc16 } from '../../../formats/archives/crc16.ts';
import { lhaArchive, logs } from '../../../scripts/fixtures/make-lha.ts';
import { runExtractor } from '../../run-extractor.ts';

const read = (bytes: Uint8Array, limits = {}) => runExtractor(bytes, { format: 'lha', limits });
const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

test.each([0, 1, 2, 3] as const)('members of level %d', async (level) => {
  const { outcome, children, expected, warnings } = await read(lhaArchive(logs, level));
  expect(outcome).toEqual({ status: 'extracted', completeness: 'complete' });
  expect(warnings).toEqual([]);
  expect(expected).toBe(3);
  expect(children.map(({ name, bytes, ended, error }) => [name, text(bytes), ended?.code, error])).toEqual([
    ['berths.txt', 'The berth list for the pilots.\n', undefined, undefined],
    ['Logs/March.log', 'high water at six\n'.repeat(6_000), undefined, undefined],
    ['Empty/', '', 'not-a-file', undefined],
  ]);
  const time = level < 2 ? { local: '2016-03-08T09:15:30' } : { instant: '2016-03-08T09:15:30Z' };
  expect(children[0]).toMatchObject({ relation: 'member', declaredSize: 31, times: { modified: time } });
});

test('the fixture, and links', async () => {
  const bytes = readFileSync(join(import.meta.dirname, '../../fixtures/lha/logs.lzh'));
  expect((await read(bytes)).children.map(({ name }) => name)).toEqual([
    'berths.txt',
    'Logs/March.log',
    'Empty/',
  ]);
  const link = lhaArchive([{ name: 'now|March.log', bytes: new Uint8Array(), method: '-lhd-' }], 2);
  expect((await read(link)).children).toMatchObject([
    { name: 'now', ended: { status: 'skipped', code: 'link', detail: '-> March.log' } },
  ]);
});

test('crc16 of the usual nine digits', () => {
  expect(crc16(Buffer.from('123456789'))).toBe(0xbb3d);
  expect(crc16(Buffer.from('56789'), crc16(Buffer.from('1234')))).toBe(0xbb3d);
});

describe('hostile and damaged', () => {
  test('a method from before', async () => {
    const { children } = await read(lhaArchive([{ name: 'old', bytes: Buffer.from('x'), method: '-lh1-' }]));
    expect(children[0]?.error).toBe('packed by -lh1-');
  });

  test.each(['-lh0-', '-lh5-'] as const)('%s whose data was changed', async (method) => {
    const bytes = lhaArchive([
      { name: 'a', bytes: Buffer.from('high water at six, or so they say'), method },
      ...logs,
    ]);
    bytes[45] = (bytes[45] ?? 0) ^ 0xff;
    const { children } = await read(bytes);
    expect(children[0]?.error).toBeDefined();
    expect(children[1]?.error).toBeUndefined();
  });

  test.each([0, 2] as const)('level %d, cut off within a member', async (level) => {
    const bytes = lhaArchive(logs, level);
    const { children, outcome, warnings } = await read(bytes.subarray(0, 5_000));
    expect(text(children[0]?.bytes)).toBe('The berth list for the pilots.\n');
    expect(children[1]?.error).toBeDefined();
    expect(outcome).toMatchObject({ completeness: 'partial' });
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'truncated' }));
  });

  test('a header that is damaged ends the list, and what lies behind is handed over', async () => {
    const bytes = lhaArchive(logs, 0);
    const at = bytes.indexOf('-lh5-');
    bytes[at - 1] = (bytes[at - 1] ?? 0) ^ 0xff;
    const { children, outcome, warnings } = await read(bytes);
    expect(children[0]?.name).toBe('berths.txt');
    expect(outcome).toMatchObject({ completeness: 'partial' });
    expect(warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(['corrupt', 'unaccounted-data']));
  });

  test('sizes that lie', async () => {
    const bytes = lhaArchive([{ name: 'a', bytes: Buffer.from('x'.repeat(300)) }], 2);
    bytes.writeUInt32LE(0xffffffff, 11);
    expect((await read(bytes)).children[0]?.error).toMatch(/300 of 4294967295/);
    bytes.writeUInt32LE(0xffffffff, 7);
    expect((await read(bytes)).outcome).toMatchObject({ completeness: 'partial' });
  });

  test('more members than the limit', async () => {
    const { outcome, children } = await read(lhaArchive(logs), { maxMembers: 1 });
    expect(children).toHaveLength(1);
    expect(outcome).toMatchObject({ completeness: 'partial' });
  });

  test.each([0, 1, 2, 3] as const)('any bytes of level %d end somehow', async (level) => {
    const small = logs.map((entry) => ({ ...entry, bytes: entry.bytes.subarray(0, 100) }));
    const whole = lhaArchive(small, level);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 10 }),
        async (changes) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          expect(['extracted', 'failed']).toContain((await read(bytes)).outcome.status);
        },
      ),
      { numRuns: 50 },
    );
  });
});
