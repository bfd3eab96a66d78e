/** What opens with a word of a list: ZIP, Office packages, PDF; which word it was, how much is tried, what stays shut. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { agile, standard } from '../../scripts/fixtures/make-encrypted-office.ts';
import { xlsxParts, zipParts } from '../../scripts/fixtures/make-office.ts';
import { type Collected, runExtractor } from '../run-extractor.ts';
import { type Seal, sealedZip } from './zip/sealed-zip.ts';

/** Does not deflate, so that it is read in several slices. */
let state = 1;
const text = Buffer.from(
  Uint8Array.from({ length: 1_300_000 }, () => (state = (state * 48_271) % 2_147_483_647) & 0xff),
);
const opened = ({ children }: Pick<Collected, 'children'>): boolean[] =>
  children.map(({ bytes }) => bytes !== undefined && text.equals(bytes));
const words = ['wrong', 'secrét'];
const locked = readFileSync(new URL('../fixtures/pdf/locked.pdf', import.meta.url));

test.each<Seal>(['traditional', 'aes-1', 'aes-2'])('a member of ZIP, %s', async (seal) => {
  const zip = sealedZip('a.txt', text, seal, 'secrét');
  const found = await runExtractor(zip, { format: 'zip', passwords: words });
  expect(opened(found)).toEqual([true]);
  expect(found.metadata.other).toEqual({ 'opened-with': 'entry 2 of list list' });
  for (const passwords of [undefined, ['wrong']]) {
    const shut = await runExtractor(zip, { format: 'zip', ...(passwords ? { passwords } : {}) });
    expect(shut.children).toMatchObject([{ ended: { status: 'encrypted', code: 'password-required' } }]);
    expect(shut.children[0]?.ended?.detail).toBe(
      passwords && 'encrypted: the one password given does not open it',
    );
    expect(shut.metadata.other).toBeUndefined();
  }
});

test('a word that passes the short test of the traditional encryption alone opens nothing', async () => {
  const short = text.subarray(0, 20_000);
  const zip = sealedZip('a.txt', short, 'traditional', 'right');
  const passwords = Array.from({ length: 1_000 }, (_, one) => `no ${one}`);
  const shut = await runExtractor(zip, { format: 'zip', passwords });
  expect(shut.children).toMatchObject([{ ended: { status: 'encrypted' } }]);
  const found = await runExtractor(zip, { format: 'zip', passwords: [...passwords, 'right'] });
  expect(found.children.map(({ bytes = new Uint8Array() }) => short.equals(bytes))).toEqual([true]);
  expect(found.metadata.other).toEqual({ 'opened-with': 'entry 1001 of list list' });
});

test('data that was changed behind the seal stays shut', async () => {
  const zip = sealedZip('a.txt', text, 'aes-2', 'secrét');
  zip[200] = (zip[200] ?? 0) ^ 1;
  const shut = await runExtractor(zip, { format: 'zip', passwords: words });
  expect(shut.children).toMatchObject([{ ended: { status: 'encrypted' } }]);
});

test.each([
  ['agile', (data: Uint8Array) => agile(data, 'secrét', 1000)],
  ['standard', (data: Uint8Array) => standard(data, 'secrét')],
])('an Office package in %s encryption', async (_, seal) => {
  const plain = zipParts(xlsxParts);
  const found = await runExtractor(seal(plain), { format: 'ooxml-encrypted', passwords: words });
  expect(found.outcome).toEqual({ status: 'extracted' });
  expect(found.texts).toEqual((await runExtractor(plain, { format: 'xlsx' })).texts);
  expect(found.metadata.other).toMatchObject({ 'opened-with': 'entry 2 of list list' });
  const shut = await runExtractor(seal(plain), { format: 'ooxml-encrypted', passwords: ['wrong'] });
  expect(shut.outcome.status).toBe('encrypted');
});

test('a PDF with a user password', async () => {
  const found = await runExtractor(locked, { format: 'pdf', passwords: ['wrong', 'secret'] });
  expect(found.outcome).toEqual({ status: 'extracted' });
  expect(found.texts.body).not.toBe('');
  expect(found.metadata.other).toMatchObject({ 'opened-with': 'entry 2 of list list' });
  expect((await runExtractor(locked, { format: 'pdf', passwords: ['wrong'] })).outcome.status).toBe(
    'encrypted',
  );
});

test('tries are bounded by what they cost, and it is said where some were left out', async () => {
  const passwords = Array.from({ length: 3_000 }, (_, one) => `no ${one}`);
  const found = await runExtractor(locked, { format: 'pdf', passwords: [...passwords, 'secret'] });
  expect(found.outcome).toMatchObject({
    status: 'encrypted',
    detail: expect.stringContaining('not all of the 3001 passwords given were tried'),
  });
  expect(found.warnings).toContainEqual({
    code: 'partial-read',
    detail: 'not all passwords were tried: 2000 tries were made',
  });
});
