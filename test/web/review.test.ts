/** Fields, batches and the second look: one value of a field, one reviewer of a batch, nothing overwritten. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sampleOf } from '../../web/review/batches.ts';
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
  const form = { basedOn: '0', name: 'relevant', values: 'yes\r\nno\r\nunsure', covers: 'content' };
  expect((await served.post('/review/fields/relevant', form)).status).toBe(303);
});

const found = async (query: string): Promise<string[]> =>
  (await small.json<{ document: string }>('search', query)).map(({ document }) => document);
const textOf = (page: string): string => parsePage(page).text.replaceAll(/\s+/gu, ' ');
const set = (id: string, form: Record<string, string | readonly string[]>): Promise<Response> =>
  served.post(`/document/${id}/field`, { field: 'relevant', target: `content ${id}`, ...form });
const basisOf = (page: string): string => /name="basedOn" value="(\d+)"/u.exec(page)?.[1] ?? '';

test('a field has one value, which a search finds; who did not see it is shown it', async () => {
  const [id = ''] = await found('name:cards.csv');
  expect((await set(id, { value: 'yes' })).status).toBe(303);
  expect(await found('label:"relevant: yes"')).toEqual([id]);
  expect((await set(id, { value: 'no', was: 'yes' })).status).toBe(303);
  expect([await found('label:"relevant: yes"'), await found('label:"relevant: no"')]).toEqual([[], [id]]);
  // The page of this one was older.
  const late = await set(id, { value: 'unsure', was: 'yes' });
  expect(late.status).toBe(409);
  const said = await late.text();
  expect(textOf(said)).toContain('You chose unsure; it has no.');
  expect(said).toContain('name="was" value="no"');
  expect(await found('label:"relevant: no"')).toEqual([id]);
  expect((await set(id, { value: '', was: 'no' })).status).toBe(303);
  expect(await found('label:"relevant: no"')).toEqual([]);
  expect((await set(id, { value: 'perhaps' })).status).toBe(400);
  expect((await set(id, { value: 'yes', field: 'none' })).status).toBe(404);
});

test('a search is split, one takes a batch, goes through it, and a sample is looked at again', async () => {
  const query = 'status:indexed';
  const split = await served.post('/review/batches', { id: 'all', name: 'All', query, size: '3' });
  expect(split.status).toBe(303);
  const batches = linksOf(await served.html('/review'), '/review/batches/');
  const documents: string[] = [];
  for (const batch of batches)
    documents.push(...linksOf(await served.html(batch), '/document/').map((link) => link.slice(10, 74)));
  const all = await found(query);
  expect(documents.toSorted()).toEqual(all.toSorted());
  expect(batches.length).toBeGreaterThan(1);
  for (const one of batches) expect(await served.html(one)).not.toContain('\u202e');
  const [batch = ''] = batches;
  const take = { basedOn: '1', state: 'taken' };
  expect((await served.post(batch, take)).status).toBe(303);
  const late = await served.post(batch, { ...take, state: 'done' });
  expect([late.status, textOf(await late.text())]).toEqual([409, expect.stringContaining('This batch is with Bo Examiner')]); // prettier-ignore
  const own = linksOf(await served.html(batch), '/document/');
  const left = textOf(await served.html(batch));
  expect(left).toContain(`${own.length} documents have a field without a value. “Done” gives it none`);
  const first = await served.html(own[0] ?? '');
  expect(textOf(first)).toContain(`1 of ${own.length}`);
  expect(linksOf(first, '/document/').filter((link) => link === own[1])).toHaveLength(1);
  for (const [at, link] of own.entries()) {
    const id = link.slice(10, 74);
    const answer = await set(id, { value: at === 0 ? 'no' : 'yes', batch: batch.split('/').at(-1) ?? '' });
    const next = own[at + 1] ?? link;
    expect(answer.headers.get('location')).toBe(`${served.at}${next}#review`);
  }
  expect(textOf(await served.html(batch))).not.toContain('without a value');
  expect((await served.post(`${batch}/second-look`, { percent: '100', seed: 's' })).status).toBe(400);
  await served.post(batch, { basedOn: '2', state: 'done' });
  const drawn = await served.post(`${batch}/second-look`, { percent: '100', seed: 'seed of the day' });
  const second = (drawn.headers.get('location') ?? '').replace(served.at, '');
  const again = linksOf(await served.html(second), '/document/');
  expect(again).toHaveLength(own.length);
  for (const link of again) {
    const page = await served.html(link);
    // Not in the marks, nor in the forms.
    expect(textOf(page)).not.toMatch(/relevant: (?:yes|no)/u);
    expect(page).not.toContain('selected');
    expect(textOf(await served.html(second))).not.toContain('Agreement');
    const form = { basedOn: basisOf(page), value0: 'yes' };
    expect((await served.post(`${second}/look/${link.slice(10, 74)}`, form)).status).toBe(303);
  }
  const agreed = own.length - 1;
  expect(textOf(await served.html(second))).toMatch(
    new RegExp(`${own.length} of ${own.length} looked at.*relevant ?${agreed} ?${own.length} ?${((100 * agreed) / own.length).toFixed(1)}.*no, then yes`, 'u'), // prettier-ignore
  );
});

test('a batch of a scope is not there for whom it is closed', async () => {
  const counsel = await serve(small.casePath, ['--open', 'privilege']);
  await counsel.post('/review/batches', { id: 'counsel', name: 'Counsel', query: 'budget', size: '5' });
  expect((await counsel.get('/review/batches/counsel-1')).status).toBe(200);
  await counsel.end();
  expect((await served.get('/review/batches/counsel-1')).status).toBe(404);
  expect(await served.html('/review')).not.toContain('Counsel');
});

test('the same seed draws the same sample, another another', () => {
  const documents = Array.from({ length: 200 }, (_, at) => `document ${at}`);
  const sample = sampleOf(documents, 10, 'a');
  expect(sample).toHaveLength(20);
  expect(sampleOf(documents, 10, 'a')).toEqual(sample);
  expect(sampleOf(documents, 10, 'b')).not.toEqual(sample);
  expect(sampleOf(documents, 1, 'a').every((one) => sample.includes(one))).toBe(true);
});

test.each<[string, string, Record<string, string>, number]>([
  ['a field without values', '/review/fields/x', { basedOn: '0', name: 'x', values: ' ' }, 400],
  [
    'no documents of a batch',
    '/review/batches',
    { id: 'x', name: 'x', query: 'nothinglikeit', size: '5' },
    400,
  ],
  [
    'a batch of more than a page lists',
    '/review/batches',
    { id: 'x', name: 'x', query: '*', size: '501' },
    400,
  ],
  ['a batch that is not there', '/review/batches/nowhere', { basedOn: '1', state: 'taken' }, 404],
  ['a look at what is no sample', '/review/batches/all-2/look/x', { basedOn: '0', value0: 'yes' }, 404],
])('%s: refused', async (_, path, form, status) => {
  expect((await served.post(path, form)).status).toBe(status);
});

test('the log holds against the case', async () => {
  const audit = await small.run('audit');
  expect([audit.exitCode, audit.stdout]).toEqual([0, expect.stringContaining('agree')]);
});

test('a review has up to thirty fields: the next is refused where it is made, and one of them is changed', async () => {
  const form = { basedOn: '0', values: 'a\r\nb', covers: 'item' };
  for (let at = 2; at <= 30; at++)
    expect((await served.post(`/review/fields/f${at}`, { ...form, name: `field ${at}` })).status).toBe(303);
  const more = await served.post('/review/fields/f31', { ...form, name: 'field 31' });
  expect(more.status).toBe(400);
  expect(textOf(await more.text())).toContain('up to 30 fields');
  expect((await served.post('/review/fields/f30', { ...form, basedOn: '1', name: 'field thirty' })).status).toBe(303);
  expect((await served.post('/review/fields/f30', { ...form, basedOn: '2', remove: '1' })).status).toBe(303);
  expect((await served.post('/review/fields/f31', { ...form, name: 'field 31' })).status).toBe(303);
}); // prettier-ignore
