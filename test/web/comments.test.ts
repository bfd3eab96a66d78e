/** Comments at passages: they keep their words, show where they stand, and nothing is overwritten. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeSmallCase, type SmallCase } from '../cli/small-case.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { parsePage, serve } from './served.ts';

let served: Awaited<ReturnType<typeof serve>>;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  await served.end();
});
const folder = temporaryFolder();
let small: SmallCase;
let id = '';
beforeAll(async () => {
  small = await makeSmallCase(folder);
  served = await serve(small.casePath);
  [{ document: id } = { document: '' }] = await small.json<{ document: string }>(
    'search',
    'name:meeting.txt',
  );
});

const textOf = async (path: string): Promise<string> =>
  parsePage(await served.html(path)).text.replaceAll(/\s+/gu, ' ');
const comment = (name: string, form: Record<string, string>): Promise<Response> =>
  served.post(`/document/${id}/comment/${name}`, { basedOn: '0', text: '0', from: '0', ...form });
/** The address that the form of the page sends a new comment to. */
const newComment = async (): Promise<string> =>
  /action="[^"]*\/comment\/([^"]+)"/u.exec(await served.html(`/document/${id}`))?.[1] ?? '';

test('the words of a passage are kept and marked, and the comment leads to them', async () => {
  const name = await newComment();
  // As it was copied from a page: with another line end, and the blanks of a screen.
  const answer = await comment(name, { quote: ' about the  budget.\r\nWrite to ', said: 'Which budget?' });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, `${served.at}/document/${id}?text=0&from=0#comments`]); // prettier-ignore
  const page = await served.html(`/document/${id}?q=budget`);
  const [, marked = ''] = /<pre><bdi>(.*?)<\/bdi><\/pre>/su.exec(page) ?? [];
  expect(marked).toBe(
    'Meeting with Harbour Analytica <mark class="noted ">about the </mark><mark class="noted found">budget</mark><mark class="noted ">.\nWrite to</mark> ann@example.org.\n',
  );
  expect(await textOf(`/document/${id}`)).toContain('Which budget?');
  expect(page).toContain(`href="${served.at}/document/${id}?text=0&amp;from=0"`);
});

test('a form that is sent again makes one comment', async () => {
  const name = await newComment();
  for (let sent = 0; sent < 2; sent++) expect((await comment(name, { said: 'Only once' })).status).toBe(303);
  expect((await textOf(`/document/${id}`)).match(/Only once/gu)).toHaveLength(1);
});

test('who writes on an older version is shown both, and may write on top', async () => {
  await comment('shared', { said: 'First' });
  expect((await comment('shared', { basedOn: '1', said: 'Second, of Ann' })).status).toBe(303);
  const late = await comment('shared', { basedOn: '1', said: 'Second, of Bob' });
  expect(late.status).toBe(409);
  const page = await late.text();
  expect(parsePage(page).text.replaceAll(/\s+/gu, ' ')).toMatch(/Second, of Bob.*Second, of Ann.*First/u);
  const [, basedOn = ''] = /name="basedOn" value="(\d+)"/u.exec(page) ?? [];
  expect((await comment('shared', { basedOn, said: 'Second, of both' })).status).toBe(303);
  expect(await textOf(`/document/${id}/comment/shared`)).toMatch(/Second, of both.*Second, of Ann.*First/u);
  await comment('shared', { basedOn: '3', remove: '1' });
  expect(await textOf(`/document/${id}`)).not.toContain('Second, of both');
  expect(await textOf(`/document/${id}/history`)).toMatch(/commented ?First.*changed a comment ?Second, of both.*removed a comment/u); // prettier-ignore
});

test.each<[string, Record<string, string>, number]>([
  ['words that do not stand there', { quote: 'no such words', said: 'x' }, 400],
  ['words that stand there more than once', { quote: 'e', said: 'x' }, 400],
  ['words of a text that is not there', { quote: 'budget', text: '99', said: 'x' }, 400],
  ['no comment', { quote: 'budget' }, 400],
  ['a version of a comment that is not there', { basedOn: '3', said: 'x' }, 404],
])('%s: refused', async (_, form, status) => {
  expect((await comment('refused', form)).status).toBe(status);
  expect((await served.get(`/document/${id}/comment/refused`)).status).toBe(404);
});

test('a comment is not shown at another document, nor to whom its document is withheld', async () => {
  await comment('secret', { said: 'Of counsel' });
  const [other] = await small.json<{ document: string }>('search', 'name:cards.csv');
  expect((await served.get(`/document/${other?.document}/comment/secret`)).status).toBe(404);
  expect((await served.get(`/document/${id}/comment/secret`)).status).toBe(200);
  const withheld = await small.run('withhold', id, '--covers', 'content', '--scope', 'privilege', '--reason', 'advice'); // prettier-ignore
  expect(withheld.exitCode).toBe(0);
  expect((await served.get(`/document/${id}/comment/secret`)).status).toBe(404);
});

test('the log holds against the case', async () => {
  const audit = await small.run('audit');
  expect([audit.exitCode, audit.stdout]).toEqual([0, expect.stringContaining('agree')]);
});
