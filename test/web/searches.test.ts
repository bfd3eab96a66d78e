/** Saved searches and lists of terms: what they come to is what the command line says, and is kept with who ran them. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { casePathsOf } from '../../case/case-paths.ts';
import { sqliteStores } from '../../cli/open/stores.ts';
import { countsOf as keptCountsOf } from '../../web/review/kept-counts.ts';
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

const textOf = async (path: string): Promise<string> =>
  parsePage(await served.html(path)).text.replaceAll(/\s+/gu, ' ');
/** Rows of a table, by its caption, each by its cells. */
const rowsOf = (page: string, caption: string): string[][] => {
  const table = page.split('<table>').find((one) => one.includes(caption)) ?? '';
  return [...table.matchAll(/<tr>(.*?)<\/tr>/gsu)]
    .slice(1)
    .map(([, row = '']) =>
      [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gsu)].map(([, cell = '']) =>
        parsePage(cell).text.replaceAll(/\s+/gu, ' ').trim(),
      ),
    );
};
const countsOf = async (query: string): Promise<number> =>
  (await small.json<{ count: number }>('search', query, '--count'))[0]?.count ?? NaN;

test('a search is saved from its results, run, and what it came to stays with who ran it', async () => {
  const page = await served.html('/?q=budget');
  const [, id = ''] = /action="[^"]*\/searches\/([^"/]+)"/u.exec(page) ?? [];
  const saved = await served.post(`/searches/${id}`, { basedOn: '0', name: 'Money <b>', query: 'budget' });
  expect(saved.headers.get('location')).toBe(`${served.at}/searches/${id}`);
  expect(linksOf(await served.html('/searches'), '/?q=')).toContain('/?q=budget');
  expect((await served.post(`/searches/${id}/run`, {})).status).toBe(303);
  await served.post(`/searches/${id}`, { basedOn: '1', name: 'Money <b>', query: 'budget  OR card' });
  await served.post(`/searches/${id}/run`, {});
  const rows = rowsOf(await served.html(`/searches/${id}`), 'What it came to');
  expect(rows.map(([, who, documents]) => [who, documents])).toEqual([
    ['Bo Examiner', String(await countsOf('budget OR card'))],
    ['Bo Examiner', String(await countsOf('budget'))],
  ]);
  expect(rows[0]?.[5]).not.toBe(rows[1]?.[5]);
  expect(rows.map((row) => row[6]?.slice(13))).toEqual(['other than before', '']);
  await served.post(`/searches/${id}/run`, {});
  const again = rowsOf(await served.html(`/searches/${id}`), 'What it came to');
  expect(again[0]?.[6]).toBe(`${rows[0]?.[6]?.slice(0, 12)} the same as before`);
  expect(await textOf('/searches')).toContain('Money <b>');
  for (const path of ['/searches', `/searches/${id}`])
    expect(parsePage(await served.html(path)).elements.filter(({ name }) => name === 'b')).toEqual([]);
});

test('blanks and brackets make no other search: the hash is of what is asked', async () => {
  const hashes = new Set<string>();
  for (const query of ['a AND b', '(a   AND (b))']) {
    const id = randomUUID();
    await served.post(`/searches/${id}`, { basedOn: '0', name: 'x', query });
    hashes.add(/SHA-256 of the search ([0-9a-f]{64})/u.exec(await textOf(`/searches/${id}`))?.[1] ?? '');
  }
  expect([...hashes]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/u)]);
});

test('who changes an older version is shown both', async () => {
  await served.post('/searches/shared', { basedOn: '0', name: 'one', query: 'a' });
  await served.post('/searches/shared', { basedOn: '1', name: 'two', query: 'b' });
  const late = await served.post('/searches/shared', { basedOn: '1', name: 'mine', query: 'c' });
  expect(late.status).toBe(409);
  const said = await late.text();
  expect(said).toContain('value="mine"');
  expect(parsePage(said).text.replaceAll(/\s+/gu, ' ')).toMatch(/two: b.*one: a/u);
});

test('each term of a pasted list is counted, with what no other finds, families, and what could not be searched', async () => {
  const id = randomUUID();
  const terms = ['budget', 'Harbour Analytica', 'card', 'AND (', 'nothinglikeit', 'budget'];
  const kept = await served.post(`/lists/${id}`, { basedOn: '0', name: 'Terms', terms: terms.join('\r\n') });
  expect(kept.headers.get('location')).toBe(`${served.at}/lists/${id}`);
  expect((await served.post(`/lists/${id}/count`, {})).status).toBe(303);
  const rows = rowsOf(await served.html(`/lists/${id}`), 'Counted');
  const [unsearched] = await small.json<{ unsearched: number }>('search', 'nothinglikeit', '--count');
  const found = async (query: string): Promise<Set<string>> =>
    new Set((await small.json<{ document: string }>('search', query)).map(({ document }) => document));
  const [budget, harbour, card] = [
    await found('budget'),
    await found('"Harbour Analytica"'),
    await found('card'),
  ];
  const both = await found('Harbour Analytica');
  expect(harbour.size).toBeGreaterThan(0);
  expect(rows.map(([term, documents, , alone]) => [term, documents, alone])).toEqual([
    ['budget', String(budget.size), String(budget.difference(both).difference(card).size)],
    ['Harbour Analytica', String(both.size), String(both.difference(budget).difference(card).size)],
    ['card', String(card.size), String(card.difference(budget).difference(both).size)],
    [expect.stringMatching(/^AND \( not searched: /u), '', ''],
    ['nothinglikeit', '0', '0'],
  ]);
  expect(rows.map((row) => row[8])).toEqual(
    [1, 1, 1, 0, 1].map((is) => (is ? String(unsearched?.unsearched) : '')),
  );
  const said = await textOf(`/lists/${id}`);
  expect(said).toContain(`${budget.union(both).union(card).size} documents in`);
  expect(said).toContain('Not whole: 1 of 5 terms was not searched.');
  // A zero says nothing without what it is a zero of.
  const [coverage] = await small.json<{ totals: { documents: number } }>('report');
  const everything = coverage?.totals.documents;
  expect(said).toContain(`Searched: ${everything} documents of ${everything}, all of them.`);
  expect(said).toContain('No review scope is open: what is withheld is in no number.');
});

test('terms of one meaning are counted once; dates of the first and the last document stand beside each', async () => {
  const id = randomUUID();
  await served.post(`/lists/${id}`, { basedOn: '0', name: 'Alike', terms: 'sent:[2000 TO 2030]\r\n(sent:[2000 TO 2030])' });
  await served.post(`/lists/${id}/count`, {});
  const [one, other] = rowsOf(await served.html(`/lists/${id}`), 'Counted');
  const dates = (await small.json<{ entry: { dates: { date: string; kind: string }[] } }>('search', 'sent:[2000 TO 2030]', '--sort', 'date'))
    .map(({ entry }) => entry.dates.find(({ kind }) => kind === 'sent')?.date ?? '');
  expect(dates.length).toBeGreaterThan(0);
  expect([one?.[5]?.slice(0, 10), one?.[6]?.slice(0, 10)]).toEqual([dates[0]?.slice(0, 10), dates.at(-1)?.slice(0, 10)]);
  expect(other).toEqual(['(sent:[2000 TO 2030]) the same as term 1', '', '', '', '', '', '', '', '']);
}); // prettier-ignore

test('what was counted with a scope that is closed to the reader is not shown', async () => {
  const id = randomUUID();
  await served.post(`/lists/${id}`, { basedOn: '0', name: 'Counsel', terms: 'budget' });
  const counsel = await serve(small.casePath, ['--open', 'privilege']);
  await counsel.post(`/lists/${id}/count`, {});
  expect(rowsOf(await counsel.html(`/lists/${id}`), 'Counted')).toHaveLength(1);
  await counsel.end();
  expect(await textOf(`/lists/${id}`)).toContain('Not counted yet');
  expect((await served.post(`/lists/${id}/count`, {})).status).toBe(303);
  const later = await serve(small.casePath, ['--open', 'privilege']);
  await later.post(`/lists/${id}/count`, {});
  await later.end();
  const ledger = await sqliteStores.openLedger(casePathsOf(small.casePath));
  const [one, ...others] = await keptCountsOf({ ledger, scope: { open: [] } }, 'term-report', id, 1);
  await ledger.close();
  // What others count takes the place of nothing.
  expect([one?.body?.open, others]).toEqual([[], []]);
});

test.each<[string, string, Record<string, string>, number]>([
  ['a search that cannot be read', '/searches/wrong', { name: 'x', query: 'a AND (' }, 400],
  ['a search without a name', '/searches/wrong', { name: '', query: 'a' }, 400],
  ['more terms than are counted', '/lists/wrong', { name: 'x', terms: Array.from({ length: 501 }, (_, at) => `t${at}`).join('\n') }, 400], // prettier-ignore
  ['no terms', '/lists/wrong', { name: 'x', terms: ' \n ' }, 400],
  ['a list that is not there', '/lists/nowhere/count', {}, 404],
  ['a search that is not there', '/searches/nowhere/run', {}, 404],
])('%s: refused', async (_, path, form, status) => {
  expect((await served.post(path, { basedOn: '0', ...form })).status).toBe(status);
  expect((await served.get(path.replace(/\/(?:run|count)$/u, ''))).status).toBe(404);
});

test.each<[string, string, Record<string, string>, string]>([
  ['a list without terms', '/lists/wrong', { name: 'x', terms: '' }, 'Terms: expected something'],
  ['a search without a name', '/searches/wrong', { name: ' ', query: 'a' }, 'Name: expected a label'],
  ['a field without values', '/review/fields/wrong', { name: 'x', values: ' ' }, 'Values: expected something'],
  ['a value of a field', '/review/fields/wrong', { name: 'x', values: 'a\n-' }, 'Values, line 2: expected a label'],
  ['a line of the chronology', '/chronology/write', { id: 'x', when: '2016-02-30', text: 'x', chronology: 'x' }, 'When: expected a date as 2016'],
  ['an entry of the register', '/register/write', { id: 'x', name: 'x', kind: 'person', status: 'odd' }, 'Status: expected one of of interest'],
])('%s: what is wrong is said by the words at its field', async (_, path, form, words) => {
  const answer = await served.post(path, { basedOn: '0', ...form });
  expect([answer.status, parsePage(await answer.text()).text]).toEqual([400, expect.stringContaining(words)]);
}); // prettier-ignore
