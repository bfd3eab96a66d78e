/** Which files of a folder are volumes of one whole, and how the bytes of that follow from theirs. */
import { describe, expect, test } from '@jest/globals';
import { memoryContent } from '../../formats/content.ts';
import { joinedContent } from '../../sources/joined-content.ts';
import {
  describeLoneVolume,
  describeMissing,
  groupVolumes,
  isVolumeSet,
  partsOfSet,
  rawNameOfSet,
  readSetPath,
  setOfGroup,
} from '../../sources/volume-set.ts';
import { volumeNameOf } from '../../sources/volume-names.ts';

/** Each set as the names of its volumes; `sizes` of files that are not 20,000 bytes long. */
function setsOf(names: readonly string[], sizes: Readonly<Record<string, number>> = {}): string[][] {
  return groupVolumes(names).flatMap((group) => {
    const set = setOfGroup(group, (name) => (names.includes(name) ? (sizes[name] ?? 20_000) : undefined));
    return set ? [set.indexes.map((index) => volumeNameOf(set.pattern, index))] : [];
  });
}

const numbered = (stem: string, ...indexes: number[]): string[] =>
  indexes.map((index) => `${stem}.${String(index).padStart(3, '0')}`);

describe('a set is', () => {
  test.each<[what: string, names: readonly string[], sets: readonly (readonly string[])[]]>([
    ['numbered pieces of an archive', numbered('a.7z', 2, 1), [numbered('a.7z', 1, 2)]],
    [
      'of archives two in one folder',
      [...numbered('a.zip', 1, 2), ...numbered('b.tar', 1, 2)],
      [numbered('a.zip', 1, 2), numbered('b.tar', 1, 2)],
    ],
    [
      'a split ZIP, whose last volume has the name of the whole',
      ['b.zip', 'b.z02', 'b.z01'],
      [['b.z01', 'b.z02', 'b.zip']],
    ],
    ['a split ZIP in capitals', ['B.ZIP', 'B.Z01'], [['B.Z01', 'B.ZIP']]],
    [
      'volumes of RAR by their part',
      ['c.part10.rar', 'c.part09.rar', 'c.part01.rar'],
      [['c.part01.rar', 'c.part09.rar', 'c.part10.rar']],
    ],
    ['volumes of RAR as they were called before', ['d.r00', 'd.r01', 'd.rar'], [['d.rar', 'd.r00', 'd.r01']]],
    [
      'another file in round pieces of one size',
      numbered('film.mp4', 1, 2, 3),
      [numbered('film.mp4', 1, 2, 3)],
    ],
    ['none of a first volume alone', ['a.7z.001'], []],
    ['none of a whole beside others', ['a.zip', 'b.rar', 'c.7z'], []],
    [
      'none of pieces of the image of a disk, with an extension or without',
      [...numbered('disk.dd', 1, 2), ...numbered('disk', 1, 2)],
      [],
    ],
    ['none of what others call s01', ['e.s01', 'e.s02'], []],
    ['none over two spellings', ['a.7z.001', 'A.7z.002'], []],
  ])('%s', (_, names, sets) => {
    expect(setsOf(names)).toEqual(sets);
  });

  test('none of numbered letters and logs, whose sizes are their own', () => {
    expect(setsOf(numbered('msg.eml', 1, 2, 3), { 'msg.eml.001': 5_312, 'msg.eml.002': 2_048 })).toEqual([]);
    expect(setsOf(numbered('app.log', 1, 2), { 'app.log.001': 20_481 })).toEqual([]);
    expect(setsOf(numbered('app.log', 2, 3))).toEqual([]);
  });

  test('of what is empty or no file nothing', () => {
    expect(setsOf(numbered('a.7z', 1, 2, 3), { 'a.7z.003': 0 })).toEqual([numbered('a.7z', 1, 2)]);
  });
});

describe('a volume that is missing', () => {
  const setOf = (names: readonly string[], sizes: Readonly<Record<string, number>> = {}) => {
    const set = groupVolumes(names).flatMap(
      (group) =>
        setOfGroup(group, (name) => (names.includes(name) ? (sizes[name] ?? 20_000) : undefined)) ?? [],
    );
    return set[0];
  };

  test('leaves its place where all others are of one size, and is named', () => {
    const set = setOf(numbered('a.7z', 1, 2, 4), { 'a.7z.004': 7 });
    expect(set && partsOfSet(set, (name) => (name === 'a.7z.004' ? 7 : 20_000))).toEqual([
      { size: 20_000, name: 'a.7z.001' },
      { size: 20_000, name: 'a.7z.002' },
      { size: 20_000 },
      { size: 7, name: 'a.7z.004' },
    ]);
    expect(set && describeMissing(set)).toBe('a.7z.003 not beside the others');
  });

  test('ends the set where nobody knows how long it was, or too many are missing', () => {
    expect(setOf(numbered('a.7z', 1, 2, 4), { 'a.7z.001': 9 })?.indexes).toEqual([1, 2]);
    expect(setOf(numbered('a.7z', 1, 900))).toBeUndefined();
  });

  test('of RAR takes no place; the last of a ZIP is named', () => {
    expect(setOf(['c.part1.rar', 'c.part4.rar'])?.indexes).toEqual([1, 4]);
    const zip = setOf(['b.z01', 'b.z02']);
    expect(zip && describeMissing(zip)).toBe('b.zip not beside the others');
  });

  test.each([
    ['a.7z.001', 'one volume of a.7z: a.7z.002 is not beside it'],
    ['a.7z.007', 'one volume of a.7z: a.7z.001 is not beside it'],
    ['b.z01', 'one volume of b.zip: b.zip is not beside it'],
    ['c.part3.rar', 'one volume of c.rar: c.part1.rar is not beside it'],
    ['b.zip', undefined],
    ['d.rar', undefined],
    ['disk.001', undefined],
    ['notes.txt', undefined],
  ])('is said of %s alone', (name, said) => {
    expect(describeLoneVolume(name)).toBe(said);
  });
});

test.each([
  numbered('späte \xff.7z', 1, 2, 3, 5),
  ['b.z01', 'b.zip'],
  ['B.Z01', 'B.Z02', 'B.ZIP'],
  ['c.Part01.rar', 'c.Part02.rar'],
  ['D.RAR', 'D.R00', 'D.R99', 'D.S00'],
])('the volumes follow from the name of the set: %s', (...names) => {
  const [set] = groupVolumes(names).flatMap((group) => setOfGroup(group, () => 20_000) ?? []);
  if (!set) throw new Error('no set');
  const path = Buffer.concat([Buffer.from('folder/below/'), rawNameOfSet(set)]);
  const read = readSetPath(path);
  expect(isVolumeSet(path)).toBe(true);
  expect(read?.folder.toString()).toBe('folder/below');
  expect(read?.set.indexes.map((index) => volumeNameOf(read.set.pattern, index))).toEqual(names);
});

test('joined pieces are read by ranges, what is missing as zeros, few of them open at one time', () => {
  const whole = Buffer.from(Array.from({ length: 500 }, (_, at) => at % 251));
  let open = 0;
  let most = 0;
  const pieces = Array.from({ length: 50 }, (_, at) => ({
    size: 10,
    ...(at === 7
      ? {}
      : {
          open: () => {
            open += 1;
            most = Math.max(most, open);
            return { ...memoryContent(whole.subarray(at * 10, at * 10 + 10)), close: () => void (open -= 1) };
          },
        }),
  }));
  whole.fill(0, 70, 80);
  const content = joinedContent(pieces, 1_000);
  expect(content.size).toBe(500);
  for (const [offset, length] of [
    [0, 500],
    [9, 2],
    [65, 30],
    [495, 100],
    [500, 1],
    [30, 0],
  ] as const)
    expect(Buffer.from(content.read(offset, length))).toEqual(whole.subarray(offset, offset + length));
  expect(Buffer.concat([...content.slices(3, 333)])).toEqual(whole.subarray(3, 333));
  expect(Buffer.from(content.whole())).toEqual(whole);
  expect(most).toBeLessThanOrEqual(8);
  content.close();
  expect(open).toBe(0);
  expect(() => joinedContent(pieces, 499).whole()).toThrow('500 bytes, at most 499 may be held');
});
