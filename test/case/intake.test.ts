import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { completeIntake, readIntake } from '../../case/intake.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const path = join(folder, 'intake.json');
const write = (value: unknown) =>
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));

const full = {
  reference: 'AB/1',
  seals: ['S100', 'S101'],
  seizedFrom: 'the office of an invented firm',
  seizedBy: 'PC 1',
  seizedAt: '2018-03-23T20:00:00Z',
  seizedWhere: 'London',
  authority: 'warrant 7',
  custodian: 'A. Name',
  examiner: 'B. Name',
  tool: 'dcfldd 1.3.4',
  acquisitionHash: { algorithm: 'sha1', value: 'DA39A3EE5E6B4B0D3255BFEF95601890AFD80709' },
  manifest: 'lists/manifest.sha256',
  timeZone: 'Europe/London',
  clockOffsetSeconds: -90,
  notes: 'as received',
};

test('a whole record', () => {
  write(full);
  const { intake, manifestPath } = readIntake(path);
  expect(intake).toEqual({
    ...full,
    acquisitionHash: { algorithm: 'sha1', value: full.acquisitionHash.value.toLowerCase() },
  });
  expect(manifestPath).toBe(join(folder, 'lists', 'manifest.sha256'));
});

describe('what is wrong is named by its field, with what is allowed', () => {
  test.each([
    ['{"reference":', /no JSON/],
    [{ custodain: 'x' }, /"custodain": no such field/],
    [{ reference: '' }, /reference: /],
    [{ seals: ['a', 7] }, /seals\[1\]: /],
    [{ seizedAt: 'yesterday' }, /seizedAt: a date/],
    [{ seizedAt: '2018-03-23T20:00:00' }, /seizedAt: a date/],
    [{ timeZone: 'London' }, /timeZone: an IANA time zone such as "Europe\/London"/],
    [{ clockOffsetSeconds: 0.5 }, /clockOffsetSeconds: /],
    [{ acquisitionHash: { algorithm: 'crc32', value: '00' } }, /acquisitionHash\.algorithm: /],
    [{ acquisitionHash: { algorithm: 'md5', value: 'zz' } }, /acquisitionHash\.value: hex digits/],
    [{ acquisitionHash: { algorithm: 'md5', value: 'abcd' } }, /acquisitionHash: as many hex digits/],
    ['[]', /object/],
  ])('%j', (value, says) => {
    write(value);
    expect(() => readIntake(path)).toThrow(
      expect.objectContaining({ code: 'bad-file', message: expect.stringMatching(says) }),
    );
  });

  test('a file that is not there, or too large', () => {
    expect(() => readIntake(join(folder, 'none'))).toThrow(expect.objectContaining({ code: 'bad-file' }));
    write(JSON.stringify({ notes: 'x'.repeat(1_100_000) }));
    expect(() => readIntake(path)).toThrow(
      expect.objectContaining({ code: 'bad-file', message: expect.stringMatching(/1 MiB/) }),
    );
  });
});

describe('shorthands', () => {
  test('make an intake, or complete one', () => {
    expect(completeIntake(undefined, { custodian: 'A', timezone: 'Asia/Kolkata' })).toEqual({
      intake: { custodian: 'A', timeZone: 'Asia/Kolkata' },
    });
    write({ custodian: 'A', manifest: 'm' });
    expect(completeIntake(readIntake(path), { custodian: 'A', reference: 'R' })).toEqual({
      intake: { custodian: 'A', manifest: 'm', reference: 'R' },
      manifestPath: join(folder, 'm'),
    });
  });

  test.each([
    [{ custodian: 'B' }, /--custodian says "B", the intake file says "A"/],
    [{ timezone: 'Mars' }, /--timezone: "Mars"/],
  ])('%j is refused', (shorthands, says) => {
    write({ custodian: 'A' });
    expect(() => completeIntake(readIntake(path), shorthands)).toThrow(
      expect.objectContaining({ code: 'wrong-value', message: expect.stringMatching(says) }),
    );
  });
});
