/** Tables made to take memory or time end with a warning, and with what could be read. */
import { expect, test } from '@jest/globals';
import { profileText } from '../../datasets/profile-document.ts';
import { KeyHashes } from '../../datasets/subjects/key-hashes.ts';
import { SmallestHashes, plainHash } from '../../datasets/columns/smallest-hashes.ts';
import { textOf } from './stored-text.ts';

const hashes = new KeyHashes(new Uint8Array(32));
const { signal } = new AbortController();
const profile = async (text: string, format = 'csv') =>
  (await profileText(textOf(text, format), { hashes, signal })).tables[0]?.profile;

test('columns beyond those that are profiled are counted', async () => {
  const wide = Array.from({ length: 3 }, () => Array.from({ length: 10_000 }, (_, at) => at).join('\t')).join('\n');
  expect(await profile(`${wide}\n`)).toMatchObject({ records: 3, warnings: ['9000 columns beyond 1000 are not profiled'] });
}); // prettier-ignore

test('a record of no end is cut, and the next one is read', async () => {
  const found = await profile(`a\tb\n${'x'.repeat(3_000_000)}\t1\ny\t2\n`);
  expect(found).toMatchObject({ records: 2, warnings: [expect.stringContaining('1 records are cut off')] });
});

test.each([
  ['that nests without end', `{"a": ${'['.repeat(200_000)}${']'.repeat(200_000)}, "email": "ann@example.org"}`],
  ['that is cut off', '{"a": 1, "email": "ann@example'],
  ['of names that objects have', '{"__proto__": {"x": 1}, "constructor": "2", "email": "ann@example.org"}'],
])('a record of JSON %s', async (_, record) => {
  const text = `{"a": 2, "email": "bo@example.org"}\n${record}\n`;
  expect(await profile(text, 'jsonl')).toMatchObject({ records: 2, isPersonal: true });
}); // prettier-ignore

const people = [
  { name: 'Ann Ode', email: 'ann@example.org' },
  { name: 'Bo Ede', email: 'bo@example.org' },
  { name: 'Cy Ude', email: 'cy@example.org' },
];
// As written: the platform rounds the numbers.
const lines = people.map(
  ({ name, email }, at) =>
    `{"user_id": 9007199254740993${at}, "name": "${name}", "email": "${email}", "tags": ["a", "b"]}`,
);
test.each([
  ['a line each', `${lines.join('\n')}\n`, 'jsonl'],
  ['a list, a line each', `[${lines.join(',\n')}]\n`, 'json'],
  ['a list in one line', `[${lines.join(',')}]`, 'json'],
  ['printed over lines', `[\n${lines.map((line) => `  ${line.replaceAll(/([{,]) ?(?=["}])/g, '$1\n    ')}`).join(',\n')}\n]\n`, 'json'],
  ['with objects inside', `[\n${lines.map((line) => `  {\n    "of": [\n      {\n        "x": 1\n      }\n    ],${line.slice(1)}`).join(',\n')}\n]\n`, 'json'],
])('records of JSON: %s', async (_, text, format) => {
  expect(await profile(text, format)).toMatchObject({ records: 3, subjects: 3, isPersonal: true });
}); // prettier-ignore

test('above the cap different values are estimated within a hundredth', () => {
  const few = new SmallestHashes(20_000);
  for (let at = 0; at < 300_000; at += 1) few.add(plainHash(`value ${at}`));
  for (let at = 0; at < 300_000; at += 1) few.add(plainHash(`value ${at}`));
  expect(few.isExact).toBe(false);
  expect(Math.abs(few.distinct - 300_000)).toBeLessThan(6_000);
  const exact = new SmallestHashes(20_000);
  for (let at = 0; at < 30_000; at += 1) exact.add(plainHash(`value ${at % 5_000}`));
  expect(exact).toMatchObject({ isExact: true, distinct: 5_000 });
});
