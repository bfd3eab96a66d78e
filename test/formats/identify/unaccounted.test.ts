/** Bytes that a format does not account for: what becomes of ranges that are handed over. */
import { expect, test } from '@jest/globals';
import { UnaccountedBytes } from '../../../formats/identify/unaccounted.ts';
import { contentOf } from '../../run-extractor.ts';

test('a range that is handed over twice, by a package and by the archive that it is, is one item and counted once', async () => {
  const children: string[] = [];
  const warnings: string[] = [];
  const text = Buffer.from('Meet me at the old mill.\n');
  const bytes = new UnaccountedBytes(contentOf(Buffer.concat([text, text])), 'embedded', {
    child: ({ locator }) => Promise.resolve(void children.push(locator)),
    warn: (code, detail) => void warnings.push(`${code}: ${detail}`),
    drain: () => Promise.resolve(),
  });
  const ranges = [0, 1].map((part) => ({ start: part * text.length, end: (part + 1) * text.length }));
  for (const range of [...ranges, ...ranges]) await bytes.take('unaccounted-data', range);
  bytes.warn();
  expect(children).toEqual(['bytes:0', `bytes:${text.length}`]);
  expect(warnings).toEqual([
    `unaccounted-data: ${2 * text.length} bytes in 2 places, the first at byte 0, opened as 2 items (text)`,
  ]);
});
