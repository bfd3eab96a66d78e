/** What comes of a content by the weights: what differs in the case differs in them. */
import { expect, test } from '@jest/globals';
import { costOfDocument, costOfItem, costOfTags } from '../../../pipeline/protocol/case-cost.ts';

const hashes = { sha256: 'a'.repeat(64), sha1: 'b'.repeat(40), md5: 'c'.repeat(32) };
const member = { item: 'f'.repeat(32), name: 'one.txt', locator: 'one.txt', warnings: [] };

test('a member that was not read has an entry of its own, a content one for all its places', () => {
  expect(costOfItem(member) - costOfItem({ ...member, hashes })).toBe(650);
  expect(costOfItem({ ...member, name: 'o'.repeat(107), hashes }) - costOfItem({ ...member, hashes })).toBe(
    300,
  );
});

test('a document costs its texts and each of its values, beside their bytes', () => {
  const cost = (metadata: object, texts = 0): number =>
    costOfDocument({
      metadata,
      warnings: [],
      texts: Array.from({ length: texts }, () => ({
        handle: '', kind: 'body' as const, id: '', units: 1, anchors: [], entities: [], personalData: [],
      })),
    }); // prettier-ignore
  expect(cost({}, 2) - cost({})).toBe(600);
  const [whole, split] = [{ keywords: ['ab c'] }, { keywords: ['a', 'b'] }];
  expect(JSON.stringify(whole)).toHaveLength(JSON.stringify(split).length - 1);
  expect(cost(split) - cost(whole)).toBe(67);
});

test('what warnings and details say, and long names of entities, count by their length', () => {
  const detail = 'd'.repeat(400);
  const warned = { ...member, warnings: [{ code: 'corrupt' as const, detail }] };
  expect(costOfItem(warned) - costOfItem(member)).toBe(450);
  const ended = { status: 'failed' as const, code: 'corrupt' as const, detail };
  expect(costOfItem({ ...member, ended }) - costOfItem(member)).toBe(400);
  const named = (entity: string): number => {
    const entities = [{ entity, kind: 'party' as const, count: 1 }];
    const text = {
      handle: '',
      kind: 'body' as const,
      id: '',
      units: 1,
      anchors: [],
      entities,
      personalData: [],
    };
    return costOfDocument({ metadata: {}, warnings: warned.warnings, texts: [text] });
  };
  expect(named('e'.repeat(1_000)) - named('e')).toBe(999);
});

test('tags that are few are not packed', () => {
  expect([200, 2_048, 16_384, 80_000].map(costOfTags)).toEqual([200, 2_048, 2_048, 10_000]);
});
