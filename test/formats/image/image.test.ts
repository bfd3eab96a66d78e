/** Tests of the image extractor over fixtures of our own making. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { array, assert, asyncProperty, constantFrom, nat, tuple } from 'fast-check';
import { parseImageDate } from '../../../formats/time/image-date.ts';
import { metadata as schema } from '../../../schemas/metadata.ts';
import { makeZip } from '../../../scripts/fixtures/make-archives.ts';
import { type Collected, runExtractor } from '../../run-extractor.ts';

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

/** The items that were made of bytes which the format does not account for, by where they begin. */
const carved = ({ children }: Collected) =>
  children.map(({ locator, bytes }) => [locator, Buffer.from(bytes ?? []).toString('latin1')]);

describe('bytes that are no part of the picture', () => {
  const letter = makeZip([{ name: 'letter.txt', data: Buffer.from('The grain is in the mill.') }]);
  const pictures = ['jpeg/pier.jpg', 'png/map.png', 'gif/train.gif', 'webp/pier.webp', 'jpeg/plain.jpg'];

  test.each(pictures)('%s: an archive behind it is an item, and the warning says so', async (path) => {
    const picture = fixture(path);
    const format = path.split('/')[0] ?? '';
    const result = await runExtractor(Buffer.concat([picture, Buffer.alloc(3), letter]), { format });
    expect(carved(result)).toEqual([[`bytes:${picture.length + 3}`, letter.toString('latin1')]]);
    expect(result.warnings).toEqual([
      {
        code: 'trailing-data',
        detail: `${letter.length} bytes at byte ${picture.length + 3}, opened as an item (zip)`,
      },
    ]);
  });

  test.each(pictures)('%s: words behind it are an item, what says nothing is counted', async (path) => {
    const picture = fixture(path);
    const format = path.split('/')[0] ?? '';
    const words = await runExtractor(Buffer.concat([picture, Buffer.from('the mill at seven')]), { format });
    expect(carved(words)).toEqual([[`bytes:${picture.length}`, 'the mill at seven']]);
    const noise = await runExtractor(Buffer.concat([picture, Buffer.from('f1e2030405f6f7', 'hex')]), {
      format,
    });
    expect(carved(noise)).toEqual([]);
    expect(noise.warnings).toEqual([
      { code: 'trailing-data', detail: `7 bytes at byte ${picture.length}, not read` },
    ]);
  });

  test.each(pictures)('%s: padding behind it is nothing', async (path) => {
    const padded = Buffer.concat([fixture(path), Buffer.from('\0\0\r\n  \0')]);
    expect((await runExtractor(padded, { format: path.split('/')[0] ?? '' })).warnings).toEqual([]);
  });

  test('a private segment of a JPEG, a private chunk of a PNG and of a WebP', async () => {
    const jpeg = fixture('jpeg/pier.jpg');
    const note = Buffer.from('\xff\xec\0\x13meet at the mill ', 'latin1');
    const withSegment = Buffer.concat([jpeg.subarray(0, 2), note, jpeg.subarray(2)]);
    expect(carved(await runExtractor(withSegment, { format: 'jpeg' }))).toEqual([
      ['bytes:6', 'meet at the mill '],
    ]);
    const png = fixture('png/map.png');
    const chunk = Buffer.from('\0\0\0\x10seCrmeet at the mill\0\0\0\0', 'latin1');
    const withChunk = Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]);
    const { warnings, children } = await runExtractor(withChunk, { format: 'png' });
    expect(children.map(({ locator }) => locator)).toEqual(['bytes:41']);
    expect(warnings).toEqual([
      { code: 'unaccounted-data', detail: '16 bytes at byte 41, opened as an item (text)' },
    ]);
    const webp = Buffer.from(fixture('webp/pier.webp'));
    const extra = Buffer.from('note\x10\0\0\0meet at the mill', 'latin1');
    webp.writeUInt32LE(webp.readUInt32LE(4) + extra.length, 4);
    expect(carved(await runExtractor(Buffer.concat([webp, extra]), { format: 'webp' }))).toEqual([
      [`bytes:${webp.length + 8}`, 'meet at the mill'],
    ]);
  });

  test('an unknown application block of a GIF, and words drawn over the picture', async () => {
    const gif = fixture('gif/train.gif');
    const blocks = Buffer.from('!\xff\x0bOURPROG 1.0\x11meet at the mill.\0', 'latin1');
    const drawn = Buffer.concat([Buffer.of(0x21, 1, 12), Buffer.alloc(12), Buffer.from('\x0adrawn over\0')]);
    const all = Buffer.concat([gif.subarray(0, 19), blocks, drawn, gif.subarray(19)]);
    const result = await runExtractor(all, { format: 'gif' });
    expect(carved(result)).toEqual([['bytes:34', 'meet at the mill.']]);
    expect(result.texts.body).toContain('drawn over');
  });

  test.each(['jpeg/pier.jpg', 'png/map.png', 'gif/train.gif', 'webp/pier.webp'])(
    '%s: cut off anywhere behind its head it says so',
    async (path) => {
      const picture = fixture(path);
      for (let end = 40; end < picture.length; end += 7) {
        const { outcome, warnings } = await runExtractor(picture.subarray(0, end), {
          format: path.split('/')[0] ?? '',
        });
        const codes = [outcome.status === 'failed' ? outcome.code : '', ...warnings.map(({ code }) => code)];
        expect([end, codes.includes('truncated')]).toEqual([end, true]);
      }
    },
  );
});

/** An EXIF block of a user's comment alone (TIFF 6.0, section 2; EXIF 2.3, 4.6.5). */
function exifBlock(comment: Buffer, isLittle: boolean): Buffer {
  const block = Buffer.alloc(44);
  const put16 = (value: number, at: number) =>
    isLittle ? block.writeUInt16LE(value, at) : block.writeUInt16BE(value, at);
  const put32 = (value: number, at: number) =>
    isLittle ? block.writeUInt32LE(value, at) : block.writeUInt32BE(value, at);
  block.write(isLittle ? 'II' : 'MM');
  for (const [at, value] of [
    [2, 42],
    [8, 1],
    [10, 0x8769],
    [12, 4],
    [26, 1],
    [28, 0x9286],
    [30, 7],
  ] as const)
    put16(value, at);
  for (const [at, value] of [
    [4, 8],
    [14, 1],
    [18, 26],
    [32, comment.length],
    [36, 44],
  ] as const)
    put32(value, at);
  return Buffer.concat([block, comment]);
}

/** Bytes of UTF-16 in the order of the network. */
const bigEndian = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

describe('comments of users', () => {
  const code = (name: string) => Buffer.from(name.padEnd(8, '\0'), 'latin1');
  const jis = Buffer.from('\x1b$B2qDLO)\x1b(B', 'latin1');
  test.each<[string, Buffer, boolean, string]>([
    ['ASCII', Buffer.concat([code('ASCII'), Buffer.from('under the mill\0')]), true, 'under the mill'],
    [
      'UNICODE',
      Buffer.concat([code('UNICODE'), Buffer.from('Mühle am See', 'utf16le')]),
      true,
      'Mühle am See',
    ],
    [
      'UNICODE, other order than the block',
      Buffer.concat([code('UNICODE'), bigEndian('Mühle am See')]),
      true,
      'Mühle am See',
    ],
    ['UNICODE without zeros', Buffer.concat([code('UNICODE'), bigEndian('उद्यान')]), false, 'उद्यान'],
    ['JIS', Buffer.concat([code('JIS'), jis]), true, new TextDecoder('iso-2022-jp').decode(jis)],
    ['no code', Buffer.concat([code(''), Buffer.from('Mühle')]), true, 'Mühle'],
    ['no code, Latin-1', Buffer.concat([code(''), Buffer.from('M\xfchle', 'latin1')]), true, 'Mühle'],
    ['words at once', Buffer.from('under the mill'), false, 'under the mill'],
  ])('%s', async (_, comment, isLittle, expected) => {
    const data = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exifBlock(comment, isLittle)]);
    const head = Buffer.from([0xff, 0xd8, 0xff, 0xe1, (data.length + 2) >> 8, (data.length + 2) & 255]);
    const jpeg = Buffer.concat([head, data, fixture('jpeg/plain.jpg').subarray(2)]);
    expect((await runExtractor(jpeg, { format: 'jpeg' })).texts.body).toBe(`${expected}\n`);
    const tiff = await runExtractor(exifBlock(comment, isLittle), { format: 'tiff' });
    expect(tiff.texts.body).toBe(`${expected}\n`);
  });

  test('a long one is text to its last word', async () => {
    const long = Buffer.concat([code('ASCII'), Buffer.from(`${'wheat '.repeat(8000)}mill`)]);
    const { texts } = await runExtractor(exifBlock(long, true), { format: 'tiff' });
    expect(texts.body).toHaveLength(48_005);
    expect(texts.body?.endsWith('mill\n')).toBe(true);
  });

  test('an empty one is none', async () => {
    const empty = exifBlock(Buffer.concat([code('ASCII'), Buffer.alloc(100)]), true);
    expect((await runExtractor(empty, { format: 'tiff' })).texts).toEqual({});
  });
});

/** A PNG with a chunk of text behind its header. */
function pngWith(type: string, data: Buffer): Buffer {
  const png = fixture('png/map.png');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([
    png.subarray(0, 33),
    length,
    Buffer.from(type),
    data,
    Buffer.alloc(4),
    png.subarray(33),
  ]);
}

test('words of tags without a field of their own are hidden text, and a PNG says when it was changed', async () => {
  const of = (key: string, value: string): string => `<${key}>${value}</${key}>`;
  const xmp =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:n="http://ns.example/" n:CameraProfile="Adobe Standard" n:LookName="Adobe Vivid" n:WhiteBalance="As Shot" n:Instructions="hold until Friday" n:Event="Mill opening">' +
    of(
      'n:Regions',
      of('rdf:Bag', `<rdf:li rdf:parseType="Resource">${of('n:Name', 'Odalys Ferrand')}</rdf:li>`),
    ) +
    '</rdf:Description></rdf:RDF></x:xmpmeta>';
  const { texts, metadata } = await runExtractor(
    pngWith('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${xmp}`)),
    { format: 'png' },
  );
  expect(texts.hidden).toContain('hold until Friday\nMill opening\nOdalys Ferrand\n');
  expect(texts.hidden).not.toMatch(/Adobe|As Shot/);
  // What EXIF states comes first.
  expect(metadata.modified).toMatchObject(modified);
  const chunk = (type: string, data: readonly number[]): Buffer =>
    Buffer.concat([
      Buffer.from([0, 0, 0, data.length]),
      Buffer.from(type),
      Buffer.from(data),
      Buffer.alloc(4),
    ]);
  const changed = Buffer.concat([
    fixture('png/map.png').subarray(0, 33),
    chunk('tIME', [7, 227, 5, 6, 7, 8, 9]),
    chunk('IEND', []),
  ]);
  expect((await runExtractor(changed, { format: 'png' })).metadata.modified).toMatchObject({
    instant: '2019-05-06T07:08:09.000Z',
  });
});

test.each(['exif', 'APP1', 'xmp', 'iptc', '8bim'])('the raw profile %s of a PNG is read', async (name) => {
  const exif = Buffer.concat([
    Buffer.from('Exif\0\0', 'latin1'),
    exifBlock(Buffer.concat([Buffer.alloc(8), Buffer.from('under the mill')]), false),
  ]);
  const xmp = Buffer.from(
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description><rdf:Alt><rdf:li xml:lang="x-default">under the mill</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta>',
  );
  const iptc = Buffer.concat([Buffer.from([0x1c, 2, 120, 0, 14]), Buffer.from('under the mill')]);
  const resource = Buffer.concat([
    Buffer.from('8BIM\x04\x04\0\0\0\0\0\x13', 'latin1'),
    iptc,
    Buffer.alloc(1),
  ]);
  const profile = { exif, APP1: exif, xmp, iptc, '8bim': resource }[name] ?? exif;
  const digits = profile.toString('hex').replace(/.{72}/g, '$&\n');
  const text = `\n${name.toLowerCase()}\n${String(profile.length).padStart(8)}\n${digits}\n`;
  const data = Buffer.concat([Buffer.from(`Raw profile type ${name}\0\0`), deflateSync(text)]);
  const plain = pngWith('zTXt', data);
  // Without the picture's own EXIF block, which comes first.
  const at = plain.indexOf('eXIf') - 4;
  const only = Buffer.concat([plain.subarray(0, at), plain.subarray(at + 12 + plain.readUInt32BE(at))]);
  const { texts, warnings } = await runExtractor(only, { format: 'png' });
  expect(texts.body).toContain('under the mill');
  expect(warnings).toEqual([]);
});

test('metadata that is too large, and a profile that is none, are told', async () => {
  for (const [path, detail] of [['png/text-bomb.png', 'the text chunk Comment was left out']] as const)
    expect((await run(path)).warnings).toContainEqual({ code: 'text-cut', detail });
  const none = pngWith('tEXt', Buffer.from('Raw profile type exif\0nothing'));
  expect((await runExtractor(none, { format: 'png' })).warnings).toEqual([
    { code: 'text-cut', detail: 'the block exif was left out' },
  ]);
});

test('TIFF: an archive behind it is an item; cut off anywhere it says so', async () => {
  const tiff = fixture('tiff/pier.tif');
  const letter = makeZip([{ name: 'letter.txt', data: Buffer.from('The grain is in the mill.') }]);
  const result = await runExtractor(Buffer.concat([tiff, letter]), { format: 'tiff' });
  expect(carved(result)).toEqual([[`bytes:${tiff.length}`, letter.toString('latin1')]]);
  for (let end = 20; end < tiff.length - 1; end += 5) {
    const { outcome, warnings } = await runExtractor(tiff.subarray(0, end), { format: 'tiff' });
    const codes = [outcome.status === 'failed' ? outcome.code : '', ...warnings.map(({ code }) => code)];
    expect([end, codes.includes('truncated')]).toEqual([end, true]);
  }
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
