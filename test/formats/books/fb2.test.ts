/** Tests the FictionBook extractor: sections, notes, what a book says of itself, its files, other character sets, damage. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { identify } from '../../../formats/identify/identify.ts';
import { fictionBook, pixel } from '../../../scripts/fixtures/make-books.ts';
import { contentOf, placeOf, runExtractor } from '../../run-extractor.ts';

const fixture = readFileSync(new URL('../../fixtures/fb2/weir.fb2', import.meta.url));
const read = (book: string | Uint8Array) => runExtractor(Buffer.from(book as Uint8Array), { format: 'fb2' });

describe('a book', () => {
  const whole = read(fixture);

  test('its sections in lines, notes apart', async () => {
    const { texts, outcome, warnings } = await whole;
    expect(outcome).toEqual({ status: 'extracted' });
    expect(texts.body).toBe(
      [
        'Плотина',
        'To the keeper',
        'High water',
        'The river rose to the mark.',
        'Night',
        'Nobody slept.1',
        'A song',
        'First line',
        'second line',
        'Morning came.',
        'Gate\tshut\t',
        '',
      ].join('\n'),
    );
    expect(texts.notes).toBe('1\nSome did.\n');
    expect(warnings).toEqual([]);
  });

  test('each place is cited by the title of its section', async () => {
    const found = await whole;
    expect(placeOf(found, 'rose')).toEqual({ part: 'High water' });
    expect(placeOf(found, 'second line')).toEqual({ part: 'Night' });
    expect(placeOf(found, 'Morning')).toEqual({ part: 'High water' });
    expect(placeOf(found, 'Some did', 'notes')).toEqual({ part: '1' });
  });

  test('what it says of itself, its links, remarks and files', async () => {
    const { metadata, texts, children } = await whole;
    expect(metadata).toMatchObject({
      title: 'Плотина',
      authors: ['Ада Пример'],
      language: 'ru',
      keywords: ['prose'],
      application: 'Example Writer 1',
      created: { local: '2018-03-04' },
      other: {
        annotation: 'Written for the council.',
        author: 'scribe',
        'custom-info': 'shelf: EX-17',
        sequence: 'Weirs 2',
      },
    });
    for (const line of ['Ада Пример', 'ada@quillmere.example', 'Written for the council.', 'shelf: EX-17'])
      expect(texts.headers).toContain(`${line}\n`);
    expect(texts.hidden).toBe('the printer was paid in cash\nhttps://weir.example/level\n');
    expect(children.map(({ name, declaredType, bytes }) => [name, declaredType, bytes])).toEqual([
      ['weir.png', 'image/png', pixel],
    ]);
  });
});

test('it is told from other XML, in any character set', async () => {
  for (const [name, bytes] of [
    ['utf-8', fixture],
    ['windows-1251', iconv.encode(fictionBook('windows-1251'), 'win1251')],
    ['UTF-16', Buffer.from(`\ufeff${fictionBook('UTF-16')}`, 'utf16le')],
  ] as const) {
    const { format, mediaType, charset } = await identify(contentOf(bytes));
    expect([name, format, mediaType]).toEqual([name, 'fb2', 'application/x-fictionbook+xml']);
    const { texts } = await runExtractor(bytes, {
      format: 'fb2',
      ...(charset === undefined ? {} : { charset }),
    });
    expect(texts.body).toMatch(/^Плотина\n/);
    expect(texts.notes).toBe('1\nSome did.\n');
  }
});

describe('damage', () => {
  test('a book that is cut keeps what is there, and says so', async () => {
    const { texts, outcome, warnings } = await read(fictionBook().split('Nobody slept')[0] ?? '');
    expect(outcome.status).toBe('extracted');
    expect(texts.body).toContain('The river rose to the mark.\nNight\n');
    expect(warnings.map(({ code }) => code)).toEqual(['truncated']);
  });

  test('what declares entities is read as any XML is, and nothing is fetched', async () => {
    const doctype = '<!DOCTYPE FictionBook [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>';
    const { texts, warnings } = await read(fictionBook().replace('<FictionBook', `${doctype}<FictionBook`));
    expect(texts.body).toContain('Nobody slept.');
    expect(warnings.map(({ code }) => code)).toContain('external-reference');
  });

  test('Base64 that is none, and sections without end', async () => {
    const book = fictionBook().replace(
      /<binary[^]*<\/binary>/,
      '<binary id="x">%%%%</binary><binary>QUJD</binary>',
    );
    expect((await read(book)).children.map(({ bytes }) => String(bytes))).toEqual(['ABC']);
    const { outcome, texts } = await read(`<FictionBook><body>${'<section>'.repeat(20_000)}<p>deep</p>`);
    expect(outcome.status === 'failed' || texts.body !== undefined).toBe(true);
  });
});

test('a statement with markup within is whole', async () => {
  const { texts } = await read(
    fictionBook().replace(
      'Written for the council.',
      'Written <strong>for</strong> the <a l:href="#n1">council</a>.',
    ),
  );
  expect(texts.headers).toContain('Written for the council.\n');
});

test('a title within an open title loses neither', async () => {
  const { texts } = await read(fictionBook().replace('<p>High</p>', '<p>High</p><title><p>tide</p></title>'));
  expect(texts.body).toContain('High');
  expect(texts.body).toContain('tide');
});
