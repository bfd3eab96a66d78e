/** Members that wait for their verdicts: when they are asked about, in which order they are visited, what is released. */
import { describe, expect, test } from '@jest/globals';
import { memoryContent } from '../../../formats/content.ts';
import { digestBytes } from '../../../pipeline/parser/digest.ts';
import { MemberBatch } from '../../../pipeline/parser/member-batch.ts';
import type { IdentifiedContent } from '../../../pipeline/parser/visit-context.ts';
import type { Verdict } from '../../../pipeline/protocol/messages.ts';
import type { FoundItem } from '../../../schemas/findings.ts';

const itemOf = (name: string): FoundItem => ({ item: '0'.repeat(32), name, warnings: [] });

function identified(name: string, bytes: Uint8Array): IdentifiedContent {
  const hashes = digestBytes(bytes);
  const found = { ...itemOf(name), size: bytes.length, hashes };
  return { found, content: memoryContent(bytes), hashes, readMilliseconds: 0, identifyMilliseconds: 0 };
}

/** A batch whose steps are written down as they happen. */
function recorded(fails: (name: string) => boolean = () => false): {
  steps: string[];
  batch: MemberBatch;
  add: (name: string, bytes?: number) => Promise<void>;
} {
  const steps: string[] = [];
  const say = (): Verdict => ({ say: 'parse' });
  const batch = new MemberBatch(
    async (items) => {
      steps.push(`ask ${items.map(({ name }) => name).join(' ')}`);
      await new Promise(setImmediate);
      return items.map(say);
    },
    async ({ found }) => {
      await new Promise(setImmediate);
      if (fails(found.name)) throw new Error(`died in ${found.name}`);
      steps.push(`visit ${found.name}`);
    },
  );
  const add = (name: string, bytes = 1): Promise<void> => {
    const member = identified(name, Buffer.alloc(bytes, name));
    const { content, hashes } = member;
    return batch.add(member, { content, hashes, release: () => void steps.push(`release ${name}`) });
  };
  return { steps, batch, add };
}

describe('MemberBatch', () => {
  test('asks about all that wait in one question, visits in order, and releases each after its visit', async () => {
    const { steps, batch, add } = recorded();
    await add('a');
    await batch.addEnded(itemOf('b'));
    await add('c');
    expect(steps).toEqual([]);
    await batch.flush();
    expect(steps).toEqual(['ask a b c', 'visit a', 'release a', 'visit c', 'release c']);
    await batch.flush();
    expect(steps).toHaveLength(5);
  });

  test('does not wait for more than 32 members', async () => {
    const { steps, add } = recorded();
    for (let at = 0; at < 31; at++) await add(`m${at}`);
    expect(steps).toEqual([]);
    await add('last');
    expect(steps[0]?.split(' ')).toHaveLength(1 + 32);
    expect(steps.at(-1)).toBe('release last');
  });

  test.each([
    [1024 * 1024 - 1, 0],
    [1024 * 1024, 1],
  ])('%i bytes that are held: %i question', async (bytes, questions) => {
    const { steps, add } = recorded();
    await add('large', bytes);
    expect(steps.filter((step) => step.startsWith('ask'))).toHaveLength(questions);
  });

  test('what a broken visit leaves behind is released, nothing of it twice', async () => {
    const { steps, batch, add } = recorded((name) => name === 'b');
    for (const name of ['a', 'b', 'c']) await add(name);
    await expect(batch.flush()).rejects.toThrow('died in b');
    expect(steps).toEqual(['ask a b c', 'visit a', 'release a', 'release b', 'release c']);
  });
});
