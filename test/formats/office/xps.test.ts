/** Tests the extractor of fixed documents: pages in order, lines from glyphs, what is not shown, damage. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { xpsParts } from '../../../scripts/fixtures/make-drawings.ts';
import { type Parts, zipParts } from '../../../scripts/fixtures/make-office.ts';
import { identify } from '../../../formats/identify/identify.ts';
import { contentOf, placeOf, runExtractor } from '../../run-extractor.ts';

const fixture = readFileSync(new URL('../../fixtures/xps/statement.xps', import.meta.url));

describe('a fixed document', () => {
  const whole = runExtractor(fixture, { format: 'xps' });

  test('pages in the order of the document, their runs joined into lines', async () => {
    const found = await whole;
    expect(found.outcome).toEqual({ status: 'extracted' });
    expect(found.texts.body).toBe(
      'Cover sheet\nStatement of account\n{open}\nBalance\nAsk the clerk\nLeft out of the list\n',
    );
    expect(placeOf(found, 'Cover')).toEqual({ page: 1 });
    expect(placeOf(found, 'Balance')).toEqual({ page: 2 });
    expect(placeOf(found, 'Left out')).toEqual({ part: 'Documents/1/Pages/9.fpage' });
    expect(found.metadata).toMatchObject({ title: 'Statement of account', pages: 2 });
  });

  test.each([
    ['what a canvas does not show', 'Paid twice', { page: 2, mark: 'vanished' }],
    ['what stands for a picture', 'A stamp of the harbour office', { page: 1 }],
    ['links', 'https://bank.example/help', { page: 2 }],
  ])('%s', async (_what, text, place) => {
    const found = await whole;
    expect(found.texts.hidden).toContain(`${text}\n`);
    expect(placeOf(found, text, 'hidden')).toEqual(place);
  });

  test('what is for printers is a file of its own', async () => {
    const { children, warnings } = await whole;
    expect(children.map(({ name }) => name)).toEqual(['Job_PT.xml']);
    expect(warnings).toEqual([]);
  });
});

describe('parts in pieces, as printers write them', () => {
  /** Each part in two, the last one before the first. */
  const inPieces = (parts: Parts): Parts =>
    Object.fromEntries(
      Object.entries(parts).flatMap(([name, part]) => {
        const bytes = Buffer.from(part as string);
        const middle = bytes.length >> 1;
        return [
          [`${name}/[1].last.piece`, bytes.subarray(middle)],
          [`${name}/[0].piece`, bytes.subarray(0, middle)],
        ];
      }),
    );

  test('are read as the parts that they make', async () => {
    const bytes = zipParts(inPieces(xpsParts));
    expect((await identify(contentOf(bytes))).format).toBe('xps');
    const [whole, pieces] = [
      await runExtractor(fixture, { format: 'xps' }),
      await runExtractor(bytes, { format: 'xps' }),
    ];
    expect(pieces.texts).toEqual(whole.texts);
    expect(pieces.children.map(({ name, bytes }) => [name, String(bytes)])).toEqual(
      whole.children.map(({ name, bytes }) => [name, String(bytes)]),
    );
    expect(pieces.warnings).toEqual([]);
  });

  test.each([
    ['one is missing', '[1].piece'],
    ['the last one is missing', '[2].last.piece'],
  ])('of which %s', async (_, left) => {
    const name = 'Documents/1/Pages/1.fpage';
    const { [name]: page, ...others } = xpsParts;
    const pieces = { '[0].piece': page, '[1].piece': '<!-- -->', '[2].last.piece': ' ' };
    const kept = Object.entries(pieces).filter(([piece]) => piece !== left);
    const parts = {
      ...others,
      ...Object.fromEntries(kept.map(([piece, part]) => [`${name}/${piece}`, part])),
    };
    const { warnings } = await runExtractor(zipParts(parts as Parts), { format: 'xps' });
    expect(warnings).toContainEqual({
      code: 'partial-read',
      detail: `not each piece of ${name} is there once`,
    });
  });

  test('beside a whole part of that name are parts of their own', async () => {
    const more = { ...xpsParts, 'Documents/1/Pages/1.fpage/[0].piece': 'said by the piece' };
    const { children, texts } = await runExtractor(zipParts(more), { format: 'xps' });
    expect(texts.body).toContain('Balance');
    expect(children.map(({ bytes }) => String(bytes))).toContain('said by the piece');
  });
});

test('a page that is missing is named, and numbers stay', async () => {
  const parts = Object.fromEntries(Object.entries(xpsParts).filter(([name]) => !name.endsWith('2.fpage')));
  const found = await runExtractor(zipParts(parts), { format: 'xps' });
  expect(placeOf(found, 'Balance')).toEqual({ page: 2 });
  expect(found.warnings).toEqual([
    { code: 'partial-read', detail: 'the part Documents/1/Pages/2.fpage is missing' },
  ]);
});

test.each([
  ['numbers that are none', 'OriginX="NaN" OriginY="1e999"'],
  ['a matrix of words', 'RenderTransform="a,b,c,d,e,f"'],
  ['advances without end', `Indices="${';'.repeat(50_000)}"`],
])('%s', async (_what, attributes) => {
  const page = `<FixedPage><Glyphs UnicodeString="still here" ${attributes}/></FixedPage>`;
  const parts = { ...xpsParts, 'Documents/1/Pages/1.fpage': page };
  expect((await runExtractor(zipParts(parts), { format: 'xps' })).texts.body).toContain('still here\n');
});

test('no package', async () => {
  const { outcome } = await runExtractor(Buffer.from('only words, and no package'), { format: 'xps' });
  expect(outcome).toMatchObject({ status: 'failed', code: 'corrupt' });
});

test('a run that is drawn by the numbers of glyphs alone is said to be unread', async () => {
  const page = String(xpsParts['Documents/1/Pages/1.fpage']).replace(
    '</FixedPage>',
    '<Glyphs OriginX="1" OriginY="2" FontRenderingEmSize="10" Indices="36;37;38"/><Glyphs UnicodeString=""/></FixedPage>',
  );
  const { warnings } = await runExtractor(zipParts({ ...xpsParts, 'Documents/1/Pages/1.fpage': page }), {
    format: 'xps',
  });
  expect(warnings).toContainEqual({
    code: 'partial-read',
    detail: '1 lines or words are drawn by the numbers of glyphs, and not as text',
  });
});
