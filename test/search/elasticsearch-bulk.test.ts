/** Bulk requests against a server that answers as it is told: what is taken, sent again, too large, refused. */
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Outcome } from '../../search/elasticsearch/write/bulk-answer.ts';
import { bulkLimits, type BulkOptions, BulkWriter } from '../../search/elasticsearch/write/bulk-writer.ts';
import { connect } from '../../search/elasticsearch/server/connection.ts';
import { indexAction } from '../../search/elasticsearch/write/actions.ts';
import { type Answer, startFake, type TestServer } from './faulty-server.ts';

interface Sent {
  readonly id: string;
  readonly bytes: number;
}

const actionsIn = (body: Buffer): Sent[] => {
  const lines = body.toString().trimEnd().split('\n');
  return lines.flatMap((line, at) =>
    at % 2 === 0
      ? [
          {
            id: (JSON.parse(line) as { index: { _id: string } }).index._id,
            bytes: line.length + (lines[at + 1]?.length ?? 0),
          },
        ]
      : [],
  );
};

const refusal = (status: number, type: string, reason: string) => ({
  index: { status, error: { type, reason } },
});
const taken = { index: { status: 201 } };
const busy = refusal(429, 'es_rejected_execution_exception', 'rejected execution of coordinating operation');

let server: TestServer | undefined;
let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  await server?.stop();
});

/** A writer before a server; `answer` gets the number of the request, from 0, and its actions. */
async function writerFor(
  answer: (request: number, actions: readonly Sent[]) => Answer | undefined,
  options: Partial<BulkOptions> = {},
): Promise<{ writer: BulkWriter; told: (string | undefined)[] }> {
  let requests = 0;
  server = await startFake(({ body }) => answer(requests++, actionsIn(body)));
  const connection = connect({ nodes: [server.url] });
  stop = () => connection.close();
  const told: (string | undefined)[] = [];
  const writer = new BulkWriter(connection, {
    limits: bulkLimits,
    requireAlias: false,
    probe: () => indexAction('x', 'probe', '{}'),
    waitMs: 60_000,
    onWaiting: (reason) => told.push(reason),
    ...options,
  });
  return { writer, told };
}

async function outcomesOf(writer: BulkWriter, ids: readonly string[], bytes = 10) {
  const outcomes: Record<string, Outcome> = {};
  for (const id of ids) {
    await writer.add(indexAction('x', id, JSON.stringify({ a: 'a'.repeat(bytes) })), (outcome) => {
      outcomes[id] = outcome;
    });
  }
  await writer.flush();
  return outcomes;
}

describe('bulk requests', () => {
  test('outcomes are read for each action', async () => {
    const { writer } = await writerFor((_, actions) => ({
      body: {
        items: actions.map(({ id }) =>
          id === 'there'
            ? refusal(409, 'version_conflict_engine_exception', 'there')
            : id === 'wrong'
              ? refusal(400, 'document_parsing_exception', 'failed to parse')
              : taken,
        ),
      },
    }));
    expect(await outcomesOf(writer, ['a', 'there', 'wrong', 'b'])).toEqual({
      a: 'taken',
      there: 'exists',
      wrong: { rejected: 'document_parsing_exception: failed to parse' },
      b: 'taken',
    });
  });

  test('requests are bounded in bytes and number', async () => {
    const requests: (readonly Sent[])[] = [];
    const { writer } = await writerFor(
      (_, actions) => {
        requests.push(actions);
        return { body: { items: actions.map(() => taken) } };
      },
      { limits: { maxBytes: 10_000, maxActions: 5, requests: 2 } },
    );
    const ids = Array.from({ length: 23 }, (_, at) => `id ${at}`);
    expect(Object.keys(await outcomesOf(writer, ids)).length).toBe(23);
    await outcomesOf(writer, ['large 1', 'large 2', 'larger'], 6_000);
    expect(requests.map(({ length }) => length).sort((a, b) => a - b)).toEqual([1, 1, 1, 3, 5, 5, 5, 5]);
  });

  test('only what was turned away is sent again', async () => {
    const requests: string[][] = [];
    const { writer, told } = await writerFor((request, actions) => {
      requests.push(actions.map(({ id }) => id));
      return {
        body: { items: actions.map(({ id }) => (request < 2 && id.startsWith('late') ? busy : taken)) },
      };
    });
    const outcomes = await outcomesOf(writer, ['a', 'late 1', 'b', 'late 2']);
    expect(Object.values(outcomes)).toEqual(['taken', 'taken', 'taken', 'taken']);
    expect(requests).toEqual([
      ['a', 'late 1', 'b', 'late 2'],
      ['late 1', 'late 2'],
      ['late 1', 'late 2'],
    ]);
    expect(told.at(-1)).toBeUndefined();
  });

  test('one that is turned away alone, while the server takes others, is too large', async () => {
    const { writer } = await writerFor((_, actions) => ({
      body: { items: actions.map(({ bytes }) => (bytes > 300_000 ? busy : taken)) },
    }));
    await writer.add(indexAction('x', 'small', '{}'), () => undefined);
    expect(await outcomesOf(writer, ['huge'], 400_000)).toEqual({ huge: 'too-large' });
    expect(await outcomesOf(writer, ['next'])).toEqual({ next: 'taken' });
  });

  test('a request that is too large goes in halves; what is too large alone is said to be', async () => {
    const { writer } = await writerFor((_, actions) => {
      const bytes = actions.reduce((sum, action) => sum + action.bytes, 0);
      return bytes > 50_000
        ? { status: 413, body: 'Request Entity Too Large' }
        : { body: { items: actions.map(() => taken) } };
    });
    const many = Array.from({ length: 100 }, (_, at) => `id ${at}`);
    expect(new Set(Object.values(await outcomesOf(writer, many, 2_000)))).toEqual(new Set(['taken']));
    expect(await outcomesOf(writer, ['huge'], 60_000)).toEqual({ huge: 'too-large' });
  });

  test.each<[string, Answer | undefined]>([
    ['cuts the connection', undefined],
    ['answers with a page', { body: '<html>gateway</html>' }],
    ['answers for other actions', { body: { items: [taken, taken, taken] } }],
    ['answers something else', { body: { ok: true } }],
    ['is out of order', { status: 503, body: { error: { type: 'x', reason: 'no master' } } }],
  ])('a server that %s took nothing: sent again, up to the limit', async (_, answer) => {
    const passing = await writerFor((request, actions) =>
      request < 2 ? answer : { body: { items: actions.map(() => taken) } },
    );
    expect(await outcomesOf(passing.writer, ['a'])).toEqual({ a: 'taken' });
    expect(passing.told.length).toBe(3);
    await stop?.();
    await server?.stop();
    const { writer } = await writerFor(() => answer, { waitMs: 200 });
    await expect(outcomesOf(writer, ['a'])).rejects.toMatchObject({ code: 'index-unreachable' });
  });

  test('a right that is missing ends it at once, and the reason names the right', async () => {
    const reason = 'action [indices:data/write/bulk] is unauthorized for user [ann], privileges [write]';
    const { writer, told } = await writerFor((_, actions) => ({
      body: { items: actions.map(() => refusal(403, 'security_exception', reason)) },
    }));
    await expect(outcomesOf(writer, ['a'])).rejects.toMatchObject({
      code: 'index-denied',
      message: expect.stringContaining(reason),
    });
    expect(told).toEqual([]);
  });

  test('nothing is waited for when the user has stopped', async () => {
    const stopped = new AbortController();
    const { writer } = await writerFor(() => undefined, {
      signal: stopped.signal,
      onWaiting: () => stopped.abort(),
    });
    await expect(outcomesOf(writer, ['a'])).rejects.toMatchObject({ code: 'index-unreachable' });
  });
});
