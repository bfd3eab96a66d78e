import { expect, test } from '@jest/globals';
import { shorten, table, widthOf } from '../../../cli/frame/table.ts';

test('columns align by what a terminal shows, and cells are escaped', () => {
  const shown = table(
    [{ title: 'name' }, { title: 'files', align: 'right' }],
    [
      ['plain.txt', '1'],
      ['選挙.txt', '22'],
      ['café\u0301.txt', '333'],
      ['evil\u001b[31m\n', '4'],
    ],
  );
  const lines = shown.split('\n');
  expect(lines).toHaveLength(5);
  expect(new Set(lines.map(widthOf)).size).toBe(1);
  expect(shown).toContain(String.raw`evil\x1b[31m\n`);
});

test.each([
  ['short', 10, 'short'],
  ['a/very/long/path/to/a/file.txt', 15, 'a/very/…ile.txt'],
  ['選挙選挙選挙選挙', 9, '選挙…選挙'],
])('shorten %s to %d', (text, width, shown) => {
  expect(shorten(text, width)).toBe(shown);
  expect(widthOf(shorten(text, width))).toBeLessThanOrEqual(width);
});

test('a hostile name costs no time', () => {
  const begin = performance.now();
  expect(widthOf(shorten('a\u0301'.repeat(1_000_000), 40))).toBeLessThanOrEqual(40);
  expect(performance.now() - begin).toBeLessThan(1000);
});
