/** Exports from a page: all that a query finds or a batch, into a folder of the server's, under the name of who asked. */
import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { jsonRows } from '../cli/json-lines.ts';
import { makeSmallCase, type SmallCase } from '../cli/small-case.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { linksOf, parsePage, serve } from './served.ts';

const opened: Awaited<ReturnType<typeof serve>>[] = [];
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  await Promise.all(opened.map((one) => one.end()));
});
const folder = temporaryFolder();
const exported = join(folder, 'exports');
let small: SmallCase;
let served: Awaited<ReturnType<typeof serve>>;
const serving = async (...words: string[]) => {
  const one = await serve(small.casePath, words);
  opened.push(one);
  return one;
};
beforeAll(async () => {
  small = await makeSmallCase(folder);
  served = await serving('--exports', exported);
});

const textOf = (page: string): string => parsePage(page).text.replaceAll(/\s+/gu, ' ');
const form = { q: 'budget', recipient: 'Field <b> & Co', basis: 'order of 3 May', prefix: 'EVX', families: '1', natives: '1', texts: '1', column: ['number', 'path', 'sha256'] }; // prettier-ignore

/** The page, when nothing is being made any more. */
async function whenEnded(at = served): Promise<string> {
  for (;;) {
    const page = await at.html('/exports');
    if (!textOf(page).includes('being made')) return page;
    await sleep(50);
  }
}

/** As a browser follows it to the origin of files. */
async function file(path: string): Promise<Buffer> {
  const answer = await served.get(path);
  expect(answer.status).toBe(303);
  return Buffer.from(await (await fetch(answer.headers.get('location') ?? '')).arrayBuffer());
}

test('from a search to a list, a manifest and the words in the log', async () => {
  expect(linksOf(await served.html('/?q=budget'), '/exports')).toContain('/exports?q=budget');
  const page = await served.html('/exports?q=budget');
  const [{ count } = { count: 0 }] = await small.json<{ count: number }>('search', 'budget', '--count');
  expect(textOf(page)).toContain(`Export ${count} document`);
  const id = randomUUID();
  const begun = await served.post(`/exports/${id}`, form);
  expect(begun.headers.get('location')).toBe(`${served.at}/exports`);
  const ended = await whenEnded();
  expect(textOf(ended)).toMatch(/Field <b> & Co: order of 3 May budget \d+ items?, EVX00000001 to EVX\d+, \d+ exceptions?/u);
  expect(parsePage(ended).elements.filter(({ name }) => name === 'b')).toEqual([]);
  const list = (await file(`/exports/${id}/file/list.csv`)).toString();
  expect(list.split('\r\n')[0]).toBe('\ufeffnumber,path,sha256');
  const at = join(exported, 'case', id);
  expect(list).toBe(readFileSync(join(at, 'list.csv'), 'utf8'));
  const manifest = await file(`/exports/${id}/file/manifest.sha256`);
  expect(textOf(ended)).toContain(createHash('sha256').update(manifest).digest('hex'));
  expect(readdirSync(at)).toEqual(expect.arrayContaining(['natives', 'texts', 'list.xlsx']));
  const log = jsonRows<{ args?: string[]; verb: string }>((await small.run('audit', 'CASE', '--json')).stdout);
  const words = log.flatMap(({ verb, args }) => (verb === 'serve' && args ? [args.join(' ')] : []));
  expect(words).toContainEqual(`export ${id} --query budget --recipient Field <b> & Co --basis order of 3 May --prefix EVX`);
  expect(words).toContainEqual(expect.stringMatching(new RegExp(`^export ended ${id} manifest SHA-256 [0-9a-f]{64} numbers EVX00000001 to .*recipient: Field`, 'u')));
  expect((await small.run('audit', 'CASE')).stdout).not.toContain('DO NOT AGREE');
  // The command gives the same bytes.
  const again = join(folder, 'again');
  await small.run('export', '--query', 'budget', '--to', again, '--recipient', 'x', '--basis', 'y', '--column', 'number', '--column', 'path', '--column', 'sha256');
  expect(readFileSync(join(again, 'manifest.sha256'))).toEqual(manifest);
}); // prettier-ignore

test('a batch goes out as its documents', async () => {
  await served.post('/review/batches', { id: 'out', name: 'out', query: 'budget', size: '500' });
  const page = await served.html('/exports?batch=out-1');
  const hidden = parsePage(page).elements.find(
    ({ name, attributes: has }) => name === 'input' && has['type'] === 'hidden' && has['name'] === 'q',
  );
  const found = await small.json<{ document: string }>('search', 'budget');
  const q = hidden?.attributes['value'] ?? '';
  expect(q.split(' OR ').toSorted()).toEqual(found.map(({ document }) => `hash:${document}`).toSorted());
});

test.each([
  ['a recipient', { ...form, recipient: ' ' }, 'Recipient: expected something'],
  ['a basis', { ...form, basis: '' }, 'Legal basis: expected something'],
  ['a prefix', { ...form, prefix: 'a1' }, 'a prefix of 1 to 20 capital letters'],
  ['a query', { ...form, q: '"open' }, 'quot'],
])('without %s nothing is begun', async (_, sent, words) => {
  const answer = await served.post(`/exports/${randomUUID()}`, sent);
  expect([answer.status, textOf(await answer.text())]).toEqual([400, expect.stringContaining(words)]);
});

test('what fails says why and can be gone on with; another name makes no folder', async () => {
  const id = randomUUID();
  expect((await served.post(`/exports/${id}`, { ...form, q: 'name:nosuchthing' })).status).toBe(303);
  const page = await whenEnded();
  expect(textOf(page)).toContain('stopped: nothing to export');
  expect((await served.post(`/exports/${id}`, { again: '1' })).status).toBe(303);
  await whenEnded();
  for (const other of ['..', 'x', '..%2f..%2fescape'])
    expect((await served.post(`/exports/${other}`, form)).status).toBeGreaterThanOrEqual(400);
  expect((await served.get(`/exports/${id}/file/list.csv`)).status).toBe(404);
  expect((await served.get(`/exports/${id}/file/..%2f..%2fevidex.json`)).status).toBe(404);
});

test('what was exported with an open scope is shown to who has opened it alone', async () => {
  const counsel = await serving('--exports', exported, '--open', 'counsel');
  const id = randomUUID();
  await counsel.post(`/exports/${id}`, { ...form, recipient: 'Counsel alone' });
  expect(textOf(await whenEnded(counsel))).toContain('Counsel alone');
  expect(textOf(await served.html('/exports'))).not.toContain('Counsel alone');
  expect((await served.get(`/exports/${id}/file/list.csv`)).status).toBe(404);
});

test('a server without a folder for them says so', async () => {
  const without = await serving();
  expect(textOf(await without.html('/exports'))).toContain('start it with --exports FOLDER');
  const answer = await without.post(`/exports/${randomUUID()}`, form);
  expect([answer.status, textOf(await answer.text())]).toEqual([400, expect.stringContaining('exports nothing')]);
}); // prettier-ignore
