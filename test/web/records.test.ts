/** The chronology, the register and the questions of a case: written by several people at once, without losing a word. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { makeSmallCase, type SmallCase } from '../cli/small-case.ts';
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
beforeAll(async () => {
  small = await makeSmallCase(folder);
  served = await serve(small.casePath);
});

const flat = (page: string): string => parsePage(page).text.replaceAll(/\s+/gu, ' ');
/** What the form of a page would send. */
function formOf(page: string): Record<string, string[]> {
  const form: Record<string, string[]> = {};
  const own = page.slice(page.indexOf('<form class="record"'));
  for (const { name, attributes } of parsePage(own.slice(0, own.indexOf('</form>'))).elements)
    if (name === 'input' && attributes['name'] !== undefined)
      form[attributes['name']] = [...(form[attributes['name']] ?? []), attributes['value'] ?? ''];
  for (const [, name = '', text = ''] of own.matchAll(/<textarea name="(\w+)"[^>]*>(.*?)<\/textarea/gsu))
    form[name] = [text];
  return form;
}

test('an event is picked into the chronology with its citation and basis, worded, and read with its history', async () => {
  const timeline = await served.html('/timeline?kind=sent');
  const [pick = ''] = linksOf(timeline, '/chronology/edit').slice(1);
  const form = formOf(await served.html(pick));
  expect(form).toMatchObject({ when: ['2016-03-07T10:22:10Z'], basedOn: ['0'], chronology: ['Chronology'] });
  expect(form['basis']?.[0]).toContain('zone: offset');
  expect(form['cite']).toHaveLength(1);
  expect((await served.post('/chronology/write', { ...form, text: 'The list was sent.' })).status).toBe(303);
  const early = { ...form, id: 'early', when: '2015', text: 'Before all that.', cite: [] };
  expect((await served.post('/chronology/write', early)).status).toBe(303);
  const page = await served.html('/chronology');
  const text = flat(page);
  expect(text).toMatch(
    /Chronology: 2.*2015.*Before all that\..*2016-03-07T10:22:10Z.*The list was sent\..*EX-1\/mail\.eml/u,
  );
  for (const way of [...linksOf(page, '/chronology'), ...linksOf(page, '/document/')])
    expect([way, (await served.get(way)).status]).toEqual([way, 200]);
  // Sent twice, written once.
  expect((await served.post('/chronology/write', early)).status).toBe(303);
  expect(flat(await served.html('/chronology/history?id=early'))).toContain('1 version');
});

test('a chronology goes out as a page, for a spreadsheet that runs nothing of it, and for Timesketch', async () => {
  const line = { basedOn: '0', chronology: 'Out', document: 'report.pdf' };
  await served.post('/chronology/write', {
    ...line,
    id: 'out-2',
    when: '2017-03-02',
    text: '=1+1',
    basis: '@SUM(A1)',
  });
  await served.post('/chronology/write', {
    ...line,
    id: 'out-1',
    when: '2017-03-01T08:30Z',
    text: '<b>Made.</b>',
  });
  const file = async (format: string) => {
    const answer = await served.get(`/chronology/export?chronology=Out&format=${format}`);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="chronology\./u);
    return answer.text();
  };
  expect(flat(await file('html'))).toMatch(
    /Out.*2017-03-01T08:30Z ?<b>Made\.<\/b>.*EX-1\/report\.pdf.*SHA-256 [0-9a-f]{64}.*2017-03-02 ?=1\+1/u,
  );
  const csv = (await file('csv')).split('\r\n');
  expect(csv).toHaveLength(4);
  expect(csv[2]).toMatch(
    /^2017-03-02,'=1\+1,'@SUM\(A1\),EX-1\/report\.pdf,SHA-256 [0-9a-f]{64},,Bo Examiner,/u,
  );
  const sketch = (await file('timesketch')).split('\r\n');
  expect(sketch[0]).toMatch(/^message,datetime,timestamp_desc,/u);
  expect(sketch[1]).toMatch(/^<b>Made\.<\/b>,2017-03-01T08:30:00\.000\+00:00,chronology: Out,/u);
});

test('two people change a line at once: the second sees both, and no word is lost', async () => {
  const line = { id: 'both', basedOn: '0', when: '2016-05', text: 'First words.', chronology: 'Chronology' };
  await served.post('/chronology/write', line);
  const [one, other] = [
    formOf(await served.html('/chronology/edit?id=both')),
    formOf(await served.html('/chronology/edit?id=both')),
  ];
  expect((await served.post('/chronology/write', { ...one, text: 'Words of one.' })).status).toBe(303);
  const answer = await served.post('/chronology/write', { ...other, text: 'Words of the other.' });
  const page = await answer.text();
  expect(flat(page)).toMatch(/Not kept yet.*Kept meanwhile.*Words of one\./u);
  const again = formOf(page);
  expect(again).toMatchObject({ basedOn: ['2'], text: ['Words of the other.'] });
  expect(
    (await served.post('/chronology/write', { ...again, text: 'Words of one, and of the other.' })).status,
  ).toBe(303);
  expect(flat(await served.html('/chronology/history?id=both'))).toMatch(
    /3 versions.*of the other.*Words of one\..*First words\./u,
  );
  // Taking it out on an old version does not either.
  expect(
    flat(await (await served.post('/chronology/remove', { id: 'both', basedOn: '1' })).text()),
  ).toContain('Not kept yet');
  expect((await served.post('/chronology/remove', { id: 'both', basedOn: '3' })).status).toBe(303);
  expect(flat(await served.html('/chronology'))).not.toContain('and of the other');
  expect(flat(await served.html('/chronology/history?id=both'))).toMatch(/4 versions.*Taken out/u);
});

test('the register and the questions, with their documents', async () => {
  const entry = { id: 'harbour', basedOn: '0', name: 'Harbour Analytica', kind: 'organisation', status: 'under investigation', since: '2018-03-09', actions: '2018-03-09 notice served\n2018-03-23 warrant', document: 'report.pdf' }; // prettier-ignore
  expect((await served.post('/register/write', entry)).status).toBe(303);
  expect(flat(await served.html('/register'))).toMatch(/Harbour Analytica.*organisation.*2018-03-09 notice served.*EX-1\/report\.pdf/u); // prettier-ignore
  expect(flat(await served.html('/register?status=closed'))).toContain('Register: 0');
  const question = {
    id: 'q-1',
    basedOn: '0',
    question: 'Who engaged this company?',
    status: 'open',
    deadline: '2018-05-01',
  };
  expect((await served.post('/questions/write', question)).status).toBe(303);
  const form = formOf(await served.html('/questions/edit?id=q-1'));
  const answered = { ...form, status: 'answered', answer: 'Nobody says so.', document: 'mail.eml' };
  expect((await served.post('/questions/write', answered)).status).toBe(303);
  expect(flat(await served.html('/questions?status=answered'))).toMatch(
    /Who engaged this company\?.*Nobody says so.*EX-1\/mail\.eml/u,
  );
});

test.each([
  ['/chronology/write', { id: 'x', basedOn: '0', when: '2016-02-30', text: 'a', chronology: 'a' }],
  ['/chronology/write', { id: 'x', basedOn: '0', when: '2016', text: '', chronology: 'a' }],
  ['/chronology/write', { id: 'x', basedOn: 'y', when: '2016', text: 'a', chronology: 'a' }],
  ['/chronology/write', { id: '', basedOn: '0', when: '2016', text: 'a', chronology: 'a' }],
  [
    '/chronology/write',
    { id: 'x', basedOn: '0', when: '2016', text: 'a', chronology: 'a', cite: '{"covers":"all"}' },
  ],
  [
    '/chronology/write',
    { id: 'x', basedOn: '0', when: '2016', text: 'a', chronology: 'a', document: 'nothing here' },
  ],
  ['/register/write', { id: 'x', basedOn: '0', name: 'a', kind: 'ship', status: 'closed' }],
  ['/questions/remove', { id: 'x', basedOn: '0' }],
] as const)('%s refuses %j in words', async (path, form) => {
  const answer = await served.post(path, form);
  expect([400, 404]).toContain(answer.status);
  expect(flat(await answer.text())).toContain('Not kept');
});

test('a line that cites what is withheld leaves no trace; a case that is only read is not written', async () => {
  const source = join(folder, 'letters');
  const casePath = join(folder, 'letters-case');
  writeFiles(source, { 'secret.txt': 'zorblat advice\n', 'memo.txt': 'A memo.\n' });
  await runCli(['ingest', source, '--case', casePath, '--parser-processes', '1', '--no-gazetteers']);
  const before = await serve(casePath);
  const line = { id: 'secret-line', basedOn: '0', when: '2016', text: 'The zorblat line.', chronology: 'C' };
  expect((await before.post('/chronology/write', { ...line, document: 'secret.txt' })).status).toBe(303);
  await before.end();
  await runCli(['withhold', 'secret.txt', '--scope', 'privilege', '--reason', 'counsel', '--case', casePath]);
  const closed = await serve(casePath);
  const opened = await serve(casePath, ['--open', 'privilege', '--read-only']);
  try {
    expect(flat(await closed.html('/chronology'))).toContain('Chronology: 0');
    for (const path of ['/chronology/edit?id=secret-line', '/chronology/history?id=secret-line'])
      expect((await closed.get(path)).status).toBe(404);
    // Nor can anybody write on it, or learn by citing it that its content is held.
    expect((await closed.post('/chronology/write', { ...line, basedOn: '1', text: 'Mine.' })).status).toBe(
      404,
    );
    const citing = async (content: string): Promise<readonly [number, string]> => {
      const cite = JSON.stringify({
        covers: 'content',
        id: createHash('sha256').update(content).digest('hex'),
      });
      const answer = await closed.post('/chronology/write', { ...line, id: `of-${content.length}`, cite });
      return [answer.status, await answer.text()];
    };
    expect(await citing('zorblat advice\n')).toEqual(await citing('held by nobody'));
    expect((await citing('A memo.\n'))[0]).toBe(303);
    expect(flat(await opened.html('/chronology'))).toContain('The zorblat line.');
    expect((await opened.post('/chronology/write', { ...line, id: 'more' })).status).toBe(400);
  } finally {
    await Promise.all([closed.end(), opened.end()]);
  }
});
