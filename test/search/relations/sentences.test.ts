/** Sentences of a text, with their places and whether they are quoted. */
import { expect, test } from '@jest/globals';
import { SentenceCutter } from '../../../search/relations/sentences.ts';

function cut(text: string, units = Infinity): readonly string[] {
  const cutter = new SentenceCutter();
  const found: string[] = [];
  const take = (sentences: Iterable<{ text: string; start: number; isQuoted: boolean }>): void => {
    for (const { text: own, start, isQuoted } of sentences) {
      const there = text.slice(start, start + own.length);
      found.push(`${isQuoted ? '> ' : ''}${own.replaceAll(/ +/gu, ' ').trim()}${there.length === own.length ? '' : ' (elsewhere)'}`); // prettier-ignore
    }
  };
  if (units === Infinity) take(cutter.cut(text));
  else for (let at = 0; at < text.length; at += units) take(cutter.cut(text.slice(at, at + units)));
  take(cutter.end());
  return found;
}

const cases: readonly (readonly [string, string, readonly string[]])[] = [
  ['signs that end', 'One. Two! Three? Four', ['One.', 'Two!', 'Three?', 'Four']],
  ['short forms', 'Mr. Nix of Ace Ltd. paid. Then J. Bee left.', ['Mr. Nix of Ace Ltd. paid.', 'Then J. Bee left.']],
  ['a stop inside', 'It paid 4.5 m. to them, e.g. in May.', ['It paid 4.5 m. to them, e.g. in May.']],
  ['a broken line goes on, a short one ends', `${'word '.repeat(12)}\r\nand on.\nHeading\nText`, [`${'word '.repeat(12)}and on.`, 'Heading', 'Text']],
  ['points of a list', `${'- one '.repeat(12)}\n- two`, ['- one '.repeat(12).trim(), '- two']],
  ['an empty line', `${'word '.repeat(12)}\n\nOther`, ['word '.repeat(12).trim(), 'Other']],
  ['quoted lines', '> They paid.\n> > So.\nNo.', ['> They paid.', '> So.', 'No.']],
  ['below a message sent on', 'See.\n-----Original Message-----\nThey paid.', ['See.', '> -----Original Message-----', '> They paid.']],
  ['below who wrote', 'See.\nOn 3 May 2016, Ann wrote:\nThey paid.', ['See.', '> On 3 May 2016, Ann wrote:', '> They paid.']],
  ['below heads', 'See.\nFrom: Ann\nSent: May\nThey paid.', ['See.', 'From: Ann', '> Sent: May', '> They paid.']],
  ['what is too long', `${'word '.repeat(130)}. Short.`, ['Short.']],
]; // prettier-ignore

test.each(cases)('%s', (_, text, expected) => {
  expect(cut(text)).toEqual(expected);
  for (const units of [1, 7, 64]) expect(cut(text, units)).toEqual(expected);
});

test('a text of one line is cut in bounded pieces', () => {
  expect(cut(`${'x'.repeat(100_000)} end. Last.`, 1_000).at(-1)).toBe('Last.');
});
