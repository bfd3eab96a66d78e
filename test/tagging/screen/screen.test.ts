/** Lists of whose words withhold, and what of a text they match: too much rather than too little. */
import { describe, expect, test } from '@jest/globals';
import type { ScreenTerm } from '../../../schemas/screen.ts';
import { parseScreen } from '../../../tagging/screen/screen-list.ts';
import { createScreenMatcher } from '../../../tagging/screen/screen-matcher.ts';

const row = { kind: 'name', value: 'Jane O’Neil', scope: 'counsel', ground: 'privilege' };

describe('a list', () => {
  test.each([
    ['CSV, its columns in any order', 'scope,ground,kind,value\ncounsel,privilege,name,Jane O’Neil\n', 2],
    ['an array', JSON.stringify([row]), 1],
    ['an object a line', `\n${JSON.stringify(row)}\n`.trimStart(), 1],
  ])('%s', (_, text, line) => {
    expect(parseScreen(text, 'list.csv')).toEqual([{ ...row, list: 'list.csv', line }]);
  });

  test.each([
    ['kind,value\nname,x y', /line 1: the header is "kind,value"/u],
    ['kind,value,scope,ground\nlawyer,Jane Smith,counsel,privilege', /line 2: kind/u],
    ['kind,value,scope,ground\nterm,§,counsel,privilege', /line 2: value: at least two letters/u],
    ['kind,value,scope,ground\nterm,advice,a b,privilege', /line 2: scope: a scope of 1 to 64/u],
    ['kind,value,scope,ground\nterm,advice,counsel', /line 2: 3 fields/u],
    ['{"kind":"term"', /line 1: not valid JSON/u],
  ])('%s is refused by its line', (text, says) => {
    expect(() => parseScreen(text, 'list.csv')).toThrow(says);
  });
});

describe('what matches', () => {
  test.each<[ScreenTerm['kind'], string, string, boolean]>([
    ['name', 'Jane Smith', 'from JANE  smith, today', true],
    ['name', 'Jane Smith', 'Smith, Jane', true],
    ['name', 'Jane Smith', 'Jane Smithson', false],
    ['name', 'Seán O’Neil', "sean o'neil", true],
    ['name', 'Jürgen Weiß', 'JU\u0308RGEN weiß', true],
    ['name', 'Jane Smith', 'Ja\u200bne\u00adSmith'.replace('\u00ad', ' '), true],
    ['name', 'Jane Smith', 'ｊａｎｅ ｓｍｉｔｈ', true],
    ['domain', 'chambers.example', 'x@mail.chambers.example', true],
    ['domain', 'www.chambers.example', 'https://chambers.example/a', true],
    ['domain', 'chambers.example', 'ten-chambers-example.org', true],
    ['domain', 'chambers.example', 'chambersexample', false],
    ['address', 'j.smith@chambers.example', '<J.Smith@Chambers.Example>', true],
    ['address', 'j.smith@chambers.example', 'k.smith@chambers.example', false],
    ['term', 'without prejudice', 'Without\n\nprejudice', true],
    ['term', '弁護士', '担当弁護士は', true],
    ['term', 'case 77', 'case 77b', true],
    ['term', 'case 77', 'case 770', false],
  ])('%s %s in %j: %s', (kind, value, text, isFound) => {
    expect(createScreenMatcher([{ kind, value }]).matches(text)).toEqual(isFound ? [0] : []);
  });

  test('wherever a text is cut into pieces, and never across two texts', () => {
    const matcher = createScreenMatcher([
      { kind: 'term', value: 'quiet harbour' },
      { kind: 'term', value: 'other' },
    ]);
    const text = `${'word '.repeat(2_000)}quiet harbour ${'word '.repeat(2_000)}`;
    for (const at of [1, 9_998, 10_001, 10_003, 10_005, 10_008, 10_013]) {
      const found = new Set<number>();
      const screening = matcher.open(found);
      screening.push(text.slice(0, at));
      screening.push(text.slice(at));
      screening.end();
      expect([...found]).toEqual([0]);
    }
    const found = new Set<number>();
    const screening = matcher.open(found);
    for (const part of ['quiet', 'harbour']) {
      screening.push(part);
      screening.end();
    }
    expect([...found]).toEqual([]);
  });

  test('a word without an end takes no memory', () => {
    const found = new Set<number>();
    const screening = createScreenMatcher([{ kind: 'term', value: 'needle' }]).open(found);
    for (let piece = 0; piece < 200; piece++) screening.push('x'.repeat(65_536));
    screening.push(' needle');
    screening.end();
    expect([...found]).toEqual([0]);
  });
});
