/** Tests the Visio extractor: pages, layers that are not shown, masters, comments, data of shapes, damage. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { visioParts } from '../../../scripts/fixtures/make-drawings.ts';
import { zipParts } from '../../../scripts/fixtures/make-office.ts';
import { placeOf, runExtractor } from '../../run-extractor.ts';

const fixture = readFileSync(new URL('../../fixtures/vsdx/payments.vsdx', import.meta.url));

describe('a drawing', () => {
  const whole = runExtractor(fixture, { format: 'vsdx' });

  test('the text of its pages, those of the background by their names', async () => {
    const found = await whole;
    expect(found.outcome).toEqual({ status: 'extracted' });
    expect(found.texts.body).toBe('Strictly private\nHarbour trust\nHolding company\nPaid\nquarterly\n');
    expect(placeOf(found, 'Holding')).toEqual({ page: 1 });
    expect(placeOf(found, 'private')).toEqual({ part: 'Frame (visio/pages/page2.xml)' });
    expect(found.metadata).toMatchObject({ title: 'Flow of payments', authors: ['Ada Example'], pages: 1 });
  });

  test.each([
    ['a layer that is not shown', 'hidden', 'Second set of books', { page: 1, mark: 'vanished' }],
    ['text that is switched off', 'hidden', 'Not on the print', { page: 1, mark: 'vanished' }],
    ['the name of a shape', 'hidden', 'Trust box', { page: 1 }],
    ['data of a shape', 'hidden', 'Account: 40-11-62', { page: 1 }],
    ['data of a shape in one word', 'hidden', 'Payee: Northwind', { page: 1 }],
    ['links', 'hidden', 'https://bank.example/statement', { page: 1 }],
    ['the name of a layer', 'hidden', 'Kept from the auditor', {}],
    ['the name of a style', 'hidden', 'Ledger red', { part: 'visio/document.xml' }],
    ['the name of a page', 'headers', 'Quillmere accounts', { page: 1 }],
    ['what a master shows', 'headers', 'Pay the bearer', { part: 'Cheque (visio/masters/master1.xml)' }],
    ['comments', 'comments', 'Ben Example: Who signed this?', { page: 1 }],
  ] as const)('%s', async (_what, kind, text, place) => {
    const found = await whole;
    expect(found.texts[kind]).toContain(`${text}\n`);
    expect(placeOf(found, text, kind)).toEqual(place);
  });

  test('events, files and warnings', async () => {
    const { events, children, warnings } = await whole;
    expect(events).toMatchObject([
      { kind: 'comment', message: 'Ben Example', time: { instant: '2018-03-04T10:00:00Z' } },
    ]);
    expect(children.map(({ name }) => name)).toEqual(['image1.png']);
    expect(warnings).toEqual([]);
  });
});

test('without the list of pages they stand by their files', async () => {
  const parts = Object.fromEntries(
    Object.entries(visioParts).filter(([name]) => name !== 'visio/pages/pages.xml'),
  );
  const found = await runExtractor(zipParts(parts), { format: 'vsdx' });
  expect(found.outcome.status).toBe('extracted');
  expect(placeOf(found, 'Holding')).toEqual({ part: 'visio/pages/page1.xml' });
});

test('a page that is cut costs what lies behind', async () => {
  const page = String(visioParts['visio/pages/page1.xml']);
  const parts = { ...visioParts, 'visio/pages/page1.xml': page.slice(0, page.indexOf('Second set')) };
  const { texts, outcome } = await runExtractor(zipParts(parts), { format: 'vsdx' });
  expect(outcome.status).toBe('extracted');
  expect(texts.body).toBe('Strictly private\nHarbour trust\nHolding company\n');
});

test.each([
  ['no package', Buffer.from('only words, and no package'), 'corrupt'],
  ['no pages', zipParts({ 'visio/other.bin': 'x' }), 'partial-read'],
])('%s', async (_what, bytes, code) => {
  expect((await runExtractor(bytes, { format: 'vsdx' })).outcome).toMatchObject({ status: 'failed', code });
});
