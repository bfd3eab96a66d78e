/** Long texts by pages: every word once, hits marked across their borders, places told where they change. */
import { expect, test } from '@jest/globals';
import { parseQuery } from '../../search/query/parse.ts';
import { joined, shownUnits, textView } from '../../web/text-view.ts';
import { parsePage } from './served.ts';

const indexOf = (text: string) => ({
  text: (_id: string, start: number, end: number) => Promise.resolve(text.slice(start, end)),
});
const entryText = (text: string, anchors: readonly { at: number; page?: number }[] = []) => ({
  kind: 'body' as const,
  id: 'x',
  units: text.length,
  anchors: [...anchors],
});

test('the pages of a text together are the text', async () => {
  const text = 'word and words\n'.repeat(6_000);
  let [at, shown] = [0, ''];
  while (at < text.length) {
    const { body, to } = await textView(indexOf(text), entryText(text), undefined, at);
    expect(to - at).toBeLessThanOrEqual(shownUnits);
    shown += parsePage(String(await body)).text;
    at = to;
  }
  expect(shown).toBe(text);
});

test('a phrase over the border of two pages is marked on both, as far as it stands there', async () => {
  const text = `${'x '.repeat(shownUnits / 2 - 3)}deep harbour ${'y '.repeat(100)}`;
  const query = parseQuery('"deep harbour"');
  const marked = async (from: number): Promise<string[]> => {
    const page = String(await (await textView(indexOf(text), entryText(text), query, from)).body);
    return [...page.matchAll(/<mark>(.*?)<\/mark>/gsu)].map(([, words = '']) => words);
  };
  expect(await marked(0)).toEqual(['deep h']);
  expect(await marked(shownUnits)).toEqual(['arbour']);
  expect(await marked(0).then((words) => words.join(''))).toHaveLength(6);
});

test('where a page begins is told, also within a hit', async () => {
  const text = 'first page deep harbour second page';
  const anchors = [
    { at: 0, page: 1 },
    { at: 16, page: 2 },
  ];
  const page = String(await (await textView(indexOf(text), entryText(text, anchors), parseQuery('"deep harbour"'), 0)).body); // prettier-ignore
  expect(parsePage(page).text).toBe('[page 1]first page deep [page 2]harbour second page');
  expect([...page.matchAll(/<mark>(.*?)<\/mark>/gu)].map(([, words]) => words)).toEqual(['deep ', 'harbour']);
});

test('spans that touch or overlap are one', () => {
  expect(joined([{ start: 5, end: 9 }, { start: 0, end: 2 }, { start: 2, end: 3 }, { start: 6, end: 7 }])).toEqual([
    { start: 0, end: 3 },
    { start: 5, end: 9 },
  ]); // prettier-ignore
});

test('a text that the index has lost is said to be lost', async () => {
  const lost = { text: () => Promise.resolve(undefined) };
  const { body } = await textView(lost, entryText('abc'), undefined, 0);
  expect(String(await body)).toContain('has lost this text');
});

test('the tabs between cells stay tabs, and what steers is written out', async () => {
  const text = 'name\tsum\nAnn\t12\u202e\x1b[31m';
  const { body } = await textView(indexOf(text), entryText(text), undefined, 0);
  expect(parsePage(String(await body)).text).toBe('name\tsum\nAnn\t12\\u{202e}\\x1b[31m');
});
