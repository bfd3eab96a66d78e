/** Windows cabinets (`cab`): members of each method, sets of several, and cabinets that are damaged. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { cabinet, papers } from '../../../scripts/fixtures/make-cab.ts';
import { runExtractor } from '../../run-extractor.ts';

const read = (bytes: Uint8Array, limits = {}) => runExtractor(bytes, { format: 'cab', limits });
const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();
const expected = papers.map(({ name, bytes }) => [name.replace('\\', '/'), text(bytes), undefined]);

test.each([
  ['stored', {}],
  ['mszip', {}],
  ['mszip', { reserve: 20 }],
  ['lzx', {}],
  ['lzx', { reserve: 4 }],
] as const)('members of %s, %j', async (method, options) => {
  const {
    outcome,
    children,
    expected: count,
    warnings,
  } = await read(cabinet(papers, { method, ...options }));
  expect(outcome).toEqual({ status: 'extracted', completeness: 'complete' });
  expect(children.map(({ name, bytes, error }) => [name, text(bytes), error])).toEqual(expected);
  expect(count).toBe(papers.length);
  expect(warnings).toEqual([]);
});

test('times and sizes as they are stated', async () => {
  const { children } = await read(readFileSync(join(import.meta.dirname, '../../fixtures/cab/papers.cab')));
  expect(children[0]).toMatchObject({
    relation: 'member',
    declaredSize: 46_500,
    times: { modified: { local: '2016-03-08T09:15:30' } },
  });
  expect(new Set(children.map(({ locator }) => locator)).size).toBe(papers.length);
});

test('of a set the names of the others are said, and what lies in this one alone is read', async () => {
  const { outcome, children, warnings } = await read(
    cabinet(papers, { previous: 'one.cab', next: 'three.cab' }),
  );
  expect(outcome).toMatchObject({ status: 'extracted', completeness: 'partial' });
  expect(warnings).toEqual([
    { code: 'truncated', detail: 'one cabinet of a set: the others are one.cab and three.cab' },
  ]);
  const ends = children.map(({ name, ended, bytes }) => [name, ended?.detail, bytes === undefined]);
  const detail = 'it lies in more cabinets of the set than this (before one.cab, next three.cab)';
  expect(ends).toEqual([
    ['berths.txt', detail, true],
    ['end.txt', detail, true],
    ['Logs/März.log', undefined, false],
    ['empty.txt', undefined, false],
  ]);
});

describe('hostile and damaged', () => {
  test('a block that is damaged: what lies before it is whole, what lies behind fails', async () => {
    const bytes = cabinet(papers, { method: 'stored' });
    bytes[bytes.length - 20] = 1;
    const { children, outcome } = await read(bytes);
    expect(outcome.status).toBe('extracted');
    expect(children.map(({ name, error }) => [name, error])).toEqual([
      ['berths.txt', undefined],
      ['Logs/März.log', 'bad checksum of block 2'],
      ['empty.txt', undefined],
      ['end.txt', 'bad checksum of block 2'],
    ]);
    expect(text(children[0]?.bytes)).toBe(expected[0]?.[1]);
  });

  test.each(['stored', 'mszip', 'lzx'] as const)('%s, cut off', async (method) => {
    const bytes = cabinet(papers, { method });
    const cut = bytes.subarray(0, Math.floor(bytes.length * 0.8));
    const { children, outcome, warnings } = await read(cut);
    expect(outcome).toMatchObject({ completeness: 'partial' });
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'truncated' }));
    expect(children).toHaveLength(papers.length);
    expect(children.at(-1)?.error).toBeDefined();
  });

  test('Quantum is read by nobody here', async () => {
    const { children } = await read(cabinet(papers, { method: 'quantum' }));
    expect(children[0]?.error).toBe('compressed by Quantum');
  });

  test('files that all claim the same bytes are decoded a bounded number of times', async () => {
    const many = Array.from({ length: 300 }, (_, at) => ({
      name: `f${at}`,
      bytes: Buffer.from('x'.repeat(50)),
    }));
    const bytes = cabinet(many);
    for (let at = 0; at < many.length; at += 1) bytes.writeUInt32LE(0, bytes.indexOf(`f${at}\0`) - 12);
    const { children } = await read(bytes);
    expect(children.filter(({ error }) => error === undefined)).toHaveLength(101);
    expect(children.at(-1)?.error).toMatch(/overlap/);
  });

  test('more files than are listed, a folder that is none, more than the limit', async () => {
    const more = cabinet(papers);
    more.writeUInt16LE(60_000, 28);
    expect((await read(more)).outcome).toMatchObject({ completeness: 'partial' });
    const none = cabinet(papers);
    none.writeUInt16LE(7, none.indexOf('end.txt') - 8);
    expect((await read(none)).children.at(-1)?.error).toBe('it lies in no folder');
    const limited = await read(cabinet(papers), { maxMembers: 2 });
    expect(limited.children).toHaveLength(2);
    expect(limited.warnings.map(({ code }) => code)).toContain('member-limit');
  });

  test('what lies behind is accounted for', async () => {
    const { warnings, children } = await read(
      Buffer.concat([
        cabinet(papers),
        Buffer.from('the second list of berths, in plain words, for you alone'),
      ]),
    );
    expect(warnings.map(({ code }) => code)).toContain('trailing-data');
    expect(children.length).toBeGreaterThan(papers.length);
  });

  test.each(['mszip', 'lzx'] as const)('any bytes of %s end somehow', async (method) => {
    const whole = cabinet(papers.slice(1), { method });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 20 }),
        async (changes) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          expect(['extracted', 'failed']).toContain((await read(bytes)).outcome.status);
        },
      ),
      { numRuns: 60 },
    );
  });
});
