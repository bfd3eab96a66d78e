/** Lists of terms as people have them: encodings, line ends, comments, tables; what cannot be read whole is refused with its line. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readTermList } from '../../../cli/terms/read-list.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const folder = temporaryFolder();
function written(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const utf16 = (text: string, mark = '\ufeff'): Buffer => Buffer.from(`${mark}${text}`, 'utf16le');

test.each<[string, string, string | Buffer, string, readonly (readonly [number, string, string?])[]]>([
  ['lines', 'a.txt', 'one\n two  \n\nthree', 'utf-8', [[1, 'one'], [2, 'two'], [4, 'three']]],
  ['line ends of all programs', 'a.txt', 'one\r\ntwo\rthree\n', 'utf-8', [[1, 'one'], [2, 'two'], [3, 'three']]],
  ['comments, and a term that begins like one', 'a.txt', '# of 3 May\n#\n#metoo', 'utf-8', [[3, '#metoo']]],
  ['UTF-8 with a mark', 'a.txt', '\ufeffMüller', 'utf-8', [[1, 'Müller']]],
  ['UTF-16 with a mark', 'a.txt', utf16('Müller\r\nx'), 'utf-16le', [[1, 'Müller'], [2, 'x']]],
  ['UTF-16 without one', 'a.txt', utf16('one\r\ntwo', ''), 'utf-16le', [[1, 'one'], [2, 'two']]],
  ['Windows-1252', 'a.txt', Buffer.from('M\u00fcller\n\u0093a b\u0094', 'latin1'), 'windows-1252', [[1, 'Müller'], [2, '“a b”']]],
  ['a table with names', 'a.csv', 'Name,Term\nT1,"""voter file"" w/5 list"\nT2,a\n', 'utf-8', [[2, '"voter file" w/5 list', 'T1'], [3, 'a', 'T2']]],
  ['a table with semicolons and empty rows', 'a.csv', 'term;note\na;x\n;\nb;', 'utf-8', [[2, 'a'], [4, 'b']]],
  ['a table with tabs', 'a.tsv', 'id\tquery\n7\ta b', 'utf-8', [[2, 'a b', '7']]],
  ['a term over two lines of a table', 'a.csv', 'term\n"a\nb"\nc', 'utf-8', [[2, 'a b'], [4, 'c']]],
])('%s', (_, name, content, encoding, terms) => {
  const list = readTermList(written(name, content));
  expect([list.encoding, list.terms.map(({ line, text, name: own }) => [line, text, ...(own === undefined ? [] : [own])])]).toEqual([encoding, terms]);
}); // prettier-ignore

test.each<[string, string, string | Buffer, RegExp]>([
  ['nothing', 'a.txt', '', /holds no term/u],
  ['comments alone', 'a.txt', '# a\n\n', /holds no term/u],
  ['broken UTF-8 behind a mark', 'a.txt', Buffer.concat([Buffer.from('\ufeffok\nb'), Buffer.from([0xff, 0xfe])]), /line 2: bytes that are no text in utf-8/u],
  ['half a character of UTF-16', 'a.txt', utf16('ok\nb').subarray(0, -1), /line 2: .*utf-16le/u],
  ['a program', 'a.txt', Buffer.from([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0]), /line 1: bytes/u],
  ['too many terms', 'a.txt', 'x\n'.repeat(1_000_000), /line 10001: at most 10000 terms/u],
  ['a term behind rows that say nothing', 'a.csv', `term,name\nalpha,\n${',\n'.repeat(10_001)}beta,\n`, /more than 10000 rows/u],
  ['two columns of terms', 'a.csv', 'term,query\na,b\n', /several columns/u],
  ['too many rows', 'a.csv', `term\n${'x\n'.repeat(1_000_000)}`, /more than 10000 rows/u],
  ['a term that is no term', 'a.txt', `a\n${'x'.repeat(65_537)}`, /line 2: a query of more than/u],
  ['a table without a column of terms', 'a.csv', 'name,kind\na,b', /line 1: the heading has no column term/u],
  ['more fields than columns', 'a.csv', 'term,name\na,b,c', /line 2: 3 fields where the heading has 2/u],
  ['a row without a term', 'a.csv', 'name,term\nT1,\n', /line 2: a row without a term/u],
  ['a quote that is never closed', 'a.csv', 'term\na\n"b\nc', /line \d+: not valid CSV/u],
])('%s: refused', (_, name, content, said) => {
  expect(() => readTermList(written(name, content))).toThrow(said);
}); // prettier-ignore

test('what is no file, or too large, is refused', () => {
  mkdirSync(join(folder, 'folder'));
  expect(() => readTermList(join(folder, 'folder'))).toThrow(/is no file/u);
  expect(() => readTermList(join(folder, 'missing'))).toThrow(/cannot be read/u);
  expect(() => readTermList(written('large.txt', Buffer.alloc(16 * 1024 * 1024 + 1, 'a')))).toThrow(
    /16 MiB/u,
  );
});
