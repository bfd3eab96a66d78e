/** Watchlists: both formats, and an error with its line for each way a row can be wrong. */
import { describe, expect, test } from '@jest/globals';
import { createTagger, tagText } from '../../../tagging/tagger.ts';
import { parseWatchlist } from '../../../tagging/lists/watchlist.ts';

const lineOf = (text: string): { line: number; message: string } => {
  try {
    parseWatchlist(text, 'w.csv');
  } catch (error) {
    const { line, message, code } = error as { line: number; message: string; code: string };
    expect(code).toBe('bad-watchlist');
    return { line, message };
  }
  throw new Error('no error');
};

describe('parseWatchlist', () => {
  test('CSV, with aliases and quoted commas', () => {
    const { entities } = parseWatchlist(
      '\uFEFFname,kind,country,aliases\n"Thornwick, Vale & Co",data-broker,gb,TVC;thornwick.example\nMara Ellinghurst,,,\n',
      'w.csv',
    );
    expect(entities).toMatchObject([
      {
        entity: 'Thornwick, Vale & Co',
        kind: 'data-broker',
        country: 'GB',
        names: ['Thornwick, Vale & Co'],
        acronyms: ['TVC'],
        domains: ['thornwick.example'],
      },
      { entity: 'Mara Ellinghurst', kind: 'other', names: ['Mara Ellinghurst'] },
    ]);
  });

  test('JSON, with plain strings', () => {
    const { entities } = parseWatchlist('[{"name":"Quill Data","aliases":["QD"]},"Harrow Lens"]', 'w.json');
    expect(entities.map(({ entity }) => entity)).toEqual(['Quill Data', 'Harrow Lens']);
  });

  test.each([
    ['', 1, 'name,kind,country,aliases'],
    ['naam,kind\nx,party', 1, 'the header is'],
    ['name,kind\nA One,party\n,party', 3, 'name is missing'],
    ['name,kind\n\nA One,parties', 3, 'none of party'],
    ['name,country\nA One,United Kingdom', 2, 'two-letter'],
    ['name,kind\nA One,party,extra', 2, 'fields'],
    ['name\n---', 2, 'no letter'],
    ['[{"name":"A"},{"nome":"B"}]', 2, 'unknown key'],
    ['[{"name":"A"},\n{]', 2, 'not valid JSON'],
    ['{"name":"A"}', 1, 'not an array'],
    ['[{"name":"A","aliases":"B"}]', 1, 'not an array of strings'],
  ])('%j fails at %d', (text, line, message) => {
    const error = lineOf(text);
    expect(error.line).toBe(line);
    expect(error.message).toContain(message);
  });

  test('a hundred thousand names are found in one pass', () => {
    const syllables = 'ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo zu'.split(' ');
    const word = (n: number): string => {
      let out = '';
      for (let rest = n + 8000; rest > 0; rest = Math.floor(rest / 20)) out += syllables[rest % 20];
      return out.charAt(0).toUpperCase() + out.slice(1);
    };
    const rows = Array.from({ length: 100_000 }, (_, n) => `${word(n)} ${word(n * 7 + 13)},party,,`);
    const tagger = createTagger([parseWatchlist(`name,kind,country,aliases\n${rows.join('\n')}\n`, 'w.csv')]);
    const name = `${word(77_777)} ${word(77_777 * 7 + 13)}`;
    const { mentions } = tagText(tagger, `Lunch with ${name.toUpperCase()} on Friday.`);
    expect(mentions).toMatchObject([{ entity: name, kind: 'party', method: 'watchlist', start: 11 }]);
  });
});
