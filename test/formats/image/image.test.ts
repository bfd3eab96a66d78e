/** Tests of the image extractor over fixtures of our own making. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { array, assert, asyncProperty, constantFrom, nat, tuple } from 'fast-check';
import { parseImageDate } from '../../../formats/time/image-date.ts';
import { metadata as schema } from '../../../schemas/metadata.ts';
import { runExtractor } from '../../run-extractor.ts';

const fixture = (path: string) => readFileSync(join(import.meta.dirname, '../../fixtures', path));
const run = (path: string) => runExtractor(fixture(path), { format: path.split('/')[0] ?? '' });

const taken = {
  instant: '2017-03-01T08:30:00.250Z',
  local: '2017-03-01T09:30:00.250',
  offset: 60,
  precision: 'millisecond',
  zoneSource: 'offset',
  raw: '2017:03:01 09:30:00.25+01:00',
};
const modified = {
  local: '2017-03-02T10:05:07',
  precision: 'second',
  zoneSource: 'none',
  raw: '2017:03:02 10:05:07',
};
const place = { latitude: -33.858333333333334, longitude: 151.2 };
const size = { width: 4, height: 3 };

describe('what each format holds', () => {
  test('JPEG: EXIF, XMP, IPTC, comment', async () => {
    const { outcome, texts, metadata, warnings } = await run('jpeg/pier.jpg');
    expect(outcome).toEqual({ status: 'extracted' });
    expect(warnings).toEqual([]);
    expect(metadata).toMatchObject({
      ...size,
      title: 'Harbour',
      subject: 'The pier at low tide',
      authors: ['Ann Writer'],
      keywords: ['pier', 'नाव', 'boats', 'ebb'],
      application: 'Shutter 2.0',
      device: 'Marten M-1',
      taken,
      modified,
    });
    expect(metadata.created).toMatchObject({ local: '2017-03-01T09:30:01', zoneSource: 'none' });
    expect(metadata.created?.instant).toBeUndefined();
    expect(metadata.latitude).toBeCloseTo(place.latitude, 6);
    expect(metadata.longitude).toBeCloseTo(place.longitude, 6);
    expect(texts.body?.split('\n')).toEqual([
      'Harbour',
      'The pier at low tide',
      'Boats waiting for the ebb',
      'pier',
      'नाव',
      'boats',
      'ebb',
      'seen by the café',
      '',
    ]);
  });

  test('PNG: text chunks of all three kinds, EXIF', async () => {
    const { texts, metadata, warnings } = await run('png/map.png');
    expect(warnings).toEqual([]);
    expect(metadata).toMatchObject({ ...size, title: 'Map of cafés', device: 'Marten M-1', taken });
    expect(texts.body?.split('\n')).toEqual([
      'The pier at low tide',
      'Map of cafés',
      'kept in the drawer',
      'नाव',
      '',
    ]);
  });

  test('GIF: comment and XMP', async () => {
    const { texts, metadata, warnings } = await run('gif/train.gif');
    expect(warnings).toEqual([]);
    expect(metadata).toMatchObject({ ...size, title: 'Harbour', application: 'Our Editor' });
    expect(metadata.created?.instant).toBe('2017-03-01T08:30:00.000Z');
    expect(texts.body).toBe('Harbour\npier\nनाव\ndrawn on the train\n');
  });

  test('WebP: EXIF and XMP, the size of the canvas', async () => {
    const { texts, metadata, warnings } = await run('webp/pier.webp');
    expect(warnings).toEqual([]);
    expect(metadata).toMatchObject({ ...size, title: 'Harbour', taken });
    expect(texts.body).toContain('The pier at low tide');
    expect((await run('webp/lossless.webp')).metadata).toEqual(size);
  });

  test('TIFF: its own tags', async () => {
    const { texts, metadata, warnings } = await run('tiff/pier.tif');
    expect(warnings).toEqual([]);
    expect(metadata).toMatchObject({ ...size, device: 'Marten M-1', taken, modified });
    expect(texts.body).toBe('The pier at low tide\n');
  });

  test('an image without words has no text', async () => {
    const { outcome, texts, metadata } = await run('jpeg/plain.jpg');
    expect(outcome).toEqual({ status: 'extracted' });
    expect(texts).toEqual({});
    expect(metadata).toEqual(size);
  });
});

describe('damaged and hostile images', () => {
  test('a cut one fails where nothing is left', async () => {
    expect((await run('jpeg/truncated.jpg')).outcome).toMatchObject({ status: 'failed', code: 'truncated' });
  });

  test('a compressed comment of 64 MiB is not expanded', async () => {
    const { outcome, texts } = await run('png/text-bomb.png');
    expect(outcome.status).toBe('extracted');
    expect(texts).toEqual({});
  });

  const files = ['jpeg/pier.jpg', 'png/map.png', 'gif/train.gif', 'webp/pier.webp', 'tiff/pier.tif'] as const;
  test('any damaged byte leaves an outcome and valid metadata', async () => {
    const damage = array(tuple(nat(10_000), nat(255)), { minLength: 1, maxLength: 30 });
    await assert(
      asyncProperty(constantFrom(...files), damage, nat(2000), async (path, changes, end) => {
        const bytes = Buffer.from(fixture(path));
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const format = path.split('/')[0] ?? '';
        const { outcome, metadata } = await runExtractor(bytes.subarray(0, 200 + end), { format });
        expect(['extracted', 'failed']).toContain(outcome.status);
        schema.parse(metadata);
      }),
      { numRuns: 300 },
    );
  });
});

test.each([
  ['2017:03:01 09:30:00', undefined, { local: '2017-03-01T09:30:00', zoneSource: 'none' }],
  ['2017:03:01 09:30:00', '-05:30', { instant: '2017-03-01T15:00:00.000Z', offset: -330 }],
  ['2017:03:01 09:30:00', '   :  ', { local: '2017-03-01T09:30:00', zoneSource: 'none' }],
  ['2017-03-01T09:30Z', undefined, { instant: '2017-03-01T09:30:00.000Z', precision: 'minute' }],
  ['2017-03', undefined, { local: '2017-03', precision: 'month' }],
])('the date %s with offset %s', (raw, offset, expected) => {
  expect(parseImageDate(raw, offset)).toMatchObject(expected);
});

test.each(['0000:00:00 00:00:00', '    :  :     :  :  ', '2017:13:01 00:00:00', 'today'])(
  'no date: %s',
  (raw) => {
    expect(parseImageDate(raw)).toBeUndefined();
  },
);
