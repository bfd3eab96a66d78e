/** Delimited tables: fields by tab, records by line, rows anchored, stray quotes bounded. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { readTextHead } from '../../../formats/charset/text-bytes.ts';
import { identifyLines } from '../../../formats/text/line-kind.ts';
import { DelimitedRows } from '../../../formats/text/delimited-rows.ts';
import { AnchorFinder } from '../../../schemas/find-anchor.ts';
import { placeOf, runExtractor } from '../../run-extractor.ts';

const fixture = (path: string): Uint8Array =>
  readFileSync(new URL(`../../fixtures/${path}`, import.meta.url));

describe('csv', () => {
  test('quotes, line feeds in fields, Devanagari', async () => {
    const { texts, metadata, warnings } = await runExtractor(fixture('csv/voters.csv'), { format: 'csv' });
    expect(texts.body?.split('\n')).toEqual([
      'id\tname\taddress\tnote',
      '1\tMeier, "Anna"\t1 Main St Riverside\tfirst',
      '2\tBob\t2 Main St\tsecond',
      '3\tअभय\t3 Main St\tthird',
      '',
    ]);
    expect(metadata.other).toEqual({ delimiter: ',' });
    expect(warnings).toEqual([]);
  });

  test('semicolons as Excel states them, in windows-1252', async () => {
    const { texts, metadata } = await runExtractor(fixture('csv/semicolon.csv'), { format: 'csv' });
    expect(texts.body).toContain('Jörg\tHauptstraße 1\tKöln\n');
    expect(metadata.other).toEqual({ delimiter: ';' });
  });

  const loadFile =
    'þBEGBATESþ\x14þFROMþ\x14þSUBJECTþ\r\n' +
    'þABC0001þ\x14þAnn "A" Nameþ\x14þaþþb, the roll®soldþ\r\nþABC0002þ\x14þþ\x14þlastþ\r\n'.repeat(3);
  test.each([
    ['UTF-8', Buffer.from(`\uFEFF${loadFile}`)],
    ['UTF-16', Buffer.from(`\uFEFF${loadFile}`, 'utf16le')],
    ['windows-1252', Buffer.from(loadFile, 'latin1')],
  ])('a load file of a production in %s is a table', async (_charset, bytes) => {
    const head = readTextHead(bytes);
    expect(identifyLines(head?.text ?? '', false)).toBe('csv');
    const input = { format: 'csv', ...(head?.charset ? { charset: head.charset } : {}) };
    const { texts, metadata } = await runExtractor(bytes, input);
    expect(texts.body?.split('\n').slice(0, 3)).toEqual([
      'BEGBATES\tFROM\tSUBJECT',
      'ABC0001\tAnn "A" Name\taþb, the roll®sold',
      'ABC0002\t\tlast',
    ]);
    expect(metadata.other).toEqual({ delimiter: '0x14' });
  });

  test('tsv', async () => {
    const { texts, metadata } = await runExtractor(fixture('tsv/contacts.tsv'), { format: 'tsv' });
    expect(texts.body).toContain('Bob\t020 7946 0002\tYork\n');
    expect(metadata.other).toEqual({ delimiter: 'tab' });
  });

  test('every row is known by its number', async () => {
    const row = (i: number): string => `${i},"name, number ${i}",city\n`;
    const bytes = Buffer.from(Array.from({ length: 20_000 }, (_, i) => row(i + 1)).join(''));
    const { texts, packed } = await runExtractor(bytes, { format: 'csv' });
    const places = new AnchorFinder(packed.body ?? []);
    let at = 0;
    for (const [index, line] of (texts.body ?? '').split('\n').slice(0, -1).entries()) {
      expect(line).toBe(`${index + 1}\tname, number ${index + 1}\tcity`);
      expect(places.at(at + 4)).toEqual({ at, row: index + 1, exact: true });
      at += line.length + 1;
    }
    expect(at).toBe(texts.body?.length);
    expect(JSON.stringify(packed.body).length).toBeLessThan(20_000 * 2);
  });

  test.each([
    ['fields of several lines', 'a,b\r\n"one\r\ntwo",x\r\nlast,y\r\n'],
    ['returns alone, of old Macs', 'a,b\r"one\rtwo",x\rlast,y\r'],
  ])('rows are records: %s', async (_, text) => {
    const found = await runExtractor(Buffer.from(text), { format: 'csv' });
    expect(found.texts.body?.trimEnd()).toBe('a\tb\none two\tx\nlast\ty');
    expect([placeOf(found, 'b'), placeOf(found, 'two'), placeOf(found, 'last')]).toEqual(
      [1, 2, 3].map((row) => ({ row, exact: true })),
    );
  });

  test.each([
    [
      'rows of unlike length',
      'name,born,x\nann,03/04/1971,1\nbob,04/05/1972\ncem,05/06/1973,2,3\n',
      'bob\t04/05/1972',
      3,
    ],
    [
      'rows that end in a delimiter',
      'name;born;\nann;03/04/1971;\nbob;04/05/1972;\n',
      'bob\t04/05/1972\t',
      3,
    ],
    [
      'notes above the table',
      'Notes:\n"Some are missing."\n\na,b,c,d\n1,2,3,4\n1,"2, 2",bob,4\n',
      '1\t2, 2\tbob\t4',
      6,
    ],
  ])('cells and rows are told apart: %s', async (_, text, line, row) => {
    const found = await runExtractor(Buffer.from(text), { format: 'csv' });
    expect(found.texts.body?.split('\n')[row - 1]).toBe(line);
    expect(placeOf(found, 'bob')).toEqual({ row, exact: true });
  });

  test('rows behind a quote that is never closed are counted by their lines; those in doubt say "from"', async () => {
    const lines = Array.from({ length: 200_000 }, (_, index) => `x${index + 2},y,z\n`);
    const found = await runExtractor(Buffer.from(`a,"b\n${lines.join('')}`), { format: 'csv' });
    expect(placeOf(found, 'x50000,') ?? {}).toEqual({ row: 1, from: true });
    expect(placeOf(found, 'x199999\t')).toEqual({ row: 199_999, exact: true });
  });

  test('a quote that never closes does not swallow the rest', async () => {
    const bytes = Buffer.from(`a,"b\n${'x,y,z\n'.repeat(400_000)}`);
    const { texts, warnings } = await runExtractor(bytes, { format: 'csv' });
    expect(texts.body?.endsWith('x\ty\tz\n')).toBe(true);
    expect(warnings.map(({ code }) => code)).toEqual(['corrupt']);
  });

  test('any fields come out again, however the text is cut into chunks', () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', ' ', 'अ'), maxLength: 6 });
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1 }),
        fc.nat(),
        (table, seed) => {
          const csv = table
            .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(','))
            .join('\n');
          let text = '';
          const rows = new DelimitedRows(',', {
            text: (part) => (text += part),
            rows: () => {},
            uncertain: () => {},
            broken: () => {},
          });
          const size = 1 + (seed % 5);
          for (let at = 0; at < csv.length; at += size) rows.write(csv.slice(at, at + size));
          rows.end();
          expect(text).toBe(table.map((row) => row.join('\t')).join('\n'));
        },
      ),
    );
  });
});
