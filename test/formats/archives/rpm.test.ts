/** RPM packages (`rpm`): what they say of themselves, and their payload. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { gullHeader, rpmHeader, rpmPackage } from '../../../scripts/fixtures/make-rpm.ts';
import { runExtractor } from '../../run-extractor.ts';

const read = (bytes: Uint8Array) => runExtractor(bytes, { format: 'rpm' });
const fixture = readFileSync(join(import.meta.dirname, '../../fixtures/rpm/gull.rpm'));

test('the payload is a member, and what the package says is text', async () => {
  const { outcome, children, expected, metadata, texts, warnings } = await read(fixture);
  expect(outcome).toEqual({ status: 'extracted', completeness: 'complete' });
  expect(expected).toBe(1);
  expect(children).toMatchObject([{ name: 'gull-2.1-4.cpio.gz', relation: 'member' }]);
  expect(Buffer.from(children[0]?.bytes ?? []).toString('hex', 0, 3)).toBe('1f8b08');
  expect(metadata).toMatchObject({
    title: 'gull-2.1-4',
    created: { instant: '2016-03-08T09:15:30Z' },
    authors: ['Asha Verma <asha@quillmere.example>'],
  });
  expect(texts.body).toContain('Summary: Counts gulls\n');
  expect(texts.body).toContain('2016-03-08 Tom Brown <tom@example.net> 2.1-4\n- count terns as well\n');
  expect(texts.body).toContain('2015-01-01 Asha Verma 2.0-1\n- first of all\n');
  expect(texts.hidden).toBe('wget http://harbour.example/gulls\n');
  expect(warnings).toEqual([{ code: 'active-content', detail: 'scripts: after it is installed' }]);
});

describe('hostile and damaged', () => {
  test('without its payload', async () => {
    const { outcome, warnings, texts } = await read(rpmPackage(gullHeader(), new Uint8Array()));
    expect(outcome).toMatchObject({ status: 'extracted', completeness: 'partial' });
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'truncated' }));
    expect(texts.body).toContain('Counts gulls');
  });

  test.each([
    ['cut off in its header', fixture.subarray(0, 400)],
    ['of a header without end', Buffer.from(fixture).fill(0xff, 96 + 8, 96 + 16)],
    ['of its lead alone', fixture.subarray(0, 96)],
  ])('%s', async (_, bytes) => {
    expect((await read(bytes)).outcome).toMatchObject({ status: 'failed' });
  });

  test('lists of which the header holds less than it says', async () => {
    const header = Buffer.from(
      rpmHeader([
        [1000, 'gull'],
        [1080, [1, 2]],
        [1081, ['a', 'b']],
      ]),
    );
    header.writeUInt32BE(0x7fffffff, 16 + 16 + 12);
    header.writeUInt32BE(0x7fffffff, 16 + 32 + 12);
    const { outcome, children } = await read(rpmPackage(header, Buffer.from('x')));
    expect(outcome.status).toBe('extracted');
    expect(children).toMatchObject([{ name: 'gull.cpio' }]);
  });

  test('any bytes end somehow', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(600), fc.nat(255)), { maxLength: 20 }), async (changes) => {
        const bytes = Buffer.from(fixture);
        for (const [at, value] of changes) bytes[at] = value;
        expect(['extracted', 'failed']).toContain((await read(bytes)).outcome.status);
      }),
      { numRuns: 100 },
    );
  });
});
