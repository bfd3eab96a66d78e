/** In which texts a changed watchlist can change a tag: none is passed over whose tags differ. */
import { describe, expect, test } from '@jest/globals';
import { type GazetteerList, gazetteerEntity } from '../../schemas/gazetteer.ts';
import { ChangedTexts } from '../../tagging/changed-texts.ts';
import { changeOf } from '../../tagging/lists/list-change.ts';
import { withWatchlist } from '../../tagging/lists/list-version.ts';
import { parseWatchlist } from '../../tagging/lists/watchlist.ts';
import { createTagger, tagText } from '../../tagging/tagger.ts';

/** Beside the watchlists, alike before and after. */
const shipped: readonly GazetteerList[] = [
  {
    id: 'shipped',
    method: 'gazetteer',
    entities: [
      { entity: 'Facebook', kind: 'platform', names: ['Facebook'] },
      { entity: 'Signal', kind: 'platform', titles: ['Signal Messenger'], ambiguous: ['Signal'] },
    ].map((entity) => gazetteerEntity.parse(entity)),
  },
];
const listOf = (...names: string[]) =>
  parseWatchlist(`name\n${names.map((name) => `"${name}"\n`).join('')}`, 'list.csv').entities;

/** What is new, a text, and whether it can be concerned. */
const texts: readonly (readonly [name: string, text: string, isConcerned: boolean])[] = [
  ['Quorum Data', 'They bought it of Quorum Data.', true],
  ['Quorum Data', 'They bought it of quorum\n  data.', true],
  ['Quorum Data', 'A quorum of the board.', false],
  ['Quorum Data', 'The data was lost.', false],
  ['Quorum Data', 'In the log: QuorumDataExport_2', true],
  ['Harbour Analytica', 'Paid to Harbour Analitica.', true],
  ['Harbour Analytica', 'Paid to the harbour.', false],
  ['Harbour Analytica', 'Ana-\nlytica in the Harbour.', false],
  ['Harbour Analytica', 'Harbour Ana-\nlytica.', true],
  ['quorum.example', 'See https://www.quorum.example/list', true],
  ['QXB', 'Q.X.B. said so.', true],
  ['QXB', 'qxb said so.', true],
  ['QXB', 'Nobody said so.', false],
  // A word that starts a shipped name in capitals alone, and now one in any case.
  ['signal corps', 'The signal was weak.', true],
  ['signal corps', 'The sign was weak.', false],
  // Now it is known, and no misspelling of Facebook any more.
  ['Facebok Lane', 'He wrote on Facebok that the platform is down.', true],
];

const changed = (name: string, text: string, block = 1): boolean => {
  const look = new ChangedTexts(shipped, listOf('Kept Works'), listOf('Kept Works', name)).open();
  for (let at = 0; at < text.length; at += block) look.push(text.slice(at, at + block));
  return look.end();
};

describe('a text', () => {
  test.each(texts)('with %j new: %j', (name, text, isConcerned) => {
    expect(changed(name, text, 7)).toBe(isConcerned);
    const [before, after] = [listOf('Kept Works'), listOf('Kept Works', name)].map((list) =>
      tagText(createTagger(withWatchlist(shipped, list)), text),
    );
    if (!isConcerned) expect(after).toEqual(before);
    // Gone is what new is, from the other side.
    const gone = new ChangedTexts(shipped, listOf('Kept Works', name), listOf('Kept Works')).open();
    gone.push(text);
    expect(gone.end()).toBe(isConcerned);
  });

  test('of many blocks is concerned by what stands in its last', () => {
    const long = 'word '.repeat(60_000);
    expect([
      changed('Quorum Data', long, 9_999),
      changed('Quorum Data', `${long}Quorum Data`, 9_999),
    ]).toEqual([false, true]);
  });
});

test('what changed is what one of two lists has alone; another order changes all', () => {
  const [a, b, c] = [listOf('Aa'), listOf('Bb'), listOf('Cc')];
  expect(changeOf([...a, ...b], [...a, ...c])).toEqual({ gone: b, come: c });
  expect(changeOf([...a, ...a], a)).toEqual({ gone: a, come: [] });
  expect(changeOf([...a, ...b], [...b, ...a])).toEqual({ gone: [...a, ...b], come: [...b, ...a] });
});
