/** What a document costs its budget: units of its metadata as JSON, which is not written for it. */
import { expect, test } from '@jest/globals';
import { jsonUnits } from '../../../pipeline/protocol/case-cost.ts';

const values: readonly unknown[] = [
  '', 'plain', 'quote " in it', 'back\\slash', 'line\nand tab\t', '\u0000\u001f\u007f', 'é ü 漢', '😀', '\ud83d alone', 'alone \ude00',
  0, -0, 7, 1.5, 1e21, NaN, Infinity, true, false, null,
  [], ['a'], ['a', 1, null, undefined], {}, { a: undefined }, { a: 1, b: undefined, 'c"': [{ d: 'e' }, {}] },
  { subject: 'RE: "x"', to: [{ name: 'A', address: 'a@b' }, { address: 'c@d' }], other: { 'x-y': 'z\n' }, sent: { offset: -480 } },
]; // prettier-ignore

test.each(values.map((value) => [value]))('%j has as many units as its JSON', (value) => {
  expect(jsonUnits(value)).toBe(JSON.stringify(value).length);
});
