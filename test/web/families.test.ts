/** The search page shows below a hit its family and which member meets what, where the query asks families. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeLettersCase } from '../cli/letters-case.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { linksOf, parsePage, serve } from './served.ts';

let served: Awaited<ReturnType<typeof serve>>;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  await served.end();
});
const folder = temporaryFolder();
beforeAll(async () => {
  const letters = await makeLettersCase(folder);
  await letters.run(
    'withhold',
    '--query',
    'name:memo.txt',
    '--covers',
    'content',
    '--scope',
    'p',
    '--reason',
    'x',
  );
  served = await serve(letters.casePath);
});

const pageOf = (q: string): Promise<string> => served.html(`/?${new URLSearchParams({ q }).toString()}`);
const textOf = (page: string): string => parsePage(page).text.replaceAll(/\s+/gu, ' ');

test('each hit of a query that asks families shows its own, and the way to it', async () => {
  const page = await pageOf('family(from:counsel AND survey) AND name:received');
  expect(textOf(page)).toMatch(
    /Family of 4 documents EX-7\/mail\/received\.eml \[from:counsel; name:received\] EX-7\/mail\/received\.eml\/pack\.zip\/advice\.txt \[survey\]/u,
  );
  const [way = ''] = linksOf(page, '/?q=family%3A');
  expect(textOf(await served.html(way))).toContain('4 documents');
});

test('no other query does, and a query of families that cannot be read says where', async () => {
  expect(textOf(await pageOf('from:counsel'))).not.toContain('Family of');
  const answer = await served.get(`/?q=${encodeURIComponent('family(from:counsel AND survey')}`);
  expect(answer.status).toBe(400);
  const text = textOf(await answer.text());
  expect(text).toContain('the bracket at character 7 is never closed');
  const outside = await served.get(`/?q=${encodeURIComponent('member(a AND b)')}`);
  expect(textOf(await outside.text())).toContain('member(…) stands inside family(…)');
});
