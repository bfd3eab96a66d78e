/** Rows of CSV: no piece of a row runs in a spreadsheet, whatever it splits at; nothing steers a terminal. */
import { expect, test } from '@jest/globals';
import { csvRow } from '../../../cli/frame/csv.ts';

/** How a spreadsheet whose separator is `separator` takes a record: quotes count at the beginning of a piece alone. */
function piecesOf(line: string, separator: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at <= line.length;) {
    if (line[at] === '"') {
      const quoted = /^"(?:[^"]|"")*"?/u.exec(line.slice(at))?.[0] ?? '';
      const end = line.indexOf(separator, at + quoted.length);
      const stop = end < 0 ? line.length : end;
      pieces.push(quoted.slice(1, -1).replaceAll('""', '"') + line.slice(at + quoted.length, stop));
      at = stop + 1;
    } else {
      const end = line.indexOf(separator, at);
      const stop = end < 0 ? line.length : end;
      pieces.push(line.slice(at, stop));
      at = stop + 1;
    }
  }
  return pieces;
}

const hostile = [
  '=1+1',
  'n12-;=1+1.txt',
  'a;"=cmd|x"',
  'a";=1',
  'a; +1',
  ';;@SUM(A1)',
  'a\n=1+1',
  'a\r-1+1',
  'a\t=1+1',
  '\t=1',
  '＝1+1',
  "a;'=1",
  'a,=1;b',
];

test.each(hostile)('%j is no formula, by comma, semicolon or tab, first or later in a row', (value) => {
  for (const row of [csvRow([value, 'x']), csvRow(['x', value, 'y'])])
    for (const separator of [',', ';', '\t'])
      for (const line of row.split(/[\r\n]+/u))
        for (const piece of piecesOf(line, separator)) expect(piece).not.toMatch(/^[\s"]*[=+\-@＝＋－＠]/u);
});

test('plain values, numbers, quotes and gaps are those of RFC 4180', () => {
  expect(csvRow(['a', 'b "c", d', 'e; f', -1, 0.5, undefined, true, 'ü'])).toBe(
    'a,"b ""c"", d","e; f",-1,0.5,,true,ü\r\n',
  );
});

test('what steers a terminal or turns text around is written out', () => {
  expect(csvRow(['\u001b]0;x\u0007', 'a\u202etxt.exe', 'two\nlines'])).toBe(
    String.raw`"\x1b]0;x\x07",a\u{202e}txt.exe,two\nlines` + '\r\n',
  );
});
