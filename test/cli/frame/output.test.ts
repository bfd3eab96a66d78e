/** Progress: within the width of the terminal, and with the time of day in a log. */
import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { createOutput } from '../../../cli/frame/output.ts';
import { widthOf } from '../../../cli/frame/table.ts';

function progressOf(words: string, terminal: { isTTY?: boolean; columns?: number }): string {
  const stderr = Object.assign(new PassThrough(), terminal);
  createOutput({ form: 'words', stdout: new PassThrough(), stderr }).progress(words);
  return String(stderr.read());
}

const long = `12 of 34 files · now: ${'資料/'.repeat(40)}`;

test.each([
  [80, 80],
  [40, 40],
  [undefined, 80],
])('a terminal of %p columns: the line never wraps', (columns, width) => {
  const line = progressOf(long, { isTTY: true, columns }).replace('\r\u001b[K', '');
  expect(widthOf(line)).toBeLessThan(width);
  expect(line).toMatch(/^12 of 34 files · now: 資.*…$/u);
});

test('a log: a line of its own with the time of day', () => {
  expect(progressOf(long, {})).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}12 of 34 files .*\n$/u);
});
