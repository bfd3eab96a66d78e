/** `evidex withhold`, and what `label` proposes: counsel's letter has a brochure that lies on the share too. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { type LettersCase, makeLettersCase } from './letters-case.ts';

const folder = temporaryFolder();
let letters: LettersCase;

beforeAll(async () => {
  letters = await makeLettersCase(folder);
});

const paths = async (query: string, ...words: string[]): Promise<string[]> => {
  const hits = await letters.json<{ places: { path: string }[]; occurrences: { path: string }[] }>(
    'search',
    query,
    ...words,
  );
  return hits.flatMap(({ occurrences }) => occurrences.map(({ path }) => path)).sort();
};

interface Told {
  readonly proposals: readonly { why: string; path: string; command: string }[];
  readonly moreProposals: number;
  readonly targets: number;
  readonly documents: number;
}

test('a label covers the family; copies and the same message elsewhere are proposed, and not taken in', async () => {
  const [told] = await letters.json<Told & { shown: boolean }>(
    'label',
    'mail/letter.eml',
    '--add',
    'counsel',
  );
  expect(told).toMatchObject({ covers: 'family', targets: 1, changed: 1, documents: 4, shown: true });
  expect(told?.proposals.map(({ why, path }) => `${why} ${path}`).sort()).toEqual([
    'copy backup.zip/letter.eml',
    'copy backup.zip/letter.eml/brochure.txt',
    'copy backup.zip/letter.eml/pack.zip',
    'copy backup.zip/letter.eml/pack.zip/advice.txt',
    'copy mail/received.eml/brochure.txt',
    'copy mail/received.eml/pack.zip',
    'copy mail/received.eml/pack.zip/advice.txt',
    'copy share/brochure.txt',
    'message-duplicate mail/received.eml',
  ]);
  expect(told?.moreProposals).toBe(0);
  expect(await paths('place(label:counsel AND path:/mail/letter.eml)')).not.toEqual([]);
  expect(await paths('place(label:counsel AND path:/share)')).toEqual([]);
  expect(await paths('place(label:counsel AND path:/backup.zip)')).toEqual([]);
});

test('the proposed words do what they say', async () => {
  const [told] = await letters.json<Told>(
    'label',
    'share/brochure.txt',
    '--covers',
    'item',
    '--add',
    'for all',
  );
  const copy = told?.proposals.find(({ path }) => path === 'mail/received.eml/brochure.txt');
  expect(copy?.command).toBe(
    `evidex label EX-7/mail/received.eml/brochure.txt --covers item --add 'for all' --case ${letters.casePath}`,
  );
  expect(await paths('place(label:"for all" AND path:/mail/received.eml)')).toEqual([]);
  const words = ['label', 'EX-7/mail/received.eml/brochure.txt', '--covers', 'item', '--add', 'for all'];
  expect((await letters.run(...words)).exitCode).toBe(0);
  expect(await paths('place(label:"for all" AND path:/mail/received.eml)')).not.toEqual([]);
});

test('a query labels the places that it speaks of, and counts the others', async () => {
  const words = ['label', '--query', 'brochure AND path:/share', '--covers', 'item', '--add', 'on the share'];
  const [told] = await letters.json<{ targets: number; copiesOutside: number }>(...words);
  expect(told).toMatchObject({ targets: 1, copiesOutside: 3 });
  expect(await paths('place(label:"on the share" AND path:/share)')).not.toEqual([]);
  expect(await paths('place(label:"on the share" AND path:/mail)')).toEqual([]);
});

test('a name of several families is refused, and says which', async () => {
  const [shown] = await letters.json<{ document: string }>('show', 'share/brochure.txt', '--metadata');
  const { exitCode, stderr } = await letters.run('label', shown?.document ?? '', '--add', 'x');
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/stands for 4 families/u);
  expect(stderr).toContain('EX-7/share/brochure.txt');
});

describe('withholding', () => {
  const withhold = (...words: string[]) => letters.json<Told & { shown: boolean }>('withhold', ...words);

  test('a family leaves no trace but for its scope; the copy on the share stays', async () => {
    const all = await paths('*');
    expect(all).toContain('mail/letter.eml/pack.zip/advice.txt');
    const [told] = await withhold('mail/letter.eml', '--scope', 'privilege', '--reason', 'counsel');
    expect(told).toMatchObject({ scope: 'privilege', targets: 1, changed: 1, documents: 4, shown: true });
    expect(told?.proposals.map(({ path }) => path)).toContain('backup.zip/letter.eml');
    expect((await paths('*')).filter((path) => path.startsWith('mail/letter.eml'))).toEqual([]);
    expect(await paths('path:/mail/letter.eml')).toEqual([]);
    expect(await paths('brochure')).toContain('share/brochure.txt');
    expect(await letters.json('search', 'label:counsel', '--count')).toMatchObject([
      { count: 0, items: 0, folders: 0 },
    ]);
    for (const [scope, count] of [
      ['privilege', 4],
      ['other', 0],
    ] as const)
      expect(await letters.json('search', 'label:counsel', '--count', '--open', scope)).toMatchObject([
        { count },
      ]);
    expect((await letters.run('show', 'share/memo.txt', '--open', '*')).stderr).toMatch(
      /a scope of 1 to 64/u,
    );
    expect((await letters.run('verify', '--index')).exitCode).toBe(0);
  });

  test('it is named again with its ground; what is parsed again stays withheld', async () => {
    const retried = await letters.run('retry', '--type', 'eml', '--parser-processes', '1');
    expect(retried.exitCode).toBe(0);
    expect(await paths('path:/mail/letter.eml')).toEqual([]);
    expect((await letters.run('verify', '--index')).exitCode).toBe(0);
  });

  test('released, it is there as before', async () => {
    const words = ['mail/letter.eml', '--scope', 'privilege', '--release'];
    const missing = await letters.run('withhold', ...words);
    expect(missing).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--reason') });
    const [told] = await withhold(...words, '--reason', 'waived');
    expect(told).toMatchObject({ released: true, changed: 1 });
    expect(await paths('path:/mail/letter.eml')).toContain('mail/letter.eml');
    expect(await letters.json('search', 'label:counsel', '--count')).toMatchObject([{ count: 4 }]);
  });
});
