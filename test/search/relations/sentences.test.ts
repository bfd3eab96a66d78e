/** Sentences of a text, with their places and whether they are quoted. */
import { expect, test } from '@jest/globals';
import { quotedPlaces } from '../../../search/relations/quotations.ts';
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
  ['below heads in bold', 'See.\n*From:* Ann\n*Sent:* May\nI paid.', ['See.', '*From:* Ann', '> *Sent:* May', '> I paid.']],
  ['below German heads', 'See.\nVon: Ann\nGesendet: Mai\nAn: Bo\nBetreff: S\nI paid.', ['See.', 'Von: Ann', '> Gesendet: Mai', '> An: Bo', '> Betreff: S', '> I paid.']],
  ['below a German message', '-----Ursprüngliche Nachricht-----\nI paid.', ['> -----Ursprüngliche Nachricht-----', '> I paid.']],
  ['below French words', 'Le 3 mai 2016, Ann a écrit :\nI paid.', ['> Le 3 mai 2016, Ann a écrit :', '> I paid.']],
  ['below who wrote over two lines', 'On 3 May 2016, Ann <a@x.example>\nwrote:\nI paid.', ['On 3 May 2016, Ann <a@x.example>', '> wrote:', '> I paid.']],
  ['below who wrote in German', 'Am Montag, 3/5/2016, schrieb Ann:\nI paid.', ['> Am Montag, 3/5/2016, schrieb Ann:', '> I paid.']],
  ['what is too long', `${'word '.repeat(130)}. Short.`, ['Short.']],
]; // prettier-ignore

test.each(cases)('%s', (_, text, expected) => {
  expect(cut(text)).toEqual(expected);
  for (const units of [1, 7, 64]) expect(cut(text, units)).toEqual(expected);
});

test('a text of one line is cut in bounded pieces', () => {
  expect(cut(`${'x'.repeat(100_000)} end. Last.`, 1_000).at(-1)).toBe('Last.');
});

/** `I` where it is the sender’s, `[I]` where it is quoted. */
const spoken = (text: string): string => {
  const cutter = new SentenceCutter();
  return [...cutter.cut(text), ...cutter.end()]
    .map((one) => {
      const isInQuotes = quotedPlaces(one.text, one.open);
      return one.text.replaceAll(/\bI\b/gu, (word, at: number) => (isInQuotes(at) ? `[${word}]` : word));
    })
    .join('');
};

test.each([
  [
    'He wrote to us: "It was late. I paid Bee." I left.',
    'He wrote to us: "It was late. [I] paid Bee." I left.',
  ],
  ['Smith said "I paid Bee" and I left.', 'Smith said "[I] paid Bee" and I left.'],
  ['He wrote: ‘It didn’t rain. I paid Bee.’ I left.', 'He wrote: ‘It didn’t rain. [I] paid Bee.’ I left.'],
  ["He wrote: 'It didn't rain. I paid Bee.' I left.", "He wrote: 'It didn't rain. [I] paid Bee.' I left."],
  [
    '“She said ‘I paid’ and I left,” he wrote. I left.',
    '“She said ‘[I] paid’ and [I] left,” he wrote. I left.',
  ],
  ['A 5" pipe. He said "I paid", I left.', 'A 5" pipe. He said "[I] paid", I left.'],
  ['He wrote: "It was late.\nI paid.\n\nI left.', 'He wrote: "It was late.[I] paid.I left.'],
  ['Er schrieb: „I paid.“ I left.', 'Er schrieb: „[I] paid.“ I left.'],
])('quoted words: %s', (text, expected) => {
  expect(spoken(text)).toBe(expected);
});
