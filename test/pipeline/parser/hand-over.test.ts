/** Tests what becomes of a content that its own reader gives up where a Tika is used: what is taken of both, and who is named. */
import { describe, expect, test } from '@jest/globals';
import { memoryContent } from '../../../formats/content.ts';
import type { NamedReader, Outcome, Sink } from '../../../formats/contract.ts';
import { formats } from '../../../formats/registry.ts';
import { digestBytes } from '../../../pipeline/parser/digest.ts';
import { handOver, isHandedOver, MeasuredSink } from '../../../pipeline/parser/hand-over.ts';
import { TikaLine } from '../../../pipeline/parser/tika-line.ts';
import { carryOut, identifyContent } from '../../../pipeline/parser/visit.ts';
import type { FromParser } from '../../../pipeline/protocol/messages.ts';
import type { Metadata } from '../../../schemas/metadata.ts';
import { compound } from '../../../scripts/fixtures/make-legacy.ts';
import { answerOf } from '../coordinator/tika/hostile-tika.ts';
import { testLimits } from '../../run-extractor.ts';
import { anyPlace, contextOver, ParserLine } from './parser-line.ts';

const formatOf = (id: string) => formats.find((format) => format.id === id);

test.each<[format: string, outcome: Outcome, expected: boolean]>([
  ['doc', { status: 'failed', code: 'corrupt' }, true],
  ['ppt', { status: 'unsupported', code: 'no-extractor' }, true],
  ['pdf', { status: 'failed', code: 'parser-error' }, true],
  ['doc', { status: 'extracted' }, false],
  ['doc', { status: 'encrypted', code: 'password-required' }, false],
  // Limits hold for whoever reads.
  ['docx', { status: 'failed', code: 'bomb' }, false],
  ['docx', { status: 'failed', code: 'over-budget' }, false],
  // What lies in archives and stores is counted by ours.
  ['zip', { status: 'failed', code: 'corrupt' }, false],
  ['pst', { status: 'failed', code: 'corrupt' }, false],
  ['html', { status: 'failed', code: 'corrupt' }, false],
])('%s that ends %j is handed over: %s', (id, outcome, expected) => {
  expect(isHandedOver(formatOf(id), outcome)).toBe(expected);
});

/** Keeps what is pushed, as a document does. */
function collectingSink() {
  let body = '';
  let metadata: Metadata = {};
  const anchors: object[] = [];
  const children: string[] = [];
  const warnings: object[] = [];
  const sink: Sink = {
    text: (chunk) => void (body += chunk),
    anchor: (place) => void anchors.push({ at: body.length, ...place }),
    drain: () => Promise.resolve(),
    metadata(values) {
      const other = { ...metadata.other, ...values.other };
      metadata = { ...metadata, ...values, ...(Object.keys(other).length > 0 ? { other } : {}) };
    },
    messageBody: () => undefined,
    event: () => undefined,
    expanding: () => undefined,
    expect: () => undefined,
    child: ({ name }) => Promise.resolve(void children.push(name)),
    unaccounted: () => Promise.resolve(),
    warn: (code, detail) => void warnings.push({ code, detail }),
  };
  return { sink, collected: () => ({ body, metadata, anchors, children, warnings }) };
}

/** What came of both: texts, names of children, metadata, warnings, the outcome. */
async function readBoth(first: (sink: Sink) => void | Promise<void>, second: NamedReader['extract']) {
  const { sink, collected } = collectingSink();
  const measured = new MeasuredSink(sink);
  await first(measured);
  const own: NamedReader = { name: 'doc/3.6', extract: () => Promise.reject(new Error('read already')) };
  const input = { content: memoryContent(Buffer.from('x')), format: 'doc', limits: testLimits };
  const given = { status: 'failed', code: 'corrupt', detail: 'no head' } as const;
  const handed = await handOver(given, [own, { name: 'tika 3.3.2/2', extract: second }], input, measured);
  return { ...handed, ...collected() };
}

describe('of both', () => {
  test('nothing was read: all is Tika’s, and why stays as a warning', async () => {
    const { outcome, by, body, warnings, children } = await readBoth(
      () => undefined,
      async (_input, sink) => {
        sink.text('found by the other');
        sink.metadata({ title: 'Other' });
        await sink.child({
          locator: 'tika/1',
          name: 'inner',
          relation: 'embedded',
          open: () => Buffer.from('i'),
        });
        return { status: 'extracted' };
      },
    );
    expect({ outcome, by }).toEqual({
      outcome: { status: 'extracted', completeness: 'partial' },
      by: 'doc/3.6 then tika 3.3.2/2',
    });
    expect(body).toBe('found by the other');
    expect(children).toEqual(['inner']);
    expect(warnings).toEqual([{ code: 'corrupt', detail: 'doc/3.6: no head' }]);
  });

  test('less than Tika has: both stand there, each as its own; metadata and files of ours stay', async () => {
    const { body, anchors, metadata, children } = await readBoth(
      async (sink) => {
        sink.text('ours\n');
        sink.metadata({ title: 'Ours', other: { kept: 'yes' } });
        await sink.child({
          locator: 'object:1',
          name: 'ours.bin',
          relation: 'embedded',
          open: () => Buffer.from('i'),
        });
      },
      async (_input, sink) => {
        sink.text('ours and more');
        sink.metadata({ title: 'Other', subject: 'Levy', other: { kept: 'no', more: 'yes' } });
        await sink.child({
          locator: 'tika/1',
          name: 'again',
          relation: 'embedded',
          open: () => Buffer.from('i'),
        });
        return { status: 'failed', code: 'parser-error' };
      },
    );
    expect(body).toBe('ours\nours and more');
    expect(anchors).toEqual([{ at: 5, part: 'as Tika reads it' }]);
    expect(metadata).toEqual({ title: 'Ours', subject: 'Levy', other: { kept: 'yes', more: 'yes' } });
    expect(children).toEqual(['ours.bin']);
  });

  test('more than Tika has: it stays as it was', async () => {
    const { outcome, body, warnings } = await readBoth(
      (sink) => sink.text('most of the letter'),
      (_input, sink) => {
        sink.text('most');
        return Promise.resolve({ status: 'extracted' });
      },
    );
    expect(outcome).toEqual({ status: 'failed', code: 'corrupt', detail: 'no head' });
    expect(body).toBe('most of the letter');
    expect(warnings).toEqual([]);
  });

  test.each<[Outcome, Outcome['status']]>([
    [{ status: 'encrypted', code: 'password-required' }, 'encrypted'],
    [{ status: 'unsupported', code: 'no-extractor' }, 'failed'],
    [{ status: 'failed', code: 'tika-crash' }, 'failed'],
  ])('Tika ends %j', async (answered, status) => {
    const { outcome } = await readBoth(
      () => undefined,
      () => Promise.resolve(answered),
    );
    expect(outcome.status).toBe(status);
    if (status === 'failed') expect(outcome).toMatchObject({ code: 'corrupt' });
  });
});

test('a parser asks Tika for a document that its reader gives up, and the document names both', async () => {
  const bytes = compound({ WordDocument: Buffer.alloc(4096, 0x41) });
  const line = new ParserLine();
  const answer = Buffer.from(JSON.stringify([answerOf('words that Tika found')]));
  const send = (message: FromParser, blob?: Uint8Array): void => {
    line.send(message, blob);
    if (message.type !== 'tika-sent') return;
    setImmediate(() => {
      tika.receive({ type: 'tika-answer', ask: message.ask }, answer);
      tika.receive({ type: 'tika-end', ask: message.ask, outcome: 'answered' }, Buffer.alloc(0));
    });
  };
  const use = { version: '3.3.2', prefer: [], maxContentBytes: 1024 * 1024, maxAnswerBytes: 10_000 };
  const tika: TikaLine = new TikaLine(use, send);
  const file = { item: '0'.repeat(32), name: '', warnings: [] };
  const identified = await identifyContent(file, memoryContent(bytes), digestBytes(bytes), 0);
  expect(identified.found.format).toBe('doc');
  await carryOut(identified, { say: 'parse' }, anyPlace(), contextOver(line, { tika }));
  expect(line.documents.at(-1)).toMatchObject({
    status: 'indexed',
    extractor: expect.stringMatching(/^doc\/\S+ then tika 3\.3\.2\/\d+$/),
    warnings: [expect.objectContaining({ code: 'corrupt' })],
  });
  expect(line.blobs('text', `${digestBytes(bytes).sha256}:body`).join('')).toContain('words that Tika found');
});
