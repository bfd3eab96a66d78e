/** Tests the OpenDocument extractor: texts, spreadsheets with repeats, presentations, macros, encryption. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { odtParts, zipParts } from '../../../scripts/fixtures/make-office.ts';
import { placeOf, runExtractor } from '../../run-extractor.ts';

const read = (path: string): Uint8Array => readFileSync(new URL(`../../fixtures/${path}`, import.meta.url));

describe('a text document', () => {
  const whole = runExtractor(read('odt/outreach-plan.odt'), { format: 'odt' });

  test.each([
    ['headings, spaces, tabs and breaks', 'body', 'Heading one\nTwo  spaces\ttab\nnext line end\n'],
    ['a text box after its paragraph', 'body', 'Around the box, linked\nBoxed text\n'],
    ['tables', 'body', 'Name\tWard\nDistrict\n'],
    ['embedded charts', 'body', 'Turnout chart\n'],
    ['comments with their authors', 'comments', 'Cara Example: Who paid for this?\n'],
    ['footnotes', 'notes', '1 A footnote on sources\n'],
    [
      'properties and headers without empty lines',
      'headers',
      'Voter outreach plan\noutreach\nvoters\nEX-17\nStrictly confidential\n',
    ],
    ['deletions', 'hidden', 'struck words\n'],
    ['descriptions', 'hidden', 'A map of wards\n'],
    ['links', 'hidden', 'https://link.example/a\n'],
    ['macros', 'hidden', 'Sub Main : End Sub\n'],
  ] as const)('%s', async (_what, kind, expected) => {
    expect((await whole).texts[kind]).toContain(expected);
  });

  test('metadata, events, children and warnings', async () => {
    const { metadata, events, children, warnings } = await whole;
    expect(metadata).toMatchObject({
      title: 'Voter outreach plan',
      authors: ['Ada Example'],
      lastAuthor: 'Ben Example',
      keywords: ['outreach', 'voters'],
      application: 'Example Office/1.0',
      pages: 2,
      created: { local: '2016-05-01T09:30:00', zoneSource: 'none', precision: 'second' },
      modified: { local: '2016-06-02T10:00:00.123456789', zoneSource: 'none', precision: 'nanosecond' },
      other: { 'custom.Matter': 'EX-17' },
    });
    expect(events.map(({ kind, message }) => `${kind} ${message}`)).toEqual([
      'deletion Ben Example',
      'comment Cara Example',
    ]);
    expect(children.map(({ name, bytes }) => [name, bytes?.length])).toEqual([['1.png', 70]]);
    expect(warnings.map(({ code }) => code)).toEqual(['active-content']);
  });
});

test('a date that no calendar has is kept as it is written, and is no time', async () => {
  const meta = String(odtParts['meta.xml']).replace('2016-05-01T09:30:00', '2019-02-30T10:00:00');
  const { metadata } = await runExtractor(zipParts({ ...odtParts, 'meta.xml': meta }), { format: 'odt' });
  expect(metadata.created).toBeUndefined();
  expect(metadata.other).toMatchObject({ 'creation-date': '2019-02-30T10:00:00' });
});

test('a spreadsheet writes out repeats within a bound and counts its rows', async () => {
  const found = await runExtractor(read('ods/voters.ods'), { format: 'ods' });
  const { texts, metadata, warnings } = found;
  expect(texts.body?.startsWith('Voters\nName\tx\tx\tx\ntwice\ntwice\nBomb\nboom\tboom')).toBe(true);
  expect(texts.body?.length).toBeLessThan(1_100_000);
  const cell = (sheet: string, row: number, column?: number) => ({ sheet, row, column, exact: true });
  expect(placeOf(found, 'Voters')).toEqual({ sheet: 'Voters' });
  expect([placeOf(found, 'Name'), placeOf(found, 'x'), placeOf(found, 'x\n')]).toEqual(
    [1, 2, 4].map((column) => cell('Voters', 1, column)),
  );
  // Repeated by one attribute; the second is a copy.
  const first = texts.body?.indexOf('twice') ?? 0;
  expect(placeOf(found, 'twice', 'body', first)).toMatchObject({ sheet: 'Voters', column: 1 });
  expect(placeOf(found, 'twice', 'body', first + 1).row).toBe((placeOf(found, 'twice').row ?? 0) + 1);
  expect(placeOf(found, 'Bomb')).toEqual({ sheet: 'Bomb' });
  expect(metadata.sheets).toBe(2);
  expect(warnings.map(({ code }) => code)).toEqual(['partial-read']);
});

test('a presentation anchors slides and notes', async () => {
  const { texts, anchors, metadata } = await runExtractor(read('odp/pitch.odp'), { format: 'odp' });
  expect(texts).toEqual({
    headers: 'Voter outreach plan\noutreach\nvoters\nEX-17\n',
    body: 'First slide\nSecond slide\n',
    notes: 'Say this slowly\n',
  });
  expect(anchors).toMatchObject({
    body: [
      { slide: 1, at: 0 },
      { slide: 2, at: 12 },
    ],
    notes: [{ slide: 1, at: 0 }],
  });
  expect(metadata.slides).toBe(2);
});

test('encryption stated by the manifest', async () => {
  const manifest = String(odtParts['META-INF/manifest.xml']).replace(
    'manifest:full-path="content.xml"/>',
    'manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>',
  );
  const { outcome, texts } = await runExtractor(
    zipParts({ ...odtParts, 'META-INF/manifest.xml': manifest, 'content.xml': 'x8c7' }),
    { format: 'odt' },
  );
  expect(outcome).toMatchObject({ status: 'encrypted', code: 'password-required' });
  expect(texts.body).toBeUndefined();
});

test('without content there is nothing to extract, without styles there is', async () => {
  const { 'content.xml': _content, ...empty } = odtParts;
  expect(
    (
      await runExtractor(
        zipParts({ mimetype: 'x', 'META-INF/manifest.xml': String(empty['META-INF/manifest.xml']) }),
        { format: 'odt' },
      )
    ).outcome,
  ).toMatchObject({ status: 'failed', code: 'partial-read' });
  const { 'styles.xml': _styles, ...rest } = odtParts;
  expect((await runExtractor(zipParts(rest), { format: 'odt' })).outcome.status).toBe('extracted');
});
