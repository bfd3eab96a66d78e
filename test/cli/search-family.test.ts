/** `search --with-family`: which member of a hit's family meets which condition, and what a withheld member leaves. */
import { beforeAll, expect, test } from '@jest/globals';
import type { HitFamily } from '../../cli/run/hit-family.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type LettersCase, makeLettersCase } from './letters-case.ts';

const folder = temporaryFolder();
let letters: LettersCase;

beforeAll(async () => {
  letters = await makeLettersCase(folder);
});

const query = 'family(from:counsel AND survey)';
const meets = async (...words: string[]): Promise<string[]> => {
  const [hit] = await letters.json<{ family: HitFamily }>('search', ...words, '--with-family', '--json');
  return (hit?.family.members ?? []).map(({ path, meets: met }) => `${path}: ${met.join(', ')}`);
};

test('each member, those first that meet a condition', async () => {
  expect(await meets(`${query} AND name:received`)).toEqual([
    'mail/received.eml: from:counsel, name:received',
    'mail/received.eml/pack.zip/advice.txt: survey',
    'mail/received.eml/brochure.txt: ',
    'mail/received.eml/pack.zip: ',
  ]);
  const { stdout } = await letters.run('search', `${query} AND name:received`, '--with-family');
  expect(stdout).toContain('Family of 4 documents:');
  expect(stdout).toMatch(/mail\/received\.eml\/pack\.zip\/advice\.txt {2}\[survey\]/u);
});

test('of a document in several families it is one that meets the query', async () => {
  expect(await meets('family(name:received AND survey) AND brochure')).toEqual(
    expect.arrayContaining(['mail/received.eml/brochure.txt: brochure']),
  );
  expect(await meets('brochure')).toContain('backup.zip/letter.eml/brochure.txt: brochure');
});

test('a document alone has no family to show', async () => {
  const { stdout } = await letters.run('search', 'memo', '--with-family');
  expect(stdout).toContain('memo.txt');
  expect(stdout).not.toContain('Family');
});

test('what is withheld is no member', async () => {
  await letters.run(
    'withhold',
    '--query',
    'name:advice.txt',
    '--scope',
    'privilege',
    '--covers',
    'content',
    '--reason',
    'advice',
  );
  expect(await meets(`from:counsel AND name:received`)).not.toContain(
    'mail/received.eml/pack.zip/advice.txt: ',
  );
  expect((await letters.run('search', query, '--count')).stdout).toBe('0\n');
  const hits = await letters.run('search', query, '--count', '--open', 'privilege');
  expect(hits.stdout).toBe('5\n');
});
