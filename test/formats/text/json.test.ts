/** JSON and JSON Lines: raw text with escapes decoded, rows anchored, damage told. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { runExtractor } from '../../run-extractor.ts';

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
    expect(chat.anchors.body).toEqual([{ at: 0, row: 1 }]);
    const long = Array.from({ length: 9000 }, (_, i) => `{"n":${i + 1},"t":"\\u0905\\n"}\n`).join('');
    const { texts, anchors } = await runExtractor(Buffer.from(long), { format: 'jsonl' });
    expect(anchors.body?.length).toBeGreaterThan(2);
    for (const { at, row } of anchors.body ?? [])
      expect(texts.body?.startsWith(`{"n":${row},`, at)).toBe(true);
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
