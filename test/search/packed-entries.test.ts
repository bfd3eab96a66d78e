/** Entries in the file of the embedded index: packed by what they have in common, and those of earlier files as they are. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { zstdCompressSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { packedValues } from '../../case/sqlite/packed-values.ts';
import { decompressLong } from '../../case/tag-block.ts';
import { maxUnpackedBytes } from '../../schemas/limits.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';
import { packByDictionary, unpackByDictionary } from '../../sqlite/entry-dictionary.ts';
import { entryOf, operationsOf } from '../contracts/made-documents.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();

test('the dictionary is what it always was: what is packed by it stays readable', () => {
  const packed = packByDictionary(Buffer.alloc(0));
  // Its sum stands in every value (RFC 1950, 2.2).
  expect(Buffer.from(packed.subarray(0, 6)).toString('hex')).toBe('5828d2ac43fd');
  const made = '{"document":"","format":"text","status":"indexed","metadata":{"title":"a name"}}';
  const kept = Buffer.from('5828d2ac43fdc39995a10537962c8a2d37262a80d34f6d2d0033ef1ab2', 'hex');
  expect(unpackByDictionary(kept, 1_000).toString()).toBe(made);
  expect(() => unpackByDictionary(packByDictionary(Buffer.alloc(10_000)), 9_999)).toThrow(/larger than/u);
});

test('an entry takes a fraction of its words, and what looks for words in all bytes finds them', async () => {
  const path = join(folder, 'packed.sqlite');
  const index = openSqliteIndex(path);
  const made = { name: 'one', entry: { metadata: { title: 'Zwibbelquark' } }, texts: { body: 'visible' } };
  await index.write(operationsOf(made));
  await index.close();
  const database = new DatabaseSync(path);
  const row = database.prepare('SELECT coding, length(entry) AS bytes FROM entry').get();
  database.close();
  expect(row).toMatchObject({ coding: 4 });
  expect(Number(row?.['bytes'])).toBeLessThan(JSON.stringify(entryOf(made)).length / 2);
  const values = [...packedValues(path)].map(({ bytes }) => Buffer.from(bytes ?? []).toString());
  expect(values.filter((value) => value.includes('Zwibbelquark'))).toHaveLength(1);
});

test.each([
  ['comes to gigabytes', () => zstdCompressSync(Buffer.alloc(maxUnpackedBytes + 1)), 1],
  ['comes to gigabytes by the dictionary', () => packByDictionary(Buffer.alloc(maxUnpackedBytes + 1)), 4],
  ['is no frame', () => Buffer.from('no frame'), 1],
])('a value of a stranger that %s is damage, and not unpacked', async (_name, bomb, coding) => {
  const path = join(folder, `bomb-${coding}-${_name.length}.sqlite`);
  const made = { name: 'one', entry: {}, texts: { body: 'visible' } };
  const index = openSqliteIndex(path);
  await index.write(operationsOf(made));
  await index.close();
  const database = new DatabaseSync(path);
  database.prepare('UPDATE entry SET coding = ?, entry = ?').run(coding, bomb());
  database.close();
  const read = openSqliteIndex(path, { readOnly: true });
  await expect(read.entry(entryOf(made).document, { open: [] })).rejects.toMatchObject({
    code: 'index-damaged',
  });
  await read.close();
});

test('a catalogue value of a stranger is not unpacked beyond what a case holds', () => {
  const bomb = zstdCompressSync(Buffer.alloc(maxUnpackedBytes + 1));
  expect(() => decompressLong(bomb)).toThrow(/cannot be unpacked/u);
});
