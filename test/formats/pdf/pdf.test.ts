/** Tests of the PDF extractor over fixtures of our own making. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { array, assert, asyncProperty, nat, property, stringMatching, tuple } from 'fast-check';
import { openDocument } from '../../../formats/pdf/open-document.ts';
import { formatPages } from '../../../formats/pdf/page-ranges.ts';
import { cleanPageText } from '../../../formats/pdf/page-text.ts';
import { parsePdfDate } from '../../../formats/time/pdf-date.ts';
import { loadPdfium } from '../../../formats/pdf/pdfium.ts';
import { time } from '../../../schemas/time.ts';
import { contentOf, runExtractor } from '../../run-extractor.ts';

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../../fixtures/pdf', name));
const run = (name: string) => runExtractor(fixture(name), { format: 'pdf' });

/** One page whose content is `mebibytes` of blanks before its text; without a cross-reference table. */
const bombPdf = (mebibytes: number): Buffer => {
  const text = Buffer.from('BT /F1 12 Tf 72 720 Td (after the blanks) Tj ET');
  const data = deflateSync(Buffer.concat([Buffer.alloc(mebibytes * 1024 * 1024, ' '), text]), { level: 1 });
  const head =
    '%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n' +
    '3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F1 4 0 R>>>>>>\nendobj\n' +
    '4 0 obj\n<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>\nendobj\n' +
    `5 0 obj\n<</Filter/FlateDecode/Length ${data.length}>>\nstream\n`;
  const tail = '\nendstream\nendobj\ntrailer\n<</Root 1 0 R/Size 6>>\nstartxref\n0\n%%EOF\n';
  return Buffer.concat([Buffer.from(head), data, Buffer.from(tail)]);
};

/** One page with this content in a font of this dictionary; without a cross-reference table. */
const onePage = (content: string, font: string): Buffer =>
  Buffer.from(
    '%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n' +
      '3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F1 4 0 R>>>>>>\nendobj\n' +
      `4 0 obj\n${font}\nendobj\n5 0 obj\n<</Length ${content.length}>>\nstream\n${content}\nendstream\nendobj\n` +
      'trailer\n<</Root 1 0 R/Size 6>>\nstartxref\n0\n%%EOF\n',
  );

describe('what a page shows and no text says', () => {
  const helvetica = '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>';
  // Codes of glyphs, and nothing that says which characters these are: what printer drivers write.
  const unsaid =
    '<</Type/Font/Subtype/Type0/BaseFont/Foo/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/Foo' +
    '/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 600>>]>>';
  const curves = (count: number) => '1 2 m 3 4 5 6 7 8 c f '.repeat(count);
  test.each([
    [
      'letters of a font without characters',
      'BT /F1 12 Tf 72 720 Td <000300040005000600070008> Tj ET',
      unsaid,
      ['page 1: words or lines in fonts that do not say which characters their glyphs are: 1'],
    ],
    ['a bullet of such a font', 'BT /F1 12 Tf 72 720 Td <0003> Tj ET', unsaid, []],
    ['letters drawn as outlines', curves(200), helvetica, ['page 1']],
    ['a frame', curves(10), helvetica, []],
    ['outlines beside text', `BT /F1 12 Tf 72 720 Td (Chart) Tj ET ${curves(200)}`, helvetica, []],
  ])('%s', async (_name, content, font, expected) => {
    const { warnings } = await runExtractor(onePage(content, font), { format: 'pdf' });
    expect(warnings.filter(({ code }) => code === 'needs-ocr').map(({ detail }) => detail)).toEqual(expected);
  });
});

describe('a whole PDF', () => {
  test('gives text by page, fields, outline', async () => {
    const { outcome, texts, anchors, warnings } = await run('report.pdf');
    expect(outcome).toEqual({ status: 'extracted' });
    expect(warnings).toEqual([]);
    const body = texts.body ?? '';
    expect(body).toBe(
      [
        'Quarterly report of the Harbour Institute',
        'The contributors signed the agreement on the pier. Café accounts.',
        'surname: Okonkwo',
        '\n\nSecond page, second subject.',
        '\nChapter of bookmarks',
      ].join('\n'),
    );
    const at = (text: string) => body.indexOf(text);
    expect(anchors.body).toEqual([
      { at: 0, page: 1 },
      { at: at('Second'), page: 2 },
      { at: at('Chapter'), part: 'outline' },
    ]);
  });

  test('gives comments, links and the times of comments', async () => {
    const { texts, anchors, events } = await run('report.pdf');
    expect(texts.comments).toBe('Ann Reviewer: Who paid for this?\nsee the note\n');
    expect(anchors.comments).toEqual([{ at: 0, page: 1 }]);
    expect(texts.hidden).toBe('https://example.org/donors\n');
    expect(events).toMatchObject([
      { kind: 'commented', message: 'Ann Reviewer, page 1', time: { instant: '2017-04-05T04:07:08.000Z' } },
    ]);
  });

  test('gives metadata with times as stated', async () => {
    const { metadata } = await run('report.pdf');
    expect(metadata).toEqual({
      title: 'Harbour report',
      authors: ['Ann Writer', 'Ben Writer'],
      subject: 'Accounts',
      keywords: ['pier', 'harbour'],
      application: 'Our Writer',
      language: 'en-GB',
      pages: 2,
      created: {
        instant: '2017-03-01T08:30:00.000Z',
        local: '2017-03-01T09:30:00',
        offset: 60,
        precision: 'second',
        zoneSource: 'offset',
        raw: "D:20170301093000+01'00'",
      },
      modified: { local: '2017-03-02', precision: 'day', zoneSource: 'none', raw: 'D:20170302' },
      other: { creator: 'Our Writer', producer: 'make-pdf', Department: 'Works' },
    });
  });

  test('gives the metadata of XMP where there is no other', async () => {
    expect((await run('xmp-only.pdf')).metadata).toMatchObject({
      title: 'Titled by XMP',
      authors: ['Ann Writer'],
      application: 'Our Writer',
      created: { instant: '2017-03-01T08:30:00.000Z' },
      pages: 1,
    });
  });

  test('gives attached files as children', async () => {
    const { children } = await run('report.pdf');
    const seen = children.map(({ locator, name, relation, declaredType, bytes }) => ({
      locator,
      name,
      relation,
      declaredType,
      text: Buffer.from(bytes ?? []).toString(),
    }));
    expect(seen).toEqual([
      {
        locator: 'page:1/annotation:3',
        name: 'note.txt',
        relation: 'attachment',
        declaredType: undefined,
        text: 'a note pinned to the page\n',
      },
      {
        locator: 'file:0',
        name: 'figures.csv',
        relation: 'attachment',
        declaredType: 'text/csv',
        text: 'name,amount\nMarten,12\n',
      },
    ]);
    expect(children[1]?.times?.modified?.instant).toBe('2017-01-01T12:00:00.000Z');
  });
});

describe('PDFs that need a warning', () => {
  test('pages that show only an image need OCR, blank ones do not', async () => {
    const { outcome, texts, warnings } = await run('scan.pdf');
    expect(outcome.status).toBe('extracted');
    expect(texts.body?.trim()).toBe('Cover sheet');
    expect(warnings).toEqual([{ code: 'needs-ocr', detail: 'pages 2-3' }]);
  });

  test('a script is reported, its page is read', async () => {
    const { texts, warnings } = await run('script.pdf');
    expect(texts.body).toContain('A page with a script');
    expect(warnings.map(({ code }) => code)).toEqual(['active-content']);
  });

  test('an owner password does not stop reading', async () => {
    const { outcome, texts } = await run('owner-only.pdf');
    expect(outcome.status).toBe('extracted');
    expect(texts.body).toContain('Locked with a password');
    expect(texts.hidden).toContain('A pier with three cranes');
  });

  test('a user password does', async () => {
    const { outcome, texts } = await run('locked.pdf');
    expect(outcome).toMatchObject({ status: 'encrypted', code: 'password-required' });
    expect(texts).toEqual({});
  });
});

describe('damaged and hostile PDFs', () => {
  test('a truncated file gives what is left of it', async () => {
    const { outcome, texts, warnings } = await run('truncated.pdf');
    expect(outcome.status).toBe('extracted');
    expect(texts.body).toContain('Second page, second subject.');
    expect(warnings.map(({ code }) => code)).toEqual(['partial-read', 'truncated']);
  });

  test('a file without objects fails', async () => {
    expect((await run('header-only.pdf')).outcome).toMatchObject({ status: 'failed', code: 'truncated' });
    const corrupt = Buffer.from('%PDF-1.7\nnothing of the kind\n%%EOF\n');
    const { outcome } = await runExtractor(corrupt, { format: 'pdf' });
    expect(outcome).toMatchObject({ status: 'failed', code: 'corrupt' });
  });

  test('a bogus page count in a tree that holds itself ends', async () => {
    const { outcome, texts } = await run('loop.pdf');
    expect(outcome.status).toBe('extracted');
    expect(texts.body).toContain('The only page');
  });

  test('a large file is read by ranges, never held whole', async () => {
    const whole = fixture('report.pdf');
    const start = whole.lastIndexOf('xref\n0 ');
    const padding = Buffer.alloc(20 * 1024 * 1024, ' ');
    const end = whole
      .subarray(start)
      .toString('latin1')
      .replace(`startxref\n${start}`, `startxref\n${start + padding.length}`);
    const bytes = Buffer.concat([whole.subarray(0, start), padding, Buffer.from(end, 'latin1')]);
    let largest = 0;
    const content = contentOf(bytes);
    const watched = {
      ...content,
      read(offset: number, length: number) {
        largest = Math.max(largest, length);
        return content.read(offset, length);
      },
    };
    const pdfium = await loadPdfium();
    const opened = openDocument(pdfium, watched);
    if ('error' in opened) throw new Error(opened.error);
    expect(pdfium.api.FPDF_GetPageCount(opened.document.handle)).toBe(2);
    opened.document.close();
    expect(largest).toBeLessThan(1024 * 1024);
    expect((await runExtractor(bytes, { format: 'pdf' })).texts.body).toContain('Second page');
  });

  test('a page that inflates a thousandfold is read, and the heap given back', async () => {
    const { outcome, texts } = await runExtractor(bombPdf(120), { format: 'pdf' });
    expect(outcome.status).toBe('extracted');
    expect(texts.body).toBe('after the blanks\n');
    expect((await loadPdfium()).heap.HEAPU8.length).toBeLessThan(192 * 1024 * 1024);
  }, 60_000);

  test('text beyond the limit stops at a page', async () => {
    const { texts, warnings } = await runExtractor(fixture('report.pdf'), {
      format: 'pdf',
      limits: { maxExpandedBytes: 50 },
    });
    expect(texts.body).not.toContain('Second page');
    expect(warnings.map(({ code }) => code)).toContain('bomb');
  });

  test('any damaged byte leaves an outcome, and the next document is read as ever', async () => {
    const whole = fixture('report.pdf');
    const damage = array(tuple(nat(whole.length - 1), nat(255)), { minLength: 1, maxLength: 30 });
    await assert(
      asyncProperty(damage, async (changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        const { outcome } = await runExtractor(bytes, { format: 'pdf' });
        expect(['extracted', 'failed', 'encrypted']).toContain(outcome.status);
      }),
      { numRuns: 100 },
    );
    expect((await run('report.pdf')).texts.body).toContain('Second page');
  });
});

test('heap does not grow from document to document', async () => {
  for (let round = 0; round < 20; round += 1) await run('report.pdf');
  const before = (await loadPdfium()).heap.HEAPU8.length;
  for (let round = 0; round < 300; round += 1) await run('report.pdf');
  expect((await loadPdfium()).heap.HEAPU8.length).toBe(before);
});

test.each([
  ["D:20170301093000-05'30'", '2017-03-01T15:00:00.000Z', -330],
  ['D:20170301093000Z', '2017-03-01T09:30:00.000Z', 0],
  ['20170301093000+0100', '2017-03-01T08:30:00.000Z', 60],
  ['D:20170301093000', undefined, undefined],
])('the date %s', (raw, instant, offset) => {
  expect(parsePdfDate(raw)).toMatchObject({ raw, local: '2017-03-01T09:30:00' });
  expect(parsePdfDate(raw)?.instant).toBe(instant);
  expect(parsePdfDate(raw)?.offset).toBe(offset);
});

test.each(['', 'yesterday', 'D:20171301', 'D:20170230120000', 'D:20170101250000'])('no date: %s', (raw) => {
  expect(parsePdfDate(raw)).toBeUndefined();
});

test('any date is absent or valid by the schema', () => {
  assert(
    property(stringMatching(/^D:\d{4,14}[Z+-]?(\d{2}'?){0,2}$/), (raw) => {
      const parsed = parsePdfDate(raw);
      if (parsed) time.parse(parsed);
    }),
  );
});

test.each([
  ['agree\uFFFEment', 'agreement'],
  ['Anglo\uFFFEAmerican', 'Anglo-American'],
  ['http://eur\uFFFElex.example', 'http://eur-lex.example'],
  ['ann@data\uFFFEfirm.example', 'ann@data-firm.example'],
  ['COVID\u000219', 'COVID-19'],
  ['one  \r\ntwo\rthree', 'one\ntwo\nthree'],
  ['o\u001fce\tand\ttabs', 'o\uFFFDce\tand\ttabs'],
])('page text %j becomes %j', (raw, clean) => {
  expect(cleanPageText(raw)).toBe(clean);
});

test.each([
  [[3], 'page 3'],
  [[1, 2, 3, 7], 'pages 1-3, 7'],
])('pages %j', (pages, phrase) => {
  expect(formatPages(pages)).toBe(phrase);
});

test('a long list of pages is cut', () => {
  const odd = Array.from({ length: 5000 }, (_, index) => index * 2 + 1);
  expect(formatPages(odd)).toMatch(/… \(5000 in all\)$/);
  expect(formatPages(odd).length).toBeLessThan(500);
});

describe('what hangs from a page', () => {
  const font = '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>';
  const drawn = (text: string): string => {
    const data = `BT /F1 12 Tf 10 10 Td (${text}) Tj ET`;
    return `/Length ${data.length}>>\nstream\n${data}\nendstream`;
  };
  /** One page with an object 6 that hangs from it by `how`, and further objects from 7 on. */
  const pdf = (how: string, ...objects: string[]): Buffer =>
    Buffer.from(
      [
        '%PDF-1.7',
        ...[
          '<</Type/Catalog/Pages 2 0 R>>',
          '<</Type/Pages/Kids[3 0 R]/Count 1>>',
          `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>${how}>>`,
          `<<${drawn('On the page')}`,
          font,
          ...objects,
        ].map((object, index) => `${index + 1} 0 obj\n${object}\nendobj`),
        `trailer\n<</Root 1 0 R/Size ${objects.length + 6}>>\nstartxref\n0\n%%EOF\n`,
      ].join('\n'),
      'latin1',
    );
  const stamp = (subtype: string, contents: string, text: string): Buffer =>
    pdf(
      '/Annots[6 0 R]',
      `<</Type/Annot/Subtype/${subtype}/Rect[300 500 560 540]/F 4${contents}/AP<</N 7 0 R>>>>`,
      `<</Type/XObject/Subtype/Form/BBox[0 0 260 40]/Resources<</Font<</F1 5 0 R>>>>${drawn(text)}`,
    );
  const read = (bytes: Buffer) => runExtractor(bytes, { format: 'pdf' });

  test('the words of a stamp are text of the page', async () => {
    expect((await read(stamp('Stamp', '', 'Received by the registry'))).texts.body).toBe(
      'On the page\nReceived by the registry\n',
    );
  });

  test('titles of structure elements and of threads of articles are found, those of the outline once', async () => {
    const found = await read(
      pdf(
        '/B[7 0 R]',
        '<</Type/StructElem/S/Sect/P 1 0 R/T(The mill)/K 0>>',
        '<</Type/Thread/F 8 0 R/I<</Title(Of the weir)/Author(Odile)>>>>',
        '<</S/H1/K 1/P 6 0 R/Pg 3 0 R/T<FEFF0050006F006E0064>>>',
      ),
    );
    expect(found.texts.hidden).toBe('The mill\nPond\nTitle: Of the weir\nAuthor: Odile\n');
    const outline = await read(
      Buffer.from(
        pdf('', '<</First 7 0 R/Count 1>>', '<</Title(Of the  weir)/Parent 6 0 R>>')
          .toString('latin1')
          .replace('/Pages 2 0 R', '/Outlines 6 0 R/Pages 2 0 R'),
        'latin1',
      ),
    );
    expect(outline.texts.body).toContain('Of the  weir');
    expect(outline.texts.hidden).toBeUndefined();
  });

  test('what a comment says is not there twice', async () => {
    const comment = await read(stamp('FreeText', '/Contents(Paid in cash)', 'Paid in cash'));
    expect(comment.texts.body).toBe('On the page\n');
    expect(comment.texts.comments).toBe('Paid in cash\n');
  });

  const file = (name: string, object: number): string =>
    `<</Type/Filespec/F(x)/UF${name}/EF<</F ${object} 0 R>>>>`;
  const stream = (data: string): string =>
    `<</Type/EmbeddedFile/Length ${data.length}>>\nstream\n${data}\nendstream`;

  test('files of a page, of an annotation and of no place at all are children', async () => {
    const deflated = deflateSync(Buffer.from('third')).toString('latin1');
    const { children, warnings } = await read(
      pdf(
        '/AF[6 0 R]/Annots[8 0 R]',
        file('(commission.csv)', 7),
        stream('first'),
        '<</Type/Annot/Subtype/RichMedia/Rect[0 0 9 9]/RichMediaContent<</Assets<</Names[(b) 9 0 R]>>>>>>',
        file('<FEFF540D7C3F>', 10),
        stream('second'),
        file('(a\\(b\\).txt)', 12),
        `<</Filter/FlateDecode/Length ${deflated.length}>>\nstream\n${deflated}\nendstream`,
        file('(lost.txt)', 99),
      ),
    );
    expect(
      children.map(({ name, bytes, relation }) => [name, Buffer.from(bytes ?? []).toString(), relation]),
    ).toEqual([
      ['commission.csv', 'first', 'attachment'],
      ['名簿', 'second', 'attachment'],
      ['a(b).txt', 'third', 'attachment'],
      ['lost.txt', '', 'attachment'],
    ]);
    expect(children.at(-1)?.error).toMatch(/cannot be decoded/);
    expect(warnings.map(({ code }) => code)).toEqual([]);
  });

  test('files in object streams are found, those of the document’s list not twice', async () => {
    const { children } = await run('report.pdf');
    expect(new Set(children.map(({ name }) => name)).size).toBe(children.length);
    const inner = `20 0 21 0 ${file('(deep.txt)', 8)}`;
    const packed = deflateSync(Buffer.from(inner)).toString('latin1');
    const found = await read(
      pdf(
        '',
        'null',
        `<</Type/ObjStm/N 1/First 10/Filter/FlateDecode/Length ${packed.length}>>\nstream\n${packed}\nendstream`,
        stream('deep words'),
      ),
    );
    expect(found.children.map(({ name, bytes }) => [name, Buffer.from(bytes ?? []).toString()])).toEqual([
      ['deep.txt', 'deep words'],
    ]);
  });
});
