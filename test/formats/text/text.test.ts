/** Plain text, logs and Markdown: charsets, anchors, zero bytes, titles. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { AnchorFinder } from '../../../schemas/find-anchor.ts';
import { placeOf, runExtractor } from '../../run-extractor.ts';

const fixture = (path: string): Uint8Array =>
  readFileSync(new URL(`../../fixtures/${path}`, import.meta.url));

describe('text', () => {
  test.each([
    ['text/plain.txt', 'अभय was there', 'utf-8', []],
    ['text/utf8-mark.txt', 'Grüße aus Köln\n', 'utf-8', []],
    ['text/utf16le-mark.txt', 'Zahlung an das Büro\r\nzweite Zeile\r\n', 'utf-16le', []],
    ['text/utf16be-plain.txt', 'Payment to the office', 'utf-16be', []],
    ['text/windows-1251.txt', 'список избирателей', 'windows-1251', ['charset-guessed']],
    ['text/koi8-r.txt', 'список избирателей', 'koi8-u', ['charset-guessed']],
    ['text/shift-jis.txt', '有権者名簿', 'shift_jis', ['charset-guessed']],
    ['text/iso-2022-jp.txt', '日本 note', 'iso-2022-jp', ['charset-guessed']],
    [
      'text/windows-1252.txt',
      'Geschäftsführer übergab die Liste – „streng',
      'windows-1252',
      ['charset-guessed'],
    ],
    ['text/utf16le-russian.txt', 'партия передала список', 'utf-16le', []],
    ['text/utf16be-japanese.txt', '党が有権者名簿を', 'utf-16be', []],
    ['text/iso-2022-kr.txt', ' note', 'iso-2022-kr', ['charset-guessed']],
    ['text/hz.txt', '关于', 'hz-gb-2312', ['charset-guessed']],
    ['text/appended-utf16.log', 'started\nhanded over at Weymouth', 'utf-8', []],
    ['text/archive-behind.txt', 'nothing to see here', 'utf-8', ['trailing-data']],
    ['text/zeros.txt', 'of it:        end', 'utf-8', []],
  ])('%s', async (path, part, charset, warnings) => {
    const {
      texts,
      metadata,
      outcome,
      warnings: found,
    } = await runExtractor(fixture(path), { format: 'text' });
    expect(outcome).toEqual({ status: 'extracted' });
    expect(texts.body).toContain(part);
    expect(texts.body?.startsWith('\uFEFF')).toBe(false);
    expect(metadata.charset).toBe(charset);
    expect(found.map(({ code }) => code)).toEqual(warnings);
  });

  test.each(['text', 'log', 'csv', 'json', 'html', 'xml'])(
    'an archive behind a text is an item, wherever it begins: %s',
    async (format) => {
      const zip = Buffer.from('504b030414000000', 'hex');
      for (const length of [20, 65_533, 65_536, 200_000]) {
        const words = Buffer.from('word '.repeat(length / 5 + 1).slice(0, length));
        const { texts, children } = await runExtractor(Buffer.concat([words, zip]), { format });
        expect(Object.values(texts).join('')).not.toContain('PK');
        expect(children.map(({ locator, bytes }) => [locator, Buffer.from(bytes ?? [])])).toEqual([
          [`bytes:${length}`, zip],
        ]);
      }
    },
  );

  test('every line is known by its number', async () => {
    const line = (i: number): string => `line number ${i} of a long text, äöü\n`;
    const whole = Array.from({ length: 20_000 }, (_, i) => line(i + 1)).join('');
    const { texts, packed } = await runExtractor(Buffer.from(whole), { format: 'log' });
    expect(texts.body).toBe(whole);
    const places = new AnchorFinder(packed.body ?? []);
    let at = 0;
    for (let number = 1; number <= 20_000; number++) {
      for (const offset of [at, at + 9, at + line(number).length - 1])
        expect(places.at(offset)).toEqual({ at, line: number, exact: true });
      at += line(number).length;
    }
    // Two bytes a line at most, before they are compressed.
    expect(JSON.stringify(packed.body).length).toBeLessThan(20_000 * 2);
  });

  test.each([
    ['line feeds', '\n'],
    ['returns and line feeds', '\r\n'],
    ['returns alone, of old Macs', '\r'],
  ])('lines that end with %s are counted, empty ones too', async (_, end) => {
    const found = await runExtractor(Buffer.from(['one', '', 'three', '', '', 'six'].join(end)), {
      format: 'text',
    });
    expect([placeOf(found, 'one'), placeOf(found, 'three'), placeOf(found, 'six')]).toEqual(
      [1, 3, 6].map((line) => ({ line, exact: true })),
    );
  });

  test('a stated charset is taken, a wrong one overruled by valid UTF-8', async () => {
    const greek = Uint8Array.of(0xe1, 0xe2, 0xe3, 0x20, 0xe4);
    expect((await runExtractor(greek, { format: 'text', charset: 'iso-8859-7' })).texts.body).toBe('αβγ δ');
    const utf8 = await runExtractor(Buffer.from('naïve café'), { format: 'text', charset: 'us-ascii' });
    expect(utf8.texts.body).toBe('naïve café');
    expect(utf8.warnings).toEqual([{ code: 'charset-guessed', detail: 'utf-8' }]);
  });

  test('damaged UTF-8 stays UTF-8 and is counted', async () => {
    const bytes = Buffer.concat([Buffer.from('äöü äöü '), Buffer.of(0xff), Buffer.from(' नमस्ते')]);
    const { texts, warnings } = await runExtractor(bytes, { format: 'text' });
    expect(texts.body).toBe('äöü äöü \uFFFD नमस्ते');
    expect(warnings).toEqual([{ code: 'charset-damaged', detail: '1 replaced in utf-8' }]);
  });

  test('the first odd byte may come late in a large text', async () => {
    const bytes = Buffer.concat([Buffer.alloc(300_000, 'plain words '), Buffer.from('Grüße', 'utf8')]);
    const { texts, warnings } = await runExtractor(bytes, { format: 'text' });
    expect(texts.body?.endsWith('Grüße')).toBe(true);
    expect(warnings).toEqual([]);
  });

  test.each([['markdown/front-matter.md', 'Plan for the canvass']])(
    'the title of %s',
    async (path, title) => {
      const { metadata, texts } = await runExtractor(fixture(path), { format: 'markdown' });
      expect(metadata.title).toBe(title);
      expect(texts.body).toContain('[register](https://example.org/register)');
    },
  );

  test('an empty file and a log', async () => {
    expect((await runExtractor(fixture('empty/empty.bin'), { format: 'empty' })).texts).toEqual({});
    expect((await runExtractor(fixture('log/service.log'), { format: 'log' })).texts.body).toContain(
      'batch 7 done',
    );
  });
});
