/** Labels and notes from the browser: they are the command line's, found at once, and what is hostile in them stays text. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeSmallCase, type SmallCase } from '../cli/small-case.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { linksOf, parsePage, serve } from './served.ts';

let served: Awaited<ReturnType<typeof serve>>;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  await served.end();
});
const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
  served = await serve(small.casePath);
});

interface Found {
  readonly document: string;
  readonly labels?: readonly string[];
}
const found = async (query: string): Promise<string[]> =>
  (await small.json<Found>('search', query)).map(({ document }) => document);
const idOf = async (query: string): Promise<string> => (await found(query))[0] ?? '';
/** The values of a select, by its name, and what they say. */
const optionsOf = (page: string, name: string): Record<string, string> => {
  const [, options = ''] = new RegExp(`<select name="${name}">(.*?)</select>`, 'su').exec(page) ?? [];
  return Object.fromEntries(
    [...options.matchAll(/<option value="([^"]*)"[^>]*>([^<]*)</gu)].map(([, value = '', words = '']) => [
      words,
      value,
    ]),
  );
};
const textOf = async (path: string): Promise<string> =>
  parsePage(await served.html(path)).text.replaceAll(/\s+/gu, ' ');

test('a label is put on from the page, found at once, and taken off again', async () => {
  const id = await idOf('name:inside.txt');
  const page = await served.html(`/document/${id}`);
  const targets = optionsOf(page, 'target');
  const answer = await served.post(`/document/${id}/label`, { q: 'box', target: targets['with its family'] ?? '', add: 'Hot <b>' }); // prettier-ignore
  expect([answer.status, answer.headers.get('location')]).toEqual([
    303,
    `${served.at}/document/${id}?q=box#marks`,
  ]);
  expect(await found('label:"hot <b>"')).toEqual([id]);
  const marked = await served.html(`/document/${id}`);
  expect(parsePage(marked).elements.filter(({ name }) => name === 'b')).toEqual([]);
  expect(await textOf(`/document/${id}`)).toContain('Hot <b> with its family Bo Examiner');
  expect(await textOf('/?q=inside')).toContain('Hot <b>');
  await served.post(`/document/${id}/label`, { target: targets['with its family'] ?? '', remove: 'HOT <b>' });
  expect(await found('label:"hot <b>"')).toEqual([]);
  expect(await textOf(`/document/${id}/history`)).toMatch(/labelled ?Hot <b>.*took the label off ?Hot <b>/u);
});

test('a content is labelled wherever it lies, or copies elsewhere with it', async () => {
  const id = await idOf('name:copy-of-meeting.txt');
  const places = optionsOf(await served.html(`/document/${id}`), 'target');
  const copy = Object.entries(places).find(
    ([words]) => words.startsWith('this place') && words.includes('copy-of'),
  );
  await served.post(`/document/${id}/label`, { target: copy?.[1] ?? '', add: 'one place' });
  expect(await found('place(label:"one place" AND name:copy-of-meeting.txt)')).toEqual([id]);
  expect(await found('place(label:"one place" NOT name:copy-of-meeting.txt)')).toEqual([]);
  expect(await textOf(`/document/${id}`)).toMatch(/one place this place alone: [^ ]*copy-of-meeting\.txt/u);
  await served.post(`/document/${id}/label`, { target: copy?.[1] ?? '', add: 'all places', also: '1' });
  expect(await found('place(label:"all places" NOT name:copy-of-meeting.txt)')).toEqual([id]);
});

test('what is ticked in a list is labelled, and all that match', async () => {
  const list = await served.html('/?q=budget');
  const boxes = parsePage(list).elements.filter(({ attributes }) => attributes['type'] === 'checkbox');
  const ids = boxes.map(({ attributes }) => attributes['value'] ?? '');
  expect(ids.toSorted()).toEqual((await found('budget')).toSorted());
  const form = { q: 'budget', sort: 'relevance', covers: 'content', add: 'ticked' };
  const answer = await served.post('/label', { ...form, which: 'ticked', document: ids.slice(0, 1) });
  expect(answer.headers.get('location')).toBe(`${served.at}/?q=budget&sort=relevance&marked=1`);
  expect(await found('label:ticked')).toEqual(ids.slice(0, 1));
  await served.post('/label', { ...form, which: 'all', add: 'all', remove: 'ticked' });
  expect((await found('label:all')).toSorted()).toEqual(ids.toSorted());
  expect(await found('label:ticked')).toEqual([]);
  expect(linksOf(await served.html('/?q=budget'), '/?q=label')).toContain('/?q=label%3Aall');
});

test('a note is written once, however often the form is sent, and leads nobody else to the evidence', async () => {
  const id = await idOf('name:cards.csv');
  const target = optionsOf(await served.html(`/document/${id}`), 'target')['this place alone'] ?? '';
  const text = 'Ask Ann\n<script>alert(1)</script>';
  for (let sent = 0; sent < 2; sent++) expect((await served.post(`/document/${id}/note`, { target, text })).status).toBe(303); // prettier-ignore
  const notes = await small.json<{ text: string; by: string }>('report', '--notes');
  expect(notes.filter((one) => one.text === text).map(({ by }) => by)).toEqual(['Bo Examiner']);
  const { elements } = parsePage(await served.html(`/document/${id}`));
  const scripts = elements.filter(({ name }) => name === 'script');
  expect(scripts.map(({ attributes }) => attributes['src'])).toEqual(['/app.js']);
});

test.each<[string, string, Record<string, string>, number]>([
  ['a label without letters', '/label', { which: 'all', q: 'budget', add: ' - ' }, 400],
  ['no label', '/label', { which: 'all', q: 'budget' }, 400],
  ['nothing ticked', '/label', { which: 'ticked', q: 'budget', add: 'x' }, 400],
  ['a query that cannot be read', '/label', { which: 'all', q: 'a AND (', add: 'x' }, 400],
  ['a place of another document', '/document/ID/label', { target: `item ${'0'.repeat(32)}`, add: 'x' }, 400],
  ['a document that is none', `/document/${'0'.repeat(64)}/label`, { target: 'x', add: 'x' }, 404],
  ['a note that turns its text around', '/document/ID/note', { target: 'CONTENT', text: 'a\u202eb' }, 400],
])('%s is refused', async (_, path, form, status) => {
  const id = await idOf('budget');
  const sent = Object.entries(form).map(([name, value]) => [name, value.replace('CONTENT', `content ${id}`)]);
  expect((await served.post(path.replace('ID', id), Object.fromEntries(sent))).status).toBe(status);
  expect(await found('label:x')).toEqual([]);
});

test('a lead is told who looked at a document', async () => {
  const id = await idOf('name:cards.csv');
  const before = (await textOf(`/document/${id}/views`)).match(/Bo Examiner/gu)?.length ?? 0;
  for (let view = 0; view < 3; view++) await served.get(`/document/${id}?q=${view}`);
  await served.get(`/document/${await idOf('name:inside.txt')}?q=${id}`);
  expect((await textOf(`/document/${id}/views`)).match(/Bo Examiner/gu)).toHaveLength(before + 3);
  expect((await served.get(`/document/${'0'.repeat(64)}/views`)).status).toBe(404);
});

test('the log says who labelled what, and holds against the case', async () => {
  const audit = await small.run('audit');
  expect(audit.exitCode).toBe(0);
  expect(audit.stdout).toMatch(/label 'all that match' budget --covers content --add all --remove ticked/u);
});
