/** Different values by kind: exact while they are few, estimates beyond, the same whatever documents hold them. */
import { expect, test } from '@jest/globals';
import { caseCap, DocumentValues, groupCapOf, ValueCounts } from '../../../cli/census/value-counts.ts';

/** Well spread whole numbers below 2 ** 53, as keyed hashes are. */
const hashAt = (number: number): number =>
  ((Math.imul(number, 0x9e3779b1) >>> 0) * 2097152 + (Math.imul(number, 0x85ebca6b) >>> 11)) % 2 ** 53;

const documentOf = (from: number, to: number): DocumentValues => {
  const document = new DocumentValues();
  for (let number = from; number < to; number++) document.add('email', hashAt(number));
  return document;
};

test('what several documents hold is one value, and each place counts', () => {
  const counts = new ValueCounts(caseCap);
  counts.add(documentOf(0, 300));
  counts.add(documentOf(200, 500));
  expect(counts.counts()).toEqual([{ kind: 'email', documents: 2, mentions: 600, distinct: 500 }]);
});

test('a value that was not read is a place and no value', () => {
  const document = new DocumentValues();
  document.add('phone', undefined);
  expect(document.counts()).toEqual([{ kind: 'phone', documents: 1, mentions: 1, distinct: 0 }]);
});

test('beyond the cap an estimate, said as such', () => {
  const counts = new ValueCounts(groupCapOf(2_000, 19));
  for (let from = 0; from < 20_000; from += 1_000) counts.add(documentOf(from, from + 1_500));
  const [email] = counts.counts();
  expect(email).toMatchObject({ documents: 20, mentions: 30_000, isEstimate: true });
  expect(Math.abs((email?.distinct ?? 0) / 20_500 - 1)).toBeLessThan(0.2);
});

test('few groups have room for many values, many groups for few', () => {
  expect([groupCapOf(2, 19), groupCapOf(100, 19), groupCapOf(1_000, 19)]).toEqual([27_594, 551, 256]);
});
