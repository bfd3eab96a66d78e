/** The sample case: its script gives the committed bytes, and it holds what it promises. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { isLuhn, isNhsNumber, isVerhoeff } from '../tagging/personal-data/checksums.ts';
import { shareFiles, sampleFiles } from '../scripts/make-samples.ts';
import { lockedZip, sevenZip } from '../scripts/samples/archives.ts';
import { inventVoters, testAadhaarNumbers, testCards } from '../scripts/samples/people.ts';
import { file } from '../scripts/samples/sample-file.ts';
import { intake } from '../schemas/intake.ts';
import { runExtractor } from './run-extractor.ts';

const root = join(import.meta.dirname, '..', 'samples');
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const digitsOf = (text: string): string => text.replaceAll(' ', '');

const onDisk = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(root, path).replaceAll(sep, '/'), hashOf(readFileSync(path))]),
  );

describe('samples', () => {
  test('are the bytes that scripts/make-samples.ts writes, and nothing else', () => {
    expect(onDisk()).toEqual(
      Object.fromEntries(sampleFiles().map(({ path, bytes }) => [path, hashOf(bytes)])),
    );
  });

  test('come to the same bytes in another time zone', () => {
    const script = `import { shareFiles } from './scripts/make-samples.ts';
      import { createHash } from 'node:crypto';
      const hash = createHash('sha256');
      for (const { bytes } of shareFiles()) hash.update(bytes);
      console.log(new Date(0).getHours(), hash.digest('hex'));`;
    const there = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: join(root, '..'),
      env: { ...process.env, TZ: 'Asia/Kolkata' },
      encoding: 'utf8',
    });
    expect(there.trim()).toBe(`5 ${hashOf(Buffer.concat(shareFiles().map(({ bytes }) => bytes)))}`);
  });

  test('are about sixty small files', () => {
    const share = shareFiles();
    expect(share.length).toBeGreaterThanOrEqual(55);
    expect(share.length).toBeLessThanOrEqual(75);
    expect(share.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(1_500_000);
  });

  test('hold a decomposed name in Devanagari, an empty file, and copies under other names', () => {
    const share = shareFiles();
    const paths = share.map(({ path }) => path);
    expect(paths.some((path) => /\p{Script=Devanagari}/u.test(path) && path !== path.normalize('NFC'))).toBe(
      true,
    );
    expect(share.some(({ bytes }) => bytes.length === 0)).toBe(true);
    expect(new Set(share.map(({ bytes }) => hashOf(bytes))).size).toBeLessThan(share.length - 3);
  });

  test('come with an intake record that the schema takes', () => {
    const record: unknown = JSON.parse(readFileSync(join(root, 'intake.json'), 'utf8'));
    expect(intake.parse(record)).toMatchObject({ reference: 'QS/1', manifest: 'manifest.sha256' });
  });

  test('show personal data with right check digits, in ranges that are nobody’s', () => {
    const voters = inventVoters(200);
    for (const { nhs, phone } of voters) {
      expect(isNhsNumber(digitsOf(nhs))).toBe(true);
      expect(nhs).toMatch(/^999 /);
      expect(phone).toMatch(/^07700 900\d{3}$/);
    }
    expect(new Set(voters.map(({ nhs }) => nhs)).size).toBe(200);
    for (const number of testAadhaarNumbers) expect(isVerhoeff(digitsOf(number))).toBe(true);
    for (const number of testCards) expect(isLuhn(digitsOf(number))).toBe(true);
  });
});

describe('the archive writers', () => {
  const members = [
    file('a.txt', '2019-01-01T00:00:00Z', 'one'),
    file('b/ब.txt', '2019-01-02T00:00:00Z', 'second'),
  ];

  test('7z', async () => {
    const { outcome, children } = await runExtractor(sevenZip(members), { format: '7z' });
    expect(outcome).toMatchObject({ status: 'extracted', completeness: 'complete' });
    expect(children.map(({ name, bytes }) => [name, Buffer.from(bytes ?? []).toString()])).toEqual([
      ['a.txt', 'one'],
      ['b/ब.txt', 'second'],
    ]);
  });

  test('encrypted ZIP', async () => {
    const { children } = await runExtractor(lockedZip('secret', members), { format: 'zip' });
    expect(children.map(({ ended }) => ended?.status)).toEqual(['encrypted', 'encrypted']);
  });
});
