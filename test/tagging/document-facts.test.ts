/** Facts of a document: dates before a founding and names of correspondents count against a mention, and drop only misspellings. */
import { describe, expect, test } from '@jest/globals';
import { factsOf } from '../../tagging/document-facts.ts';
import { loadGazetteers } from '../../config/gazetteers/load.ts';
import type { Metadata } from '../../schemas/metadata.ts';
import type { Time } from '../../schemas/time.ts';
import { createTagger, tagText } from '../../tagging/tagger.ts';
import { parseWatchlist } from '../../tagging/lists/watchlist.ts';

const tagger = createTagger(loadGazetteers());
const at = (instant: string): Time => ({ instant, precision: 'second', zoneSource: 'utc', raw: instant });

function settled(text: string, metadata: Metadata, by = tagger) {
  return by.open().settle(tagText(by, text).mentions, factsOf(metadata));
}

const letter = 'A letter to Cambridge Analytica.';

describe('dates before a founding', () => {
  test('count against a mention, are said, and drop nothing', () => {
    const [mention] = settled(letter, { sent: at('2001-10-25T09:00:00Z') });
    expect(mention).toMatchObject({ entity: 'Cambridge Analytica', surface: 'Cambridge Analytica' });
    expect(mention?.signal).toMatch(/, before founding 2013$/u);
    expect(mention?.confidence).toBeLessThanOrEqual(0.3);
  });

  test.each<[string, Metadata]>([
    ['in the year itself', { sent: at('2013-01-02T09:00:00Z') }],
    ['without a date', {}],
    [
      'a template that was changed later',
      { created: at('2006-05-01T09:00:00Z'), modified: at('2016-05-01T09:00:00Z') },
    ],
    ['the zero of DOS', { created: at('1980-01-01T00:00:00Z') }],
    ['the zero of Unix', { modified: at('1970-01-01T00:00:00Z') }],
    ['the zero of Windows', { created: at('1601-01-01T00:00:00Z') }],
  ])('say nothing %s', (_, metadata) => {
    expect(settled(letter, metadata)).toEqual(tagText(tagger, letter).mentions);
  });

  test('of a floating time and a day count too', () => {
    const local = (text: string, precision: Time['precision']): Time => ({
      local: text,
      precision,
      zoneSource: 'none',
      raw: text,
    });
    for (const sent of [
      local('1999-05-01T10:00:00', 'second'),
      local('1999-05-01', 'day'),
      local('1999', 'year'),
    ])
      expect(settled(letter, { sent })[0]?.signal).toContain('before founding 2013');
  });
});

describe('names of correspondents', () => {
  const text = 'Experyan and Schober and Nielsen sold on the data broker records of consumers.';
  const names = (metadata: Metadata) =>
    settled(text, metadata).map(({ surface, signal }) => [surface, signal]);

  test('are no misspellings of a name', () => {
    const before = names({});
    expect(before.map(([surface]) => surface)).toContain('Experyan');
    for (const metadata of [
      { from: [{ name: 'Experyan, Ana', address: 'a@x.example' }] },
      { to: [{ address: 'ana.experyan@x.example' }] },
      { cc: [{ name: 'Ana EXPERYAN' }] },
    ] satisfies Metadata[])
      expect(names(metadata).map(([surface]) => surface)).not.toContain('Experyan');
  });

  test('lower a mention written as listed, which stays', () => {
    const metadata: Metadata = { from: [{ name: 'Susan Schober', address: 's.schober@x.example' }] };
    const [before] = settled(text, {}).filter(({ surface }) => surface === 'Schober');
    const [after] = settled(text, metadata).filter(({ surface }) => surface === 'Schober');
    expect(after?.signal).toBe(`${before?.signal}, name of a correspondent`);
    expect(after?.confidence).toBeLessThanOrEqual(0.3);
  });

  test.each<[string, Metadata]>([
    ['a firm', { from: [{ name: 'Facebook', address: 'note@facebook.com' }] }],
    ['a desk of a firm', { from: [{ name: 'Facebook Support Team', address: 'x@y.example' }] }],
    ['the name of its host', { from: [{ name: 'Facebook Security', address: 'note@facebook.com' }] }],
  ])('are not those of %s', (_, metadata) => {
    const facebook = 'Facebook asked.';
    expect(settled(facebook, metadata)).toEqual(tagText(tagger, facebook).mentions);
  });

  test('leave the names of a watchlist as they are', () => {
    const own = createTagger([parseWatchlist('[{"name":"Schober","kind":"other"}]', 'list.json')]);
    const metadata: Metadata = { from: [{ name: 'Susan Schober' }] };
    expect(settled('Schober wrote.', metadata, own)).toEqual(tagText(own, 'Schober wrote.').mentions);
  });
});
