/** `evidex search`: hits with their citation, counts, facets, pages, and errors that point at the place. */
import { beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';

interface Hit {
  readonly document: string;
  readonly occurrences: readonly { readonly path: string }[];
}

const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
});

test('a hit cites source, path, hash and run, with a snippet; all copies are its places', async () => {
  const hits = await small.json<Hit>('search', '"about the budget"');
  expect(hits).toHaveLength(1);
  expect(hits[0]?.occurrences.map(({ path }) => path).sort()).toEqual([
    'box.zip/notes.txt',
    'notes/copy-of-meeting.txt',
    'notes/meeting.txt',
  ]);
  const { stdout } = await small.run('search', '"about the budget"');
  expect(stdout).toContain('1 document');
  expect(stdout).toMatch(/EX-1\/.*meeting\.txt {2}\(Ann\)/u);
  expect(stdout).toMatch(/SHA-256 [0-9a-f]{16}…, run 1/u);
});

test('--count and --facet give exact numbers', async () => {
  expect(await small.json('search', 'type:pdf', '--count')).toEqual([{ count: 2 }]);
  const [facet] = await small.json<{ values: { value: string; count: number }[] }>(
    'search',
    'entity:"Harbour Analytica"',
    '--facet',
    'type',
  );
  expect(facet?.values).toEqual([{ value: 'text', count: 2 }]);
});

test('pages go on behind their cursor and miss nothing', async () => {
  const all = await small.json<Hit>('search', '*:*', '--sort', 'path', '--limit', '100');
  const paged: string[] = [];
  let after: string | undefined;
  do {
    const { stdout, stderr } = await small.run(
      'search',
      '*:*',
      '--sort',
      'path',
      '--limit',
      '2',
      '--json',
      ...(after ? ['--after', after] : []),
    );
    paged.push(
      ...stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as Hit).document),
    );
    after = /--after (\S+)/u.exec(stderr)?.[1];
  } while (after);
  expect(paged).toEqual(all.map(({ document }) => document));
});

test.each(['"open phrase', 'a AND', '(a OR b', 'sent:[2016 TO'])(
  '%j cannot be read: exit 2, with the place',
  async (query) => {
    const { exitCode, stderr, stdout } = await small.run('search', query);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('^');
    expect(stderr.split('\n')).toEqual(expect.arrayContaining([query, expect.stringMatching(/^ *\^$/u)]));
  },
);

test('a value that begins with a dash is a value', async () => {
  const all = await small.json<{ count: number }>('search', '*', '--count');
  const [without] = await small.json<{ count: number }>('search', '-budget', '--count');
  expect(without?.count).toBeLessThan(all[0]?.count ?? 0);
  expect(await small.json('search', '--count', '--query=-budget')).toEqual([without]);
  const sorted = await small.json<Hit>('search', 'budget', '--sort', '-path');
  expect(sorted).toEqual((await small.json<Hit>('search', 'budget', '--sort', 'path')).toReversed());
  const { exitCode, stderr } = await small.run('search', '--budget');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('write -- before a value');
});

test('names and words of evidence are escaped', async () => {
  const { stdout } = await small.run('search', '"paint the terminal"');
  expect(stdout).toContain('\\u{202e}');
  expect(stdout).not.toContain('\u001b]0;');
  expect(stdout).not.toContain('\u001b[31m');
});
