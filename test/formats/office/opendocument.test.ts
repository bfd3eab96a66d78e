/** Tests the OpenDocument extractor: texts, spreadsheets with repeats, presentations, macros, encryption. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { formulaParts, odtParts, sunParts, zipParts } from '../../../scripts/fixtures/make-office.ts';
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
      'Voter outreach plan\noutreach\nvoters\nMatter: EX-17\nStrictly confidential\n',
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
    headers: 'Voter outreach plan\noutreach\nvoters\nMatter: EX-17\n',
    body: 'First slide\nSecond slide\n',
    // The name that a person gave to the first.
    hidden: 'one\n',
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

describe('what an OpenDocument part states without a paragraph, and what it does not show', () => {
  const read = (format: 'odt' | 'ods', body: string, before = '') =>
    runExtractor(
      zipParts({
        mimetype: `application/vnd.oasis.opendocument.${format === 'odt' ? 'text' : 'spreadsheet'}`,
        'content.xml': `<o:document-content>${before}<o:body><o:x>${body}</o:x></o:body></o:document-content>`,
      }),
      { format },
    );
  const cell = (attributes: string, text = ''): string =>
    `<t:table-cell ${attributes}>${text === '' ? '' : `<x:p>${text}</x:p>`}</t:table-cell>`;
  const sheet = (rows: string, attributes = ''): string =>
    `<t:table t:name="S" ${attributes}>${rows}</t:table>`;
  const row = (cells: string, attributes = ''): string => `<t:table-row ${attributes}>${cells}</t:table-row>`;

  test.each([
    ['a string', 'o:value-type="string" o:string-value="Halden & Co"'.replace('&', '&amp;'), 'Halden & Co'],
    ['a number', 'o:value-type="float" o:value="48250.75"', '48250.75'],
    ['money', 'o:value-type="currency" o:currency="EUR" o:value="12.5"', '12.5'],
    ['a day', 'o:value-type="date" o:date-value="2019-07-22"', '2019-07-22'],
    ['a time of a day', 'o:value-type="date" o:date-value="2019-07-22T10:30:00"', '2019-07-22 10:30:00'],
    ['a clock', 'o:value-type="time" o:time-value="PT10H05M00S"', '10:05:00'],
    ['a truth', 'o:value-type="boolean" o:boolean-value="true"', 'TRUE'],
  ])('the value of a cell: %s', async (_what, attributes, shown) => {
    const { texts } = await read('ods', sheet(row(cell(attributes) + cell('o:value="7"', 'seven'))));
    expect(texts.body).toBe(`S\n${shown}\tseven\n`);
  });

  test('form controls show their values where they are drawn', async () => {
    const control = (id: string): string => `<x:p>${id}: <d:control d:control="${id}"/></x:p>`;
    const { texts } = await read(
      'odt',
      `<o:forms><f:form f:name="F"><f:text f:name="Who" f:id="a" f:current-value="Ilse" f:value="nobody"/><f:listbox f:id="b"><f:option f:label="Nordland"/><f:option f:label="Hedmark" f:current-selected="true"/></f:listbox><f:checkbox xml:id="c" f:label="Paid" f:current-state="checked"/><f:textarea f:id="d" f:current-value="never drawn"/></f:form></o:forms>${control('a')}${control('b')}${control('c')}`,
    );
    expect(texts.body).toBe('a: Ilse\nb: Hedmark\nc: ☒ Paid\n');
    expect(texts.hidden).toBe('nobody\nWho\nNordland\nnever drawn\n');
  });

  const styles =
    '<o:automatic-styles><s:style s:name="gone" s:family="table"><s:table-properties t:display="false"/></s:style><s:style s:name="v" s:family="text"><s:text-properties x:display="none"/></s:style><s:style s:name="w" s:family="table-cell"><s:text-properties f:color="#FFFFFF"/></s:style><s:style s:name="k" s:family="text"><s:text-properties s:text-line-through-style="solid"/></s:style></o:automatic-styles>';

  test.each([
    [
      'a sheet',
      sheet(row(cell('', 'one') + cell('', 'two')), 't:style-name="gone"'),
      undefined,
      'S\none\ttwo\t\n',
      'hidden-sheet',
    ],
    [
      'a row',
      sheet(row(cell('', 'seen')) + row(cell('', 'one') + cell('', 'two'), 't:visibility="collapse"')),
      'S\nseen\n',
      'one\ttwo\t\n',
      'hidden-row',
    ],
    [
      'a row filtered out',
      sheet(row(cell('', 'seen')) + row(cell('', 'one'), 't:visibility="filter"')),
      'S\nseen\n',
      'one\t\n',
      'filtered-row',
    ],
    [
      'columns',
      sheet(
        `<t:table-column/><t:table-column t:number-columns-repeated="2" t:visibility="collapse"/>${row(cell('', 'seen') + cell('', 'one') + cell('o:value="5"') + cell('', 'too'))}`,
      ),
      'S\nseen\ttoo\n',
      'one\t5\t\n',
      'hidden-column',
    ],
    [
      'white on white',
      sheet(row(cell('', 'seen') + cell('t:style-name="w"', 'one'))),
      'S\nseen\n',
      'one\t\n',
      'ground-colour',
    ],
    [
      'hidden text',
      '<x:p>seen <x:span x:style-name="v">one</x:span>too</x:p>',
      'seen too\n',
      'one\n',
      'vanished',
    ],
    [
      'a hidden section',
      '<x:section x:display="none"><x:p>one</x:p></x:section><x:p>seen</x:p>',
      'seen\n',
      'one\n',
      'vanished',
    ],
  ])('not shown: %s', async (_what, body, shown, hidden, mark) => {
    const { texts, anchors } = await read(body.includes('t:table') ? 'ods' : 'odt', body, styles);
    expect(texts.body).toBe(shown);
    expect(texts.hidden).toBe(hidden);
    expect(anchors.hidden?.find((anchor) => anchor.mark)).toMatchObject({ at: 0, mark });
    expect(anchors.hidden?.at(-1)?.mark).toBeUndefined();
  });

  test.each([
    ['a sheet', 't:style-name="gone"', '', 'hidden-sheet'],
    ['a row', '', 't:visibility="collapse"', 'hidden-row'],
  ])('cells of %s that is not shown are cited by their own column', async (_, ofSheet, ofRow, mark) => {
    const cells =
      cell('', 'one') + cell('t:number-columns-repeated="2"') + cell('', 'four') + cell('o:value="5"');
    const made = await read('ods', sheet(row(cell('', 'first'), ofRow) + row(cells, ofRow), ofSheet), styles);
    const at = (word: string) => placeOf(made, word, 'hidden');
    expect(at('first')).toMatchObject({ sheet: 'S', row: 1, column: 1, mark });
    expect(at('one')).toMatchObject({ sheet: 'S', row: 2, column: 1, mark });
    expect(at('four')).toMatchObject({ sheet: 'S', row: 2, column: 4, mark });
    expect(at('5')).toMatchObject({ sheet: 'S', row: 2, column: 5, mark });
  });

  test('struck, inserted and deleted text says so, with who and when', async () => {
    const info =
      '<o:change-info><c:creator>Ben</c:creator><c:date>2016-05-02T11:00:00</c:date></o:change-info>';
    const { texts, anchors } = await read(
      'odt',
      `<x:tracked-changes><x:changed-region x:id="i"><x:insertion>${info}</x:insertion></x:changed-region><x:changed-region x:id="d"><x:deletion>${info}<x:p>old</x:p></x:deletion></x:changed-region></x:tracked-changes><x:p>a<x:change-start x:change-id="i"/>new<x:change-end x:change-id="i"/>b <x:span x:style-name="k">out</x:span></x:p>`,
      styles,
    );
    expect(texts.body).toBe('anewb out\n');
    expect(texts.hidden).toBe('old\nBen\n');
    const said = { author: 'Ben', changed: '2016-05-02T11:00:00' };
    expect(anchors.body).toEqual([
      { at: 1, mark: 'inserted', ...said },
      { at: 4 },
      { at: 6, mark: 'struck' },
      { at: 9 },
    ]);
    expect(anchors.hidden).toMatchObject([{ at: 0, mark: 'deleted', ...said }, { at: 3 }]);
  });

  test('a line from which something was taken out stands as it was before, too', async () => {
    const { texts, anchors } = await read(
      'odt',
      '<x:tracked-changes><x:changed-region x:id="d"><x:deletion><o:change-info/><x:p>old</x:p><x:p>and </x:p></x:deletion></x:changed-region></x:tracked-changes><x:p>the <x:change x:change-id="d"/>red mill</x:p>',
      styles,
    );
    expect(texts.body).toBe('the red mill\n');
    expect(texts.hidden).toContain('the old and red mill\n');
    expect(anchors.hidden).toContainEqual(expect.objectContaining({ mark: 'earlier-revision' }));
  });
});

test('a drawing anchors pages', async () => {
  const found = await runExtractor(read('odg/yard.odg'), { format: 'odg' });
  expect(found.outcome).toEqual({ status: 'extracted' });
  expect(found.metadata.pages).toBe(2);
  expect(placeOf(found, 'Crane')).toEqual({ page: 1 });
  expect(placeOf(found, 'Berth four')).toEqual({ page: 2 });
  expect(found.texts.hidden).toContain('Northern gate\n');
});

test('a formula shows its signs, and keeps what was typed', async () => {
  const { texts, metadata } = await runExtractor(read('odf/levy.odf'), { format: 'odf' });
  expect(texts.body).toBe('levy=0.4\n');
  expect(texts.hidden).toContain('levy = 0.4 size 8 rate\n');
  expect(metadata.title).toBe('Voter outreach plan');
  const within = { ...odtParts, 'Object 2/content.xml': formulaParts['content.xml'] ?? '' };
  expect((await runExtractor(zipParts(within), { format: 'odt' })).texts.body).toContain('levy=0.4\n');
});

describe('OpenOffice.org 1', () => {
  test('a text with its tabs and notes', async () => {
    const { texts, outcome } = await runExtractor(read('sxw/payment.sxw'), { format: 'sxw' });
    expect(outcome).toEqual({ status: 'extracted' });
    expect(texts).toMatchObject({ body: 'Paid\tin cash.\n', notes: '1 By courier\n' });
  });

  test.each([
    [
      'calc',
      '<table:table table:name="Fees"><table:table-row><table:table-cell table:value-type="float" table:value="12.5"/><table:table-cell><text:p>due</text:p></table:table-cell></table:table-row></table:table>',
      'due',
      { sheet: 'Fees', row: 1, column: 2, exact: true },
    ],
    [
      'impress',
      '<draw:page draw:name="a"><draw:text-box><text:p>due</text:p></draw:text-box></draw:page>',
      'due',
      { slide: 1 },
    ],
    [
      'draw',
      '<draw:page draw:name="a"><draw:text-box><text:p>due</text:p></draw:text-box></draw:page>',
      'due',
      { page: 1 },
    ],
  ] as const)('%s: its places', async (type, content, word, place) => {
    const found = await runExtractor(zipParts(sunParts(type, content)), { format: 'sxw' });
    expect(placeOf(found, word)).toEqual(place);
  });
});
