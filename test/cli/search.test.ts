/** `evidex search`: hits with their citation, counts, facets, pages, and errors that point at the place. */
import { beforeAll, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeSmallCase, type SmallCase, smallFiles } from './small-case.ts';
import { jsonLines } from './json-lines.ts';

interface Hit {
  readonly document: string;
  readonly occurrences: readonly { readonly source: string; readonly path: string }[];
  readonly snippets: readonly {
    readonly snippet: string;
    readonly highlights: readonly { readonly start: number; readonly end: number }[];
  }[];
}

const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
});

test('a hit cites source, path, hash and run, with a snippet; all copies are its places', async () => {
  const hits = await small.json<Hit>('search', '"about the budget"');
  const text = smallFiles['notes/meeting.txt'];
  const sha256 = createHash('sha256').update(text).digest('hex');
  expect(hits).toMatchObject([
    { document: sha256, places: 3, entry: { format: 'text', size: text.length, run: 1 }, snippets: [{ kind: 'body', textId: sha256 }] },
  ]); // prettier-ignore
  expect(hits[0]?.occurrences.map(({ source, path }) => `${source}/${path}`).sort()).toEqual([
    'EX-1/box.zip/notes.txt',
    'EX-1/notes/copy-of-meeting.txt',
    'EX-1/notes/meeting.txt',
  ]);
  const { snippet, highlights } = hits[0]?.snippets[0] ?? { snippet: '', highlights: [] };
  expect(text).toContain(snippet.trim());
  expect(highlights.map(({ start, end }) => snippet.slice(start, end)).join(' ')).toBe('about the budget');
  const { stdout } = await small.run('search', '"about the budget"');
  expect(stdout).toBe(
    [
      '1 document',
      '  1. notes.txt',
      '     EX-1/box.zip/notes.txt  (Ann)',
      '     EX-1/notes/copy-of-meeting.txt  (Ann)',
      '     EX-1/notes/meeting.txt  (Ann)',
      `     text, 75 bytes, SHA-256 ${sha256.slice(0, 16)}…, run 1`,
      '     [line 1] Meeting with Harbour Analytica about the budget. Write to ann@example.org.',
      '',
    ].join('\n'),
  );
});

test('a hit by words of a field alone says which field holds them', async () => {
  expect((await small.run('search', 'bcc:quiet')).stdout).toContain('     [bcc] quiet@example.net\n');
  expect((await small.run('search', 'author:writer')).stdout).toContain('     [author] Ann Writer');
  const [hit] = await small.json<{ fields?: unknown }>('search', 'bcc:quiet');
  const highlights = [{ start: 0, end: 5 }];
  expect(hit?.fields).toEqual([{ field: 'bcc', value: 'quiet@example.net', highlights }]);
  const [, row] = (await small.run('search', 'bcc:quiet', '--csv')).stdout.split('\r\n');
  expect(row).toMatch(/,bcc,quiet@example\.net$/u);
  expect((await small.run('search', 'bcc:quiet', '--snippets', '0')).stdout).not.toContain('[bcc]');
  const [inText] = await small.json<{ fields?: unknown }>('search', '"about the budget"');
  expect(inText?.fields).toBeUndefined();
});

test('--count and --facet give exact numbers', async () => {
  expect(await small.json('search', 'type:pdf', '--count')).toEqual([
    { count: 2, items: 0, folders: 0, unsearched: 0, pictures: 0 },
  ]);
  const [facet] = await small.json<{ values: { value: string; count: number }[] }>(
    'search',
    'entity:"Harbour Analytica"',
    '--facet',
    'type',
  );
  expect(facet?.values).toEqual([{ value: 'text', count: 2 }]);
});

test('pages go on behind their cursor and miss nothing', async () => {
  const all = await small.json<Hit>('search', '*', '--sort', 'path', '--limit', '100');
  const paged: string[] = [];
  let after: string | undefined;
  do {
    const { stdout, stderr } = await small.run(
      'search',
      '*',
      '--sort',
      'path',
      '--limit',
      '2',
      '--json',
      ...(after ? ['--after', after] : []),
    );
    const lines = jsonLines<Hit>(stdout);
    const { summary } = lines.pop() as unknown as { summary: { after?: string; whole: boolean } };
    paged.push(...lines.map(({ document }) => document));
    expect(summary).toMatchObject({ shown: lines.length, total: all.length, whole: false });
    after = /--after (\S+)/u.exec(stderr)?.[1];
    expect(summary.after).toBe(after);
  } while (after);
  expect(paged).toEqual(all.map(({ document }) => document));
  // 17 documents, of 19 items; the member that cannot be read, and the folder, have entries of their own.
  expect(new Set(paged).size).toBe(19);
});

test('CSV: all hits with a heading, for a spreadsheet; what is no list is refused', async () => {
  const { stdout, exitCode } = await small.run('search', '*', '--csv');
  expect(exitCode).toBe(0);
  const rows = stdout.split('\r\n').slice(0, -1);
  expect(rows[0]).toMatch(
    /^\ufeffdocument,title,date,date of,zone,from,to,cc,bcc,sent by,resent,source,path,/u,
  );
  expect(rows).toHaveLength(1 + (await small.json('search', '*', '--limit', '100')).length);
  expect(stdout).toContain(String.raw`evil \x1b]0;title\x07\u{202e}.txt`);
  const facet = await small.run('search', '*', '--facet', 'custodian', '--csv');
  expect(facet.stdout).toEqual(
    expect.stringMatching(/^\ufefffield,value,documents,items,folders\r\ncustodian,Ann,17,/u),
  );
  const count = await small.run('search', '*', '--count', '--csv');
  expect(count).toMatchObject({ exitCode: 2, stdout: '' });
  expect((await small.run('search', '*', '--json', '--csv')).exitCode).toBe(2);
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

test('a query for words says what it could not search, and names a query that lists just that', async () => {
  const { stdout, stderr } = await small.run('search', 'zebra');
  expect(stdout).toBe('0 documents\n');
  const said = /^(\d) items of this case were not read, .*evidex search '(?<query>.*)'$/mu.exec(stderr);
  const listed = await small.json<Hit>('search', said?.groups?.['query'] ?? '');
  expect(listed.map(({ occurrences }) => occurrences[0]?.path ?? '').toSorted()).toEqual([
    'locked.pdf',
    'torn.zip',
    'torn.zip/b.txt',
  ]);
  expect(said?.[1]).toBe('3');
  // Also where something is found, and in programs' totals; not where no word is asked for.
  expect((await small.run('search', 'budget')).stderr).toContain(said?.[0]);
  expect(await small.json('search', 'zebra', '--count')).toEqual([
    { count: 0, items: 0, folders: 0, unsearched: 3, pictures: 0 },
  ]);
  expect((await small.run('search', 'type:pdf')).stderr).toBe('');
});
