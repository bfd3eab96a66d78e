import { expect, test } from '@jest/globals';
import { parseAsn1Time } from '../../../formats/time/asn1-time.ts';

test.each([
  ['160308091530Z', '2016-03-08T09:15:30.000Z'],
  ['500101000000Z', '1950-01-01T00:00:00.000Z'],
  ['491231235959Z', '2049-12-31T23:59:59.000Z'],
  ['20510101000000Z', '2051-01-01T00:00:00.000Z'],
  ['161301000000Z', undefined],
  ['1603080915', undefined],
  ['', undefined],
])('%s', (raw, instant) => {
  expect(parseAsn1Time(raw)?.instant).toBe(instant);
});
