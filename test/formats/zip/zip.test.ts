/** ZIP: names, times, order, damage and the bombs. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  greeting,
  makeUnixTimes,
  makeZip,
  notes,
  type ZipMember,
} from '../../../scripts/fixtures/make-archives.ts';
import { runExtractor } from '../../run-extractor.ts';
import { testHostility } from '../archives/archive-hostility.ts';

const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../../fixtures/zip/${name}`, import.meta.url));
const read = (bytes: Uint8Array, limits = {}) => runExtractor(bytes, { format: 'zip', limits });
const text = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString();
const codes = (result: Awaited<ReturnType<typeof read>>): string[] => result.warnings.map(({ code }) => code);
const file = (name: string, more: Partial<ZipMember> = {}): ZipMember => ({ name, data: notes, ...more });

describe('the sample', () => {
  test('gives its members in order, without directories', async () => {
    const result = await read(fixture('sample.zip'));
    expect(result.outcome).toEqual({ status: 'extracted', completeness: 'complete' });
    expect(result.expected).toBe(8);
    expect(
      result.children.map(({ locator, name, ended, bytes }) => [locator, name, ended?.code ?? text(bytes)]),
    ).toEqual([
      ['1', 'folder/notes.txt', notes.toString()],
      ['2', 'नमस्ते.txt', greeting.toString()],
      ['3', 'café.txt', notes.toString()],
      ['4', '../above.txt', notes.toString()],
      ['5', 'folder/notes.txt', greeting.toString()],
      ['6', 'link', 'link'],
      ['7', 'secret.txt', 'password-required'],
      ['8', 'empty.txt', ''],
    ]);
    expect(codes(result).sort()).toEqual(['charset-guessed', 'duplicate-name', 'unsafe-name']);
  });

  test('keeps the bytes of a name that is not UTF-8, and both kinds of time', async () => {
    const { children } = await read(fixture('sample.zip'));
    expect(Buffer.from(children[2]?.rawName ?? []).toString('latin1')).toBe('caf\x82.txt');
    expect(children[0]?.times?.modified).toMatchObject({
      instant: '2016-03-04T05:06:07Z',
      zoneSource: 'utc',
    });
    expect(children[1]?.times?.modified).toMatchObject({ local: '2016-03-04T05:06:08', zoneSource: 'none' });
    expect(children[5]?.ended?.detail).toBe('-> folder/notes.txt');
  });
});

describe('names', () => {
  test.each([
    ['ibm866', Buffer.from('8f a8 e1 ec ac ae 2e 74 78 74'.replaceAll(' ', ''), 'hex'), 'Письмо.txt'],
    ['utf-8 without its flag', Buffer.from('Übung.txt'), 'Übung.txt'],
  ])('%s', async (_, name, expected) => {
    const { children } = await read(makeZip([{ name, data: notes }]));
    expect(children[0]?.name).toBe(expected);
  });

  test.each(['/etc/passwd', 'C:\\windows\\x', '..\\x', 'a/../../b', 'nul\0byte'])(
    '%j is unsafe',
    async (name) => {
      const result = await read(makeZip([file(name)]));
      expect(result.children[0]?.name).toBe(name);
      expect(codes(result)).toEqual(['unsafe-name']);
    },
  );
});

describe('times', () => {
  test('the local header adds accessed and created', async () => {
    const zip = makeZip([file('a', { extra: makeUnixTimes(1), localExtra: makeUnixTimes(1, 2, 3) })]);
    const { children } = await read(zip);
    expect(children[0]?.times?.accessed?.instant).toBe('1970-01-01T00:00:02Z');
    expect(children[0]?.times?.created?.instant).toBe('1970-01-01T00:00:03Z');
  });

  test('NTFS times are instants of 100 ns', async () => {
    const extra = Buffer.alloc(36);
    extra.writeUInt16LE(0x000a, 0);
    extra.writeUInt16LE(32, 2);
    extra.writeUInt16LE(1, 8);
    extra.writeUInt16LE(24, 10);
    extra.writeBigUInt64LE(131_015_415_671_234_567n, 12);
    const { children } = await read(makeZip([file('a', { extra })]));
    expect(children[0]?.times?.modified).toMatchObject({
      instant: '2016-03-04T05:06:07.1234567Z',
      precision: 'nanosecond',
    });
  });
});

describe('methods', () => {
  test.each(['lzma.zip', 'bzip2.zip'])('%s', async (name) => {
    const { children } = await read(fixture(name));
    expect(text(children[0]?.bytes)).toBe(notes.toString());
  });

  test('one that nothing reads ends the child, not the others', async () => {
    const { children } = await read(makeZip([file('a', { method: 10 }), file('b')]));
    expect(children[0]?.ended).toMatchObject({ status: 'unsupported', detail: 'compression method 10' });
    expect(text(children[1]?.bytes)).toBe(notes.toString());
  });
});

describe('folders', () => {
  const folder = (name: string, more: Partial<ZipMember> = {}): ZipMember => ({ name, method: 0, ...more });
  const members = [folder('held/'), file('held/a'), folder('outer/'), folder('outer/empty/'), folder('x/y/')];

  test('those that hold nothing are members, behind all others; those that do are not', async () => {
    const result = await read(makeZip(members));
    expect(result.children.map(({ locator, name, ended }) => [locator, name, ended?.code])).toEqual([
      ['1', 'held/a', undefined],
      ['3', 'outer/empty/', 'not-a-file'],
      ['4', 'x/y/', 'not-a-file'],
    ]);
    expect(result.expected).toBe(3);
    expect(result.outcome).toEqual({ status: 'extracted', completeness: 'complete' });
    expect(result.warnings).toEqual([]);
  });

  test('without a directory of the archive too', async () => {
    const whole = makeZip(members);
    const cut = whole.subarray(0, whole.indexOf('PK\x01\x02', 0, 'latin1'));
    expect((await read(cut)).children.map(({ name }) => name)).toEqual(['held/a', 'outer/empty/', 'x/y/']);
  });

  test('no more than the limit', async () => {
    expect((await read(makeZip(members), { maxMembers: 4 })).children.map(({ name }) => name)).toEqual([
      'held/a',
      'outer/empty/',
    ]);
  });

  test('their comments, the names of local headers and the targets of links are text', async () => {
    const { texts } = await read(
      makeZip([
        folder('held/', { comment: Buffer.from('of the folder') }),
        file('held/a', { localName: 'the other name' }),
        file('link', { data: Buffer.from('to/the target'), mode: 0o120777 }),
      ]),
    );
    expect(texts.comments).toBe('the other name\n-> to/the target\nof the folder\n');
  });
});

describe('damage', () => {
  test('a bad checksum fails that child alone', async () => {
    const result = await read(makeZip([file('a', { crc: 1 }), file('b')]));
    expect(result.children.map(({ error }) => error)).toEqual(['bad checksum after 38 bytes', undefined]);
    expect(result.outcome).toEqual({ status: 'extracted', completeness: 'complete' });
  });

  test('local and central header that disagree are told', async () => {
    const result = await read(makeZip([file('a', { localName: 'b' })]));
    expect(result.children[0]?.name).toBe('a');
    expect(result.warnings[0]).toMatchObject({ code: 'corrupt' });
  });

  test.each([0x06, 0x08])('one that a single header calls encrypted is read (flag at %d)', async (at) => {
    const bytes = makeZip([file('a')]);
    const start = at === 0x06 ? 0 : bytes.indexOf('PK\x01\x02', 0, 'latin1');
    bytes[start + at] = 1;
    const result = await read(bytes);
    expect(text(result.children[0]?.bytes)).toBe(notes.toString());
    expect(codes(result)).toEqual(['corrupt']);
  });

  test('without its directory it is read by local headers, data descriptors included', async () => {
    const whole = makeZip([file('a'), file('b', { descriptor: true }), file('c', { method: 0 })]);
    const cut = whole.subarray(0, whole.indexOf('PK\x01\x02', 0, 'latin1'));
    const result = await read(cut);
    expect(result.outcome).toEqual({ status: 'extracted', completeness: 'partial' });
    expect(result.children.map(({ name, bytes }) => [name, text(bytes)])).toEqual(
      ['a', 'b', 'c'].map((name) => [name, notes.toString()]),
    );
    expect(codes(result)).toEqual(['truncated']);
  });

  test('a directory broken in the middle gives the rest by local headers', async () => {
    const bytes = makeZip([file('a'), file('b'), file('c')]);
    const first = bytes.indexOf('PK\x01\x02', 0, 'latin1');
    bytes[bytes.indexOf('PK\x01\x02', first + 4, 'latin1')] = 0;
    const result = await read(bytes);
    expect(result.expected).toBe(3);
    expect(result.children.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(result.outcome).toMatchObject({ completeness: 'partial' });
  });

  test('data before and after the archive', async () => {
    const zip = Buffer.concat([Buffer.from('MZ program'), makeZip([file('a')]), Buffer.from('tail')]);
    const result = await read(zip);
    expect(text(result.children[0]?.bytes)).toBe(notes.toString());
    expect(result.warnings).toEqual([
      { code: 'leading-data', detail: '10 bytes at byte 0, opened as an item (text)' },
      { code: 'trailing-data', detail: `4 bytes at byte ${zip.length - 4}, opened as an item (text)` },
    ]);
  });

  test('nothing but a signature is corrupt', async () => {
    expect((await read(Buffer.from('PK\x03\x04'))).outcome).toMatchObject({
      status: 'failed',
      code: 'corrupt',
    });
  });
});

describe('attacks', () => {
  test('members that share data are refused but for the first', async () => {
    const result = await read(makeZip([file('a'), file('b', { sameAs: 0 }), file('c')]));
    expect(result.children.map(({ ended }) => ended?.code)).toEqual([undefined, 'bomb', undefined]);
  });

  test('a member that expands beyond the ratio fails alone', async () => {
    const bomb = file('bomb', { data: Buffer.alloc(80 * 1024 * 1024) });
    const result = await read(makeZip([bomb, file('b')]));
    expect(result.children[0]?.error).toMatch(/expands more than 200 times/u);
    expect(text(result.children[1]?.bytes)).toBe(notes.toString());
  });

  test('a size that lies does not matter', async () => {
    const result = await read(makeZip([file('a', { bytes: 1 })]));
    expect(text(result.children[0]?.bytes)).toBe(notes.toString());
  });

  test('a count that lies is expected, and the archive partial', async () => {
    const result = await read(makeZip([file('a')], 60_000));
    expect(result.expected).toBe(60_000);
    expect(result.outcome).toMatchObject({ completeness: 'partial' });
    expect(result.children).toHaveLength(1);
  });

  test('members beyond the limit are not emitted', async () => {
    const result = await read(makeZip([file('a'), file('b'), file('c')]), { maxMembers: 2 });
    expect(result.children).toHaveLength(2);
    expect(codes(result)).toEqual(['member-limit']);
  });
});

describe('hostility', () => testHostility('zip', fixture('sample.zip')));
