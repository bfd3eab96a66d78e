/** Which stretches of a document a hit shows, and in which order. */
import { expect, test } from '@jest/globals';
import { parseQuery } from '../../search/query/parse.ts';
import { positiveWordLeaves } from '../../search/query/words.ts';
import { SnippetPicker } from '../../search/snippets/snippet-picker.ts';

/** The kinds of the snippets of a message whose header comes first. */
function kindsShown(query: string, most: number): string[] {
  const picker = new SnippetPicker(positiveWordLeaves(parseQuery(query)), most);
  picker.add({ ordinal: 0, kind: 'headers', start: 0, text: 'Subject: consent for the list' });
  picker.add({ ordinal: 1, kind: 'body', start: 0, text: 'The list came without consent of anybody.' });
  const texts = (['headers', 'body'] as const).map((kind) => ({
    id: 'a'.repeat(64),
    kind,
    units: 100,
    anchors: [],
  }));
  return picker.snippets(texts).map(({ snippet }) => snippet.kind);
}

test('a passage of the body is shown before the header that says no more', () => {
  expect(kindsShown('consent AND list', 1)).toEqual(['body']);
  expect(kindsShown('consent AND list', 2)).toEqual(['headers', 'body']);
});

test('a header that shows more of the query comes before', () => {
  expect(kindsShown('consent AND subject', 1)).toEqual(['headers']);
});
