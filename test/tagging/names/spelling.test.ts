/** Checks that the quick look at a word never rules out what the full correction would find. */
import { describe, expect, test } from '@jest/globals';
import { assert, constantFrom, nat, property, string, tuple } from 'fast-check';
import { EdgeTable } from '../../../tagging/names/edge-table.ts';
import { foldWord } from '../../../tagging/names/fold.ts';
import { Spelling } from '../../../tagging/names/spelling.ts';
import { splitWords, Words } from '../../../tagging/names/words.ts';

const known = ['information', 'conservative', 'modern', 'liberal', 'savvy', 'analytica', 'internal'];
const spelling = new Spelling();
for (const word of known) spelling.add(word);

function mayCorrect(text: string): boolean {
  const words = new Words();
  splitWords(text, words);
  return spelling.mayCorrect(words.units, 0, text.length);
}

describe('mayCorrect', () => {
  test.each([
    ['lnformation', 'information'],
    ['Conservatlve', 'conservative'],
    ['Modem', undefined],
    ['modemn', 'modern'],
    ['Anaiytica', 'analytica'],
    ['Analytca', 'analytica'],
    ['Anlaytica', 'analytica'],
  ])('%s', (text, word) => {
    const found = spelling.correct(foldWord(text));
    expect(found.includes(word ?? '')).toBe(word !== undefined);
    expect(mayCorrect(text)).toBe(found.length > 0);
  });

  test('says no to words far from all', () => {
    expect(mayCorrect('Wednesday')).toBe(false);
    expect(mayCorrect('short')).toBe(false);
    expect(mayCorrect('a'.repeat(60))).toBe(false);
  });

  test('never rules out what correct finds', () => {
    const unit = constantFrom(...'abeilmnorstvwyz10ABILMNORVéßﬁ'.split(''));
    const edited = tuple(constantFrom(...known), nat(12), nat(1), string({ unit, maxLength: 2 })).map(
      ([word, at, removed, added]) => word.slice(0, at) + added + word.slice(at + removed),
    );
    assert(
      property(edited, (text) => {
        if (spelling.correct(foldWord(text)).length > 0) expect(mayCorrect(text)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

test('an edge table holds what was added, whatever it had to grow to', () => {
  const table = new EdgeTable(1);
  for (let node = 1; node <= 3000; node += 1) table.add(node * 3, node % 7, node);
  for (let node = 1; node <= 3000; node += 1) {
    expect(table.find(node * 3, node % 7)).toBe(node);
    expect(table.find(node * 3, (node % 7) + 1)).toBe(0);
    expect(table.leadsOn(node * 3)).toBe(true);
    expect(table.leadsOn(node * 3 + 1)).toBe(false);
  }
});
