/** Web archives (`warc`): answers as members with their coding undone, heads and notes as text; damaged ones too. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { answer, chunked, warcRecord, webArchive } from '../../../scripts/fixtures/make-web-archive.ts';
import { runExtractor } from '../../run-extractor.ts';

const read = (bytes: Uint8Array, limits = {}) => runExtractor(bytes, { format: 'warc', limits });
const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();
const dues = 'ship,dues\nAhuriri,410\n'.repeat(30);

test('what servers answered are members, by their addresses', async () => {
  const bytes = readFileSync(join(import.meta.dirname, '../../fixtures/warc/harbour.warc'));
  const { outcome, children, warnings } = await read(bytes);
  expect(outcome).toEqual({ status: 'extracted', completeness: 'complete' });
  expect(warnings).toEqual([]);
  expect(
    children.map(({ name, declaredType, bytes: body, error }) => [name, declaredType, text(body), error]),
  ).toEqual([
    ['harbour.example/login.request', undefined, 'name=asha&word=quay', undefined],
    [
      'harbour.example/index',
      'text/html',
      '<html><title>Harbour</title><p>Berths are full.</p></html>',
      undefined,
    ],
    ['harbour.example/files/dues.csv', 'text/csv', dues, undefined],
    ['harbour.example/files/list of ships.txt', 'text/plain', dues, undefined],
    ['harbour.example/files/both.csv', undefined, dues, undefined],
    ['harbour.example/log.txt', 'text/plain', 'high water at six\n', undefined],
  ]);
  expect(children[1]).toMatchObject({
    relation: 'member',
    times: {
      created: { instant: '2016-03-08T09:15:30Z' },
      modified: { instant: '2016-03-07T10:00:00.000Z' },
    },
  });
  expect(new Set(children.map(({ locator }) => locator)).size).toBe(6);
});

test('heads, and what the archive says of itself, are text with its place', async () => {
  const { texts, anchors } = await read(webArchive());
  for (const words of [
    'operator: Asha Verma',
    'Cookie: berth=17',
    'ETag: "quayside"',
    'revisit http://harbour.example/',
  ])
    expect(texts.body).toContain(words);
  expect(texts.body).not.toContain('Ahuriri');
  expect(anchors.body?.[0]).toMatchObject({ part: 'record 0' });
});

describe('hostile and damaged', () => {
  test('behind damage the next record is found, and the loss is said', async () => {
    const whole = webArchive();
    const at = whole.indexOf('WARC/1.0', 300);
    whole.fill(0x58, at, at + 4);
    const { outcome, children, warnings } = await read(whole);
    expect(children.map(({ name }) => name)).toContain('harbour.example/log.txt');
    expect(outcome).toMatchObject({ completeness: 'partial' });
    expect(warnings).toContainEqual({ code: 'corrupt', detail: `no record at ${at}` });
  });

  test('a length that is too short hides nothing', async () => {
    const whole = Buffer.concat([answer('http://a.example/x', {}, 'the open part'), webArchive()]);
    const short = Buffer.from(
      whole.toString('latin1').replace(/Content-Length: \d+/, 'Content-Length: 25'),
      'latin1',
    );
    const { children, warnings } = await read(short);
    expect(children.map(({ name }) => name)).toContain('harbour.example/log.txt');
    expect(warnings.map(({ code }) => code)).toContain('corrupt');
  });

  test('a record that is cut off keeps what is there', async () => {
    const whole = answer('http://a.example/x.txt', {}, 'high water '.repeat(50));
    const { outcome, children, warnings } = await read(whole.subarray(0, whole.length - 100));
    expect(children[0]?.error).toBe('96 bytes are missing');
    expect(outcome).toMatchObject({ completeness: 'partial' });
    expect(warnings).toMatchObject([{ code: 'truncated' }]);
  });

  test.each([
    ['compressed, and is not', { 'Content-Encoding': 'gzip' }, Buffer.from('plain words'), 'plain words'],
    ['in chunks, and is not', { 'Transfer-Encoding': 'chunked' }, Buffer.from('plain words'), 'plain words'],
    [
      'in a coding that nobody has',
      { 'Content-Encoding': 'pigeon' },
      Buffer.from('plain words'),
      'plain words',
    ],
  ])('what says that it is %s, is read', async (_, fields, body, words) => {
    const { children } = await read(answer('http://a.example/x.txt', fields, body));
    expect(children.map(({ bytes, error }) => [text(bytes), error])).toEqual([[words, undefined]]);
  });

  test('chunks that end early, and coding that is damaged, fail that member alone', async () => {
    const coded = gzipSync(
      Buffer.from(Array.from({ length: 20_000 }, (_, at) => `line ${at * 7919}\n`).join('')),
    );
    const { children } = await read(
      Buffer.concat([
        answer(
          'http://a.example/1',
          { 'Transfer-Encoding': 'chunked' },
          chunked(Buffer.from('a'.repeat(500)), 100).subarray(0, 300),
        ),
        answer('http://a.example/2', { 'Content-Encoding': 'gzip' }, coded.fill(0, 30_000, 30_100)),
        answer('http://a.example/3', {}, 'whole'),
      ]),
    );
    expect(children.map(({ error }) => error !== undefined)).toEqual([true, true, false]);
  });

  test('a body that grows without end ends as a bomb', async () => {
    const { children } = await read(
      answer('http://a.example/zeros', { 'Content-Encoding': 'gzip' }, gzipSync(Buffer.alloc(200_000_000))),
      { maxExpandedBytes: 100_000_000 },
    );
    expect(children[0]?.error).toMatch(/expands/);
  });

  test('more records than the limit', async () => {
    const many = Buffer.concat(
      Array.from({ length: 30 }, (_, at) => answer(`http://a.example/${at}`, {}, 'x')),
    );
    const { children, outcome, warnings } = await read(many, { maxMembers: 10 });
    expect(children).toHaveLength(10);
    expect(outcome).toMatchObject({ completeness: 'partial' });
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'member-limit' }));
  });

  test.each([
    ['', 'corrupt'],
    ['WARC/1.0\r\n', 'corrupt'],
    ['WARC/1.0\r\nContent-Length: -5\r\n\r\n', 'corrupt'],
  ])('%j is none', async (bytes, code) => {
    const { outcome } = await read(Buffer.from(bytes));
    if (bytes !== '') expect(outcome).toMatchObject({ status: 'failed', code });
  });

  test('a note over the limit of texts is a member', async () => {
    const { children } = await read(warcRecord('metadata', {}, 'x'.repeat(300_000)));
    expect(children).toHaveLength(1);
  });

  test('any bytes end somehow', async () => {
    const whole = webArchive();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 10 }),
        async (changes) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          const { outcome } = await read(bytes);
          expect(['extracted', 'failed']).toContain(outcome.status);
        },
      ),
      { numRuns: 60 },
    );
  });
});
