/** The pages of who is named count what `evidex entities` counts, and each count leads to as many documents. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { makeSmallCase, type SmallCase } from '../cli/small-case.ts';
import { messageOf } from '../cli/letters-case.ts';
import { runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { linksOf, parsePage, serve } from './served.ts';

let served: Awaited<ReturnType<typeof serve>>;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  const exitCode = await served.end();
  expect([served.stderr(), exitCode]).toEqual(['', 0]);
});
const folder = temporaryFolder();
let small: SmallCase;
let report: {
  entities: { entity: string; kind: string; documents: number; mentions: number }[];
  personalData: { kind: string; documents: number; values: number }[];
};
beforeAll(async () => {
  small = await makeSmallCase(folder);
  served = await serve(small.casePath);
  [report = report] = await small.json<typeof report>('entities', 'CASE');
});

const flat = (page: string): string => parsePage(page).text.replaceAll(/\s+/gu, ' ');
const found = async (way: string): Promise<number> =>
  Number(/<h1>(\d+)/u.exec(await served.html(way))?.[1] ?? -1);

test('entities and personal data: the counts of the command line', async () => {
  const page = await served.html('/entities');
  const text = flat(page);
  expect(report.entities.length).toBeGreaterThan(0);
  for (const { documents, mentions } of report.entities) expect(text).toMatch(new RegExp(`data-broker ?${documents} ?${mentions}`, 'u')); // prettier-ignore
  for (const { kind, documents, values } of report.personalData)
    expect(text).toMatch(new RegExp(`${kind} ?${documents} ?${values}`, 'u'));
  const ways = linksOf(page, '/?q=');
  expect(ways).toHaveLength(report.entities.length + report.personalData.length);
  const counts = [...report.entities, ...report.personalData].map(({ documents }) => documents);
  for (const [at, way] of ways.entries()) expect(await found(way)).toBe(counts[at]);
  expect(flat(await served.html('/entities?kind=party'))).toContain('0 entities');
  expect(flat(await served.html('/entities?name=HARBOUR'))).toContain('Harbour Analytica');
});

test('an entity: its documents, with whom, and how it is written', async () => {
  const [{ entity, documents, mentions } = { entity: '', documents: 0, mentions: 0 }] = report.entities;
  const page = await served.html(`/entity?name=${encodeURIComponent(entity)}`);
  const text = flat(page);
  expect(text).toContain(`as data-broker ${mentions} mentions in ${documents} documents`);
  expect(text).toMatch(/Harbour Analytica ?watchlist, \S+ ?\d+ ?\d+ %/u);
  expect(text).toMatch(new RegExp(`Ann ?${documents}`, 'u'));
  for (const way of [...linksOf(page, '/?q='), ...linksOf(page, '/graph'), ...linksOf(page, '/timeline')])
    expect([way, (await served.get(way)).status]).toEqual([way, 200]);
  expect((await served.get('/entity?name=nobody')).status).toBe(404);
});

test('an entity is dismissed with a reason, folded with its count, and taken back; its name is given and holds', async () => {
  const name = 'Harbour Analytica';
  const way = `/entity?name=${encodeURIComponent(name)}`;
  expect((await served.post('/entity/say', { name, says: 'dismiss', reason: '' })).status).toBe(400);
  expect((await served.post('/entity/say', { name, says: 'dismiss', reason: '<i>a harbour</i>' })).status).toBe(303);
  const list = await served.html('/entities');
  expect(list).toContain('<summary>1 dismissed</summary>');
  expect(list).not.toContain('<i>a harbour');
  expect(flat(list)).toContain('<i>a harbour</i>');
  expect(await served.html('/?q=*')).toContain('<summary>1 dismissed</summary>');
  expect(flat(await served.html(`/?q=${encodeURIComponent(`entity:"${name}"`)}`))).toContain('was dismissed by');
  expect(flat(await served.html(way))).toContain('Dismissed: folded in lists and counts');
  const id = /name="id" value="([^"]+)"/u.exec(await served.html(way))?.[1] ?? '';
  expect((await served.post('/entity/restore', { name, id, reason: 'it is the firm' })).status).toBe(303);
  expect(await served.html('/entities')).not.toContain('dismissed');
  expect((await served.post('/entity/merge', { name, other: '', as: 'HA', reason: 'short' })).status).toBe(303);
  expect(flat(await served.html('/entities'))).toContain(`in lists: ${name}`);
  expect(flat(await served.html(way))).toContain('called "HA"');
  expect((await served.post('/entity/restore', { name, id: 'HA', reason: 'over' })).status).toBe(303);
}); // prettier-ignore

describe('personal data', () => {
  test('by kind, masked, with its documents', async () => {
    const page = await served.html('/personal-data?kind=payment-card');
    const text = flat(page);
    expect(text).not.toContain('4111 1111 1111 1111');
    const [card] = await small.json<{ value: string }>('mentions', 'cards.csv', '--personal-data');
    expect(text).toContain(card?.value ?? 'no card');
    expect(text).toContain('EX-1/cards.csv');
    for (const way of linksOf(page, '/document/')) expect((await served.get(way)).status).toBe(200);
    expect((await served.get('/personal-data?kind=none')).status).toBe(404);
  });

  test('the census: the counts of the command line, with ways that are there, and no value', async () => {
    const [census] = await small.json<{ mentions: number; documents: number; kinds: { kind: string; documents: number; mentions: number; distinct: number }[] }>('personal', 'CASE'); // prettier-ignore
    const page = await served.html('/census');
    expect(flat(page)).toContain(`${census?.mentions} places with a value in ${census?.documents} documents`);
    expect(census?.kinds.length).toBeGreaterThan(0);
    for (const { kind, documents, mentions, distinct } of census?.kinds ?? [])
      expect(flat(page)).toMatch(new RegExp(`${kind} ?${documents} ?${mentions} ?${distinct}`, 'u'));
    expect(page).not.toMatch(/4111|asha@/u);
    for (const way of [...linksOf(page, '/document/'), ...linksOf(page, '/?q=')])
      expect([way, (await served.get(way)).status]).toEqual([way, 200]);
    expect(flat(await served.html('/census?q=nothingatall'))).toContain('0 places');
    expect((await served.get('/census?q=AND')).status).toBe(400);
  });
});

test('data sets: those of the command line, one of them column by column, and who is in two; no value', async () => {
  interface Row { readonly dataset: string; readonly path: string; readonly records: number; readonly distinctSubjects: number } // prettier-ignore
  const rows = await small.json<Row>('datasets', 'CASE');
  const page = await served.html('/datasets');
  expect(flat(page)).toContain(`${rows.length} table`);
  const ways = linksOf(page, '/dataset?');
  expect(ways).toHaveLength(rows.length);
  const cards = rows.find(({ path }) => path === 'cards.csv');
  const one = flat(await served.html(`/dataset?document=${cards?.dataset}`));
  expect(one).toContain(`${cards?.records} record`);
  expect(one).toMatch(/card ?payment-card ?1 ?1/u);
  expect(one).not.toContain('4111 1111');
  expect(await served.html('/dataset?document=cards.csv')).toContain(cards?.dataset ?? 'no table');
  const both = await served.html('/dataset/overlap?document=cards.csv&other=cards.csv');
  expect(both).toContain(`<h1>${cards?.distinctSubjects} in both tables</h1>`);
  expect((await served.get('/dataset?document=mail.eml')).status).toBe(404);
  expect((await served.get('/dataset/overlap?document=cards.csv')).status).toBe(400);
});

test('a graph: each line leads to as many documents as it says, for an entity and for a person', async () => {
  for (const asked of ['entity=Harbour%20Analytica', 'person=ann%40example.org']) {
    const page = await served.html(`/graph?${asked}`);
    const drawn = parsePage(page).elements.flatMap(({ name, attributes }) => {
      const said = name === 'a' ? /^(\d+) documents? with/u.exec(attributes['aria-label'] ?? '') : null;
      return said
        ? [[Number(said[1]), (attributes['href'] ?? '').replace(/^\/case\/[^/]*/u, '')] as const]
        : [];
    });
    for (const [count, way] of drawn) expect([way, await found(way)]).toEqual([way, count]);
  }
  expect((await served.get('/graph?entity=a&person=b')).status).toBe(400);
  expect((await served.get('/graph')).status).toBe(200);
});

test('people of a graph, relations and candidates, and no trace of what is withheld', async () => {
  const source = join(folder, 'letters');
  const casePath = join(folder, 'letters-case');
  writeFiles(source, {
    'one.eml': messageOf(
      { id: 'one', subject: 'One', text: 'We paid Osprey Data Ltd. in May.\nTern Foods LLC was there.' },
      {},
    ),
    'two.eml': messageOf(
      { id: 'two', subject: 'Two', text: 'We paid Osprey Data Ltd. in June. Zorblat Metrics Ltd. knew.' },
      {},
    ).replaceAll('ann@', 'zorblat@'),
  });
  await runCli(['ingest', source, '--case', casePath, '--parser-processes', '1', '--no-gazetteers']);
  await runCli(['withhold', 'two.eml', '--scope', 'privilege', '--reason', 'counsel', '--case', casePath]);
  const hers = '/relations?name=counsel%40example.org';
  const closed = await serve(casePath);
  const opened = await serve(casePath, ['--open', 'privilege']);
  try {
    const paths = ['/graph?person=counsel%40example.org', '/candidates', hers, `${hers}&path=ann%40example.org`, '/entities', '/personal-data', '/personal-data?kind=email', '/census', '/timeline', '/silence']; // prettier-ignore
    for (const path of paths) {
      const text = flat(await closed.html(path));
      expect([path, /zorblat|two\.eml|privilege/iu.exec(text)?.[0]]).toEqual([path, undefined]);
    }
    expect(flat(await closed.html(paths[0] ?? ''))).toMatch(/ann@example\.org ?person ?1/u);
    expect(flat(await opened.html(paths[0] ?? ''))).toMatch(/zorblat@example\.org ?person ?1/u);
    for (const path of ['/candidates', hers]) expect(flat(await opened.html(path))).toMatch(/zorblat/iu);
    await relyOn(closed);
    await judgeCandidate(closed);
    // What is said of what only the other sees leaves nothing.
    await relyOn(opened, /June/u);
    expect(flat(await closed.html(hers))).not.toMatch(/June|EX-9/u);
  } finally {
    await Promise.all([closed.end(), opened.end()]);
  }
});

type Served = Awaited<ReturnType<typeof serve>>;

async function relyOn(server: Served, sentence = /in May/u): Promise<void> {
  const hers = '/relations?name=counsel%40example.org';
  const page = await server.html(hers);
  const text = flat(page);
  expect(text).toMatch(/stated: paid ?Osprey Data Ltd\. ?\d/u);
  expect(text).toMatch(/wrote to ?Ann <ann@example\.org> ?1 ?2019-04-01 \(sent\)/u);
  const rows = page.split('<li>').filter((row) => row.includes('name="assertion"'));
  const row = rows.find((one) => sentence.test(one)) ?? '';
  for (const way of [...linksOf(page, '/document/'), ...linksOf(page, '/relations?'), ...linksOf(page, '/?q=')])
    expect([way, (await server.get(way)).status]).toEqual([way, 200]);
  const [way = ''] = linksOf(row, '/document/');
  expect(way).toMatch(/\?text=\d+&from=0$/u);
  const assertion = /name="assertion" value="([^"]+)"/u.exec(row)?.[1] ?? '';
  const form = { name: 'counsel@example.org', assertion, reason: 'EX-9 <b>' };
  expect((await server.post('/relations/accept', { ...form, reason: '' })).status).toBe(400);
  expect((await server.post('/relations/accept', { ...form, assertion: 'x' })).status).toBe(404);
  expect((await server.post('/relations/accept', form)).status).toBe(303);
  const said = await server.html(hers);
  expect(flat(said)).toMatch(/relied on by .+ on \d{4}-\d\d-\d\d: EX-9 <b>/u);
  if (sentence.test('in June')) return;
  const id = /name="id" value="([^"]+)"/u.exec(said)?.[1] ?? '';
  expect((await server.post('/relations/restore', { name: 'counsel@example.org', id, reason: 'x' })).status).toBe(303);
  expect(flat(await server.html(hers))).not.toContain('relied on by');
  expect((await server.get('/relations?name=nobody')).status).toBe(404);
  expect((await server.get('/relations')).status).toBe(200);
  expect(flat(await server.html(`${hers}&path=ann%40example.org`))).toContain('1 shortest way from Counsel <counsel@example.org>');
} // prettier-ignore

async function judgeCandidate(server: Served): Promise<void> {
  const page = await server.html('/candidates');
  expect(flat(page)).toMatch(/Tern Foods LLC ?organisation ?1 ?1 ?2019-04-01 ?a legal form ends it/u);
  for (const way of linksOf(page, '/document/')) expect([way, (await server.get(way)).status]).toEqual([way, 200]);
  const form = { q: '', name: 'Tern Foods LLC', says: 'dismiss', kind: 'other', reason: 'a caterer' };
  expect((await server.post('/candidates/say', { ...form, name: 'Nobody LLC' })).status).toBe(404);
  expect((await server.post('/candidates/say', form)).status).toBe(303);
  const said = await server.html('/candidates');
  expect(flat(said)).toMatch(/1 dismissed.+Tern Foods LLC.+dismissed by .+: a caterer/u);
  const id = /name="id" value="([^"]+)"/u.exec(said)?.[1] ?? '';
  expect((await server.post('/candidates/restore', { q: '', id, reason: 'x' })).status).toBe(303);
  expect((await server.post('/candidates/say', { ...form, says: 'accept', kind: 'data-broker' })).status).toBe(303);
  expect(flat(await server.html('/candidates'))).toMatch(/Tern Foods LLC.+accepted by .+: a caterer/u);
} // prettier-ignore

test('the bars of an entity lead to the documents that they count', async () => {
  const [source, casePath, list] = ['dated', 'dated-case', 'names.csv'].map((name) => join(folder, name)) as [string, string, string]; // prettier-ignore
  const letter = messageOf({ id: 'one', subject: 'One', text: 'Acme Polling counts.' }, {});
  const later = letter.replace('<one@', '<two@').replace('1 Apr 2019', '1 Jun 2019');
  writeFiles(source, { 'one.eml': letter, 'two.eml': later });
  writeFileSync(list, 'name,kind\nAcme Polling,data-broker\n');
  await runCli(['ingest', source, '--case', casePath, '--parser-processes', '1', '--no-gazetteers', '--watchlist', list]); // prettier-ignore
  const dated = await serve(casePath);
  try {
    const page = await dated.html('/entity?name=Acme%20Polling');
    const bars = new Set(linksOf(page, '/?q=').filter((way) => /main.*date/u.test(way)));
    expect(bars.size).toBe(2);
    for (const way of bars) expect(flat(await dated.html(way))).toContain('1 document');
  } finally {
    await dated.end();
  }
});
