/** The rule of an item's family, as a table of chains from the outermost item inwards. */
import { expect, test } from '@jest/globals';
import { familyOf, type InFamily, type Relation } from '../../case/family.ts';

/** Names of items from the outermost on, each with how it lies in the one before. */
type Chain = readonly (readonly [name: string, relation?: Relation])[];

const familyIn = (chain: Chain): string => {
  let holder: InFamily | undefined;
  for (const [item, relation] of chain) holder = { item, family: familyOf(item, relation, holder) };
  return holder?.family ?? '';
};

test.each<[parent: string, chain: Chain]>([
  ['memo.txt', [['memo.txt']]],
  ['share.zip', [['share.zip']]],
  ['memo.txt', [['share.zip'], ['memo.txt', 'member']]],
  ['inner.zip', [['outer.zip'], ['inner.zip', 'member']]],
  ['memo.txt', [['a.tar.gz'], ['a.tar', 'member'], ['memo.txt', 'member']]],
  ['report.docx', [['report.docx'], ['sheet.xlsx', 'embedded']]],
  ['report.docx', [['report.docx'], ['sheet.xlsx', 'embedded'], ['picture.png', 'embedded']]],
  ['report.docx', [['share.zip'], ['report.docx', 'member'], ['sheet.xlsx', 'embedded']]],
  ['letter.eml', [['letter.eml'], ['brochure.pdf', 'attachment']]],
  ['message', [['in.mbox'], ['message', 'member']]],
  ['message', [['in.mbox'], ['message', 'member'], ['forwarded', 'attachment'], ['a.pdf', 'attachment']]],
  ['letter.eml', [['letter.eml'], ['pack.zip', 'attachment']]],
  ['letter.eml', [['letter.eml'], ['pack.zip', 'attachment'], ['memo.txt', 'member']]],
  ['letter.eml', [['letter.eml'], ['old.mbox', 'attachment'], ['message', 'member'], ['x', 'attachment']]],
  [
    'letter.eml',
    [
      ['share.zip'],
      ['letter.eml', 'member'],
      ['pack.zip', 'attachment'],
      ['report.docx', 'member'],
      ['sheet.xlsx', 'embedded'],
    ],
  ],
])('%s is the parent in %j', (parent, chain) => {
  expect(familyIn(chain)).toBe(parent);
});
