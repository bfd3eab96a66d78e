/** Pages over a whole case are made once for each state of what they were made of. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, jest, test } from '@jest/globals';
import type { CasePart, CaseState } from '../../web/readers/case-parts.ts';
import { KeptAnswers } from '../../web/readers/kept-answers.ts';

const begun: CaseState = { evidence: '1', marks: '1', records: '1', index: '1' };

/** A case that can be written to, and how often a page of it was made. */
function keeping() {
  const at = { state: begun, made: 0 };
  const kept = new KeptAnswers(() => Promise.resolve(at.state));
  const write = (part: CasePart): void => {
    at.state = { ...at.state, [part]: `${at.state[part]}1` };
  };
  const ask = async (
    key: string,
    more: {
      ms?: number;
      characters?: number;
      writes?: CasePart;
      of?: readonly CasePart[] | undefined;
    } = {},
  ) => {
    const { of = ['evidence', 'index'] } = more;
    const answer = await kept.answer(key, async () => {
      at.made += 1;
      const page = `${key} of ${at.state.evidence}`.padEnd(more.characters ?? 0, '.');
      // Longer than what is not worth keeping.
      await sleep(more.ms ?? 80);
      if (more.writes) write(more.writes);
      return { page, madeOf: 'of' in more ? more.of : of };
    });
    return 'page' in answer ? answer.page : '';
  };
  return { at, ask, write };
}

test('the same page of the same state is made once, another key or state anew', async () => {
  const { at, ask, write } = keeping();
  const asked = [await ask('a'), await ask('a'), await ask('b'), at.made];
  expect(asked).toEqual(['a of 1', 'a of 1', 'b of 1', 2]);
  write('evidence');
  expect([await ask('a'), await ask('a'), at.made]).toEqual(['a of 11', 'a of 11', 3]);
});

test.each<[CasePart, readonly CasePart[], number]>([
  ['marks', ['evidence'], 1],
  ['marks', ['evidence', 'marks'], 2],
  ['records', ['evidence', 'index'], 1],
  ['records', ['evidence', 'records'], 2],
  ['index', ['evidence', 'index'], 2],
  ['evidence', ['evidence', 'records'], 2],
])('%s written to: a page made of %j was made %i times', async (part, of, times) => {
  const { at, ask, write } = keeping();
  await ask('a', { of });
  write(part);
  await ask('a', { of });
  expect(at.made).toBe(times);
});

describe('while a run writes', () => {
  const { at, ask, write } = keeping();
  const of = ['evidence', 'index'] as const;
  const running = (closed: string): void => {
    at.state = { ...at.state, runOn: { closed } };
  };

  test('what it writes is not counted for a while, which the page says with its time', async () => {
    running('0 0');
    expect(await ask('a', { of, ms: 200 })).toBe('a of 1');
    write('evidence');
    write('index');
    const page = await ask('a', { of });
    expect(page).toMatch(
      /^<p class="note">As of \d{4}-\d\d-\d\dT[\d:]{8}Z: a run writes .* every \d+ seconds at most\.<\/p>a of 1$/u,
    );
    expect(at.made).toBe(1);
  });

  test('also by a page that it wrote to while it was made; who asks meanwhile gets that', async () => {
    const pages = [ask('b', { of, writes: 'evidence', ms: 200 }), ask('b', { of })];
    expect((await Promise.all(pages)).every((page) => page.endsWith('b of 11'))).toBe(true);
    expect(await ask('b', { of })).toMatch(/As of .*b of 11$/u);
    expect(at.made).toBe(2);
  });

  test.each<[string, () => void]>([
    ['something is withheld, released or taken out', () => running('1 0')],
    ['somebody puts a label on', () => write('marks')],
    ['somebody writes a record', () => write('records')],
    ['the run has ended', () => (at.state = { ...at.state, runOn: undefined, evidence: 'ended' })],
  ])('no longer once %s', async (_, change) => {
    running('0 0');
    await ask('c', { of, ms: 200 });
    const made = at.made;
    write('evidence');
    change();
    expect(await ask('c', { of })).toBe(`c of ${at.state.evidence}`);
    expect(at.made).toBe(made + 1);
  });

  test('and no longer than twenty times what it took to make', async () => {
    const begun = Date.now();
    const clock = jest.spyOn(Date, 'now');
    try {
      running('0 0');
      await ask('d', { of, ms: 100 });
      write('evidence');
      clock.mockReturnValue(begun + 60_000);
      expect(await ask('d', { of })).toBe(`d of ${at.state.evidence}`);
    } finally {
      clock.mockRestore();
    }
  });
});

test('who asks the same while it is made gets that, and makes it where that fails', async () => {
  const { at, ask } = keeping();
  expect(await Promise.all([ask('a'), ask('a'), ask('a')])).toEqual(['a of 1', 'a of 1', 'a of 1']);
  expect(at.made).toBe(1);
  const kept = new KeptAnswers(() => Promise.resolve(begun));
  const fails = async (): Promise<never> => {
    await sleep(10);
    throw new Error('who asked has gone');
  };
  const first = kept.answer('a', fails);
  const second = kept.answer('a', () => Promise.resolve({ page: 'made' }));
  await expect(first).rejects.toThrow('gone');
  expect(await second).toEqual({ page: 'made' });
});

test('who asks behind a write to what is being made gets one that has it', async () => {
  const { at, ask, write } = keeping();
  const first = ask('a', { of: ['evidence', 'records'] });
  await sleep(10);
  write('records');
  const second = ask('a', { of: ['evidence', 'records'] });
  await Promise.all([first, second]);
  expect(at.made).toBe(2);
});

test('nothing is kept whose state is not known, that was fast, or that was written to meanwhile', async () => {
  const { at, ask } = keeping();
  await ask('written', { writes: 'index' });
  await ask('written');
  expect(at.made).toBe(2);
  await ask('fast', { ms: 0 });
  await ask('fast', { ms: 0 });
  expect(at.made).toBe(4);
  await ask('of what nobody knows', { of: undefined });
  await ask('of what nobody knows', { of: undefined });
  expect(at.made).toBe(6);
  at.state = { ...at.state, index: undefined };
  await ask('a');
  await ask('a');
  expect(at.made).toBe(8);
  await ask('not of the index', { of: ['evidence'] });
  await ask('not of the index', { of: ['evidence'] });
  expect(at.made).toBe(9);
});

test('what was asked for longest ago goes when there is too much', async () => {
  const { at, ask } = keeping();
  const characters = 7 * 1024 * 1024;
  for (const key of ['a', 'b', 'a', 'c', 'a']) await ask(key, { characters });
  expect(at.made).toBe(3);
  await ask('b', { characters });
  expect(at.made).toBe(4);
});
