/** Tests the EPUB extractor: chapters in the order of the spine, what nothing leads to, damage, what is encrypted. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { bookParts } from '../../../scripts/fixtures/make-books.ts';
import { type Parts, zipParts } from '../../../scripts/fixtures/make-office.ts';
import { placeOf, runExtractor } from '../../run-extractor.ts';

const fixture = readFileSync(new URL('../../fixtures/epub/weir.epub', import.meta.url));
const read = (parts: Parts) => runExtractor(zipParts(parts), { format: 'epub' });
const without = (...names: readonly string[]): Parts =>
  Object.fromEntries(Object.entries(bookParts).filter(([name]) => !names.includes(name)));

describe('a book', () => {
  const whole = runExtractor(fixture, { format: 'epub' });

  test('chapters in the order of the spine, each once, at their name and file', async () => {
    const found = await whole;
    expect(found.outcome).toEqual({ status: 'extracted' });
    expect(found.texts.body).toBe(
      'First tide\nThe water rose to the sluice.\na drawing of the weir\nThe gate was shut.\n',
    );
    expect(placeOf(found, 'sluice')).toEqual({ part: 'First tide (OPS/text/one first.xhtml)' });
    expect(placeOf(found, 'gate')).toEqual({ part: 'Second tide (OPS/text/two.xhtml)' });
  });

  test.each([
    [
      'a page that nothing leads to',
      'hidden',
      'The keeper was paid by Northwind.',
      'OPS/text/left out.xhtml',
    ],
    ['text that no reader sees', 'hidden', 'nobody saw it', 'First tide (OPS/text/one first.xhtml)'],
    ['a remark', 'hidden', 'not for the printer', 'Second tide (OPS/text/two.xhtml)'],
    ['a table of contents of version 2', 'headers', 'The weir, in brief', 'contents'],
    ['a table of contents that is no chapter', 'headers', 'What is in it', 'OPS/nav.xhtml'],
    ['what the book is called', 'headers', 'The weir at Quillmere', 'properties'],
  ] as const)('%s', async (_what, kind, text, part) => {
    const found = await whole;
    expect(found.texts[kind]).toContain(`${text}\n`);
    expect(placeOf(found, text, kind)).toEqual({ part });
  });

  test('metadata, files and warnings', async () => {
    const { metadata, children, warnings } = await whole;
    expect(metadata).toMatchObject({
      title: 'The weir at Quillmere',
      authors: ['Ada Example', 'Ben Example'],
      language: 'en-GB',
      keywords: ['barrages'],
      created: { local: '2018-03-04', precision: 'day' },
      modified: { instant: '2019-04-09T11:41:16Z' },
      other: { date: '2019', 'shelf:owner': 'Cara Example', identifier: 'urn:isbn:0000000000' },
    });
    expect(children.map(({ name, relation, bytes }) => [name, relation, bytes?.length])).toEqual([
      ['', 'embedded', 3],
      ['cover.png', 'embedded', 70],
      ['style.css', 'embedded', 15],
    ]);
    expect(warnings).toEqual([]);
  });
});

test('a chapter that is missing costs itself, and is named', async () => {
  const { texts, outcome, warnings } = await read(without('OPS/text/two.xhtml'));
  expect(outcome.status).toBe('extracted');
  expect(texts.body).toContain('sluice');
  expect(warnings).toEqual([{ code: 'partial-read', detail: 'the chapter OPS/text/two.xhtml is missing' }]);
});

test('without a list of chapters the pages stand in the order of the package', async () => {
  const { texts, warnings } = await read(without('META-INF/container.xml', 'OPS/book.opf'));
  expect(texts.body?.replace(/[^]*?(?=The gate)/, '')).toMatch(
    /^The gate was shut\.\n[^]*sluice[^]*Northwind/,
  );
  expect(warnings.map(({ code }) => code)).toEqual(['corrupt']);
});

test('a container that names no document is made up for', async () => {
  const parts = {
    ...bookParts,
    'META-INF/container.xml': '<container><rootfile full-path="gone.opf"/></container>',
  };
  expect((await read(parts)).texts.body).toMatch(/^First tide\n/);
});

describe('what is encrypted', () => {
  const sealed = (way: string, ...names: readonly string[]): Parts => ({
    ...bookParts,
    'META-INF/encryption.xml': `<encryption>${names
      .map(
        (name) =>
          `<EncryptedData><EncryptionMethod Algorithm="${way}"/><CipherData><CipherReference URI="${encodeURI(name)}"/></CipherData></EncryptedData>`,
      )
      .join('')}</encryption>`,
  });
  const aes = 'http://www.w3.org/2001/04/xmlenc#aes128-cbc';

  test('one chapter costs itself', async () => {
    const { texts, outcome, warnings, children } = await read(
      sealed(aes, 'OPS/text/two.xhtml', 'OPS/cover.png'),
    );
    expect(outcome.status).toBe('extracted');
    expect(texts.body).not.toContain('gate');
    expect(warnings.map(({ code }) => code)).toEqual(['password-required']);
    expect(children.filter(({ ended }) => ended?.status === 'encrypted').map(({ name }) => name)).toEqual([
      'two.xhtml',
      'cover.png',
    ]);
  });

  test('a book of nothing else is encrypted', async () => {
    const pages = Object.keys(bookParts).filter((name) => name.endsWith('.xhtml'));
    const { outcome, metadata } = await read(sealed(aes, ...pages));
    expect(outcome).toMatchObject({ status: 'encrypted', code: 'password-required' });
    expect(metadata.title).toBe('The weir at Quillmere');
  });

  test('fonts are made unreadable to other programs without any key', async () => {
    const { children } = await read(sealed('http://www.idpf.org/2008/embedding', 'OPS/cover.png'));
    expect(children.filter(({ ended }) => ended)).toEqual([]);
  });
});

test.each([
  ['nothing but its type', zipParts({ mimetype: 'application/epub+zip' }), 'corrupt'],
  ['no package', Buffer.from('no package at all, only words'), 'corrupt'],
])('%s', async (_what, bytes, code) => {
  expect((await runExtractor(bytes, { format: 'epub' })).outcome).toMatchObject({ status: 'failed', code });
});

test('a book that is cut off keeps the chapters before', async () => {
  // The last file is long, and cannot be packed: what is cut is that and the directory.
  let last = 1;
  const noise = Uint8Array.from(
    { length: 6000 },
    () => (last = (Math.imul(last, 1103515245) + 12345) >>> 0) >>> 16,
  );
  const bytes = zipParts({ ...bookParts, 'OPS/late.bin': noise });
  const { texts, outcome } = await runExtractor(bytes.subarray(0, bytes.length - 3000), { format: 'epub' });
  expect(outcome.status).toBe('extracted');
  expect(texts.body).toContain('gate');
});

test('lists that lead nowhere and round again end', async () => {
  const many = Array.from({ length: 3000 }, (_, at) => `<itemref idref="${at % 2 ? 'one' : 'two'}"/>`).join(
    '',
  );
  const opf = String(bookParts['OPS/book.opf']).replace('<spine toc="ncx">', `<spine toc="ncx">${many}`);
  const { texts } = await read({ ...bookParts, 'OPS/book.opf': opf });
  expect(texts.body?.match(/sluice/g)?.length).toBe(1);
});

describe('what a package says of itself', () => {
  const opf = String(bookParts['OPS/book.opf']);
  const withOpf = (changed: string): Parts => ({ ...bookParts, 'OPS/book.opf': changed });

  test('markup within a statement, and names that objects have by themselves', async () => {
    const found = await read(
      withOpf(
        opf
          .replace('The weir at Quillmere', 'The <b>weir</b> at <i>Quill</i>mere')
          .replace(
            '</metadata>',
            '<meta name="constructor" content="Dora"/><meta name="__proto__" content="Emil"/></metadata>',
          ),
      ),
    );
    expect(found.metadata.title).toBe('The weir at Quillmere');
    expect(JSON.stringify(found.metadata.other)).toContain('"constructor":"Dora"');
    expect(JSON.stringify(found.metadata.other)).toContain('"__proto__":"Emil"');
  });

  test.each<[string, Parts]>([
    ['OPS/book.opf', withOpf(opf.replace('<manifest>', '<manifest>paid in cash'))],
    [
      'OPS/book.opf',
      withOpf(opf.replace('</metadata>', `${'<dc:relation>x</dc:relation>'.repeat(500)}</metadata>`)),
    ],
    [
      'META-INF/container.xml',
      {
        ...bookParts,
        'META-INF/container.xml': String(bookParts['META-INF/container.xml']).replace(
          '<rootfiles>',
          '<rootfiles>paid',
        ),
      },
    ],
  ])('%s that says more than is taken from it is an item', async (part, parts) => {
    const names = async (given: Parts) => (await read(given)).children.map(({ name }) => name);
    expect(await names(bookParts)).not.toContain(part.split('/').at(-1));
    expect(await names(parts)).toContain(part.split('/').at(-1));
  });

  test('a table of contents of version 2 that says more than its labels is read as a page', async () => {
    const ncx = String(bookParts['OPS/toc.ncx']).replace('<navLabel>', '<navLabel>paid in cash');
    const { texts } = await read({ ...bookParts, 'OPS/toc.ncx': ncx });
    expect(texts.headers).toContain('paid in cash');
  });
});
