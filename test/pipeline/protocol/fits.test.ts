/** That a quick look at a value and the schema itself come to the same, for the messages of parsers bent at any place. */
import { describe, expect, test } from '@jest/globals';
import { assert, constantFrom, jsonValue, oneof, property } from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { fitsOf } from '../../../pipeline/protocol/fits.ts';
import { mention } from '../../../schemas/mention.ts';
import { fromParser } from '../../../pipeline/protocol/messages.ts';

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

/** What `fitsOf` promises: the schema accepts the value and leaves it as it is. */
function keepsAsItIs(schema: z.ZodType, value: unknown): boolean {
  const { success, data } = schema.safeParse(value);
  return success && isDeepStrictEqual(data, value);
}

describe('fitsOf', () => {
  const fits = fitsOf(fromParser);

  test.each(messages)('takes %j', (message) => {
    expect(fits(message)).toBe(true);
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
          expect(fits(value)).toBe(keepsAsItIs(fromParser, value));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test.each<[string, z.ZodType, unknown]>([
    ['a key that zod leaves out', z.record(z.string(), z.string()), JSON.parse('{"__proto__":"x"}')],
    ['an array for an object', z.object({}), []],
    ['a mention that ends nowhere', mention, { start: 0, end: 0 }],
  ])('refuses %s', (_, schema, value) => {
    expect(fitsOf(schema)(value)).toBe(false);
  });

  test.each<[string, z.ZodType]>([
    ['a refinement', z.string().refine((value) => value !== 'x')],
    ['a default', z.string().default('x')],
    ['a change', z.string().trim()],
    ['a format with code of its own', z.url()],
    ['a 32-bit number', z.int32()],
    ['an object that keeps unknown keys', z.looseObject({})],
  ])('does not pretend to know %s', (_, schema) => {
    expect(() => fitsOf(schema)).toThrow('no way to see');
  });
});
