/** What a document's sink makes of what an extractor pushes: bounds, batches, counts, and the outcome at the end. */
import { describe, expect, test } from '@jest/globals';
import type { Child, Outcome } from '../../../formats/contract.ts';
import { memoryContent } from '../../../formats/content.ts';
import { formats } from '../../../formats/registry.ts';
import { Account } from '../../../pipeline/parser/account.ts';
import { digestBytes } from '../../../pipeline/parser/digest.ts';
import { DocumentSink } from '../../../pipeline/parser/document-sink.ts';
import { chooseTagger } from '../../../pipeline/parser/tagging.ts';
import type { Budget } from '../../../pipeline/parser/hold.ts';
import type { VisitContext, VisitedChild } from '../../../pipeline/parser/visit-context.ts';
import type { DocumentMessage } from '../../../pipeline/protocol/messages.ts';
import type { Metadata } from '../../../schemas/metadata.ts';
import type { Code } from '../../../schemas/status.ts';
import type { Time } from '../../../schemas/time.ts';
import { testLimits } from '../../run-extractor.ts';
import { marksOf, textKind } from '../../../schemas/anchor.ts';
import { mib } from '../../../schemas/byte-units.ts';
import { anyBudget, contextOver, ParserLine } from './parser-line.ts';

const bytes = Buffer.from('a content');
const hashes = digestBytes(bytes);
const text = formats.find(({ id }) => id === 'text');
const zip = formats.find(({ id }) => id === 'zip');
const extracted: Outcome = { status: 'extracted' };
const time: Time = { instant: '2019-04-09T08:14:00Z', precision: 'second', zoneSource: 'utc', raw: 'x' };
const member = (name: string): Child => ({ locator: name, name, relation: 'member' });

interface Opened {
  readonly line: ParserLine;
  readonly sink: DocumentSink;
  /** Ends the document and gives the message that went out. */
  readonly finish: (outcome?: Outcome, format?: typeof text) => DocumentMessage;
}

interface Options {
  readonly budget?: Budget;
  readonly silent?: boolean;
  readonly context?: Partial<VisitContext>;
  readonly visit?: (child: Child) => VisitedChild['result'];
}

function open({
  budget = anyBudget(),
  silent = false,
  context = {},
  visit = () => 'read',
}: Options = {}): Opened {
  const line = new ParserLine();
  const found = { item: '0'.repeat(32), name: '', size: bytes.length, hashes, format: 'text', warnings: [] };
  const content = memoryContent(bytes);
  const identified = { found, content, hashes, readMilliseconds: 1, identifyMilliseconds: 2 };
  // Of a content that all that is pushed here may come of.
  const account = new Account(memoryContent(Buffer.alloc(mib)), testLimits, { isFile: false });
  const sink = new DocumentSink(
    identified,
    contextOver(line, context),
    { budget, account, silent, listing: false },
    async (child) => ({ result: visit(child) }),
  );
  const finish: Opened['finish'] = (outcome = extracted, format = text) => {
    sink.finish(outcome, format, 'text/1');
    return line.documents[0] as DocumentMessage;
  };
  return { line, sink, finish };
}

describe('status', () => {
  const failed: Outcome = { status: 'failed', code: 'corrupt', detail: 'why', completeness: 'partial' };
  test.each<[string, string, Outcome, typeof text, Partial<DocumentMessage>]>([
    ['a text', 'words', extracted, text, { status: 'indexed' }],
    ['nothing but white space', ' \n\u00a0', extracted, text, { status: 'empty', texts: [] }],
    ['nothing', '', extracted, text, { status: 'empty' }],
    ['a container without text', '', extracted, zip, { status: 'container' }],
    ['a container with text', 'words', extracted, zip, { status: 'indexed' }],
    ['damaged, with text', 'words', failed, text, { status: 'failed', code: 'corrupt', detail: 'why' }],
    ['a damaged container', '', failed, zip, { status: 'failed', completeness: 'partial' }],
    ['unsupported', '', { status: 'unsupported', code: 'no-extractor' }, text, { code: 'no-extractor' }],
    ['encrypted', '', { status: 'encrypted', code: 'password-required' }, text, { status: 'encrypted' }],
  ])('%s', (_, pushed, outcome, format, expected) => {
    const { sink, finish } = open();
    sink.text(pushed);
    expect(finish(outcome, format)).toMatchObject(expected);
  });

  test('completeness is of what holds members: a text that failed has none', () => {
    const message = open().finish(failed);
    expect(message.completeness).toBeUndefined();
    expect(message.members).toBeUndefined();
  });
});

test('text, tags and events go out before the outcome that counts them', () => {
  const tagger = chooseTagger({ gazetteers: false, personalData: true, watchlist: [] });
  const { line, sink, finish } = open({ context: { openTags: tagger && (() => tagger.open()) } });
  sink.event({ time, kind: 'k', message: 'm' });
  sink.text('write to a@quillmere.example today');
  expect(finish().texts[0]?.personalData).toEqual([{ kind: 'email', count: 1 }]);
  expect(line.received.map(({ message }) => message.type)).toEqual(['text', 'tags', 'events', 'document']);
});

test('a content that is only passed through says nothing of its own', () => {
  const { line, sink } = open({ silent: true });
  sink.text('words');
  sink.anchor({ page: 1 });
  sink.event({ time, kind: 'k', message: 'm' });
  expect(line.received).toEqual([]);
});

describe('metadata', () => {
  const pushed = (...values: readonly Metadata[]): Metadata => {
    const { sink, finish } = open();
    for (const value of values) sink.metadata(value);
    return finish().metadata;
  };

  test('a later value replaces an earlier one, a missing one does not; `other` is merged by key', () => {
    expect(
      pushed(
        { title: 'first', subject: 'kept', other: { a: '1', b: '1' } },
        { title: 'second', subject: undefined, other: { b: '2' } },
      ),
    ).toEqual({ title: 'second', subject: 'kept', other: { a: '1', b: '2' } });
  });

  test.each<[string, Metadata, Metadata]>([
    ['a value of 30,001 units', { title: 'x'.repeat(30_001) }, { title: 'x'.repeat(30_000) }],
    [
      'a pair astride that',
      { title: `${'x'.repeat(29_999)}\u{1f5f3}` },
      { title: `${'x'.repeat(29_999)}\ufffd` },
    ],
    ['5,001 entries', { keywords: Array(5001).fill('k') }, { keywords: Array(5000).fill('k') }],
    [
      'a long name in a list',
      { from: [{ name: 'n'.repeat(40_000) }] },
      { from: [{ name: 'n'.repeat(30_000) }] },
    ],
    ['a long key', { other: { ['k'.repeat(300)]: 'v' } }, { other: { ['k'.repeat(200)]: 'v' } }],
  ])('%s is cut', (_, values, expected) => {
    expect(pushed(values)).toEqual(expected);
  });

  test('501 keys of a format’s own: 500 are kept, in one push or in many', () => {
    const keys = Array.from({ length: 501 }, (_, at) => `key-${at}`);
    const one = pushed({ other: Object.fromEntries(keys.map((key) => [key, 'v'])) });
    const many = pushed(...keys.map((key) => ({ other: { [key]: 'v' } })));
    for (const { other = {} } of [one, many]) {
      expect(Object.keys(other)).toEqual(keys.slice(0, 500));
    }
  });

  test('what is cut of it is told by its name', () => {
    const { sink, finish } = open();
    sink.metadata({ title: 'kept', keywords: Array(5001).fill('k'), other: { long: 'x'.repeat(30_001) } });
    expect(finish().warnings).toEqual([{ code: 'text-cut', detail: 'metadata: keywords, long' }]);
    const whole = open();
    whole.sink.metadata({
      title: 'kept',
      keywords: Array(5000).fill('k'),
      other: { long: 'x'.repeat(30_000) },
    });
    expect(whole.finish().warnings).toEqual([]);
  });

  test.each<[string, Metadata]>([
    ['a latitude of 200', { latitude: 200 }],
    ['half a page', { pages: 0.5 }],
    ['no number', { width: Number.NaN }],
    ['a time of no known precision', { created: { ...time, precision: 'eon' } as unknown as Time }],
  ])('%s is left out, and nothing else', (_, values) => {
    expect(pushed({ title: 'kept', longitude: -1.5, ...values })).toEqual({ title: 'kept', longitude: -1.5 });
  });

  test('as much as each bound allows is still an outcome that fits into a frame', () => {
    const long = '"'.repeat(30_000);
    const { keywords = [], title } = pushed({
      title: 'first come',
      keywords: Array(5000).fill(long),
      other: Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`key-${at}`, long])),
    });
    expect(title).toBe('first come');
    expect(keywords[0]).toBe(long);
    expect(keywords.join('').length).toBeLessThanOrEqual(4 * 1024 * 1024);
  });
});

describe('warnings', () => {
  test('150 of one code are one with their number; the first detail is kept, cut at 500 units', () => {
    const { sink, finish } = open();
    sink.warn('charset-guessed');
    for (let at = 0; at < 150; at++) sink.warn('corrupt', `${at}${'x'.repeat(498)}\u{1f5f3}`);
    expect(finish().warnings).toEqual([
      { code: 'charset-guessed' },
      { code: 'corrupt', detail: `0${'x'.repeat(498)}\ufffd`, count: 150 },
    ]);
  });

  test('every code there is can be warned of in one document', async () => {
    const { codes } = await import('../../../schemas/status.ts');
    const { sink, finish } = open();
    for (const code of Object.keys(codes)) sink.warn(code as Code, '');
    expect(finish().warnings).toEqual(Object.keys(codes).map((code) => ({ code })));
  });
});

test('events go out in batches of 1,000, in order, their values cut and well formed', () => {
  const { line, sink, finish } = open();
  for (let at = 0; at < 2500; at++) sink.event({ time, kind: 'k'.repeat(200), message: `${at} \ud800` });
  expect(line.ofType('events')).toHaveLength(2);
  finish();
  const batches = line.received
    .filter(({ message }) => message.type === 'events')
    .map(({ blob }) => (JSON.parse(blob.toString()) as unknown[]).length);
  expect(batches).toEqual([1000, 1000, 500]);
  const events = line.eventsByDocument.get(hashes.sha256) ?? [];
  expect(events.map(({ message }) => message)).toEqual(
    Array.from({ length: 2500 }, (_, at) => `${at} \ufffd`),
  );
  expect(events[0]?.kind).toHaveLength(100);
});

test('names of sheets and parts that are over-long are cut: the outcome must fit its schema', () => {
  const { sink, finish } = open();
  sink.anchor({ sheet: 's'.repeat(501), row: 1 });
  sink.text('cell');
  sink.anchor({ part: 'p'.repeat(201) });
  sink.text('words');
  expect(finish().texts[0]?.anchors).toEqual([
    { at: 0, sheet: 's'.repeat(500), row: 1, starts: '' },
    { at: 4, part: 'p'.repeat(200) },
  ]);
});

test('anchors of all texts together fit into the frame of the outcome, and their marks are all told', () => {
  const { sink, finish, line } = open();
  for (const kind of textKind.options) {
    for (let row = 1; row <= 49_000; row++) {
      const mark = row === 48_999 ? ('hidden-row' as const) : undefined;
      sink.anchor({ sheet: `${row} ${'\u20ac'.repeat(495)}`, row, mark }, kind);
      sink.text('cell ', kind);
    }
  }
  const { texts } = finish();
  expect(line.documents).toHaveLength(1);
  expect(Buffer.byteLength(JSON.stringify(texts))).toBeLessThan(36 * 1024 * 1024);
  for (const { anchors } of texts) {
    expect(marksOf(anchors)).toEqual(['hidden-row']);
    expect(anchors.every(({ at, row, from }) => from === true || row === at / 5 + 1)).toBe(true);
  }
});

test('text of all kinds counts against what the file may expand to; what came before stays', () => {
  const { sink, finish } = open({ budget: anyBudget({ expandedBytes: 12 }) });
  sink.text('12345');
  sink.text('12345', 'comments');
  expect(() => sink.text('123', 'notes')).toThrow(expect.objectContaining({ code: 'bomb' }));
  const { texts } = finish({ status: 'failed', code: 'bomb' });
  expect(texts.map(({ kind, units }) => [kind, units])).toEqual([
    ['body', 5],
    ['comments', 5],
  ]);
});

describe('members', () => {
  test('are counted by what they came to; one that failed is warned of by name', async () => {
    const results: Record<string, VisitedChild['result']> = {
      a: 'read',
      b: 'skipped',
      c: 'failed',
      d: 'failed',
    };
    const { sink, finish } = open({ visit: ({ name }) => results[name] ?? 'read' });
    sink.expect(5);
    for (const name of Object.keys(results)) await sink.child(member(name));
    const message = finish({ status: 'extracted', completeness: 'partial' }, zip);
    expect(message.members).toEqual({ expected: 5, emitted: 4, skipped: 1, failed: 2 });
    expect(message.completeness).toBe('partial');
    expect(message.warnings).toEqual([{ code: 'member-failed', detail: 'c', count: 2 }]);
  });

  test('one more than the limit is refused, and not counted', async () => {
    const { sink, finish } = open({ context: { limits: { ...testLimits, maxMembers: 2 } } });
    await sink.child(member('a'));
    await sink.child(member('b'));
    await expect(sink.child(member('c'))).rejects.toMatchObject({ code: 'member-limit' });
    expect(finish({ status: 'failed', code: 'member-limit' }, zip).members).toEqual({
      emitted: 2,
      skipped: 0,
      failed: 0,
    });
  });

  test.each([
    [-1, 0],
    [2.9, 2],
    [2 ** 60, Number.MAX_SAFE_INTEGER],
  ])('a container that states %d members', (stated, expected) => {
    const { sink, finish } = open();
    sink.expect(stated);
    expect(finish(extracted, zip).members?.expected).toBe(expected);
  });

  test('a container that states no number of members states none', () => {
    const { sink, finish } = open();
    sink.expect(Number.NaN);
    expect(finish(extracted, zip).members).toEqual({ emitted: 0, skipped: 0, failed: 0 });
  });
});

test('drain and every member are signs of life', async () => {
  let signs = 0;
  const { sink } = open({ context: { progress: () => void (signs += 1) } });
  await sink.drain();
  await sink.child(member('a'));
  expect(signs).toBe(2);
});
