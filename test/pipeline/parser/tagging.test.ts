/** What a parser tags with: each choice of lists and personal data, on a text that has both. */
import { expect, test } from '@jest/globals';
import { chooseTagger } from '../../../pipeline/parser/tagging.ts';
import { parseWatchlist } from '../../../tagging/lists/watchlist.ts';
import { tagText } from '../../../tagging/tagger.ts';

const watchlist = parseWatchlist('[{"name":"Quillmere"}]', 'list.json').entities;
const text = 'Quillmere asked the Electoral Commission; write to a@quillmere.example by Monday.';

test.each([
  ['nothing', { gazetteers: false, personalData: false, watchlist: [] }, undefined],
  [
    'personal data alone',
    { gazetteers: false, personalData: true, watchlist: [] },
    { entities: [], data: ['email'] },
  ],
  [
    'a watchlist alone',
    { gazetteers: false, personalData: false, watchlist },
    { entities: ['Quillmere'], data: [] },
  ],
  [
    'the shipped lists',
    { gazetteers: true, personalData: false, watchlist: [] },
    { entities: ['Electoral Commission (UK)'], data: [] },
  ],
  [
    'all',
    { gazetteers: true, personalData: true, watchlist },
    { entities: ['Quillmere', 'Electoral Commission (UK)'], data: ['email'] },
  ],
])('%s', (_, choice, expected) => {
  const tagger = chooseTagger(choice);
  const tags = tagger && tagText(tagger, text);
  expect(
    tags && {
      entities: [...new Set(tags.mentions.map(({ entity }) => entity))],
      data: tags.personalData.map(({ kind }) => kind),
    },
  ).toEqual(expected);
});

test('without personal data a long text has none either, in the middle of the stream or at its end', () => {
  const stream = chooseTagger({ gazetteers: false, personalData: false, watchlist })?.open();
  const middle = stream?.push(`${text} ${'filler '.repeat(60_000)}`);
  const end = stream?.end();
  expect([...(middle?.mentions ?? []), ...(end?.mentions ?? [])].map(({ start }) => start)).toContain(0);
  expect(middle?.personalData).toEqual([]);
  expect(end?.personalData).toEqual([]);
});

test('the version is of the lists, whether personal data is looked for or not; the watchlist is part of it', () => {
  const versionOf = (personalData: boolean, list = watchlist): string | undefined =>
    chooseTagger({ gazetteers: false, personalData, watchlist: list })?.listVersion;
  expect(versionOf(true)).toBe(versionOf(false));
  expect(versionOf(true)).not.toBe(versionOf(true, []));
});
