/** Tests encrypted Office packages: the built-in password in both encryptions, another password, damage, costly keys. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { identify } from '../../../formats/identify/identify.ts';
import { CompoundFile } from '../../../formats/ole/compound-file.ts';
import { makeCompound } from '../../../scripts/fixtures/make-compound.ts';
import { agile } from '../../../scripts/fixtures/make-encrypted-office.ts';
import { xlsxParts, zipParts } from '../../../scripts/fixtures/make-office.ts';
import { contentOf, runExtractor } from '../../run-extractor.ts';

const fixture = (path: string) => readFileSync(new URL(`../../fixtures/${path}`, import.meta.url));
const run = (bytes: Uint8Array) => runExtractor(bytes, { format: 'ooxml-encrypted' });
/** Bytes that do not deflate, the same each time. */
const randomFill = (length: number): Buffer => {
  let state = 1;
  return Buffer.from(Uint8Array.from({ length }, () => (state = (state * 48_271) % 2_147_483_647) & 0xff));
};
const locked = { status: 'encrypted', code: 'password-required', detail: 'an encrypted Office package' };

test.each(['agile', 'standard'])('%s encryption under the built-in password is read', async (kind) => {
  const found = await run(fixture(`ooxml-encrypted/${kind}-built-in-password.xlsx`));
  const plain = await runExtractor(fixture('xlsx/voters.xlsx'), { format: 'xlsx' });
  expect(found.outcome).toEqual({ status: 'extracted' });
  expect(found.texts).toEqual(plain.texts);
  expect(found.metadata).toEqual(plain.metadata);
});

test('what a cut-off file still has is read, with what is missing', async () => {
  const plain = zipParts({ ...xlsxParts, 'xl/media/last.bin': randomFill(60_000) });
  const file = CompoundFile.open(contentOf(agile(plain, 'VelvetSweatshop', 1000)));
  // Laid anew with the package at the end.
  const streams = ['EncryptionInfo', 'EncryptedPackage'].map((name) => {
    const entry = file?.find(name);
    return [name, entry && file ? file.read(entry, 1_000_000).bytes : Buffer.alloc(0)] as const;
  });
  const whole = makeCompound(Object.fromEntries(streams)).bytes;
  const found = await run(whole.subarray(0, whole.length - 20_480));
  expect(found.outcome).toEqual({ status: 'extracted' });
  expect(found.texts).toEqual((await runExtractor(plain, { format: 'xlsx' })).texts);
  expect(
    found.warnings.find(({ detail }) => /^\d+ of \d+ bytes are missing: /.test(detail ?? ''))?.code,
  ).toBe('truncated');
});

test('another password is asked for', async () => {
  const found = await run(fixture('ooxml-encrypted/own-password.xlsx'));
  expect([found.outcome, found.texts, found.children]).toEqual([locked, {}, []]);
});

test('a member that declares another kind of package hides no workbook', async () => {
  const plain = zipParts({ mimetype: 'application/vnd.oasis.opendocument.text', ...xlsxParts });
  const found = await run(agile(plain, 'VelvetSweatshop', 1000));
  expect(found.outcome).toEqual({ status: 'extracted' });
  expect(found.texts).toEqual((await runExtractor(plain, { format: 'xlsx' })).texts);
});

test('it is what its content says', async () => {
  const found = await identify(contentOf(fixture('ooxml-encrypted/own-password.xlsx')));
  expect(found.format).toBe('ooxml-encrypted');
});

test('a password that would take millions of rounds is not tried', async () => {
  // The same package, but with a count of rounds that is only claimed.
  const bytes = Buffer.from(agile(Buffer.alloc(5000), 'VelvetSweatshop', 100));
  const at = bytes.indexOf('spinCount="100"');
  expect(at).toBeGreaterThan(0);
  const costly = Buffer.concat([bytes]);
  costly.write('spinCount="9e9"', at, 'latin1');
  const started = performance.now();
  expect((await run(costly)).outcome).toEqual(locked);
  expect(performance.now() - started).toBeLessThan(1000);
});

test('damaged at any place it still ends', async () => {
  const whole = fixture('ooxml-encrypted/own-password.xlsx');
  for (let length = 0; length < whole.length; length += 997)
    expect((await run(whole.subarray(0, length))).outcome).toEqual(locked);
  for (let at = 0; at < whole.length; at += 211) {
    const damaged = Buffer.from(whole);
    damaged[at] = (damaged[at] ?? 0) ^ 0xff;
    expect((await run(damaged)).outcome.status).toBe('encrypted');
  }
});
