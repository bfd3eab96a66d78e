import { expect, test } from '@jest/globals';
import { formatBytes, formatCount, formatDuration, parseQuantity } from '../../../cli/frame/quantities.ts';

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1000, '1.00 kB'],
  [999_499, '999 kB'],
  [999_500, '1.00 MB'],
  [9_994_999, '9.99 MB'],
  [9_995_000, '10.0 MB'],
  [123_456_789, '123 MB'],
  [700e12, '700 TB'],
  [5e18, '5000 PB'],
])('%d bytes', (bytes, shown) => {
  expect(formatBytes(bytes)).toBe(shown);
});

test.each([
  [0, '0 ms'],
  [850, '850 ms'],
  [12_340, '12.3 s'],
  [59_960, '1 min 00 s'],
  [245_000, '4 min 05 s'],
  [7_620_000, '2 h 07 min'],
  [273_600_000, '3 d 04 h'],
])('%d milliseconds', (milliseconds, shown) => {
  expect(formatDuration(milliseconds)).toBe(shown);
});

test('thousands separators', () => {
  expect(formatCount(1_234_567)).toBe('1,234,567');
});

test.each([
  ['512MB', 'bytes', 512e6],
  ['1.5GiB', 'bytes', 1.5 * 1024 ** 3],
  ['4096', 'bytes', 4096],
  ['10 kB', 'bytes', 10_000],
  ['30s', 'milliseconds', 30_000],
  ['2m', 'milliseconds', 120_000],
  ['7', undefined, 7],
  ['-1', undefined, -1],
  ['7MB', undefined, Number.NaN],
  ['MB', 'bytes', Number.NaN],
  ['1e3', undefined, Number.NaN],
  ['', 'bytes', Number.NaN],
  ['0x10', undefined, Number.NaN],
])('%s as %s', (text, unit, value) => {
  expect(parseQuantity(text, unit)).toBe(value);
});
