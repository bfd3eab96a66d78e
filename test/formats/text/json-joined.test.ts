/** What JSON writes in pieces is found as one: runs of chats and editors, and HTML in strings. */
import { expect, test } from '@jest/globals';
import { placeOf, runExtractor } from '../../run-extractor.ts';

const read = (text: string, format = 'json') => runExtractor(Buffer.from(text), { format });
const hiddenOf = async (value: unknown): Promise<string | undefined> =>
  (await read(JSON.stringify(value))).texts.hidden;

const run = (type: string, text: string) => ({ type, text });

test.each<[string, unknown, string]>([
  [
    'Telegram',
    {
      id: 2,
      text: ['the ', run('bold', 'mill'), 'er at ', run('link', 'https://a.example/x'), ' agreed'],
      text_entities: [
        run('plain', 'the '),
        run('bold', 'mill'),
        run('plain', 'er at '),
        run('link', 'https://a.example/x'),
        run('plain', ' agreed'),
      ],
    },
    'the miller at https://a.example/x agreed\n',
  ],
  [
    'Slack',
    {
      blocks: [
        {
          type: 'rich_text',
          block_id: 'x',
          elements: [
            {
              type: 'rich_text_section',
              elements: [
                run('text', 'see '),
                { type: 'link', url: 'https://a.example', text: 'the mill' },
                { ...run('text', 'er'), style: { bold: true } },
                { type: 'user', user_id: 'U1' },
                { type: 'link', url: 'https://b.example' },
              ],
            },
          ],
        },
      ],
    },
    'see the miller https://b.example\n',
  ],
  [
    'Notion',
    {
      rich_text: [
        {
          type: 'text',
          text: { content: 'mill', link: null },
          plain_text: 'mill',
          annotations: { bold: true },
          href: null,
        },
        { type: 'text', text: { content: 'er', link: null }, plain_text: 'er', href: null },
      ],
    },
    'miller\n',
  ],
  [
    'Quill',
    { ops: [{ insert: 'mill' }, { insert: 'er', attributes: { bold: true } }, { insert: '\n' }] },
    'miller \n',
  ],
  [
    'documents of Google',
    {
      elements: [
        { startIndex: 1, endIndex: 5, textRun: { content: 'mill', textStyle: {} } },
        { startIndex: 5, endIndex: 7, textRun: { content: 'er', textStyle: { bold: true } } },
      ],
    },
    'miller\n',
  ],
  [
    'ProseMirror, Jira and Confluence',
    {
      type: 'doc',
      content: [
        {
          type: 'paragraph',
          content: [run('text', 'mill'), { ...run('text', 'er'), marks: [{ type: 'strong' }] }],
        },
        { type: 'paragraph', content: [run('text', 'other')] },
      ],
    },
    'miller\n',
  ],
  [
    'Hangouts',
    {
      segment: [
        run('TEXT', 'the mill'),
        run('LINE_BREAK', '\n'),
        { ...run('LINK', 'a.example'), link_data: { link_target: 'x' } },
      ],
    },
    'the mill a.example\n',
  ],
  [
    'Teams and Skype',
    {
      body: {
        contentType: 'html',
        content: '<div><p>the mill<b>er</b> <a href="x">here</a></p><p>agreed</p></div>',
      },
    },
    'the miller here agreed\n',
  ],
])('%s', async (_name, value, expected) => {
  expect(await hiddenOf(value)).toBe(expected);
});

test.each<[string, unknown]>([
  ['a list of messages', { messages: [{ id: 1, type: 'message', text: 'one' }, { id: 2, type: 'message', text: 'two' }] }], // prettier-ignore
  ['turns of a talk', [{ role: 'user', content: 'one' }, { role: 'assistant', content: 'two' }]], // prettier-ignore
  ['a list of words', { tags: ['one', 'two'] }],
  ['a text of one run', { text: [run('plain', 'one')] }],
  ['a sign that is none of HTML', { text: 'one < two </ three' }],
])('nothing is put together of %s', async (_name, value) => {
  expect(await hiddenOf(value)).toBeUndefined();
});

test('it is cited by its line or row, and marked', async () => {
  const parts = JSON.stringify(['mill', run('bold', 'er')]);
  const json = await read(`{"a": [\n1,\n{"text": ${parts}}]}`);
  expect(placeOf(json, 'miller', 'hidden')).toEqual({ line: 3, from: true, mark: 'coded' });
  const jsonl = await read(`{"a": 1}\n{"text": ${parts}}\n`, 'jsonl');
  expect(placeOf(jsonl, 'miller', 'hidden')).toEqual({ row: 2, from: true, mark: 'coded' });
});

test('its escapes are decoded, also where UTF-8 is written byte by byte, and wherever a slice ends', async () => {
  for (let shift = 0; shift < 60; shift++) {
    const text = `{"${'p'.repeat(65_536 - 30 - shift)}":["W\\u00c3\\u00a4h", {"type":"bold","text":"ler\\n\\"x\\""}]}`;
    expect((await read(text)).texts.hidden).toBe('Wähler "x"\n');
  }
});

test('text in pieces of any length and depth is read in bounds, and what is damaged as far as it goes', async () => {
  const pieces = Array.from({ length: 40_000 }, (_, at) =>
    at % 2 === 0 ? `mill ${at} ` : run('bold', 'er '),
  );
  const long = (await hiddenOf({ text: pieces })) ?? '';
  const whole = pieces.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('');
  expect(long.replaceAll('\n', '') === whole).toBe(true);
  expect((await read('[{"text":'.repeat(30_000))).texts.hidden).toBeUndefined();
  expect((await read(']}"text":["a", {"text":"b"}]')).texts.hidden).toBe('ab\n');
});
