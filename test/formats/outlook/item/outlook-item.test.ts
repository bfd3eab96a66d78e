/** Items as they are written out of a store (`outlook-item`), which anybody may have made by hand. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { itemMagic, recordKinds } from '../../../../formats/outlook/item/item-records.ts';
import { runExtractor } from '../../../run-extractor.ts';

const fixture = readFileSync(new URL('../../../fixtures/outlook-item/mailbox.outlook-item', import.meta.url));
const read = (bytes: Uint8Array) => runExtractor(bytes, { format: 'outlook-item' });

test('a message in a message is a child', async () => {
  const item = await read(fixture);
  expect(item.texts.body).toContain('See below.');
  expect(item.children.map(({ name, relation }) => [name, relation])).toEqual([
    ['The first letter', 'attachment'],
  ]);
});

describe('bytes of anybody', () => {
  test('cut off anywhere: what came before is read', async () => {
    for (let end = itemMagic.length; end < fixture.length; end += 97) {
      const item = await read(fixture.subarray(0, end));
      expect(item.outcome.status).toBe('extracted');
    }
    const item = await read(fixture.subarray(0, fixture.length - 300));
    expect(item.warnings.map(({ code }) => code)).toContain('truncated');
    expect(item.outcome).toMatchObject({ completeness: 'partial' });
  });

  test('a value that claims more than there is', async () => {
    const record = Buffer.alloc(13);
    record.writeUInt8(recordKinds.property);
    record.writeUInt16LE(4, 1);
    record.writeUIntLE(2 ** 47, 3, 6);
    const item = await read(Buffer.concat([itemMagic, record]));
    expect(item.warnings.map(({ code }) => code)).toContain('truncated');
  });

  test('messages in messages without end', async () => {
    const open = Buffer.alloc(18);
    open.writeUInt8(recordKinds.attachment);
    open.writeUInt8(recordKinds.message, 9);
    const item = await read(Buffer.concat([itemMagic, ...Array.from({ length: 5000 }, () => open)]));
    expect(item.outcome.status).toBe('extracted');
  });

  test('another content', async () => {
    expect((await read(Buffer.from('Evidex Outlook item 9\n\0\0'))).outcome).toMatchObject({
      status: 'failed',
    });
  });
});
