/** Disc images (`iso`): members of every tree by their best names, what no tree lists, and images that are damaged. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { harbour, isoImage } from '../../../scripts/fixtures/make-iso.ts';
import { parseIsoVolumeTime } from '../../../formats/time/iso-image-time.ts';
import { runExtractor } from '../../run-extractor.ts';

const read = (bytes: Uint8Array, limits = {}) => runExtractor(bytes, { format: 'iso', limits });
const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();
const namesOf = (children: readonly { name: string }[]): string[] => children.map(({ name }) => name).sort();

test.each([
  [
    'of Rock Ridge',
    { withNames: true },
    ['Berths – final.txt', 'Empty', 'Logs/2016/March.log', 'link', 'zero'],
  ],
  [
    'of Rock Ridge before Joliet',
    { withNames: true, withJoliet: true },
    ['Berths – final.txt', 'Empty', 'Logs/2016/March.log', 'link', 'zero'],
  ],
  ['of Joliet', { withJoliet: true }, ['Berths – final.txt', 'Empty', 'Logs/2016/March.log', 'link', 'zero']],
  ['of its own', {}, ['BERTHS.TXT', 'EMPTY', 'LINK', 'LOGS/2016/MARCH.LOG', 'ZERO']],
])('members by the names %s', async (_, options, names) => {
  const { outcome, children, expected, warnings } = await read(isoImage(harbour, options));
  expect(outcome).toEqual({ status: 'extracted', completeness: 'complete' });
  expect(namesOf(children)).toEqual(names);
  expect(children).toHaveLength(expected ?? -1);
  expect(warnings).toEqual([]);
  expect(new Set(children.map(({ locator }) => locator)).size).toBe(children.length);
});

test('bytes, times, links, empty folders; what the volume says of itself', async () => {
  const bytes = readFileSync(join(import.meta.dirname, '../../fixtures/iso/harbour.iso'));
  const { children, metadata, texts } = await read(bytes);
  const of = (name: string) => children.find((child) => child.name === name);
  expect(text(of('Berths – final.txt')?.bytes)).toBe('The berth list for the pilots.\n');
  expect(text(of('Logs/2016/March.log')?.bytes)).toBe('high water at six\n'.repeat(200));
  expect(of('Logs/2016/March.log')).toMatchObject({
    relation: 'member',
    declaredSize: 3_600,
    times: { modified: { local: '2016-03-08T09:15:30', offset: 60, instant: '2016-03-08T08:15:30.000Z' } },
  });
  expect(of('link')?.ended).toMatchObject({
    status: 'skipped',
    code: 'link',
    detail: '-> Logs/2016/March.log',
  });
  expect(texts.comments).toContain('-> Logs/2016/March.log');
  expect(of('Empty')?.ended).toMatchObject({ code: 'not-a-file' });
  expect(of('zero')?.bytes).toHaveLength(0);
  expect(metadata).toMatchObject({
    title: 'BERTHS',
    created: { instant: '2016-03-08T08:15:30.000Z' },
    other: { 'iso.volume': 'BERTHS', 'iso.publisher': 'HARBOUR OFFICE' },
  });
});

describe('what hides', () => {
  test('a file in one tree alone is a member all the same', async () => {
    const entries = [
      ...harbour,
      {
        plain: 'HIDDEN.TXT',
        name: 'hidden.txt',
        bytes: Buffer.from('in the plain tree alone'),
        isPlainOnly: true,
      },
      { plain: 'OTHER.TXT', name: 'other.txt', bytes: Buffer.from('in Joliet alone'), isJolietOnly: true },
    ];
    for (const withNames of [false, true]) {
      const { children, expected } = await read(isoImage(entries, { withJoliet: true, withNames }));
      const contents = children.map(({ bytes }) => text(bytes));
      expect(contents).toContain('in the plain tree alone');
      expect(contents).toContain('in Joliet alone');
      expect(children).toHaveLength(expected ?? -1);
    }
  });

  test('what no tree lists is handed over', async () => {
    const note = Buffer.alloc(2048);
    note.write('Meet at the lock, and bring the second list of berths with you. '.repeat(10));
    const { children, warnings } = await read(Buffer.concat([isoImage(harbour), note]));
    expect(warnings).toMatchObject([{ code: 'unaccounted-data' }]);
    expect(children.map(({ bytes }) => text(bytes)).join('\n')).toContain('the second list of berths');
  });
});

describe('hostile and damaged', () => {
  test('cut off: the members that are there are whole, the others fail', async () => {
    const whole = isoImage([...harbour.slice(0, 1), ...harbour.slice(3)]);
    // Files lie before the folders here, so that the last folder is what goes.
    const { outcome, children, warnings } = await read(whole.subarray(0, whole.length - 2048));
    expect(outcome.status === 'failed' || warnings.some(({ code }) => code === 'corrupt')).toBe(true);
    expect(children.every(({ error }) => error === undefined)).toBe(true);
    const beyond = Buffer.from(whole);
    const at = beyond.indexOf('BERTHS.TXT;1') - 33;
    beyond.writeUInt32LE(0x00ffffff, at + 2);
    const moved = await read(beyond);
    expect(moved.children.find(({ name }) => name === 'BERTHS.TXT')?.error).toMatch(/missing/);
    expect(text(moved.children.find(({ name }) => name === 'LOGS/2016/MARCH.LOG')?.bytes)).toContain(
      'high water',
    );
  });

  test('a folder that holds itself is read once', async () => {
    const whole = isoImage(harbour);
    const logs = whole.indexOf('LOGS') - 33;
    const root = whole.readUInt32LE(16 * 2048 + 158);
    whole.writeUInt32LE(root, logs + 2);
    const { children } = await read(whole);
    expect(namesOf(children)).toContain('BERTHS.TXT');
    expect(children.length).toBeLessThan(10);
  });

  test('folders that claim the whole image, each from another place, are read within bounds', async () => {
    const folders = Array.from({ length: 30 }, (_, at) => ({
      plain: `D${at}`,
      name: `d${at}`,
      children: [],
    }));
    const whole = Buffer.concat([isoImage(folders), Buffer.alloc(4_000_000)]);
    // The length of the name stands before it, 32 bytes into the record; that of the folder 10.
    for (const { plain } of folders)
      whole.writeUInt32LE(
        4_000_000,
        whole.indexOf(`\x01${String.fromCharCode(plain.length)}${plain}`) + 1 - 22,
      );
    const { outcome, warnings } = await read(whole);
    expect(outcome).toMatchObject({ status: 'extracted' });
    expect(warnings.map(({ code }) => code)).toContain('corrupt');
  });

  test('more members than the limit', async () => {
    const { outcome, warnings } = await read(isoImage(harbour), { maxMembers: 2 });
    expect(outcome).toMatchObject({ completeness: 'partial' });
    expect(warnings.map(({ code }) => code)).toContain('member-limit');
  });

  test('without a root folder', async () => {
    const whole = isoImage(harbour);
    whole.fill(0, 16 * 2048 + 156, 16 * 2048 + 200);
    expect((await read(whole)).outcome).toMatchObject({ status: 'failed', code: 'corrupt' });
  });

  test('any bytes end somehow', async () => {
    const whole = isoImage(harbour, { withNames: true, withJoliet: true });
    const from = 16 * 2048;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: from, max: whole.length - 1 }), fc.nat(255)), { maxLength: 30 }),
        async (changes) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          expect(['extracted', 'failed']).toContain((await read(bytes)).outcome.status);
        },
      ),
      { numRuns: 100 },
    );
  });
});

test.each([
  ['2016030809153000\x04', '2016-03-08T08:15:30.00'],
  ['0000000000000000\0', undefined],
  ['2016', undefined],
])('%j', (written, instant) => {
  const time = parseIsoVolumeTime(Buffer.from(written, 'latin1'));
  expect(time?.instant?.slice(0, 22)).toBe(instant);
});
