/** What is made of Tika's answers: the tree, the pairing with bytes, the report that stands for what has none, turns. */
import { describe, expect, test } from '@jest/globals';
import { findJar } from '../../../pipeline/coordinator/tika/own-tika.ts';
import { reportOf } from '../../../formats/tika/report.ts';
import { readAnswer, type TikaDocument } from '../../../formats/tika/tika-documents.ts';
import { metadataOf } from '../../../formats/tika/tika-metadata.ts';
import { Turns } from '../../../pipeline/coordinator/tika/turns.ts';
import { pair } from '../../../formats/tika/unpacked.ts';
import { writeFiles } from '../../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const folder = temporaryFolder();

const answer = (...objects: readonly object[]): TikaDocument =>
  readAnswer(Buffer.from(JSON.stringify(objects)));
const at = (path: string, name: string, more: object = {}): object => ({
  'X-TIKA:embedded_id_path': path,
  resourceName: name,
  'Content-Type': 'text/plain; charset=UTF-8',
  ...more,
});

test('the tree follows the paths, in the order of the numbers, not of the answer', () => {
  const root = answer(
    {},
    at('/10', 'last'),
    at('/2/3', 'inner'),
    at('/2', 'first'),
    at('/7/8', 'of what is missing'),
  );
  const shown = (document: TikaDocument): unknown => [document.name, ...document.embedded.map(shown)];
  expect(shown(root)).toEqual(['', ['first', ['inner']], ['of what is missing'], ['last']]);
  expect(root.embedded[0]).toMatchObject({ id: '2', mediaType: 'text/plain' });
});

test.each([
  ['nothing', '', 'it is no JSON'],
  ['an empty list', '[]', 'not a list'],
  ['an object', '{}', 'not a list'],
  ['a list of numbers', '[1]', 'not a list'],
  ['a number as a value', '[{"a":1}]', 'not a list'],
  ['nothing in a list of values', '[{"a":["b",null]}]', 'not a list'],
  ['a nesting of lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'not a list'],
])('%s is no answer', (_, text, said) => {
  expect(() => readAnswer(Buffer.from(text))).toThrow(said);
});

test('a nesting deeper than any limit is left out', () => {
  const objects = Array.from({ length: 3000 }, (_, level) => at('/1'.repeat(level + 1), 'x'));
  let depth = 0;
  for (let one = answer({}, ...objects).embedded[0]; one; one = one.embedded[0]) depth += 1;
  expect(depth).toBe(255);
});

describe('documents are paired with bytes by name', () => {
  const bytes = (name: string): { name: string; size: number; open: () => Uint8Array } => ({
    name,
    size: 1,
    open: () => Buffer.from('x'),
  });
  test.each<[string, readonly object[], readonly string[], readonly string[]]>([
    ['by their own', [at('/1', 'a.txt'), at('/2', 'b.txt')], ['b.txt', 'a.txt'], ['1 a.txt', '2 b.txt']],
    ['completed with an extension', [at('/1', 'image')], ['image.png'], ['1 image.png']],
    ['by a number without one', [at('/1', ''), at('/2', 'n.txt')], ['0.emf', 'n.txt'], ['1 0.emf', '2 n.txt']],
    ['the exact name first', [at('/1', 'same.txt'), at('/2', 'more/same.txt')], ['more/same.txt', 'same.txt'], ['1 same.txt', '2 more/same.txt']],
    ['none for what Tika read without bytes', [at('/1', 'a.doc', { 'Content-Length': '0' })], ['a.doc'], ['1 -', '- a.doc']],
    ['nothing is lost', [at('/1', 'a.txt')], ['z.bin'], ['1 -', '- z.bin']],
  ])('%s', (_, objects, names, expected) => {
    const pairs = pair(answer({}, ...objects).embedded, names.map(bytes));
    expect(pairs.map(({ document, unpacked }) => `${document?.id ?? '-'} ${unpacked?.name ?? '-'}`)).toEqual(expected);
  }); // prettier-ignore
});

test('a report does not depend on place, order of keys, timings or version, and does on text', () => {
  const told = { 'dc:title': 'T', 'X-TIKA:content': 'text', 'Content-Type': 'a/b', 'custom:b': '1', 'custom:a': '2' };
  const one = reportOf(answer({ ...told, 'X-TIKA:parse_time_millis': '5' }));
  const other = Object.fromEntries(Object.entries(told).toReversed());
  expect(reportOf(answer({}, at('/9', 'n', { ...other, 'X-TIKA:parse_time_millis': '7' })).embedded[0]!)).toEqual(one);
  expect(reportOf(answer({ ...told, 'X-TIKA:content': 'other' }))).not.toEqual(one);
}); // prettier-ignore

test('metadata comes under our names; what no time was set for has none', () => {
  expect(
    metadataOf({
      'dc:title': 'Plan',
      'dc:creator': ['Ann', 'Bo'],
      'dcterms:created': '2016-05-01T09:30:00Z',
      'meta:print-date': '1601-01-01T00:00:00Z',
      'xmpTPg:NPages': '3',
      'meta:slide-count': 'many',
      'Message:From-Email': 'ann@example.org',
      'Message:From-Name': 'Ann',
      'Message:To-Name': ['Bo', 'Cy'],
      'X-TIKA:parse_time_millis': '5',
      'File Name': 'apache-tika-12.tmp',
      'File Modified Date': 'Sun Nov 22 07:40:46 +00:00 2026',
      'custom:matter': 'EX-1',
    }),
  ).toEqual({
    title: 'Plan',
    authors: ['Ann', 'Bo'],
    created: expect.objectContaining({ instant: '2016-05-01T09:30:00Z', zoneSource: 'utc' }),
    pages: 3,
    from: [{ name: 'Ann', address: 'ann@example.org' }],
    to: [{ name: 'Bo' }, { name: 'Cy' }],
    other: { 'custom:matter': 'EX-1' },
  });
});

test('who must be alone waits for all before, and all after wait for it', async () => {
  const turns = new Turns();
  const order: string[] = [];
  const take = async (name: string, alone: boolean): Promise<() => void> => {
    const giveBack = await turns.take(alone);
    order.push(name);
    return giveBack;
  };
  const [first, second] = [await take('first', false), await take('second', false)];
  const [alone, after] = [take('alone', true), take('after', false)];
  first();
  first();
  await Promise.resolve();
  expect(order).toEqual(['first', 'second']);
  second();
  const endAlone = await alone;
  expect(order).toEqual(['first', 'second', 'alone']);
  endAlone();
  (await after)();
  expect(order).toEqual(['first', 'second', 'alone', 'after']);
});

test('the newest jar is found; without one, how to get one is said', () => {
  const jars = ['3.3.2', '3.10.0', '3.9.1'].map((version) => `tika-server-standard-${version}.jar`);
  writeFiles(folder, Object.fromEntries(jars.map((name) => [name, ''])));
  expect(findJar('', ['/nowhere', folder])).toBe(`${folder}/${jars[1]}`);
  expect(() => findJar('', ['/nowhere'])).toThrow(expect.objectContaining({ code: 'tika-missing' }));
});
