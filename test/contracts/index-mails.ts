/** The index contract: how many mails there are without their copies, in the scope that asks. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SearchIndex } from '../../search/port.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { type Made, writeAll } from './made-documents.ts';

const copy = (name: string, hash: string, custodian: string, more: Partial<Made> = {}): Made => ({
  name,
  texts: { body: `words of ${name}` },
  places: [{ path: `${custodian}/${name}`, custodian }],
  entry: { metadata: { messageHash: `1-${hash.repeat(32)}`, messageIdHash: 'ab'.repeat(16) } },
  ...more,
});
const mails: readonly Made[] = [
  copy('one', 'aa', 'Ann'),
  copy('two', 'aa', 'Bo'),
  copy('three', 'aa', 'Bo', { withheld: ['privilege'] }),
  copy('four', 'bb', 'Bo'),
  copy('five', 'cc', 'Bo', { withheld: ['privilege'] }),
  { name: 'six', texts: { body: 'words without a hash' } },
];

export function mailsContract(make: () => Promise<SearchIndex>): void {
  describe('copies of mails', () => {
    let index: SearchIndex;
    beforeAll(async () => {
      index = await make();
      await writeAll(index, mails);
    });
    afterAll(() => index.close());

    test.each([
      ['*', [], { mails: 3, groups: 2 }],
      ['*', ['privilege'], { mails: 5, groups: 3 }],
      ['custodian:bo', [], { mails: 2, groups: 2 }],
      ['mailhash:1-aa*', ['privilege'], { mails: 3, groups: 1 }],
      ['without', ['privilege'], { mails: 0, groups: 0 }],
    ])('%s, open: %j', async (query, open, found) => {
      expect(await index.mailGroups(parseQuery(query), { open })).toEqual(found);
    });

    test('are found by either hash', async () => {
      const count = (query: string) => index.count(parseQuery(query), { open: [] });
      expect([
        await count(`mailhash:1-${'aa'.repeat(32)}`),
        await count(`mih:${'AB'.repeat(16)}`),
        await count(`mih:${'ab'.repeat(16)} AND NOT mailhash:1-aa*`),
      ]).toEqual([2, 3, 1]);
    });
  });
}
