/** Tests the Word extractor: every part of a document, and packages that are damaged, encrypted or hostile. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { utils, write } from 'cfb';
import { docxParts, officeFixtures, relations, zipParts } from '../../../scripts/fixtures/make-office.ts';
import { runExtractor } from '../../run-extractor.ts';

const fixture = readFileSync(new URL('../../fixtures/docx/outreach-plan.docx', import.meta.url));
const run = (bytes: Uint8Array, limits = {}) => runExtractor(bytes, { format: 'docx', limits });
const codesOf = (result: { warnings: readonly { code: string }[] }): string[] =>
  result.warnings.map(({ code }) => code);
const document = (body: string): string =>
  `<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body>${body}</w:body></w:document>`;
const paragraph = (text: string): string => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;

test('the committed office fixtures are what the script makes', () => {
  for (const [path, make] of Object.entries(officeFixtures))
    expect(
      Buffer.compare(readFileSync(new URL(`../../fixtures/${path}`, import.meta.url)), Buffer.from(make())),
    ).toBe(0);
});

test('parts of a formula that are drawn apart are words apart, what is raised or lowered is not', async () => {
  const say = (text: string): string => `<m:r><m:t>${text}</m:t></m:r>`;
  const formula =
    `<m:oMath>${say('ratio')}<m:f><m:num>${say('votes')}</m:num><m:den>${say('seats')}</m:den></m:f>` +
    `<m:sSub><m:e>${say('CO')}</m:e><m:sub>${say('2')}</m:sub></m:sSub>` +
    `<m:eqArr><m:e>${say('one')}</m:e><m:e>${say('two')}</m:e></m:eqArr></m:oMath>`;
  const { texts } = await run(zipParts({ 'word/document.xml': document(`<w:p>${formula}</w:p>`) }));
  expect(texts.body?.split(/\s+/)).toEqual(['ratio', 'votes', 'seats', 'CO2', 'one', 'two', '']);
});

describe('a document with every part', () => {
  const whole = run(fixture);

  test.each([
    ['paragraphs, tabs and breaks', 'body', 'Dear Mr Sharma,\nwe have\tmet.\nदिल्ली\n'],
    ['insertions without deletions or hidden runs', 'body', 'Kept added words\n'],
    ['results of fields', 'body', 'See the page\n'],
    ['a text box after its paragraph', 'body', 'Around the box\nBoxed text\nName'],
    ['cells and rows', 'body', 'Name\tWard\nDistrict\t\nAsha\tNorth\t\n'],
    [
      'numbers of lists',
      'body',
      '1. First clause\n1.a) First sub-clause\n1.b) Second sub-clause\n2. Second clause\n',
    ],
    ['diagrams', 'body', 'Campaign director\n'],
    ['headers', 'headers', 'Strictly confidential\n'],
    [
      'properties in words',
      'headers',
      'Voter outreach plan\nOutreach\noutreach\nvoters\nplan\nMatter: EX-17\n',
    ],
    ['footnotes', 'notes', 'A footnote on sources\n'],
    ['comments with their authors', 'comments', 'Cara Example: Who paid for this?\n'],
    ['deletions', 'hidden', 'struck words\n'],
    ['hidden runs', 'hidden', 'invisible words\n'],
    ['targets of fields', 'hidden', 'http://field.example/x\n'],
    ['descriptions of pictures', 'hidden', 'A map of wards\n'],
  ] as const)('%s', async (_what, kind, expected) => {
    expect((await whole).texts[kind]).toContain(expected);
  });

  test('no branch of alternate content, separator or link is there twice', async () => {
    const { texts } = await whole;
    expect(texts.body?.split('Boxed text')).toHaveLength(2);
    expect(texts.hidden?.split('https://link.example/a')).toHaveLength(2);
    expect(texts.notes).toBe('A footnote on sources\n');
  });

  test('metadata', async () => {
    expect((await whole).metadata).toMatchObject({
      title: 'Voter outreach plan',
      authors: ['Ada Example'],
      lastAuthor: 'Ben Example',
      keywords: ['outreach', 'voters', 'plan'],
      company: 'Northwind Insight Ltd',
      application: 'Example Office 16.0000',
      language: 'en-GB',
      pages: 3,
      created: { instant: '2016-05-01T09:30:00Z', zoneSource: 'utc', precision: 'second' },
      modified: {
        instant: '2016-06-02T08:00:00Z',
        local: '2016-06-02T10:00:00',
        offset: 120,
        zoneSource: 'offset',
      },
      other: { 'custom.Matter': 'EX-17' },
    });
  });

  test('a date that no calendar has is kept as it is written, and is no time', async () => {
    const core = String(docxParts['docProps/core.xml']).replace(
      '2016-05-01T09:30:00Z',
      '2019-02-30T10:00:00Z',
    );
    const { metadata } = await run(zipParts({ ...docxParts, 'docProps/core.xml': core }));
    expect(metadata.created).toBeUndefined();
    expect(metadata.other).toMatchObject({ created: '2019-02-30T10:00:00Z' });
  });

  test('children, events and warnings', async () => {
    const { children, events, warnings, outcome } = await whole;
    expect(outcome).toEqual({ status: 'extracted' });
    expect(children.map(({ name, relation, bytes }) => [name, relation, bytes?.length])).toEqual([
      ['chunk.html', 'embedded', 20],
      ['image1.png', 'embedded', 70],
      ['vbaProject.bin', 'embedded', 18],
    ]);
    expect(new Set(children.map(({ locator }) => locator)).size).toBe(3);
    expect(events.map(({ kind, message }) => `${kind} ${message}`)).toEqual([
      'deletion Ben Example',
      'insertion Ben Example',
      'comment Cara Example',
    ]);
    expect(warnings).toEqual([
      { code: 'external-reference', detail: 'attachedTemplate: http://template.example/t.dotm' },
      { code: 'active-content', detail: 'VBA macros' },
    ]);
  });
});

test('the file within an embedded OLE2 object is a child beside it', async () => {
  const file = Buffer.from('the broker file');
  const native = Buffer.concat([
    Buffer.alloc(4),
    Buffer.from([2, 0]),
    Buffer.from('broker.csv\0C:\\data\\broker.csv\0'),
    Buffer.from([0, 0, 3, 0, 4, 0, 0, 0]),
    Buffer.from('C:\\\0'),
    Buffer.from([file.length, 0, 0, 0]),
    file,
  ]);
  native.writeUInt32LE(native.length - 4, 0);
  const container = utils.cfb_new();
  utils.cfb_add(container, '/\u0001Ole10Native', native);
  const object = Buffer.from(write(container, { type: 'buffer' }) as Uint8Array);
  const { children } = await run(zipParts({ ...docxParts, 'word/embeddings/oleObject1.bin': object }));
  const found = children.find(({ name }) => name === 'broker.csv');
  expect(Buffer.from(found?.bytes ?? []).toString()).toBe('the broker file');
  expect(children.find(({ name }) => name === 'oleObject1.bin')?.bytes).toHaveLength(object.length);
  const cut = await run(
    zipParts({ ...docxParts, 'word/embeddings/oleObject1.bin': object.subarray(0, 700) }),
  );
  expect(cut.children.map(({ name }) => name)).not.toContain('broker.csv');
  expect(cut.children.map(({ name }) => name)).toContain('oleObject1.bin');
});

describe('damaged packages', () => {
  test('without its directory the text is read from the local headers', async () => {
    const cut = fixture.subarray(0, fixture.indexOf(Buffer.from('PK\x01\x02')));
    const { outcome, texts, warnings } = await run(cut);
    expect(outcome.status).toBe('extracted');
    expect(texts.body).toContain('Dear Mr Sharma,');
    expect(warnings[0]?.code).toBe('truncated');
  });

  test('a package cut within the text gives the text before the cut', async () => {
    const long = Array.from({ length: 3000 }, (_, index) =>
      paragraph(`Sentence ${index} of ${(index * 7919) % 1000}`),
    ).join('');
    const bytes = zipParts({ 'word/document.xml': document(long) });
    const { outcome, texts, warnings } = await run(bytes.subarray(0, bytes.length / 2));
    expect(outcome.status).toBe('extracted');
    expect(texts.body).toContain('Sentence 500 of');
    expect(texts.body).not.toContain('Sentence 2999 of');
    expect(warnings.map(({ code }) => code)).toContain('truncated');
  });

  test('a byte changed within the compressed data keeps what came before and says so', async () => {
    const long = Array.from({ length: 3000 }, (_, index) =>
      paragraph(`Sentence ${index} of ${(index * 7919) % 1000}`),
    ).join('');
    const bytes = Buffer.from(zipParts({ 'word/document.xml': document(long) }));
    bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 40);
    const { outcome, texts, warnings } = await run(bytes);
    expect(outcome.status).toBe('extracted');
    expect(texts.body).toContain('Sentence 300 of');
    expect(warnings.map(({ code }) => code)).toContain('corrupt');
  });

  test('bytes before the package do not hide it', async () => {
    const { outcome, texts } = await run(Buffer.concat([Buffer.from('#!/bin/sh\n'), fixture]));
    expect(outcome.status).toBe('extracted');
    expect(texts.body).toContain('Dear Mr Sharma,');
  });

  test('only the main part is needed, and markup without end is read', async () => {
    const { outcome, texts } = await run(
      zipParts({ 'odd/document.xml': document(paragraph('Alone')).slice(0, -25) }),
    );
    expect(outcome.status).toBe('extracted');
    expect(texts.body).toBe('Alone\n');
  });

  test.each([
    ['no zip', Buffer.from('this is not a package at all'), 'corrupt'],
    ['hardly a byte', Buffer.from('PK'), 'truncated'],
    ['no document in it', zipParts({ 'readme.txt': 'hello' }), 'partial-read'],
  ])('%s fails with its code', async (_what, bytes, code) => {
    expect((await run(bytes)).outcome).toMatchObject({ status: 'failed', code });
  });
});

describe('hostile packages', () => {
  test('the second of two parts with one name is a child, not text', async () => {
    const bytes = Buffer.from(
      zipParts({
        'word/document.xml': document(paragraph('Shown')),
        'word/documenu.xml': document(paragraph('Smuggled')),
      }),
    );
    for (let at = bytes.indexOf('documenu'); at >= 0; at = bytes.indexOf('documenu'))
      bytes.write('document', at);
    const { texts, children, warnings } = await run(bytes);
    expect(texts.body).toBe('Shown\n');
    expect(Buffer.from(children[0]?.bytes ?? []).toString()).toContain('Smuggled');
    expect(warnings.map(({ code }) => code)).toEqual(['duplicate-name']);
  });

  test('declared entities are refused and nothing is expanded', async () => {
    const bomb = `<!DOCTYPE w:document [<!ENTITY a "boom"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>${document(paragraph('&b;&x;'))}`;
    const { outcome, texts } = await run(zipParts({ 'word/document.xml': bomb }));
    expect(outcome).toMatchObject({ status: 'failed', code: 'bomb' });
    expect(texts.body).toBeUndefined();
  });

  test('inflation ends at the limit with what was read', async () => {
    const bytes = zipParts({
      'word/document.xml': document(paragraph('Start') + ' '.repeat(3_000_000) + paragraph('End')),
    });
    const { outcome, texts, warnings } = await run(bytes, { maxExpandedBytes: 1_000_000 });
    expect(outcome.status === 'extracted' || outcome.status === 'failed').toBe(true);
    expect(texts.body ?? '').not.toContain('End');
    expect(warnings.map(({ code }) => code)).toContain('bomb');
  });

  test('nesting without end is cut off', async () => {
    const { warnings, texts } = await run(
      zipParts({
        'word/document.xml': document(paragraph('Before') + '<w:sdt>'.repeat(100_000) + paragraph('Deep')),
      }),
    );
    expect(texts.body).toContain('Before');
    expect(texts.body).not.toContain('Deep');
    expect(warnings.map(({ code }) => code)).toEqual(['corrupt']);
  });

  test('an encrypted member makes the document encrypted', async () => {
    const bytes = Buffer.from(zipParts({ 'word/document.xml': document(paragraph('Secret')) }));
    for (const signature of ['PK\x03\x04', 'PK\x01\x02']) {
      const at = bytes.indexOf(signature) + (signature.endsWith('\x04') ? 6 : 8);
      bytes.writeUInt16LE(bytes.readUInt16LE(at) | 1, at);
    }
    expect((await run(bytes)).outcome).toMatchObject({ status: 'encrypted', code: 'password-required' });
  });

  test('an encrypted OOXML file is an OLE2 file and says so', async () => {
    const bytes = Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(1016),
      Buffer.from('EncryptedPackage', 'utf16le'),
      Buffer.alloc(512),
    ]);
    expect((await run(bytes)).outcome).toMatchObject({ status: 'encrypted', code: 'password-required' });
  });

  test('relationships in a ring and out of the package end', async () => {
    const { outcome, texts } = await run(
      zipParts({
        ...docxParts,
        'word/_rels/header1.xml.rels': relations(
          ['rId1', 'header', 'header1.xml'],
          ['rId2', 'chart', '../../../etc/passwd'],
        ),
      }),
    );
    expect(outcome.status).toBe('extracted');
    expect(texts.headers?.split('Strictly confidential')).toHaveLength(2);
  });
});

test('a strict document with another prefix and UTF-16 is read', async () => {
  const strict =
    '<?xml version="1.0" encoding="UTF-16"?><d:document xmlns:d="http://purl.oclc.org/ooxml/wordprocessingml/main"><d:body><d:p><d:r><d:t>Fußnote &amp; co</d:t></d:r></d:p></d:body></d:document>';
  const { texts, warnings } = await run(
    zipParts({ 'word/document.xml': Buffer.from(`\uFEFF${strict}`, 'utf16le') }),
  );
  expect(texts.body).toBe('Fußnote & co\n');
  expect(codesOf({ warnings })).toEqual([]);
});

test('a part of 10 MB is read in pieces to its end', async () => {
  const bytes = zipParts({
    'word/document.xml': document(paragraph('word '.repeat(200)).repeat(10_000) + paragraph('The end')),
  });
  const { texts, warnings } = await run(bytes);
  expect(texts.body?.endsWith('The end\n')).toBe(true);
  expect(texts.body?.length).toBe(10_000 * 1001 + 8);
  expect(warnings).toEqual([]);
});

describe('what a reader sees outside of runs', () => {
  const spaces =
    'xmlns:w="urn:w" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:far="urn:far" xmlns:near="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"';
  const read = async (body: string) =>
    (
      await run(
        zipParts({ 'word/document.xml': `<w:document ${spaces}><w:body>${body}</w:body></w:document>` }),
      )
    ).texts;
  const field = (data: string): string =>
    `<w:p><w:r><w:t>Port: </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="Harbour"/>${data}</w:ffData></w:fldChar></w:r><w:r><w:t>.</w:t></w:r></w:p>`;
  const entries = '<w:listEntry w:val="Bergen"/><w:listEntry w:val="Molde"/><w:listEntry w:val="Alta"/>';
  const choice = (needs: string, first: string, last: string): string =>
    `<w:p><w:r><w:t>So </w:t></w:r><mc:AlternateContent><mc:Choice Requires="${needs}">${first}</mc:Choice><mc:Fallback>${last}</mc:Fallback></mc:AlternateContent><w:r><w:t> end</w:t></w:r></w:p>`;
  const words = (text: string): string => `<w:r><w:t>${text}</w:t></w:r>`;

  test.each([
    ['the entry chosen', field(`<w:ddList><w:result w:val="2"/>${entries}</w:ddList>`), 'Port: Alta.\n'],
    ['the usual entry', field(`<w:ddList><w:default w:val="1"/>${entries}</w:ddList>`), 'Port: Molde.\n'],
    ['the first entry', field(`<w:ddList>${entries}</w:ddList>`), 'Port: Bergen.\n'],
    [
      'a box that is ticked',
      field('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>'),
      'Port: ☒.\n',
    ],
    ['a box ticked from the start', field('<w:checkBox><w:default w:val="1"/></w:checkBox>'), 'Port: ☒.\n'],
    [
      'a box unticked',
      field('<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>'),
      'Port: ☐.\n',
    ],
    [
      'WordArt',
      '<w:p><w:r><w:t>Bef</w:t></w:r><w:r><w:pict><v:shape><v:textpath string="Draft copy"/></v:shape></w:pict></w:r><w:r><w:t>ore</w:t></w:r></w:p>',
      'Before\nDraft copy\n',
    ],
    ['a fallback for a branch without text', choice('far', '<far:ink/>', words('signed')), 'So signed end\n'],
    ['a fallback where the branch shows none', choice('near', '<w:r/>', words('signed')), 'So signed end\n'],
    ['a branch that is understood', choice('near', words('new'), words('new')), 'So new end\n'],
    ['not one of a namespace of others', choice('far', words('new'), words('old')), 'So old end\n'],
    ['one of a namespace of others alone', choice('far', words('new'), ''), 'So new end\n'],
    [
      'branches within branches',
      choice('near', choice('far', '<far:ink/>', words('inner')), words('inner')),
      'So So inner end\n end\n',
    ],
  ])('%s', async (_what, body, expected) => {
    expect((await read(body)).body).toBe(expected);
  });

  test('what is not shown is hidden text: other entries, names, the branch that says something else', async () => {
    const list = await read(field(`<w:ddList><w:result w:val="2"/>${entries}</w:ddList>`));
    expect(list.hidden).toBe('Harbour\nBergen\nMolde\n');
    expect((await read(choice('near', words('new'), words('old')))).hidden).toBe('old\n');
    expect((await read(choice('far', words('new'), words('old')))).hidden).toBe('new\n');
    expect((await read(choice('near', words('one two'), words('one')))).hidden).toBeUndefined();
  });

  test('a branch too large to be kept back is read where it stands', async () => {
    for (const one of [
      words('x'),
      '<w:r><w:t>x</w:t><w:tab/></w:r>',
      '<w:r><w:tblPr><w:b/></w:tblPr><w:t>x</w:t></w:r>',
    ]) {
      const shown = one.includes('<w:tab/>') ? 'x\t' : 'x';
      const many = `<w:p>${one.repeat(30_000)}</w:p>`;
      expect((await read(choice('near', words('new'), many))).body).toBe(
        `So new${shown.repeat(30_000)}\n end\n`,
      );
    }
  });
});

describe('what is set apart in a document', () => {
  const read = async (body: string) => {
    const { texts, anchors } = await run(
      zipParts({ 'word/document.xml': `<w:document xmlns:w="urn:w"><w:body>${body}</w:body></w:document>` }),
    );
    return { body: texts.body, hidden: texts.hidden, shown: anchors.body, apart: anchors.hidden };
  };
  const styled = (properties: string, text: string): string =>
    `<w:r><w:rPr>${properties}</w:rPr><w:t>${text}</w:t></w:r>`;
  const by = 'w:author="Ben" w:date="2016-05-02T11:00:00Z"';
  const said = { author: 'Ben', changed: '2016-05-02T11:00:00Z' };

  test('tracked changes say who and when', async () => {
    const { body, hidden, shown, apart } = await read(
      `<w:p><w:r><w:t>a </w:t></w:r><w:ins ${by}><w:r><w:t>new</w:t></w:r></w:ins><w:r><w:t> b</w:t></w:r><w:del ${by}><w:r><w:delText>old</w:delText></w:r></w:del><w:moveTo ${by}><w:r><w:t>here</w:t></w:r></w:moveTo><w:moveFrom ${by}><w:r><w:t>there</w:t></w:r></w:moveFrom></w:p>`,
    );
    expect(body).toBe('a new bhere\n');
    expect(shown).toEqual([
      { at: 2, mark: 'inserted', ...said },
      { at: 5 },
      { at: 7, mark: 'moved', ...said },
      { at: 11 },
    ]);
    expect(hidden).toBe('old\nthere\na  boldthere\nBen\n');
    expect(apart).toEqual([
      { at: 0, mark: 'deleted', ...said },
      { at: 4 },
      { at: 4, mark: 'moved', ...said },
      { at: 10 },
      { at: 10, mark: 'earlier-revision' },
      { at: 23 },
      { at: 23, part: 'word/document.xml' },
      { at: 27 },
    ]);
  });

  test('a line that was changed is found as it stood before, wherever it stands', async () => {
    const change = `<w:p><w:r><w:t>engaged by </w:t></w:r><w:del ${by}><w:r><w:delText>the miller</w:delText></w:r></w:del><w:ins ${by}><w:r><w:t>the trust</w:t></w:r></w:ins><w:r><w:t> for 48</w:t></w:r></w:p>`;
    const { hidden } = await read(`${change}<w:tbl><w:tr><w:tc>${change}</w:tc></w:tr></w:tbl>`);
    expect(hidden?.split('engaged by the miller for 48')).toHaveLength(3);
  });

  test.each([
    ['hidden text', styled('<w:vanish/>', 'one'), 'one\n', 'vanished'],
    ['white on the page', styled('<w:color w:val="FFFFFF"/>', 'one'), 'one\n', 'ground-colour'],
    [
      'the colour of its shade',
      styled('<w:color w:val="FF0000"/><w:shd w:val="clear" w:fill="ff0000"/>', 'one'),
      'one\n',
      'ground-colour',
    ],
  ])('%s', async (_what, run, hidden, mark) => {
    const found = await read(`<w:p>${run}<w:r><w:t>seen</w:t></w:r></w:p>`);
    expect(found.body).toBe('seen\n');
    expect(found.hidden).toBe(hidden);
    expect(found.apart).toEqual([{ at: 0, mark }, { at: 4 }]);
  });

  test.each([
    [
      'white on a highlight',
      `<w:p>${styled('<w:color w:val="FFFFFF"/><w:highlight w:val="blue"/>', 'one')}</w:p>`,
    ],
    [
      'white in a shaded paragraph',
      `<w:p><w:pPr><w:shd w:fill="000080"/></w:pPr>${styled('<w:color w:val="FFFFFF"/>', 'one')}</w:p>`,
    ],
    ['vanish switched off', `<w:p>${styled('<w:vanish w:val="0"/>', 'one')}</w:p>`],
  ])('%s is seen', async (_what, body) => {
    expect(await read(body)).toEqual({ body: 'one\n' });
  });

  test('white in a cell, whose ground is the table’s, is seen', async () => {
    const row = `<w:tbl><w:tr><w:tc><w:p>${styled('<w:color w:val="FFFFFF"/>', 'one')}</w:p></w:tc></w:tr></w:tbl>`;
    expect((await read(row)).body).toBe('one\t\n');
  });

  test('struck text stands where it is', async () => {
    const { body, shown } = await read(
      `<w:p>${styled('<w:strike/>', 'old')}<w:r><w:t> new</w:t></w:r></w:p>`,
    );
    expect(body).toBe('old new\n');
    expect(shown).toEqual([{ at: 0, mark: 'struck' }, { at: 3 }]);
  });

  test('styles that number and hide, whose names stand once', async () => {
    const { texts } = await run(
      zipParts({
        'word/document.xml': document(
          '<w:p><w:pPr><w:pStyle w:val="n"/></w:pPr><w:r><w:t>clause</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val="h"/></w:pPr><w:r><w:t>unseen</w:t></w:r></w:p>',
        ),
        'word/_rels/document.xml.rels': relations(
          ['rId1', 'numbering', 'numbering.xml'],
          ['rId2', 'styles', 'styles.xml'],
        ),
        'word/numbering.xml':
          '<w:numbering><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1)"/></w:lvl></w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num></w:numbering>',
        'word/styles.xml':
          '<w:styles><w:docDefaults><w:rPrDefault><w:rPr/></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:styleId="h"><w:name w:val="Zugspitze"/><w:rPr><w:vanish/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="n"><w:rPr><w:b/></w:rPr><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr></w:style></w:styles>',
      }),
    );
    expect(texts.body).toBe('1) clause\n\n');
    expect(texts.hidden).toBe('Zugspitze\nunseen\n');
  });

  test('a level in legal form shows the numbers above it in decimals', async () => {
    const item = (level: number): string =>
      `<w:p><w:pPr><w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="5"/></w:numPr></w:pPr><w:r><w:t>clause</w:t></w:r></w:p>`;
    const { texts } = await run(
      zipParts({
        'word/document.xml': document(item(0) + item(1) + item(2)),
        'word/_rels/document.xml.rels': relations(['rId1', 'numbering', 'numbering.xml']),
        'word/numbering.xml':
          '<w:numbering><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="upperRoman"/><w:lvlText w:val="Article %1"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl><w:lvl w:ilvl="2"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2.%3"/></w:lvl></w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num></w:numbering>',
      }),
    );
    expect(texts.body).toBe('Article I clause\n1.1 clause\nI.1.1 clause\n');
  });

  test('the number of a note is no part of its word, a number that belongs to one is', async () => {
    const raised = (text: string): string =>
      `<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>${text}</w:t></w:r>`;
    const plain = (text: string): string => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
    const line = `<w:p>${plain('the mill')}${raised('12')}${plain(' of 5 km')}${raised('2')}</w:p>`;
    const note = `<w:p>${raised('12')}${plain('Pond')}</w:p>`;
    const { texts } = await run(zipParts({ 'word/document.xml': document(line + note) }));
    expect(texts.body).toBe('the mill 12 of 5 km2\n12 Pond\n');
  });

  test('parts that nothing leads to, custom XML, variables, names of content controls', async () => {
    const { texts, anchors } = await run(
      zipParts({
        'word/document.xml': document(
          '<w:sdt><w:sdtPr><w:alias w:val="Payee"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>x</w:t></w:r></w:p></w:sdtContent></w:sdt>',
        ),
        'word/_rels/document.xml.rels': relations(['rId1', 'settings', 'settings.xml']),
        'word/settings.xml':
          '<w:settings><w:docVars><w:docVar w:name="v" w:val="Nesodden"/></w:docVars></w:settings>',
        'word/other.xml': document('<w:p><w:r><w:t>Left </w:t></w:r><w:r><w:t>over</w:t></w:r></w:p>'),
        'customXml/item1.xml': '<data note="ask Odile" xmlns:o="urn:of-odile"><v>Halden</v></data>',
        'customXml/itemProps1.xml': '<ds:datastoreItem>no words here</ds:datastoreItem>',
        'word/theme/theme1.xml': '<a:theme name="Office Theme of ours"/>',
      }),
    );
    expect(texts.body).toBe('x\n');
    expect(texts.hidden).toBe(
      'Payee\nNesodden\nLeft over\nask Odile\nHalden\nno words here\nword/other.xml\n',
    );
    expect(anchors.hidden).toEqual([
      { at: 6, part: 'word/settings.xml' },
      { at: 15 },
      { at: 15, part: 'word/other.xml' },
      { at: 25 },
      { at: 25, part: 'customXml/item1.xml' },
      { at: 42 },
      { at: 42, part: 'customXml/itemProps1.xml' },
      { at: 56 },
      { at: 56 },
    ]);
  });
});

describe('a document whose reading breaks off', () => {
  const nested = (depth: number, inner: string): string =>
    `<w:p>${'<w:r>'.repeat(depth)}${inner}${'</w:r>'.repeat(depth)}</w:p>`;
  const read = (body: string) => run(zipParts({ 'word/document.xml': document(body) }));

  test('is not one that holds no text', async () => {
    expect((await read(`${nested(9000, '')}${paragraph('behind')}`)).outcome).toMatchObject({
      status: 'failed',
      code: 'corrupt',
    });
    const endless = await read(`<w:p w:rsidR="${'a'.repeat(17 * 1024 * 1024)}"/>${paragraph('behind')}`);
    expect(endless.outcome).toMatchObject({ status: 'failed', code: 'bomb' });
  });

  test('counts as read where it has text', async () => {
    const { outcome, texts, warnings } = await read(`${paragraph('before')}${nested(9000, '')}`);
    expect(outcome).toEqual({ status: 'extracted' });
    expect(texts.body).toBe('before\n\n');
    expect(warnings.map(({ code }) => code)).toEqual(['corrupt']);
  });

  test('goes on behind what is nested too deeply, whose text stands by itself', async () => {
    const { texts, warnings } = await read(`${nested(1100, '<w:t>below</w:t>')}${paragraph('behind')}`);
    expect(texts).toEqual({ body: '\nbehind\n', hidden: 'below\n' });
    expect(warnings.map(({ code }) => code)).toEqual(['partial-read']);
  });

  test('hyphens of their own kinds do not part a word', async () => {
    const { texts } = await read(
      '<w:p><w:r><w:t>well</w:t><w:noBreakHyphen/><w:t>known com</w:t><w:softHyphen/><w:t>mittee</w:t></w:r></w:p>',
    );
    expect(texts.body).toBe('well\u2011known committee\n');
  });
});
