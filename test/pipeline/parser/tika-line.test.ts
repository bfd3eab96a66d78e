/** A parser's line to Tika: what goes there, in which pieces, and what comes of each kind of end. */
import { describe, expect, test } from '@jest/globals';
import { memoryContent } from '../../../formats/content.ts';
import { formats } from '../../../formats/registry.ts';
import { digestBytes } from '../../../pipeline/parser/digest.ts';
import { carryOut, identifyContent } from '../../../pipeline/parser/visit.ts';
import { TikaLine } from '../../../pipeline/parser/tika-line.ts';
import type { FromParser } from '../../../pipeline/protocol/messages.ts';
import type { TikaUse } from '../../../schemas/tika-use.ts';
import { answerOf, asking } from '../coordinator/tika/hostile-tika.ts';
import { anyPlace, contextOver, ParserLine } from './parser-line.ts';

const use: TikaUse = {
  version: '3.3.2',
  prefer: ['rtf'],
  maxContentBytes: 1024 * 1024,
  maxAnswerBytes: 10_000,
};
const formatOf = (id: string) => formats.find((format) => format.id === id);
const answer = Buffer.from(JSON.stringify([answerOf('words that Tika read')]));

type Reply = (line: TikaLine, ask: number, times: number) => void;

/** Visits a content for Tika; `reply` answers each question once all of the content has been sent. */
async function visited(
  content: Uint8Array,
  reply: Reply,
  bounds: Partial<TikaUse> = {},
): Promise<ParserLine> {
  const line = new ParserLine();
  let times = 0;
  const failures: unknown[] = [];
  const send = (message: FromParser, blob?: Uint8Array): void => {
    line.send(message, blob);
    if (message.type !== 'tika-sent') return;
    times += 1;
    const nth = times;
    setImmediate(() => {
      try {
        reply(tika, message.ask, nth);
      } catch (error) {
        failures.push(error);
        tika.receive({ type: 'tika-end', ask: message.ask, outcome: 'failed' }, Buffer.alloc(0));
      }
    });
  };
  const tika = new TikaLine({ ...use, ...bounds }, send);
  const file = { item: '0'.repeat(32), name: '', warnings: [] };
  const identified = await identifyContent(file, memoryContent(content), digestBytes(content), 0);
  await carryOut(identified, { say: 'parse' }, anyPlace(), contextOver(line, { tika }));
  if (failures.length > 0) throw failures[0];
  return line;
}

const answered: Reply = (tika, ask) => {
  tika.receive({ type: 'tika-answer', ask }, answer.subarray(0, 20));
  tika.receive({ type: 'tika-answer', ask }, answer.subarray(20));
  tika.receive({ type: 'tika-end', ask, outcome: 'answered' }, Buffer.alloc(0));
};

describe('what goes to Tika', () => {
  test.each([
    ['a format that nobody reads', 'vsd', 10, 'reader'],
    ['one that Evidex reads', 'text', 10, undefined],
    ['one that Evidex reads, but Tika is preferred for', 'rtf', 10, 'reader'],
    ['a content of the limit', 'vsd', 1024 * 1024, 'reader'],
    ['a larger one', 'vsd', 1024 * 1024 + 1, 'tika-too-large'],
  ])('%s', (_, id, size, expected) => {
    const content = memoryContent(Buffer.alloc(size));
    const identified = {
      found: { item: '', name: '', warnings: [] },
      content,
      hashes: digestBytes(Buffer.of()),
      readMilliseconds: 0,
      identifyMilliseconds: 0,
    };
    const chosen = new TikaLine(use, () => undefined).choose(formatOf(id), identified);
    expect(typeof chosen === 'object' ? 'reader' : chosen).toBe(expected);
  });
});

test('the content goes out in pieces, whole, and the text of the answer is the document’s', async () => {
  const content = asking('any', 'x'.repeat(600_000));
  const line = await visited(content, answered);
  expect(line.ofType('tika-ask')).toEqual([
    {
      type: 'tika-ask',
      ask: 0,
      document: digestBytes(content).sha256,
      want: 'text',
      size: content.length,
      alone: false,
    },
  ]);
  const pieces = line.received
    .filter(({ message }) => message.type === 'tika-content')
    .map(({ blob }) => blob);
  expect(pieces.length).toBeGreaterThan(1);
  expect(Buffer.concat(pieces).equals(content)).toBe(true);
  expect(line.documents[0]).toMatchObject({
    status: 'indexed',
    extractor: expect.stringMatching(/^tika 3\.3\.2\//),
  });
  expect(line.blobs('text', `${digestBytes(content).sha256}:body`).join('')).toContain(
    'words that Tika read',
  );
});

test('what is to be asked again is sent again, as another question; nothing of the first answer stays', async () => {
  const line = await visited(asking('any'), (tika, ask, times) => {
    if (times > 1) return answered(tika, ask, times);
    tika.receive({ type: 'tika-answer', ask }, Buffer.from('half an answ'));
    tika.receive({ type: 'tika-end', ask, outcome: 'again' }, Buffer.alloc(0));
  });
  expect(line.ofType('tika-ask').map(({ ask }) => ask)).toEqual([0, 1]);
  expect(line.ofType('tika-sent').map(({ ask }) => ask)).toEqual([0, 1]);
  expect(line.documents[0]).toMatchObject({ status: 'indexed' });
});

test.each([
  [{ code: 'tika-timeout', detail: 'why' } as const, { code: 'tika-timeout', detail: 'why' }],
  [{}, { code: 'tika-crash' }],
])('a question that failed: %j', async (end, expected) => {
  const line = await visited(asking('any'), (tika, ask) =>
    tika.receive({ type: 'tika-end', ask, outcome: 'failed', ...end }, Buffer.alloc(0)),
  );
  expect(line.documents[0]).toMatchObject({ status: 'failed', ...expected });
});

test.each<[string, Reply, string]>([
  [
    'an answer to another question',
    (tika, ask) => tika.receive({ type: 'tika-answer', ask: ask + 1 }, answer),
    'an answer to nothing that was asked',
  ],
  [
    'more of an answer than was agreed',
    (tika, ask) => {
      for (let at = 0; at < 11; at++) tika.receive({ type: 'tika-answer', ask }, Buffer.alloc(1000));
    },
    'more of an answer than was agreed',
  ],
])('%s breaks the line', async (_, reply, message) => {
  await expect(visited(asking('any'), reply)).rejects.toThrow(message);
});
