/** Tests of the reader of old Word documents, over documents that we make: texts by kind, changes, objects, damage. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { compound } from '../../../scripts/fixtures/make-legacy.ts';
import { makeDoc, oldDoc, planDoc, planParts, wordStreams } from '../../../scripts/fixtures/make-word.ts';
import { makeCompound } from '../../../scripts/fixtures/make-compound.ts';
import { placeOf, runExtractor } from '../../run-extractor.ts';

const run = (bytes: Uint8Array) => runExtractor(bytes, { format: 'doc' });
const fixture = (name: string) => readFileSync(new URL(`../../fixtures/doc/${name}`, import.meta.url));

describe('a whole document', () => {
  const plan = run(fixture('plan.doc'));

  test('the fixture is what the script makes', () => {
    expect(planDoc().equals(fixture('plan.doc'))).toBe(true);
    expect(oldDoc().equals(fixture('word95.doc'))).toBe(true);
  });

  test('each story is text of its kind', async () => {
    const { outcome, texts } = await plan;
    expect(outcome).toEqual({ status: 'extracted' });
    expect(texts).toEqual({
      body: [
        'Canvass plan for the harbour ward',
        'No list is bought. See the broker.',
        '',
        'Name\tAmount\t',
        'Marten\t12\t',
        'Café accounts\u2011end of Łódź',
        'In a box',
        '',
      ].join('\n'),
      notes: ' Counted twice.\n From the minutes.\n',
      headers: 'Canvass plan\nRowan Example\nward\ncanvass\nMatter: EX-17\nClosed: true\nStrictly private\n',
      comments: 'Cara Example: Who paid?\nDan Example: Ask Rowan.\n',
      hidden: [
        'The list is bought in May. ',
        'http://broker.example/list',
        'The list is bought in May. See the broker.',
        'Do not show this to the council.',
        'Ada Example',
        'Ben Example',
        'Cara Example: C:\\Drafts\\ward.doc',
        'Dan Example: A:\\ward.doc',
        'Client: Harbour Institute',
        'Matter: EX-17',
        '',
      ].join('\n'),
    });
  });

  test('a place is cited by its line, a change by who made it and when', async () => {
    const found = await plan;
    expect(placeOf(found, 'Marten')).toMatchObject({ line: 5 });
    expect(placeOf(found, 'In a box')).toMatchObject({ part: 'text boxes', line: 1 });
    expect(placeOf(found, 'No list')).toMatchObject({
      line: 2,
      mark: 'inserted',
      author: 'Ada Example',
      changed: '2019-03-14T09:30',
    });
    expect(placeOf(found, 'The list is', 'hidden')).toMatchObject({ mark: 'deleted', author: 'Ben Example' });
    expect(placeOf(found, 'Do not show', 'hidden')).toMatchObject({ mark: 'vanished' });
    expect(found.events.map(({ kind, message, time }) => [kind, message, time.local])).toEqual([
      ['deletion', 'Ben Example', '2019-03-14T17:20'],
      ['insertion', 'Ada Example', '2019-03-14T09:30'],
      ['comment', 'Cara Example', '2019-03-15T08:05'],
    ]);
  });

  test('properties, macros, objects', async () => {
    const { metadata, warnings, children } = await plan;
    expect(metadata).toMatchObject({
      title: 'Canvass plan',
      authors: ['Ada Example'],
      lastAuthor: 'Ben Example',
      keywords: ['ward', 'canvass'],
      company: 'Northwind Insight Ltd',
      application: 'Example Word',
      pages: 2,
      other: { 'custom.Matter': 'EX-17', Macros: 'Sender, ThisDocument' },
    });
    expect(metadata.created?.instant).toContain('2019-03-14T09:00:00');
    expect(warnings).toEqual([{ code: 'active-content', detail: 'VBA macros' }]);
    expect(children.map(({ name, relation }) => [name, relation])).toEqual([
      ['broker.csv', 'embedded'],
      ['_1235', 'embedded'],
    ]);
    expect(Buffer.from(children[0]?.bytes ?? []).toString()).toBe('name,ward\nMarten,3\n');
    expect((await run(children[1]?.bytes ?? Buffer.alloc(0))).texts.body).toBe('The inner document\n');
  });
});

test('Word 95 is read by the code page of its language', async () => {
  expect((await run(fixture('word95.doc'))).texts.body).toBe('Список избирателей\nWard 3\n');
});

test('an encrypted one says so', async () => {
  expect((await run(fixture('encrypted.doc'))).outcome).toMatchObject({
    status: 'encrypted',
    code: 'password-required',
  });
});

test('a field that never ends hides nothing', async () => {
  const { texts } = await run(makeDoc({ runs: { body: ['before \u0013 all that follows\rand more\r'] } }));
  expect(texts.body).toBe('before \n');
  expect(texts.hidden).toBe(' all that follows\nand more\n\n');
});

describe('damage', () => {
  test('cut off: the text that is there, and how much is not', async () => {
    const { WordDocument = Buffer.alloc(0), ...rest } = wordStreams({
      runs: { body: ['kept words '.repeat(400)] },
    });
    const { outcome, texts, warnings } = await run(
      compound({ WordDocument: WordDocument.subarray(0, 4200), ...rest }),
    );
    expect(outcome).toEqual({ status: 'extracted' });
    expect(texts.body?.startsWith('kept words kept words')).toBe(true);
    expect(warnings).toEqual([
      { code: 'truncated', detail: '2248 characters that the document claims are not in the file' },
      {
        code: 'corrupt',
        detail: '1 pages of properties are damaged: hidden text may stand among the rest',
      },
    ]);
  });

  test('pieces that all name the same stretch give no more than the file has', async () => {
    const count = 20_000;
    const table = Buffer.alloc(4 + count * 12);
    for (let at = 0; at <= count; at += 1) table.writeUInt32LE(at * 1000, at * 4);
    for (let at = 0; at < count; at += 1)
      table.writeUInt32LE(0x40000000 + 2048 * 2, (count + 1) * 4 + at * 8 + 2);
    const head = Buffer.alloc(5, 2);
    head.writeUInt32LE(table.length, 1);
    const bytes = makeDoc({ runs: { body: ['x'.repeat(1000)] }, pieces: Buffer.concat([head, table]) });
    const { texts, warnings } = await run(bytes);
    expect(texts.body?.length).toBeLessThan(bytes.length);
    expect(warnings[0]?.code).toBe('truncated');
  });

  test('a table of pieces that holds none is damage, not an empty document', async () => {
    const { outcome } = await run(
      makeDoc({ ...planParts, pieces: Buffer.from('020c000000ffffffff', 'hex') }),
    );
    expect(outcome).toMatchObject({ status: 'failed', code: 'truncated' });
  });

  test.each([
    ['no head', makeCompound({ WordDocument: Buffer.alloc(5000) }).bytes],
    ['no compound file', Buffer.from('plain words')],
  ])('%s: failed', async (_, bytes) => {
    expect((await run(bytes)).outcome).toMatchObject({ status: 'failed', code: 'corrupt' });
  });

  test('any cut of it ends', async () => {
    const whole = planDoc();
    for (let length = 512; length < whole.length; length += 509) {
      const { outcome } = await run(whole.subarray(0, length));
      expect(['extracted', 'failed']).toContain(outcome.status);
    }
  });
});
