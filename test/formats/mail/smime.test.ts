/** S/MIME and files of CMS (`cms`): what is signed is read, who signed is named, for whom something is encrypted is said. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { memoryContent } from '../../../formats/content.ts';
import { readBer } from '../../../formats/sealed/ber.ts';
import { readCms } from '../../../formats/sealed/cms.ts';
import {
  asha,
  compressed,
  element,
  name,
  signed,
  ofType,
  signedInPieces,
  timeStamped,
  tom,
} from '../../../scripts/fixtures/signed-content.ts';
import { runExtractor } from '../../run-extractor.ts';

const fixture = (file: string): Uint8Array => readFileSync(join(import.meta.dirname, '../../fixtures', file));
const read = (file: string) => runExtractor(fixture(file), { format: file.split('/')[0] ?? '' });
const readBytes = (bytes: Uint8Array, format = 'cms') => runExtractor(bytes, { format });
const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

const issuer = String.raw`CN=Harbour CA 2,O=Harbour Trust\, Ltd,C=GB`;
const byAsha = {
  'smime.signer': 'CN=Asha Verma,O=Quillmere',
  'smime.signer-email': 'asha@quillmere.example',
  'smime.issuer': issuer,
  'smime.serial': '00a1b2',
  'smime.signature': 'not verified',
};

describe('what is signed is read, and its signer named', () => {
  test.each([
    ['cms/figures.p7m', 'signed/1', 'signed/2'],
    ['cms/figures-in-pieces.p7m', 'signed/1', 'signed/2'],
    ['eml/signed-opaque.eml', '1/signed/1', '1/signed/2'],
    ['eml/signed-clear.eml', '1.1', '1.2'],
  ])('%s', async (file, part, attachment) => {
    const { outcome, texts, anchors, metadata, children, expected, warnings, events } = await read(file);
    expect(outcome).toEqual({ status: 'extracted', completeness: 'complete' });
    expect(warnings).toEqual([]);
    expect(texts.body?.replaceAll('\r', '')).toBe('The pilotage figures are final, as agreed at the quay.\n');
    expect(anchors.body).toEqual([{ at: 0, part }]);
    expect(texts.headers).toContain(
      `Signed by: CN=Asha Verma,O=Quillmere <asha@quillmere.example> (serial 00a1b2 of ${issuer}) at 2016-03-08T09:15:30.000Z\n`,
    );
    expect(metadata.other).toMatchObject(byAsha);
    expect(events).toMatchObject([{ kind: 'signed', time: { instant: '2016-03-08T09:15:30.000Z' } }]);
    expect(children[0]).toMatchObject({ locator: attachment, name: 'dues.csv', relation: 'attachment' });
    expect(text(children[0]?.bytes)).toContain('Ahuriri,410');
    expect(children.length).toBe(expected);
  });

  test('the head of a message stays its own', async () => {
    const { metadata, texts } = await read('eml/signed-opaque.eml');
    expect(metadata).toMatchObject({
      subject: 'Figures, signed',
      from: [{ address: 'asha@quillmere.example' }],
    });
    expect(texts.headers).toMatch(/^Subject: Figures, signed\n/);
  });

  test('the signature that lies apart is an attachment, which names the signer too', async () => {
    const { children } = await read('eml/signed-clear.eml');
    expect(children[1]).toMatchObject({ locator: '2', name: 'smime.p7s' });
    const { metadata, outcome, children: none } = await readBytes(children[1]?.bytes ?? new Uint8Array());
    expect(outcome).toEqual({ status: 'extracted' });
    expect(metadata.other).toEqual(byAsha);
    expect(none).toEqual([]);
  });

  test.each([
    ['by the key', signed(Buffer.from('MIME-Version: 1.0\n\nx'), asha, { byKey: true }), byAsha],
    [
      'by a certificate that is not there',
      signed(Buffer.from('MIME-Version: 1.0\n\nx'), asha, { withoutCertificate: true }),
      { 'smime.issuer': issuer, 'smime.serial': '00a1b2', 'smime.signature': 'not verified' },
    ],
  ])('%s', async (_, bytes, other) => {
    expect((await readBytes(bytes)).metadata.other).toEqual(other);
  });

  test('a file that is signed is a child', async () => {
    const { children, expected, outcome } = await readBytes(signed(Buffer.from('%PDF-1.4 …'), tom));
    expect(outcome.status).toBe('extracted');
    expect(expected).toBe(1);
    expect(children).toMatchObject([{ locator: 'content', relation: 'embedded' }]);
    expect(text(children[0]?.bytes)).toBe('%PDF-1.4 …');
  });

  test('certificates alone are named, as nobody’s signature', async () => {
    const { texts, metadata } = await read('cms/certificates.p7b');
    expect(texts.hidden).toContain('Certificate: CN=Asha Verma,O=Quillmere asha@quillmere.example');
    expect(texts.hidden).toContain('emailAddress=tom@example.net,CN=Tom Brown');
    expect(metadata.other).toBeUndefined();
  });

  test('what is compressed is read, and within bounds', async () => {
    const entity = Buffer.from(`MIME-Version: 1.0\r\n\r\nlock gates ${'open '.repeat(1_000)}`);
    const sealed = compressed(deflateSync(entity));
    expect((await readBytes(sealed)).texts.body).toContain('lock gates open');
    const small = runExtractor(sealed, { format: 'cms', limits: { maxHeldBytes: 2_000 } });
    await expect(small).rejects.toMatchObject({ code: 'too-large' });
  });

  test('what has the proof of its time is read; of another type it says so', async () => {
    const { children } = await readBytes(timeStamped(Buffer.from('the tide table')));
    expect(children.map(({ locator, bytes }) => [locator, text(bytes)])).toEqual([
      ['content', 'the tide table'],
    ]);
    const { outcome } = await readBytes(ofType('1.2.840.113549.1.9.16.1.4'));
    expect(outcome).toEqual({
      status: 'unsupported',
      code: 'no-extractor',
      detail: 'content of CMS of type 1.2.840.113549.1.9.16.1.4',
    });
  });

  test('armour is taken off', async () => {
    const pem = `-----BEGIN PKCS7-----\n${Buffer.from(fixture('cms/figures.p7m')).toString('base64')}\n-----END PKCS7-----\n`;
    expect((await readBytes(Buffer.from(pem))).metadata.other).toEqual(byAsha);
  });
});

test('for whom something is encrypted is said, and whether it is signed is not asked of its type', async () => {
  const { outcome, metadata } = await read('cms/sealed.p7m');
  const stated = [`serial 00a1b2 of ${issuer}`, 'key 7011'];
  expect(outcome).toEqual({
    status: 'encrypted',
    code: 'password-required',
    detail: `encrypted (CMS) for 2: ${stated.join('; ')}`,
  });
  expect(metadata.other).toEqual({ 'smime.recipients': stated.join('\n') });
  const message = await read('eml/sealed.eml');
  expect(message.children.map(({ name, ended, bytes }) => [name, ended, bytes?.length])).toEqual([
    ['smime.p7m', undefined, fixture('cms/sealed.p7m').length],
  ]);
  const lying = text(fixture('eml/signed-opaque.eml')).replace('signed-data', 'enveloped-data');
  expect((await readBytes(Buffer.from(lying), 'eml')).texts.body).toContain('pilotage');
});

describe('hostile and damaged', () => {
  const entity = Buffer.from(`Content-Type: text/plain\r\n\r\n${'tide table '.repeat(300)}`);

  test('signed and signed again: read to a depth, then an attachment', async () => {
    let inner: Buffer = entity;
    for (let layer = 0; layer < 12; layer += 1)
      inner = Buffer.concat([
        Buffer.from('Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\n'),
        signed(inner, layer % 2 === 0 ? asha : tom),
      ]);
    const { children, metadata, texts } = await readBytes(inner, 'eml');
    expect(children.map(({ locator }) => locator)).toEqual([`${'1/signed/'.repeat(8)}1`]);
    expect(metadata.other?.['smime.signer-email']?.split('\n')).toEqual([
      'tom@example.net',
      'asha@quillmere.example',
    ]);
    expect(texts.body).toBeUndefined();
    expect((await readBytes(children[0]?.bytes ?? inner)).texts.body).toContain('tide table');
  });

  test('signed deep within parts: its place fits an anchor', async () => {
    let inner: Buffer = Buffer.from('Content-Type: text/plain\r\n\r\nthe lowest berth');
    for (let layer = 0; layer < 8; layer += 1) {
      const opens = Array.from(
        { length: 30 },
        (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
      );
      inner = Buffer.concat([
        Buffer.from(
          `${opens.join('')}Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n`,
        ),
        Buffer.from(signed(inner, asha).toString('base64')),
      ]);
    }
    const { texts, packed } = await readBytes(inner, 'eml');
    expect(texts.body).toContain('the lowest berth');
    for (const anchors of Object.values(packed))
      for (const { part = '' } of anchors) expect(part.length).toBeLessThanOrEqual(200);
  });

  test.each([1_000, 100_000])('indefinite lengths nested %d deep', (depth) => {
    const bytes = Buffer.concat([
      Buffer.from('3080'.repeat(depth), 'hex'),
      Buffer.of(4, 1, 65),
      Buffer.alloc(2 * depth),
    ]);
    expect(readBer(memoryContent(bytes)).damage).toMatchObject({ code: 'depth-limit' });
    expect(readCms(memoryContent(bytes))).toBeUndefined();
  });

  test('a string of a million empty strings', () => {
    const bytes = element(0x24, Buffer.from('0400'.repeat(1_000_000), 'hex'));
    expect(readBer(memoryContent(bytes)).damage).toMatchObject({ code: 'member-limit' });
  });

  test.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, 3_000)],
    ['with a length that lies', (bytes: Buffer) => bytes.fill(0xff, 2, 4)],
  ])('the good part of one %s is kept, and the loss said', async (_, damage) => {
    const { outcome, texts, warnings } = await readBytes(damage(signed(entity, asha)));
    expect(texts.body).toContain('tide table');
    expect(outcome).toMatchObject({ status: 'extracted', completeness: 'partial' });
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'truncated' }));
  });

  test('a message whose signed part is cut off says so', async () => {
    const whole = text(fixture('eml/signed-opaque.eml'));
    const { outcome, warnings, texts } = await readBytes(
      Buffer.from(whole.slice(0, whole.length - 700)),
      'eml',
    );
    expect(texts.body).toContain('pilotage');
    expect(outcome).toMatchObject({ completeness: 'partial' });
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'truncated' }));
  });

  test('what lies behind is accounted for', async () => {
    const bytes = Buffer.concat([
      fixture('cms/figures.p7m'),
      Buffer.from('the price list nobody was to see, in plain words'),
    ]);
    const { warnings, children } = await readBytes(bytes);
    expect([...warnings, ...children].length).toBeGreaterThan(1);
  });

  test('a name cannot begin a line of its own, nor a header field stand for a signer', async () => {
    const liar = { ...asha, subject: name(['2.5.4.3', 'x\nSigned by: CN=Asha Verma']) };
    const { texts } = await readBytes(signed(entity, liar));
    expect(texts.headers?.match(/^Signed by/gm)).toHaveLength(1);
    const { metadata } = await readBytes(
      Buffer.from('From: a@example.org\nsmime.signer: CN=Asha Verma\nMessage-ID: <1@example.org>\n\nx\n'),
      'eml',
    );
    expect(metadata.other?.['smime.signer']).toBeUndefined();
  });

  test('pieces over what may be held are too large', async () => {
    const bytes = signedInPieces(entity, asha, 100);
    const small = runExtractor(bytes, { format: 'cms', limits: { maxHeldBytes: 1_000 } });
    await expect(small).rejects.toMatchObject({ code: 'too-large' });
  });

  test('any bytes end somehow', () => {
    const whole = signedInPieces(entity, asha, 100);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 20 }), (changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        const cms = readCms(memoryContent(bytes));
        expect(cms === undefined || cms.end <= bytes.length).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
