/** Comments in the syntax of a PDF, where it is damaged or written to cost time. */
import { expect, test } from '@jest/globals';
import { memoryContent } from '../../../formats/content.ts';
import { findSyntaxComments } from '../../../formats/pdf/syntax-comments.ts';

const find = (text: string) => findSyntaxComments(memoryContent(Buffer.from(text, 'latin1')));
const found = { comments: ['courier waits'], isPartial: false };

test('a comment is found behind and before what only looks like one', () => {
  expect(find('(50% off (%no\\)%) %no) s stream % courier waits\n(%no)')).toEqual(found);
  expect(find('<<>> stream\n%no words\nendstream % courier waits\n')).toEqual(found);
});

test('a comment is found behind a million brackets or streams that never end', () => {
  expect(find(`${'('.repeat(1_000_000)}\n% courier waits\n`)).toEqual(found);
  expect(find(`${'stream\n'.repeat(1_000_000)}\n% courier waits\n`)).toEqual(found);
});
