/** Tests of the reader of old presentations, over presentations that we make. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { makeCompound } from '../../../scripts/fixtures/make-compound.ts';
import { compound } from '../../../scripts/fixtures/make-legacy.ts';
import { holder, makePpt, slideStreams } from '../../../scripts/fixtures/make-slides.ts';
import { placeOf, runExtractor } from '../../run-extractor.ts';

const run = (bytes: Uint8Array) => runExtractor(bytes, { format: 'ppt' });
const fixture = (name: string) => readFileSync(new URL(`../../fixtures/ppt/${name}`, import.meta.url));

describe('a whole presentation', () => {
  const talk = run(fixture('talk.ppt'));

  test('the fixture is what the script makes', () => {
    expect(makePpt().equals(fixture('talk.ppt'))).toBe(true);
  });

  test('slides in order, notes, comments, master, what is hidden', async () => {
    const { outcome, texts, warnings } = await talk;
    expect(outcome).toEqual({ status: 'extracted' });
    expect(warnings).toEqual([]);
    expect(texts).toEqual({
      body: 'Title from the list\nCafé Łódź\nsecond line\nNot to be shown\n',
      notes: 'Say nothing of the price\n',
      comments: 'Cara Example: Who paid for this?\n',
      headers: 'Ward talk\nMatter: EX-17\nNorthwind Insight\nStrictly private\n',
      hidden: 'A map of the ward\nhttp://broker.example/list\nThe first form of the slide\n',
    });
  });

  test('a place is cited by its slide', async () => {
    const found = await talk;
    expect(placeOf(found, 'second line')).toEqual({ slide: 1 });
    expect(placeOf(found, 'Not to be shown')).toEqual({ slide: 2, mark: 'hidden-slide' });
    expect(placeOf(found, 'Say nothing', 'notes')).toEqual({ slide: 1 });
    expect(placeOf(found, 'The first form', 'hidden')).toEqual({ mark: 'earlier-revision' });
    expect(placeOf(found, 'broker', 'hidden')).toEqual({});
  });

  test('objects, pictures, properties, the time of a comment', async () => {
    const { children, metadata, events } = await talk;
    expect(children.map(({ name, bytes }) => [name, Buffer.from(bytes ?? []).toString('latin1')])).toEqual([
      ['Workbook of the ward', 'ward,3\n'],
      ['picture-1.png', '\u0089PNG\r\n\u001a\n'],
    ]);
    expect(metadata).toMatchObject({ title: 'Ward talk', slides: 2, other: { 'custom.Matter': 'EX-17' } });
    expect(events.map(({ message, time }) => [message, time.local])).toEqual([
      ['Cara Example', '2019-03-14T17:20:05'],
    ]);
  });
});

test.each([
  ['an encrypted one', fixture('encrypted.ppt'), 'encrypted', 'password-required'],
  ['PowerPoint 95', makeCompound({ PP40: Buffer.alloc(5000) }).bytes, 'unsupported', 'no-extractor'],
  ['no stream of slides', makeCompound({ Pictures: Buffer.alloc(5000) }).bytes, 'failed', 'corrupt'],
])('%s says so', async (_, bytes, status, code) => {
  expect((await run(bytes)).outcome).toMatchObject({ status, code });
});

describe('damage', () => {
  test('without the stream that says where the last edit lies, the last one in the file counts', async () => {
    const { 'Current User': _, ...streams } = slideStreams();
    const { texts, warnings } = await run(compound(streams));
    expect(texts.body).toBe('Title from the list\nCafé Łódź\nsecond line\nNot to be shown\n');
    expect(warnings.map(({ code }) => code)).toEqual(['corrupt']);
  });

  test('cut off: slides in the order of the file, and the loss is said', async () => {
    const streams = slideStreams();
    const stream = streams['PowerPoint Document'] ?? Buffer.alloc(0);
    const cut = stream.subarray(0, stream.indexOf(Buffer.from('second line', 'utf16le')) + 300);
    const { outcome, texts, warnings } = await run(compound({ ...streams, 'PowerPoint Document': cut }));
    expect(outcome).toEqual({ status: 'extracted' });
    expect(texts.body).toContain('The first form of the slide\nCafé Łódź\nsecond line\n');
    expect(warnings.length).toBeGreaterThan(0);
  });

  test('records that say that they are longer than what holds them, and deep nests, end', async () => {
    let nest: Buffer = Buffer.alloc(0);
    for (let depth = 0; depth < 2000; depth += 1) nest = holder(0xf003, [nest]);
    const liar = holder(0x03ee, [nest]);
    liar.writeUInt32LE(0xfffffff0, 4);
    const { outcome } = await run(compound({ ...slideStreams(), 'PowerPoint Document': liar }));
    expect(outcome.status).toBe('failed');
  });

  test('any cut of it ends', async () => {
    const whole = makePpt();
    for (let length = 512; length < whole.length; length += 251) {
      const { outcome } = await run(whole.subarray(0, length));
      expect(['extracted', 'failed']).toContain(outcome.status);
    }
  });
});
