/** Split ZIP: all its volumes in a row, with one of them missing, the last alone. */
import { expect, test } from '@jest/globals';
import { makeSplitZip } from '../../../scripts/fixtures/make-volumes.ts';
import { runExtractor } from '../../run-extractor.ts';

const read = (bytes: Uint8Array) => runExtractor(bytes, { format: 'zip' });
const told = ({ children }: Awaited<ReturnType<typeof read>>): unknown[] =>
  children.map(({ name, ended, error, bytes }) => [name, ended?.detail ?? error ?? bytes?.length]);

/** Names of uneven length, so that volumes end early before headers; data that does not pack. */
const members = Array.from({ length: 60 }, (_, at) => ({
  name: `${'n'.repeat((at * 7) % 40)}${at}.bin`,
  data: Buffer.alloc(100 + ((at * 37) % 300), at),
  method: 0,
}));
const volumes = makeSplitZip(members, 2_000);
const whole = members.map(({ name, data }) => [name, data.length]);

test('in a row it is read whole, with nothing left over', async () => {
  expect(new Set(volumes.map(({ length }) => length)).size).toBeGreaterThan(2);
  const result = await read(Buffer.concat(volumes));
  expect(result.outcome).toEqual({ status: 'extracted', completeness: 'complete' });
  expect(told(result)).toEqual(whole);
  expect(result.warnings).toEqual([]);
});

test('a member larger than a volume is one', async () => {
  const long = [
    { name: 'a', data: Buffer.alloc(10_000, 'a'), method: 0 },
    { name: 'b', data: Buffer.from('b') },
  ];
  expect(told(await read(Buffer.concat(makeSplitZip(long, 3_000))))).toEqual([
    ['a', 10_000],
    ['b', 1],
  ]);
});

test('with zeros in the place of a volume the others give what they hold', async () => {
  const at = 3;
  const holed = volumes.map((volume, index) => (index === at ? Buffer.alloc(volume.length) : volume));
  const result = await read(Buffer.concat(holed));
  const details = told(result) as [string, unknown][];
  expect(
    details.filter(([, detail]) => detail === `on volume ${at + 1} of a split archive`).length,
  ).toBeGreaterThan(3);
  expect(details.filter(([, detail]) => typeof detail === 'number').length).toBeGreaterThan(45);
  expect(result.children.slice(members.length).map(({ locator }) => locator)).toEqual([
    // What is left of the members that the missing volume cut.
    'bytes:8000',
  ]);
});

test('the last volume alone names all members, and where they lie', async () => {
  const result = await read(makeSplitZip(members, 8_000).at(-1) ?? Buffer.alloc(0));
  expect(result.children.length).toBeGreaterThanOrEqual(members.length);
  expect(told(result)).toContainEqual(['0.bin', 'on volume 1 of a split archive']);
});

test('volumes that the directory only claims to have are looked for a few times', async () => {
  const zip = Buffer.concat([Buffer.alloc(5_000), makeSplitZip(members, 100_000)[0] ?? Buffer.alloc(0)]);
  const end = zip.length - 22;
  zip.writeUInt16LE(60_000, end + 4);
  zip.writeUInt16LE(60_000, end + 6);
  let disk = 1;
  for (let at = zip.indexOf('PK\x01\x02'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 4)) {
    zip.writeUInt16LE((disk += 977), at + 34);
    zip.writeUInt32LE(0x7fff_0000, at + 42);
  }
  const result = await read(zip);
  expect(told(result).slice(0, 2)).toEqual([
    ['0.bin', 'on volume 979 of a split archive'],
    [`${'n'.repeat(7)}1.bin`, 'on volume 1956 of a split archive'],
  ]);
});
