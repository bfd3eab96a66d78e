/** Where escapes and dumps may begin: looking only there finds what the patterns find that look everywhere. */
import { expect, test } from '@jest/globals';
import { findEscapes } from '../../../formats/coded/escapes.ts';
import { findDumps } from '../../../formats/coded/runs.ts';
import { withUnits } from '../../../formats/coded/units.ts';

const dump =
  /(?<![\da-fA-F])(?:(?:0x|\\x)?(?:[\da-fA-F]{2}){1,4}[ ,:;]{1,2})+(?:0x|\\x)?(?:[\da-fA-F]{2}){1,4}(?![\da-fA-F])/g;

const pieces = ['0x', '\\x', '\\u', '\\U', '\\', '&#', '&#x', '&', '%', '=', '==', 'ab', 'Ab', '12', '3', 'c', 'g', ' ', ', ', ':', ';', '\n', '-', 'dead', '\\101', '\\X41', 'é', '%41', '=4f', '\\x41', '\\u0041', '\\u{41}', '&#65;', '12345678', '0123456789']; // prettier-ignore

/** The same texts at every run of the test: a row of a kind comes of few unlike pieces. */
function* texts(count: number): Generator<string> {
  let state = 11;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % below;
  };
  for (let round = 0; round < count; round++) {
    const some = Array.from({ length: 1 + next(8) }, () => pieces[next(pieces.length)] ?? '');
    yield Array.from({ length: next(30) }, () => some[next(some.length)] ?? '').join('');
  }
}

test('of 10,000 texts made by chance each dump is found, and none else', () => {
  let found = 0;
  const wrong: string[] = [];
  for (const text of texts(10_000)) {
    const dumps = withUnits(text, (units) => [...findDumps(text, units)]);
    const places = dumps.map(({ start, end }) => text.slice(start, end));
    const all = [...text.matchAll(dump)].map(([whole]) => whole);
    if (places.join('|') !== all.join('|')) wrong.push(text);
    found += dumps.length;
  }
  expect(wrong).toEqual([]);
  expect(found).toBeGreaterThan(500);
});

test('a letter that is written by its number is found behind each sign', () => {
  const written = ['\\u0057ords', '\\U0057ords', '\\u{57}ords', '&#x57;ords', '&#87;ords', '\\X57\\x6f\\x72\\x64s', '%57%6f%72%64s', '=57=6F=72=64s', '\\127\\157\\162\\144s']; // prettier-ignore
  const decoded = written.map((text) =>
    withUnits(text, (units) => [...findEscapes(text, units)].map((each) => each.text.toLowerCase())),
  );
  expect(decoded).toEqual(written.map(() => ['words']));
});

const decodedOf = (text: string): string[] =>
  withUnits(text, (units) => [...findEscapes(text, units)].map((each) => each.text));

test.each([
  ['JSON within JSON', '{"t": "the list\\nvoter file"}', ['{"t": "the list voter file"}']],
  ['a dump of a database', "VALUES (1,'Dear Ann,\\r\\nthe roll\\twas sold.\\nBob')", ["VALUES (1,'Dear Ann,\\r the roll was sold. Bob')"]], // prettier-ignore
  ['JSON within JSON within a cell', 'a\\\\nvoter', ['a voter']],
  ['at the beginning of a word', 'say "\\nvoter" or \\nvoter', ['say " voter" or  voter']],
  ['letters of others', 'список\\nизбирателей', ['список избирателей']],
])('a line end or tab that is written as an escape parts words: %s', (_what, text, expected) => {
  expect(decodedOf(text)).toEqual(expected);
});

test.each([
  'C:\\new\\table.txt',
  '\\\\server\\reports\\new',
  'C:\\\\reports\\\\new',
  'Software\\Microsoft\\run',
  '%TEMP%\\new',
  '..\\reports\\new',
  '\\noindent The \\textbf{voters} and \\ref{x}',
  '\\d+\\t\\w+',
  'a break\\n and a blank',
  '1\\N\\N2',
])('is none: %s', (text) => {
  expect(decodedOf(text)).toEqual([]);
});
