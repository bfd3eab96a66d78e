/** That the compiled check and the schema itself come to the same, for the messages of parsers bent at any place. */
import { describe, expect, test } from '@jest/globals';
import { assert, constantFrom, jsonValue, oneof, property } from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { fromParser, readFromParser } from '../../../pipeline/protocol/messages.ts';

const sha256 = 'a'.repeat(64);
const time = {
  instant: '2019-04-09T08:14:00Z',
  offset: 60,
  precision: 'minute',
  zoneSource: 'offset',
  raw: 'x',
};
const messages: readonly unknown[] = [
  { type: 'ready', node: 'v26', listVersion: 'b' },
  { type: 'text', handle: `${sha256}:body`, seq: 0 },
  { type: 'progress', residentBytes: 1 },
  {
    type: 'found',
    ask: 1,
    items: [
      {
        item: 'c'.repeat(32),
        holder: sha256,
        name: 'a name',
        relation: 'attachment',
        size: 3,
        times: { modified: time },
        hashes: { sha256, sha1: 'd'.repeat(40), md5: 'e'.repeat(32) },
        ended: { status: 'failed', code: 'unreadable', detail: 'why' },
        warnings: [{ code: 'unsafe-name', count: 2 }],
      },
    ],
  },
  {
    type: 'document',
    hashes: { sha256, sha1: 'd'.repeat(40), md5: 'e'.repeat(32) },
    size: 10,
    format: 'eml',
    mediaType: 'message/rfc822',
    status: 'indexed',
    metadata: {
      subject: 's',
      from: [{ name: 'n' }],
      sent: time,
      latitude: -89.5,
      pages: 3,
      other: { key: 'v' },
    },
    warnings: [],
    texts: [
      {
        handle: 'h',
        kind: 'body',
        id: sha256,
        units: 4,
        anchors: [{ at: 0, page: 1 }],
        entities: [{ entity: 'Labour', kind: 'party', count: 1 }],
        personalData: [{ kind: 'email', count: 1 }],
      },
    ],
    members: { expected: 2, emitted: 1, skipped: 0, failed: 0 },
    caseBytes: 0,
    expandedBytes: 0,
    milliseconds: { read: 0.5, identify: 1, extract: 2, enrich: 3 },
  },
];

/** All places in a value: the keys that lead there. */
function placesIn(value: unknown, above: readonly string[] = []): (readonly string[])[] {
  const below = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [above, ...below.flatMap(([key, inner]) => placesIn(inner, [...above, key]))];
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A copy with what stands at one place changed: replaced, taken away, or given one more key. */
function bent(
  value: unknown,
  place: readonly string[],
  how: 'replace' | 'remove' | 'add',
  by: unknown,
): unknown {
  const root = { value: JSON.parse(JSON.stringify(value)) as unknown };
  const keys = ['value', ...place];
  const last = keys.pop() as string;
  const holder = keys.reduce<Record<string, unknown>>(
    (inner, key) => inner[key] as Record<string, unknown>,
    root,
  );
  if (how === 'remove' && Array.isArray(holder)) holder.splice(Number(last), 1);
  else if (how === 'remove') delete holder[last];
  else if (how === 'replace') holder[last] = by;
  else if (isObject(holder[last])) Object.assign(holder[last], { another: by });
  return root.value;
}

const odd = oneof(
  jsonValue(),
  constantFrom<unknown>('', 'f'.repeat(64), 'F'.repeat(64), -1, 0, 0.5, 2 ** 53, NaN, Infinity, undefined),
  constantFrom<unknown>([], {}, 'x'.repeat(70_000), 'party', 'body', 1440, 1441, -90, -90.01),
);

/** What the schema itself makes of a value, or that it refuses it. */
function bySchema(value: unknown): unknown {
  const { success, data } = fromParser.safeParse(value);
  return success ? data : 'refused';
}

function byCompiled(value: unknown): unknown {
  try {
    return readFromParser(value);
  } catch (error) {
    expect(error).toBeInstanceOf(z.ZodError);
    return 'refused';
  }
}

describe('the check of a message of a parser', () => {
  test.each(messages)('takes %j', (message) => {
    expect(readFromParser(message)).toEqual(message);
  });

  test('agrees with the schema wherever a message is bent', () => {
    const cases = messages.flatMap((message) => placesIn(message).map((place) => ({ message, place })));
    assert(
      property(
        constantFrom(...cases),
        constantFrom('replace' as const, 'remove' as const, 'add' as const),
        odd,
        ({ message, place }, how, by) => {
          const value = bent(message, place, how, by);
          const [read, expected] = [byCompiled(value), bySchema(value)];
          expect(isDeepStrictEqual(read, expected)).toBe(true);
          expect(JSON.stringify(read)).toBe(JSON.stringify(expected));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  const head = '{"type":"document","hashes":{},"size":0';
  test.each([
    ['an array for an object', []],
    ['a list of items for an item', { type: 'found', ask: 1, items: [[]] }],
    ['a document without most of it', JSON.parse(`${head}}`)],
    ['a type that the prototype has', { type: 'constructor' }],
  ])('refuses %s', (_, value) => {
    expect(byCompiled(value)).toBe('refused');
  });

  test('leaves out a key that would be the prototype', () => {
    const [message] = messages.filter((one) => (one as { type: string }).type === 'document');
    const hostile: unknown = JSON.parse(
      JSON.stringify(message).replace('"other":{', '"other":{"__proto__":"x",'),
    );
    expect(byCompiled(hostile)).toEqual(message);
    expect(byCompiled(hostile)).toEqual(bySchema(hostile));
  });

  test('puts metadata into the order of the schema', () => {
    const [message] = messages.filter((one) => (one as { type: string }).type === 'document');
    const { metadata } = message as { metadata: Record<string, unknown> };
    const turned = {
      ...(message as object),
      metadata: Object.fromEntries(Object.entries(metadata).toReversed()),
    };
    expect(JSON.stringify(readFromParser(turned))).toBe(JSON.stringify(readFromParser(message)));
  });
});
