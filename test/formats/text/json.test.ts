/** JSON and JSON Lines: raw text with escapes decoded, rows anchored, damage told. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { AnchorFinder } from '../../../schemas/find-anchor.ts';
import { placeOf, runExtractor } from '../../run-extractor.ts';

const fixture = (path: string): Uint8Array =>
  readFileSync(new URL(`../../fixtures/${path}`, import.meta.url));

describe('json', () => {
  test('escapes are decoded, the rest stands as it is', async () => {
    const { texts, warnings } = await runExtractor(fixture('json/export.json'), { format: 'json' });
    expect(texts.body).toBe(
      '{"name":"अभय","said":"first line\nsecond "line"","face":"😀","list":[1,2,{"city":"Köln"}]}\n',
    );
    expect(warnings).toEqual([]);
  });

  test('a cut-off file is text all the same', async () => {
    const { texts, warnings } = await runExtractor(fixture('json/cut-off.json'), { format: 'json' });
    expect(texts.body).toContain('"from":"bob"');
    expect(warnings.map(({ code }) => code)).toEqual(['truncated']);
  });

  test.each([
    ['{"a":[1,2}', 'corrupt'],
    ['['.repeat(20_000), 'corrupt'],
    ['{"a":"\\"}', 'truncated'],
  ])('a fault is told (%#)', async (text, code) => {
    expect((await runExtractor(Buffer.from(text), { format: 'json' })).warnings.map((w) => w.code)).toEqual([
      code,
    ]);
  });

  test('jsonl is anchored by row', async () => {
    const chat = await runExtractor(fixture('jsonl/chat.jsonl'), { format: 'jsonl' });
    expect(chat.texts.body).toContain('"text":"नमस्ते"');
    expect(placeOf(chat, 'नमस्ते')).toEqual({ row: 2, exact: true });
    const long = Array.from({ length: 9000 }, (_, i) => `{"n":${i + 1},"t":"\\u0905\\n"}\n`).join('');
    const { texts, packed } = await runExtractor(Buffer.from(long), { format: 'jsonl' });
    const places = new AnchorFinder(packed.body ?? []);
    for (let row = 1; row <= 9000; row++) {
      const at = texts.body?.indexOf(`{"n":${row},`) ?? -1;
      // The line feed that an escape stands for is none of the file's.
      expect(places.at(at + `{"n":${row},"t":"अ\n"`.length)).toEqual({ at, row, exact: true });
    }
  });

  /** As Meta's downloads write it: each byte of UTF-8 as a letter of its own, ASCII as it is. */
  const byBytes = (text: string): string =>
    JSON.stringify(Buffer.from(text).toString('latin1')).replaceAll(
      /[\u0080-\u00ff]/g,
      (unit) => `\\u00${unit.charCodeAt(0).toString(16)}`,
    );

  test.each([
    [
      'words',
      byBytes('5.000 € für die Wählerdatei – déjà payé 😀'),
      '"5.000 € für die Wählerdatei – déjà payé 😀"',
    ],
    ['with other escapes', byBytes('"Zoë"\n\\Brânză'), '""Zoë"\n\\Brânză"'],
  ])('strings that write UTF-8 byte by byte are the words they are: %s', async (_name, string, words) => {
    const found = await runExtractor(Buffer.from(`{\n"a": 1,\n"b": ${string}, "c": "last"}`), {
      format: 'json',
    });
    expect(found.texts.body).toBe(`{\n"a": 1,\n"b": ${words}, "c": "last"}`);
    expect(found.warnings.map(({ code }) => code)).toEqual(['charset-guessed']);
    expect(placeOf(found, 'last')).toEqual({ line: 3, exact: true });
  });

  test.each([
    ['letters of Latin-1', '"caf\\u00e9 \\u00fc"', '"café ü"'],
    ['a letter that is no byte', '"\\u00c3\\u00a4 \\u20ac"', '"Ã¤ €"'],
    ['a letter beyond ASCII as it stands', '"\\u00c3\\u00a4 é"', '"Ã¤ é"'],
    ['half a letter', '"\\u00c3\\u00a4 \\u00c3"', '"Ã¤ Ã"'],
  ])('others are the letters that they write: %s', async (_name, string, words) => {
    const { texts, warnings } = await runExtractor(Buffer.from(`["one \\u00e9", ${string}]`), {
      format: 'json',
    });
    expect([texts.body, warnings]).toEqual([`["one é", ${words}]`, []]);
  });

  test('they are, wherever a slice ends and however long a string is', async () => {
    const words = 'Wählerdatei für 5 € 😀 ';
    for (let shift = 0; shift < 40; shift++) {
      const text = `{"${'p'.repeat(65_536 - 20 - shift)}":${byBytes(words)}}`;
      expect((await runExtractor(Buffer.from(text), { format: 'json' })).texts.body).toContain(
        `:"${words}"}`,
      );
    }
    const { texts } = await runExtractor(Buffer.from(`[${byBytes(words.repeat(20_000))}]`), {
      format: 'json',
    });
    expect(texts.body === `["${words.repeat(20_000)}"]`).toBe(true);
  });

  test('lines with escapes and without, wherever a slice ends', async () => {
    const lines = Array.from({ length: 12_000 }, (_, index) =>
      index % 7 === 0 ? `"k${index + 1}.": "one\\ntwo\\r\\nthree",` : `"k${index + 1}.": ${index},`,
    );
    const found = await runExtractor(Buffer.from(`{\n${lines.join('\n')}\n"end": 0}\n`), { format: 'json' });
    const places = new AnchorFinder(found.packed.body ?? []);
    for (let line = 1; line <= 12_000; line++) {
      const at = found.texts.body?.indexOf(`"k${line}."`) ?? -1;
      expect(places.at(at + 4)).toEqual({ at, line: line + 1, exact: true });
    }
    expect(placeOf(found, '"end"')).toEqual({ line: 12_002, exact: true });
  });

  test('any string is found again, whatever its escapes and wherever a slice ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.integer({ min: 0, max: 12 }),
        async (value, shift) => {
          const escaped = Array.from(
            { length: value.length },
            (_, i) => `\\u${value.charCodeAt(i).toString(16).padStart(4, '0')}`,
          ).join('');
          // The escapes lie across the end of a 64 KiB slice.
          const bytes = Buffer.from(`{"${'p'.repeat(65_536 - 5 - shift)}":"${escaped}"}`);
          const { texts } = await runExtractor(bytes, { format: 'json' });
          expect(texts.body?.endsWith(`:"${value.replaceAll('\0', ' ')}"}`)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});
