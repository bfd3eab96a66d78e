/** Data of OpenPGP (`pgp`): for whom it is encrypted, who signed, whose keys they are, and files that are signed alone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { memoryContent } from '../../../formats/content.ts';
import { readPgp } from '../../../formats/sealed/pgp-message.ts';
import {
  armour,
  ashaKey,
  compressed,
  encryptedFor,
  literal,
  packet,
  signature,
  signedFile,
  tomKey,
} from '../../../scripts/fixtures/pgp-content.ts';
import { runExtractor, testLimits } from '../../run-extractor.ts';

const fixture = (file: string): Uint8Array => readFileSync(join(import.meta.dirname, '../../fixtures', file));
const read = (bytes: Uint8Array | string, format = 'pgp') => runExtractor(Buffer.from(bytes), { format });
const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

describe('for whom something is encrypted', () => {
  test.each([
    ['pgp/sealed.asc', [`key ${ashaKey}`, `key ${tomKey}`]],
    ['pgp/sealed.gpg', [`key ${ashaKey}`, 'a key that is not stated']],
    ['pgp/passphrase.gpg', ['a passphrase']],
  ])('%s', async (file, stated) => {
    const { outcome, metadata, warnings } = await read(fixture(file));
    expect(outcome).toEqual({
      status: 'encrypted',
      code: 'password-required',
      detail: `encrypted (OpenPGP) for ${stated.length}: ${stated.join('; ')}`,
    });
    expect(metadata.other).toEqual({ 'pgp.recipients': stated.join('\n') });
    expect(warnings).toEqual([]);
  });

  test('armour over what is held is told by its beginning', async () => {
    const large = armour('MESSAGE', Buffer.concat([encryptedFor(ashaKey), Buffer.alloc(27 * 1024 * 1024)]));
    expect((await read(large)).outcome).toMatchObject({
      status: 'encrypted',
      detail: expect.stringContaining(ashaKey),
    });
  });

  test('in a message, whose part is opened for it', async () => {
    const { children } = await read(fixture('eml/pgp-sealed.eml'), 'eml');
    expect(children.map(({ name, ended }) => [name, ended])).toEqual([
      ['', undefined],
      ['encrypted.asc', undefined],
    ]);
    expect((await read(children[1]?.bytes ?? '')).outcome).toMatchObject({ status: 'encrypted' });
  });
});

describe('what is signed and not encrypted', () => {
  test('is a file of its own, under its name and time', async () => {
    const { outcome, children, expected, texts, metadata, events } = await read(fixture('pgp/berths.gpg'));
    expect(outcome).toEqual({ status: 'extracted', completeness: 'complete' });
    expect(expected).toBe(1);
    expect(children).toMatchObject([
      {
        locator: 'content-1',
        name: 'berths.txt',
        relation: 'embedded',
        times: { modified: { instant: '2016-03-08T15:13:54Z' } },
      },
    ]);
    expect(text(children[0]?.bytes)).toBe('The berth list goes to nobody but the pilots.\n'.repeat(40));
    expect(texts.headers).toBe(`Signed by: OpenPGP key ${ashaKey} at 2016-03-08T15:13:54Z\n`);
    expect(metadata.other).toEqual({ 'pgp.signer': ashaKey, 'pgp.signature': 'not verified' });
    expect(events).toHaveLength(1);
  });

  test('the key that signed a message is named by the message', async () => {
    const { texts, metadata } = await read(fixture('eml/pgp-signed.eml'), 'eml');
    expect(texts.body).toContain('The berth list is final.');
    expect(metadata.other).toMatchObject({ 'pgp.signer': ashaKey, 'pgp.signature': 'not verified' });
  });

  test('text that is signed in its own lines stays text, and names the key', async () => {
    const body =
      'From: a@example.org\nMessage-ID: <1@example.org>\n\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nMeet at the lock.\n';
    const { texts, children, metadata } = await read(`${body}${armour('SIGNATURE', signature())}`, 'eml');
    expect(metadata.other?.['pgp.signer']).toBe(ashaKey);
    expect(texts.body).toContain('Meet at the lock.');
    expect(children).toEqual([]);
  });

  test('a block in the text of a message is opened', async () => {
    const block = armour('MESSAGE', signedFile('plan.txt', Buffer.from('the plan')));
    const { children } = await read(
      `From: a@example.org\nMessage-ID: <1@example.org>\n\nSee below.\n${block}`,
      'eml',
    );
    expect(children).toMatchObject([{ locator: '1/pgp-1' }]);
    expect(children[0]?.ended).toBeUndefined();
    expect(text((await read(children[0]?.bytes ?? '')).children[0]?.bytes)).toBe('the plan');
  });
});

test('keys are named, with whose they are said to be; what stands around them is text', async () => {
  const block = text(fixture('pgp/asha.asc'));
  const { texts, metadata, outcome } = await read(`${block}\nCall before you use it.\n${block}`);
  expect(outcome.status).toBe('extracted');
  expect(texts.body).toMatch(
    /^Comment: at the quay\nPublic key [0-9a-f]{40} of 2016-03-08T15:13:54Z\nAsha Verma <asha@quillmere.example>\nCall before/,
  );
  expect(metadata.other?.['pgp.key']).toMatch(/^[0-9a-f]{40}$/);
});

describe('hostile and damaged', () => {
  test.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 900)],
    ['without its last line', (bytes: Buffer) => bytes.subarray(0, bytes.length - 30)],
  ])('what is encrypted, %s, still says for whom', async (_, damage) => {
    const { outcome, warnings } = await read(damage(Buffer.from(fixture('pgp/sealed.asc'))));
    expect(outcome).toMatchObject({ status: 'encrypted', detail: expect.stringContaining(tomKey) });
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'truncated' }));
  });

  test('of a signed file that is cut off the beginning is kept', async () => {
    const bytes = Buffer.concat([literal('log.txt', Buffer.from('high water '.repeat(100)))]);
    const { children, outcome, warnings } = await read(armour('MESSAGE', bytes.subarray(0, 600)));
    expect(text(children[0]?.bytes)).toContain('high water');
    expect(outcome).toMatchObject({ completeness: 'partial' });
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'truncated' }));
  });

  test('compressed over and over ends at a depth', async () => {
    let bytes = literal('x', Buffer.from('deep'));
    for (let layer = 0; layer < 6; layer += 1) bytes = compressed(bytes);
    const { children, warnings } = await read(armour('MESSAGE', bytes));
    expect(children).toEqual([]);
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'depth-limit' }));
  });

  test('compressed data that grows over what may be held is not expanded', async () => {
    const bytes = compressed(literal('zeros', Buffer.alloc(50_000_000)));
    const small = runExtractor(bytes, { format: 'pgp', limits: { maxHeldBytes: 1_000_000 } });
    await expect(small).rejects.toMatchObject({ code: 'too-large' });
  });

  test.each([
    ['a million empty packets', Buffer.alloc(2_000_000, Buffer.of(0xca, 0))],
    [
      'parts of one byte',
      Buffer.concat([Buffer.of(0xcb), Buffer.alloc(1_000_000, Buffer.of(0xe0, 0x62)), Buffer.of(0)]),
    ],
  ])('%s', (_, bytes) => {
    expect(readPgp(memoryContent(bytes), testLimits)?.files.length ?? 0).toBeLessThanOrEqual(1);
  });

  test('what only begins like it is not called damaged', async () => {
    const { outcome } = await read(Buffer.concat([Buffer.from('a301', 'hex'), Buffer.alloc(500, 0xfe)]));
    expect(outcome).toMatchObject({ status: 'unsupported', code: 'unidentified' });
    expect(
      (await read('-----BEGIN PGP MESSAGE-----\n\naGVsbG8=\n-----END PGP MESSAGE-----\n')).outcome,
    ).toMatchObject({
      status: 'failed',
      code: 'corrupt',
    });
  });

  test('any bytes end somehow', () => {
    const whole = Buffer.concat([
      encryptedFor(ashaKey),
      signature(),
      signedFile('a', Buffer.from('b'.repeat(900))),
      packet(6, Buffer.alloc(20)),
    ]);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 20 }), (changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        const message = readPgp(memoryContent(bytes), testLimits);
        expect(message === undefined || message.end <= bytes.length).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
