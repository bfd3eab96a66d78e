/** The pages say what the command line says, lead where they say, and record what they were asked. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeFiles, zipOf } from '../../scripts/bench/made-evidence.ts';
import { messageOf } from '../cli/letters-case.ts';
import { jsonRows } from '../cli/json-lines.ts';
import { runCli } from '../cli/run-cli.ts';
import { makeSmallCase, type SmallCase } from '../cli/small-case.ts';
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
const draft = 'The board met on 4 May and resolved to put the survey off to the next year. '.repeat(3);
beforeAll(async () => {
  small = await makeSmallCase(folder);
  served = await serve(small.casePath);
});

const headingOf = (page: string): string =>
  /<h1>(.*?)<\/h1>/su.exec(page)?.[1]?.replaceAll(/<[^>]*>/gu, '') ?? '';

describe('search', () => {
  test.each(['budget', 'status:*'])(
    '%s: the list is that of the command line, and says how much it is',
    async (q) => {
      const page = await served.html(`/?q=${encodeURIComponent(q)}&sort=path`);
      const [address = ''] = linksOf(page, '/results.csv');
      const answer = await served.get(address);
      const { stdout } = await small.run('search', q, '--csv', '--sort', 'path');
      expect(Buffer.from(await answer.arrayBuffer()).toString()).toBe(stdout);
      const rows = stdout.trimEnd().split('\r\n').length - 1;
      expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="results-${rows}.csv"`);
    },
  );

  test.each(['budget', 'Harbour Analytica', 'type:pdf', 'status:*', 'kind:data-broker', 'nothinglikeit'])(
    '%s: the count of the command line, and each hit leads to its document',
    async (q) => {
      const page = await served.html(`/?q=${encodeURIComponent(q)}`);
      const { stdout } = await small.run('search', q);
      expect(headingOf(page)).toBe(stdout.split('\n')[0]);
      const hits = await small.json<{ document: string }>('search', q);
      const links = linksOf(page, '/document/');
      expect(links.map((link) => link.slice('/document/'.length).split('?')[0])).toEqual(
        hits.map(({ document }) => document),
      );
      for (const link of links) expect((await served.get(link)).status).toBe(200);
    },
  );

  test('each value of a field leads to as many as it says, and so does its minus', async () => {
    const page = await served.html('/?q=status:*');
    const [all = 0] = (await small.json<{ count: number }>('search', 'status:*', '--count')).map(
      ({ count }) => count,
    );
    const values = [
      ...page.matchAll(
        /href="\/case\/[^/]*(\/\?[^"]*)"\s*>(?:<bdi>).*?<span class="number">([^<]*)<.*?href="\/case\/[^/]*(\/\?[^"]*)"/gsu,
      ),
    ];
    expect(values.length).toBeGreaterThan(5);
    for (const [, within = '', said = '', without = ''] of values) {
      const plain = (link: string): string => link.replaceAll('&amp;', '&');
      expect(headingOf(await served.html(plain(within)))).toBe(said);
      const documents = Number(/^(\d+) document/.exec(said)?.[1] ?? 0);
      expect(headingOf(await served.html(plain(without)))).toMatch(
        new RegExp(`^${all - documents} document`),
      );
    }
  });

  test('beside words stands what no words are found in, with its list', async () => {
    const page = await served.html('/?q=nothinglikeit');
    const [counted] = await small.json<{ unsearched: number }>('search', 'nothinglikeit', '--count');
    expect(counted?.unsearched).toBeGreaterThan(0);
    expect(parsePage(page).text).toContain(`${counted?.unsearched} items of this case were not read`);
    const [list = ''] = linksOf(page, '/?q=item');
    expect(headingOf(await served.html(list))).toMatch(/\d+ items? not read/);
  });

  test('a query that cannot be read stands there again, with the place that is wrong', async () => {
    const answer = await served.get(`/?q=${encodeURIComponent('budget AND (')}`);
    expect(answer.status).toBe(400);
    const page = await answer.text();
    expect(page).toContain('value="budget AND ("');
    expect(parsePage(page).text).toContain('^');
  });

  test('a page that is no longer there is said to be, and not laid upon the case', async () => {
    const answer = await served.get('/?q=budget&after=abc');
    expect(answer.status).toBe(400);
    expect(parsePage(await answer.text()).text).toContain('this page of results is no longer there');
  });

  test('a long address is refused or answered, and the server stays', async () => {
    for (const length of [15_000, 60_000, 500_000]) {
      const answer = await served.get(`/?q=${'word+'.repeat(length / 5)}`).catch(() => undefined);
      expect([200, 400, 431, undefined]).toContain(answer?.status);
    }
    expect((await served.get('/')).status).toBe(200);
  });
});

test('a hit in another text than the body opens there, with its words marked', async () => {
  const [hit = ''] = linksOf(
    await served.html(`/?q=${encodeURIComponent('subject:report OR headers:subject')}`),
    '/document/',
  );
  const page = await served.html(hit);
  expect(page).toMatch(/<mark>/u);
});

test('what differs between two documents: the words of the command line, a way from the one to the other', async () => {
  const [first] = await small.json<{ document: string }>('search', 'path:"meeting.txt"');
  const document = first?.document ?? '';
  expect(await served.html(`/document/${document}`)).toContain('<button>Compare</button>');
  const page = parsePage(await served.html(`/diff?document=${document}&other=cards.csv`)).text;
  const said = (await small.run('diff', document, 'cards.csv')).stdout.trim().split('\n').slice(2);
  expect(said.length).toBeGreaterThan(2);
  for (const line of said) expect(page).toContain(line);
  expect((await served.get(`/diff?document=${document}&other=nobody.txt`)).status).toBe(404);
  expect((await served.get(`/diff?document=${document}`)).status).toBe(400);
});

test('coverage: the sums of the report', async () => {
  const page = await served.html('/coverage');
  const { text } = parsePage(page);
  const [report] = await small.json<{ unaccounted: number; totals: { items: number }; byStatus: { value: string; items: number }[] }>('report', 'CASE'); // prettier-ignore
  expect(text).toContain(`Unaccounted for: ${report?.unaccounted}`);
  expect(text).toContain(`${report?.totals.items} items:`);
  const flat = text.replaceAll(/\s+/gu, ' ');
  for (const { value, items } of report?.byStatus ?? []) expect(flat).toContain(`${value}${items}`);
  const links = linksOf(page, '/?q=');
  expect(links.length).toBeGreaterThan(5);
  for (const link of links) expect([link, (await served.get(link)).status]).toEqual([link, 200]);
});

describe('find', () => {
  test('by path, by the end of it, by hash: what became of it, and why', async () => {
    const page = await served.html('/find?name=locked.pdf');
    expect(parsePage(page).text).toMatch(
      /EX-1\/locked\.pdf\s*encrypted\s*password-required: the content is encrypted/,
    );
    for (const link of linksOf(page, '/document/')) expect((await served.get(link)).status).toBe(200);
    const [shown] = await small.json<{ document: string }>('show', 'report.pdf', '--metadata');
    expect(parsePage(await served.html(`/find?name=${shown?.document.slice(0, 12)}`)).text).toContain(
      'EX-1/report.pdf',
    );
  });

  test('nothing of that name: said, with names like it, in any case', async () => {
    const page = await served.html('/find?name=MEET');
    expect(headingOf(page)).toBe('0 items');
    expect(parsePage(page).text).toMatch(
      /Names that begin like it\s+EX-1\/notes\/(?:copy-of-)?meeting\.txt/u,
    );
    const [all = ''] = linksOf(page, '/?q=name');
    expect(headingOf(await served.html(all))).toBe('1 document');
  });

  test('a member whose name has folders in it goes by the end of its path', async () => {
    const source = join(folder, 'packed');
    const casePath = join(folder, 'packed-case');
    writeFiles(source, {
      'copies.zip': zipOf({ 'd5/deep.txt': 'deep words', 'd6/deep.txt': 'other words' }),
    });
    await runCli(['ingest', source, '--case', casePath, '--parser-processes', '1', '--no-gazetteers']);
    for (const [name, count] of [
      ['deep.txt', 2],
      ['d5/deep.txt', 1],
      ['copies.zip/d5/deep.txt', 1],
      ['5/deep.txt', 0],
      ['eep.txt', 0],
    ] as const) {
      const { exitCode, stdout } = await runCli(['explain', name, '--case', casePath, '--json']);
      expect([name, jsonRows(stdout).length, exitCode]).toEqual([name, count, count === 0 ? 1 : 0]);
    }
  });

  test('a copy: that it is one, and at how many more places its content lies', async () => {
    const { text } = parsePage(await served.html('/find?name=copy-of-meeting.txt'));
    expect(text).toMatch(/The same content lies at 2 more places\./u);
  });
});

test('every question is in the audit log, with its words, who asked and how it ended', async () => {
  await served.html('/?q=auditedword');
  await served.html('/document/0000');
  await served.html('/find?name=auditedname');
  const records = await small.json<{ verb: string; event: string; args?: string[]; of?: number; seq: number; problem?: string; operator?: string }>('audit', 'CASE'); // prettier-ignore
  const asked = (word: string) => {
    const started = records.find(
      ({ event, verb, args }) => verb === 'serve' && event === 'started' && args?.includes(word),
    );
    expect(started).toMatchObject({ operator: 'Bo Examiner' });
    return records.find(({ event, of }) => event === 'ended' && of === started?.seq);
  };
  expect(asked('auditedword')).toMatchObject({ exitCode: 0, resultCount: 0 });
  expect(asked('auditedname')).toMatchObject({ exitCode: 0, resultCount: 0 });
  expect(asked('0000')).toMatchObject({ exitCode: 1, problem: 'not-found' });
});

test('similar documents: those of the command line, from the page of one, with what differs; none that is withheld', async () => {
  const source = join(folder, 'drafts');
  const casePath = join(folder, 'drafts-case');
  writeFiles(source, { '1.txt': draft, '2.txt': `${draft}!`, 'secret.txt': `${draft}?`, 'other.txt': 'Of something else.\n' }); // prettier-ignore
  await runCli(['ingest', source, '--case', casePath, '--parser-processes', '1', '--no-gazetteers']);
  await runCli(['withhold', 'secret.txt', '--scope', 'privilege', '--reason', 'counsel', '--case', casePath]);
  const drafts = await serve(casePath);
  try {
    const page = await drafts.html('/near?document=1.txt');
    expect(headingOf(page)).toBe('1 similar document');
    expect(page).toMatch(/2\.txt/u);
    expect(page).not.toContain('secret.txt');
    const [way = ''] = linksOf(page, '/diff?');
    expect(await drafts.html(way)).toContain('of both');
    const [document = ''] = linksOf(page, '/document/');
    expect(linksOf(await drafts.html(document), '/near?')).toHaveLength(1);
    expect(headingOf(await drafts.html('/near?document=other.txt'))).toBe('0 similar documents');
    expect((await drafts.get('/near?document=secret.txt')).status).toBe(404);
  } finally {
    await drafts.end();
  }
});

test('what is withheld leaves no trace on any page, and is there for who opened its scope', async () => {
  const source = join(folder, 'letters');
  const casePath = join(folder, 'withheld');
  writeFiles(source, {
    'mail/secretletter.eml': messageOf(
      { id: 'letter-1', subject: 'Advice zorblat', text: 'Our zorblat advice is attached.' },
      { 'quonk.txt': 'quonk zorblat\n', 'quonk.csv': 'Name,Email\nQuonk Zorblat,quonk@example.org\n' },
    ),
    'memo.txt': 'A memo on the survey.\n',
  });
  await runCli(['ingest', source, '--case', casePath, '--reference', 'EX-8', '--parser-processes', '1', '--no-gazetteers']); // prettier-ignore
  const before = jsonRows<{ document: string }>((await runCli(['search', 'zorblat', '--case', casePath, '--json'])).stdout); // prettier-ignore
  expect(before).toHaveLength(3);
  await runCli(['withhold', 'mail/secretletter.eml', '--scope', 'privilege', '--reason', 'counsel', '--case', casePath]); // prettier-ignore
  const pages = [
    '/?q=zorblat', '/?q=status:*', '/coverage', '/find?name=secretletter.eml', '/find?name=quonk.txt',
    ...before.flatMap(({ document }) => [`/document/${document}`, `/find?name=${document}`, `/diff?document=memo.txt&other=${document}`]), '/census', '/datasets', ...before.map(({ document }) => `/dataset?document=${document}`),
  ]; // prettier-ignore
  const closed = await serve(casePath);
  const opened = await serve(casePath, ['--open', 'privilege']);
  try {
    for (const path of pages) {
      const shown = (await closed.html(path)).replaceAll(/<input\s[^>]*>/gsu, '').replaceAll(/href="[^"]*"/gu, '').replaceAll(/<title>.*?<\/title>/gsu, ''); // prettier-ignore
      expect([path, /zorblat|secretletter|quonk|privilege/iu.exec(shown)?.[0]]).toEqual([path, undefined]);
    }
    expect(headingOf(await closed.html('/?q=zorblat'))).toBe('0 documents');
    expect(headingOf(await opened.html('/?q=zorblat'))).toBe('3 documents');
    for (const { document } of before) {
      expect((await closed.get(`/document/${document}`)).status).toBe(404);
      expect((await opened.get(`/document/${document}`)).status).toBe(200);
    }
  } finally {
    await Promise.all([closed.end(), opened.end()]);
  }
});

test('a case that is gone or broken: said on the page without a part of the answer, and the server goes on', async () => {
  const casePath = join(folder, 'lost');
  const source = join(folder, 'one');
  writeFiles(source, { 'a.txt': 'lost words\n' });
  await runCli(['ingest', source, '--case', casePath, '--parser-processes', '1', '--no-gazetteers']);
  const lost = await serve(casePath);
  try {
    expect((await lost.get('/?q=lost')).status).toBe(200);
    for (const end of ['', '-wal', '-shm']) rmSync(join(casePath, `index.sqlite${end}`), { force: true });
    writeFileSync(join(casePath, 'index.sqlite'), 'no database'.repeat(1000));
    const answer = await lost.get('/?q=lost');
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await answer.text()).not.toMatch(/at .*\.ts:\d+/u);
    expect((await lost.get('/coverage')).status).toBeGreaterThanOrEqual(400);
    expect((await lost.get('/style.css')).status).toBe(200);
  } finally {
    await lost.end();
  }
});
