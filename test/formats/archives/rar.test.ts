/** RAR 4 and RAR 5: members, links, encryption, volumes, damage. What is packed is covered by the corpus of real files. */
import { describe, expect, test } from '@jest/globals';
import { greeting, notes } from '../../../scripts/fixtures/make-archives.ts';
import {
  makeRar4,
  makeRar5,
  makeRarVolumes,
  type RarMember,
  sampleRar4,
  sampleRar5,
} from '../../../scripts/fixtures/make-rar.ts';
import { runExtractor } from '../../run-extractor.ts';
import { testHostility } from './archive-hostility.ts';

const read = (bytes: Uint8Array, limits = {}) => runExtractor(bytes, { format: 'rar', limits });
const text = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString();
const codes = (result: Awaited<ReturnType<typeof read>>): string[] => result.warnings.map(({ code }) => code);
const file = (name: string, more: Partial<RarMember> = {}): RarMember => ({ name, data: notes, ...more });

describe.each([
  ['RAR 4', makeRar4, sampleRar4(), { local: '2016-03-04T05:06:08' }],
  ['RAR 5', makeRar5, sampleRar5(), { instant: '2016-03-04T05:06:08Z' }],
])('%s', (_, make, sample, time) => {
  test('gives its members in order, with times, sizes and empty folders', async () => {
    const result = await read(sample);
    expect(result.outcome).toEqual({ status: 'extracted', completeness: 'complete' });
    expect(result.expected).toBe(4);
    expect(
      result.children.map(({ name, declaredSize, ended, bytes }) => [
        name,
        declaredSize,
        ended?.code ?? text(bytes),
      ]),
    ).toEqual([
      ['folder/notes.txt', notes.length, notes.toString()],
      ['नमस्ते.txt', greeting.length, greeting.toString()],
      ['empty', 0, 'not-a-file'],
      ['secret.txt', notes.length, 'password-required'],
    ]);
    expect(result.children[0]?.times?.modified).toMatchObject(time);
    expect(codes(result)).toEqual([]);
  });

  test('whose names are encrypted is encrypted, and not empty', async () => {
    const { outcome, children } = await read(make([file('a')], { areNamesEncrypted: true }));
    expect(outcome).toMatchObject({ status: 'encrypted', code: 'password-required' });
    expect(children).toEqual([]);
  });

  test('a first volume alone says what is missing', async () => {
    const members = [file('whole'), file('part', { continues: true })];
    const result = await read(make(members, { isVolume: true, isFollowed: true }));
    expect(result.outcome).toEqual({ status: 'extracted', completeness: 'partial' });
    expect(result.warnings).toEqual([
      { code: 'truncated', detail: 'a volume of several; another volume follows' },
    ]);
    expect(result.children.map(({ error, bytes }) => error ?? text(bytes))).toEqual([
      notes.toString(),
      'it goes on in the next volume',
    ]);
  });

  test('volumes in a row give their members whole', async () => {
    const long = { ...file('long'), data: Buffer.from('a long story. '.repeat(500)) };
    const members = [file('before'), long, file('behind')];
    const volumes = makeRarVolumes(make, members, 1_000);
    expect(volumes).toHaveLength(8);
    const result = await read(Buffer.concat(volumes));
    expect(result.outcome).toEqual({ status: 'extracted', completeness: 'complete' });
    expect(result.warnings).toEqual([]);
    expect(result.children.map(({ name, error, bytes }) => [name, error ?? text(bytes)])).toEqual([
      ['before', notes.toString()],
      ['long', long.data.toString()],
      ['behind', notes.toString()],
    ]);
  });

  test('of volumes without one between them the rest is there, and what is cut says so', async () => {
    const [first, , third] = makeRarVolumes(make, [file('a'), file('b'), file('c')], 50);
    const result = await read(Buffer.concat([first ?? Buffer.alloc(0), third ?? Buffer.alloc(0)]));
    expect(result.outcome).toEqual({ status: 'extracted', completeness: 'partial' });
    expect(result.children.map(({ name, error }) => [name, error])).toEqual([
      ['a', undefined],
      ['b', 'it goes on in the next volume'],
      ['c', 'it begins in the volume before this one'],
    ]);
  });

  test('the last volume missing is said', async () => {
    const volumes = makeRarVolumes(make, [file('a'), file('b'), file('c')], 50);
    const result = await read(Buffer.concat(volumes.slice(0, -1)));
    expect(result.warnings).toEqual([
      { code: 'truncated', detail: '2 volumes of more; another volume follows' },
    ]);
  });

  test('a wrong checksum fails its member alone', async () => {
    const { children } = await read(make([file('a', { crc: 1 }), file('b')]));
    expect(children.map(({ error, bytes }) => error ?? text(bytes))).toEqual([
      'bad checksum',
      notes.toString(),
    ]);
  });

  test('that is cut off keeps what is there', async () => {
    const whole = make([file('a'), file('b')]);
    const result = await read(whole.subarray(0, whole.length - 20));
    expect(result.outcome).toEqual({ status: 'extracted', completeness: 'partial' });
    expect(codes(result)).toEqual(['truncated']);
    expect(result.children.map(({ error, bytes }) => error ?? text(bytes))[0]).toBe(notes.toString());
    expect(result.children[1]?.error).toMatch(/bytes are missing/u);
  });

  test('with more members than allowed stops there', async () => {
    const result = await read(make([file('a'), file('b'), file('c')]), { maxMembers: 2 });
    expect(result.children.length).toBe(2);
    expect(codes(result)).toContain('member-limit');
  });

  test('names that are paths are warned of', async () => {
    expect(codes(await read(make([file('../above.txt'), file('../above.txt')])))).toEqual([
      'unsafe-name',
      'unsafe-name',
      'duplicate-name',
    ]);
  });

  testHostility('rar', sample);
});

test('a link of RAR 5 ends with what it points at', async () => {
  const { children } = await read(makeRar5([{ name: 'link', target: 'folder/notes.txt' }]));
  expect(children[0]?.ended).toEqual({ status: 'skipped', code: 'link', detail: '-> folder/notes.txt' });
});
