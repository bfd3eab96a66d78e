/** Pages over a whole case are made once for each state of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { KeptAnswers } from '../../web/readers/kept-answers.ts';

/** A case that can be written to, and how often a page of it was made. */
function keeping() {
  const at = { state: '1' as string | undefined, made: 0 };
  const kept = new KeptAnswers(() => at.state);
  const ask = async (key: string, more: { ms?: number; characters?: number; writes?: boolean } = {}) => {
    const answer = await kept.answer(key, async () => {
      at.made += 1;
      const page = `${key} of ${at.state}`.padEnd(more.characters ?? 0, '.');
      // Longer than what is not worth keeping.
      await sleep(more.ms ?? 80);
      if (more.writes) at.state = `${at.state}1`;
      return { page };
    });
    return 'page' in answer ? answer.page : '';
  };
  return { at, ask };
}

test('the same page of the same state is made once, another key or state anew', async () => {
  const { at, ask } = keeping();
  expect([await ask('a'), await ask('a'), await ask('b'), at.made]).toEqual([
    'a of 1',
    'a of 1',
    'b of 1',
    2,
  ]);
  at.state = '2';
  expect([await ask('a'), await ask('a'), at.made]).toEqual(['a of 2', 'a of 2', 3]);
});

test('who asks the same while it is made gets that, and makes it where that fails', async () => {
  const { at, ask } = keeping();
  expect(await Promise.all([ask('a'), ask('a'), ask('a')])).toEqual(['a of 1', 'a of 1', 'a of 1']);
  expect(at.made).toBe(1);
  const kept = new KeptAnswers(() => '1');
  const fails = async (): Promise<never> => {
    await sleep(10);
    throw new Error('who asked has gone');
  };
  const first = kept.answer('a', fails);
  const second = kept.answer('a', () => Promise.resolve({ page: 'made' }));
  await expect(first).rejects.toThrow('gone');
  expect(await second).toEqual({ page: 'made' });
});

test('nothing is kept whose state is not known, that was fast, or that was written to meanwhile', async () => {
  const { at, ask } = keeping();
  await ask('written', { writes: true });
  await ask('written');
  expect(at.made).toBe(2);
  await ask('fast', { ms: 0 });
  await ask('fast', { ms: 0 });
  expect(at.made).toBe(4);
  at.state = undefined;
  await ask('a');
  await ask('a');
  expect(at.made).toBe(6);
});

test('what was asked for longest ago goes when there is too much', async () => {
  const { at, ask } = keeping();
  const characters = 7 * 1024 * 1024;
  for (const key of ['a', 'b', 'a', 'c', 'a']) await ask(key, { characters });
  expect(at.made).toBe(3);
  await ask('b', { characters });
  expect(at.made).toBe(4);
});
