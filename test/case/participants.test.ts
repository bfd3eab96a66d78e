import { expect, test } from '@jest/globals';
import { firstPairings, type Pairing } from '../../case/ledger/participants.ts';
import { addressKey } from '../../case/participants.ts';

test.each([
  [' <Ann@Firm.example> ', 'ann@firm.example'],
  ['mailto:ann@firm.example', 'ann@firm.example'],
  ['<SMTP:ann@firm.example>', 'ann@firm.example'],
  ["'EX:/O=FIRM/CN=ANN'", '/o=firm/cn=ann'],
  ['\u212Aate@firm.example', '\u212Aate@firm.example'],
  // A name in the place of an address would be found in place of the person.
  ['Ann Smith', ''],
  ['undisclosed-recipients:;', ''],
  [`${'a'.repeat(1_000)}@x.example`, ''],
])('%s is compared by %s', (stated, key) => {
  expect(addressKey(stated)).toBe(key);
});

test('quotes by the million are no work', () => {
  const started = process.cpuUsage();
  expect(addressKey(`a${"'".repeat(4_000_000)}x@y.example`)).toBe('');
  expect(process.cpuUsage(started).user).toBeLessThan(1_000_000);
});

test('of very many pairings those of the holder’s own mail come first, whatever comes from outside', () => {
  const pairing = (at: number, kept: readonly string[], basis: Pairing['basis'] = 'card'): Pairing => ({
    one: 'ann@firm.example',
    other: `${String(at).padStart(4, '0')}@x.example`,
    basis,
    documents: 1,
    kept,
  });
  const outside = Array.from({ length: 500 }, (_, at) => pairing(at, [], 'card'));
  const received = Array.from({ length: 500 }, (_, at) => pairing(1_000 + at, ['a'], 'received-header'));
  const own = pairing(9_999, ['b'], 'property');
  const first = firstPairings([...outside, ...received, own]);
  expect(first).toHaveLength(200);
  expect(first.at(-1)).toBe(own);
  expect(firstPairings([own])).toEqual([own]);
});
